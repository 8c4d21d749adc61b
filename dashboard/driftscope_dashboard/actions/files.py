"""Bring a configuration back from a file, or a measured drift or a probe into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from driftscope import SimulationConfig
from driftscope.base import in_brief
from driftscope.curves import (
    DisplacementCurve,
    add_curve,
    clip,
    is_within,
    max_deviation_um,
    motion_range,
    resample,
    simplify,
    widen,
)
from driftscope.drift_files import MeasuredDrift
from driftscope.field_files import MeasuredField
from driftscope.hybrid import HybridConfig
from driftscope.motion import MotionConfig, RangeMotion
from driftscope.probe import InlineProbe

from ..session.session import Session
from ..session.sharing import Shared, encode
from ..session.state import State
from ..views.base import Services
from ..workbench import Control
from .base import Action, button
from .uploads import Content, Sent, read_sent

MOST_POINTS = 1_000
FINEST_UM = 0.05
"""A measured drift may be off by so much when that saves points; templates are made in steps of about 1 µm."""
WIDEN, CUT, GO = "widen", "cut", "go"


def question_where(name: str, kind: str) -> dict[str, Any]:
    """Return the question whether to open a configuration on the page of its kind."""
    return {
        "title": f"{name} is a {kind} recording",
        "words": "These recordings have their own page. The browser's Back button returns to this one.",
        "answers": [[GO, f"Open it on the {kind} page"], ["", "Cancel"]],
    }


def question_about(name: str, motion: MotionConfig, curve: DisplacementCurve) -> dict[str, Any]:
    """Return what to ask about a curve that leaves the motion's limits."""
    (low, high), wide = motion_range(motion).limits_um, motion_range(widen(motion, curve)).limits_um
    reached = f"It ranges from {curve.displacement_um.min():.4g} to {curve.displacement_um.max():.4g} µm"
    limits = (
        f"the motion's limits are {low:g} and {high:g} µm" if low < high else "the motion's start and stop are equal"
    )
    answers = [[WIDEN, f"Widen the limits to {wide[0]:g} and {wide[1]:g} µm"]]
    if low < high:
        answers.append([CUT, "Clip the drift at the limits"])
    return {
        "title": f"{name} goes beyond the motion's limits",
        "words": f"{reached}; {limits}.",
        "answers": [*answers, ["", "Cancel"]],
    }


def kept_points(curve: DisplacementCurve, config: SimulationConfig) -> tuple[DisplacementCurve, str]:
    """Return the points by which a curve is described, and a note when they are fewer than it has."""
    sampled = resample(curve, config)
    kept = simplify(sampled, FINEST_UM, MOST_POINTS)
    if kept.times_s.size == curve.times_s.size:
        return kept, ""
    off = max(max_deviation_um(sampled, kept), 0.01)
    number = f"{kept.times_s.size} of {curve.times_s.size} samples are kept"
    return kept, f"{number}, with an error of at most {off:.1g} µm."


def question_about_drift(session: Session, name: str, measured: MeasuredDrift) -> dict[str, Any] | None:
    """Return what to ask before a drift becomes the motion; None when it stays within the motion's limits."""
    motion = session.config.motion
    return None if is_within(measured.curve, motion) else question_about(name, motion, measured.curve)


def take_drift(session: Session, name: str, measured: MeasuredDrift, answer: str) -> str:
    """Make a drift the motion, within wider limits or cut off at them where that was answered."""
    motion, curve = session.config.motion, measured.curve
    if answer == WIDEN:
        motion = widen(motion, curve)
    elif answer == CUT:
        curve = clip(curve, motion)
    kept, left_out = kept_points(curve, session.config)
    enabled = [isinstance(part, RangeMotion) for part in motion.components if part.enabled]
    others = "The other motions are muted." if any(enabled) else ""
    others = others if all(enabled) else f"{others} Motion in µm adds to it.".strip()
    session.restructure(add_curve(motion, kept))
    return " ".join(filter(None, [f"{name} is now the motion.", others, measured.note, left_out]))


def take_field(session: Session, name: str, field: MeasuredField) -> str:
    """Make displacement over time and depth the motion; all other components are muted."""
    motion = session.config.motion
    muted = [{**part.to_dict(), "enabled": False} for part in motion.components]
    others = "The other motions are muted." if any(part.enabled for part in motion.components) else ""
    session.restructure({"motion.components": [*muted, field.component()]})
    return " ".join(filter(None, [f"{name} is now the motion: edit it in the Field tab.", others, field.note]))


