"""Bring a configuration back from a file, or a measured drift or a probe into it."""

from __future__ import annotations

import binascii
from base64 import b64decode
from pathlib import PurePath
from typing import Any, ClassVar

from driftscope import ConfigError, Problem, SimulationConfig
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
from driftscope.drift_files import MeasuredDrift, is_drift_file, read_drift
from driftscope.files import read_text
from driftscope.hybrid import HybridConfig
from driftscope.motion import MotionConfig

from ..probefile import is_probe, read_probe
from ..sharing import Shared, config_from, encode
from ..workbench import Control
from .base import Action, button

MOST_BYTES = 4 * 2**20
MOST_POINTS = 1_000
FINEST_UM = 0.05
"""A measured drift may be off by so much when that saves points; templates are made in steps of about 1 µm."""
FORMS = ("yaml", "yml", "json", "toml")
WIDEN, CUT, GO = "widen", "cut", "go"


def read_upload(name: str, text: str, size: int) -> SimulationConfig | HybridConfig:
    """Read a configuration of any kind that was sent by the browser.

    Parameters
    ----------
    name : str
        The file's name; its ending says which form the text has.
    text : str
        What it holds: one with a source is a hybrid recording's.
    size : int
        Its size in bytes; of a file that is too large nothing else was sent.

    Raises
    ------
    ConfigError
        When it is too large or no configuration.
    """
    refuse_large(name, max(size, len(text)))
    form = PurePath(name).suffix.lstrip(".").lower()
    if form not in FORMS:
        others = "csv or npy for a measured drift, json or prb for a probe"
        message = f"its name must end in {', '.join(FORMS)} for a configuration, {others}"
        raise ConfigError([Problem(name, message, form)])
    return config_from(read_text(text, form, name))


def question_where(name: str, kind: str) -> dict[str, Any]:
    """Return the question whether to open a configuration on the page of its kind."""
    return {
        "title": f"{name} is a {kind} recording",
        "words": "Recordings of this kind have a page of their own. Your browser leads back to what you see now.",
        "answers": [[GO, f"Open it on the {kind} page"], ["", "Cancel"]],
    }


def refuse_large(name: str, size: int) -> None:
    """Raise a ConfigError when a file is larger than the page opens."""
    if size > MOST_BYTES:
        message = f"is larger than {MOST_BYTES // 2**20} MiB: the page opens smaller files"
        raise ConfigError([Problem(name, message, size)])


def read_sent_drift(request: tuple[str, str, int, float]) -> tuple[str, MeasuredDrift]:
    """Read a drift that was sent by the browser: name, content in base64, size, and the recording's duration."""
    name, sent, size, duration_s = request
    refuse_large(name, max(size, len(sent) * 3 // 4))
    try:
        content = b64decode(sent, validate=True)
    except (binascii.Error, ValueError):
        raise ConfigError([Problem(name, "did not arrive whole: open it again")]) from None
    return name, read_drift(name, content, duration_s)


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
        self._drifts = self.services.keeper(read_sent_drift, self._bring)
        self.bring = button("import", kind="upload", icon="upload", help=words, on_message=self._import)
        return [self.bring]

    def _import(self, sent: dict[str, Any]) -> None:
        self.services.guarded(self._answered if "answer" in sent else self._open)(sent)

    def _open(self, sent: dict[str, Any]) -> None:
        name, size = str(sent.get("name", "")), int(sent.get("size", 0))
        if is_drift_file(name):
            self._drifts.ask((name, str(sent.get("bytes", "")), size, self.state.session.config.duration_s))
            return
        text = str(sent.get("text", ""))
        if is_probe(name, text):
            refuse_large(name, max(size, len(text)))
            self.state.session.restructure({"probe": read_probe(name, text).to_dict()})
            self.state.notices.say(f"{name} is the probe now")
            return
        config = read_upload(name, text, size)
        if isinstance(config, SimulationConfig):
            self.state.session.open(config)
            self.state.notices.say(f"{name} is open")
        else:
            self._elsewhere = f"hybrid?c={encode(Shared(config))}"
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
