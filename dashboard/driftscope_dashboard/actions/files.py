"""Bring a configuration back from a file, or a measured drift or a probe into it."""

from __future__ import annotations

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
from driftscope.motion import MotionConfig
from driftscope.probe import InlineProbe

from ..sharing import Shared, encode
from ..uploads import Content, Sent, read_sent
from ..workbench import Control
from .base import Action, button

MOST_POINTS = 1_000
FINEST_UM = 0.05
"""A measured drift may be off by so much when that saves points; templates are made in steps of about 1 µm."""
WIDEN, CUT, GO = "widen", "cut", "go"


def question_where(name: str, kind: str) -> dict[str, Any]:
    """Return the question whether to open a configuration on the page of its kind."""
    return {
        "title": f"{name} is a {kind} recording",
        "words": "Recordings of this kind have a page of their own. Your browser leads back to what you see now.",
        "answers": [[GO, f"Open it on the {kind} page"], ["", "Cancel"]],
    }


def question_about(name: str, motion: MotionConfig, course: DisplacementCurve) -> dict[str, Any]:
    """Return what to ask about a course that leaves the motion's limits."""
    (low, high), wide = motion_range(motion).limits_um, motion_range(widen(motion, course)).limits_um
    reached = f"It reaches from {course.displacement_um.min():.4g} to {course.displacement_um.max():.4g} µm"
    limits = f"the motion's limits are {low:g} and {high:g} µm" if low < high else "the motion's ends are one place"
    answers = [[WIDEN, f"Widen the limits to {wide[0]:g} and {wide[1]:g} µm"]]
    if low < high:
        answers.append([CUT, "Cut the drift off at the limits"])
    return {
        "title": f"{name} goes beyond the motion's limits",
        "words": f"{reached}; {limits}.",
        "answers": [*answers, ["", "Cancel"]],
    }


def kept_points(course: DisplacementCurve, config: SimulationConfig) -> tuple[DisplacementCurve, str]:
    """Return the points by which a course is described, and words when they are fewer than it has."""
    sampled = resample(course, config)
    kept = simplify(sampled, FINEST_UM, MOST_POINTS)
    if kept.times_s.size == course.times_s.size:
        return kept, ""
    off = max(max_deviation_um(sampled, kept), 0.01)
    number = f"Of its {course.times_s.size} samples {kept.times_s.size} are kept"
    return kept, f"{number}, nowhere more than {off:.1g} µm off."


class Files(Action):
    """Opens a configuration, a measured drift or a probe that is chosen, or dropped anywhere onto the page."""

    order: ClassVar[int] = 11

    def controls(self) -> list[Control]:
        """Return the button."""
        words = (
            "Open a configuration (YAML, JSON, TOML), a probe (probeinterface JSON, PRB) or a measured drift "
            "(CSV or NPY: time_s, displacement_um), or drop one anywhere onto the page"
        )
        self._asked: tuple[str, MeasuredDrift] | None = None
        self._elsewhere = ""
        self._reading = self.services.keeper(read_sent, self._opened)
        self.bring = button("import", kind="upload", icon="upload", help=words, on_message=self._import)
        return [self.bring]

    def _import(self, sent: dict[str, Any]) -> None:
        self.services.guarded(self._answered if "answer" in sent else self._open)(sent)

    def _open(self, sent: dict[str, Any]) -> None:
        self._reading.ask(Sent.of(sent, self.state.session.config.duration_s))

    def _opened(self, read: tuple[str, Content]) -> None:
        name, content = read
        session, notices = self.state.session, self.state.notices
        match content:
            case MeasuredDrift():
                self._bring((name, content))
            case InlineProbe():
                session.restructure({"probe": content.to_dict()})
                notices.say(f"{in_brief(name)} is the probe now")
            case SimulationConfig():
                session.open(content)
                notices.say(f"{in_brief(name)} is open")
            case _:
                self._elsewhere = f"hybrid?c={encode(Shared(content))}"
                self.bring.tell(question_where(name, "hybrid"))

    def _bring(self, read: tuple[str, MeasuredDrift]) -> None:
        """Make a drift the motion, or ask first when it leaves the limits."""
        name, measured = read
        motion, course = self.state.session.config.motion, measured.curve
        if is_within(course, motion):
            self._take(name, measured, motion)
        else:
            self._asked = read
            self.bring.tell(question_about(name, motion, course))

    def _answered(self, sent: dict[str, Any]) -> None:
        asked, self._asked = self._asked, None
        if sent["answer"] == GO:
            self.bring.tell({"go": self._elsewhere})
        if asked is None:
            return
        (name, measured), motion = asked, self.state.session.config.motion
        if sent["answer"] == WIDEN:
            self._take(name, measured, widen(motion, measured.curve))
        elif sent["answer"] == CUT:
            self._take(name, MeasuredDrift(clip(measured.curve, motion), measured.note), motion)

    def _take(self, name: str, measured: MeasuredDrift, motion: MotionConfig) -> None:
        session = self.state.session
        kept, left_out = kept_points(measured.curve, session.config)
        others = "The other motions are muted." if any(part.enabled for part in motion.components) else ""
        session.restructure(add_curve(motion, kept))
        words = [f"{name} is the motion now.", others, measured.note, left_out]
        self.state.notices.say(" ".join(filter(None, words)))