def take_probe(session: Session, name: str, probe: InlineProbe) -> str:
    """Make a probe that of the recording."""
    session.restructure({"probe": probe.to_dict()})
    return f"{name} is now the probe"


def ask_nothing(session: Session, name: str, measured: MeasuredDrift) -> dict[str, Any] | None:
    """Return no question."""
    return None


@dataclass(frozen=True)
class Opens:
    """What a page does with the files that are opened on it.

    Attributes
    ----------
    config : type
        The class of the configurations that it opens; others are opened on their own page.
    help : str
        What can be opened, in a sentence.
    take_probe : callable
        Takes a probe, from session and file name; returns what to say.
    take_drift : callable
        Takes a measured drift, from session, file name and the answer to the question; returns what to say.
    take_field : callable
        Takes displacement over time and depth, from session and file name; returns what to say.
    question : callable
        Returns what to ask before a drift is taken, or None.
    """

    config: type
    help: str
    take_probe: Callable[[Session, str, InlineProbe], str]
    take_drift: Callable[[Session, str, MeasuredDrift, str], str]
    take_field: Callable[[Session, str, MeasuredField], str]
    question: Callable[[Session, str, MeasuredDrift], dict[str, Any] | None] = ask_nothing


HELP = (
    "Open a configuration (YAML, JSON, TOML), a probe (probeinterface JSON, PRB) or measured motion "
    "(CSV or NPY: time_s, displacement_um, or times x depths), or drop one anywhere onto the page"
)
SYNTHETIC = Opens(SimulationConfig, HELP, take_probe, take_drift, take_field, question_about_drift)
PAGES = {SimulationConfig: ("./", "synthetic"), HybridConfig: ("hybrid", "hybrid")}
"""Address and name of the page of each kind of configuration."""


class Files(Action):
    """Opens a configuration, a measured drift or a probe that is chosen, or dropped anywhere onto the page."""

    order: ClassVar[int] = 11

    def __init__(self, state: State, services: Services, opens: Opens = SYNTHETIC) -> None:
        super().__init__(state, services)
        self._opens = opens

    def controls(self) -> list[Control]:
        """Return the button."""
        self._asked: tuple[str, MeasuredDrift] | None = None
        self._elsewhere = ""
        self._reading = self.services.latest_only(read_sent, self._opened)
        self.bring = button("import", kind="upload", icon="upload", help=self._opens.help, on_message=self._import)
        return [self.bring]

    def _import(self, sent: dict[str, Any]) -> None:
        self.services.safe(self._answered if "answer" in sent else self._open)(sent)

    def _open(self, sent: dict[str, Any]) -> None:
        simulation = self.state.session.simulation
        depths = simulation.contact_positions_um[:, 1]
        within = (float(depths.min()), float(depths.max()))
        self._reading.ask(Sent.of(sent, simulation.config.duration_s, within))

    def _opened(self, read: tuple[str, Content]) -> None:
        name, content = read
        session = self.state.session
        if isinstance(content, MeasuredDrift):
            self._bring((name, content))
        elif isinstance(content, MeasuredField):
            self.state.notices.say(self._opens.take_field(session, in_brief(name), content))
        elif isinstance(content, InlineProbe):
            self.state.notices.say(self._opens.take_probe(session, in_brief(name), content))
        elif isinstance(content, self._opens.config):
            session.open(content)
            self.state.notices.say(f"{in_brief(name)} was opened")
        else:
            address, kind = PAGES[type(content)]
            self._elsewhere = f"{address}?c={encode(Shared(content))}"
            self.bring.tell(question_where(name, kind))

    def _bring(self, read: tuple[str, MeasuredDrift]) -> None:
        """Take a drift, or ask first."""
        if question := self._opens.question(self.state.session, *read):
            self._asked = read
            self.bring.tell(question)
        else:
            self._take(read, "")

    def _answered(self, sent: dict[str, Any]) -> None:
        asked, self._asked = self._asked, None
        if sent["answer"] == GO:
            self.bring.tell({"go": self._elsewhere})
        elif asked is not None and sent["answer"]:
            self._take(asked, str(sent["answer"]))

    def _take(self, read: tuple[str, MeasuredDrift], answer: str) -> None:
        self.state.notices.say(self._opens.take_drift(self.state.session, *read, answer))
