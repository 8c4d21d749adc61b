"""The toolbar of a hybrid recording, where it differs: what can be taken away, and what can be opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

import numpy as np
from driftscope import ConfigError, Problem
from driftscope.base import in_brief
from driftscope.drift_files import MeasuredDrift
from driftscope.export.tables import csv_lines, spike_table
from driftscope.hybrid import HybridConfig, MeasuredMotionConfig
from driftscope.probe import InlineProbe
from driftscope.simulation import nearest_channel

from ..actions.base import Action, button
from ..actions.files import question_where
from ..actions.keyboard import Keyboard
from ..actions.snapshots import SnapshotButtons
from ..actions.take import FORMS, TakeAway
from ..keymap import SHORTCUTS, Shortcut
from ..scene import Scene
from ..sharing import Shared, encode
from ..snapshots import described
from ..uploads import Content, Sent, read_sent
from ..workbench import Control
from .form import TITLES, form_of

KEYS_HERE = {
    "Static, drifting, or both": "Before, after, or both",
    "Probe, driftmap: select a stretch of depth": "Probe: move the unit whose ring it is",
    "Motion, driftmap:": "Motion:",
}
"""What keys and gestures are called on this page, where that differs."""


def called_here(shortcut: Shortcut) -> Shortcut:
    """Return a key or gesture as it is called on this page, which has no driftmap."""
    words = shortcut.words
    for there, here in KEYS_HERE.items():
        words = words.replace(there, here)
    return replace(shortcut, words=words)


def unit_table(scene: Scene) -> Iterator[str]:
    """Yield what is known of every added unit: template, place in µm, nearest channel, peak in µV."""
    units, places = scene.origin.units, scene.locations_um
    channels = nearest_channel(places, scene.contact_positions_um)
    yield "unit,dataset,template_index,x_um,y_um,z_um,nearest_channel,peak_uv\n"
    rows = zip(units, places.tolist(), channels.tolist(), scene.peaks_uv.tolist(), strict=True)
    for index, (unit, (x, y, z), channel, height) in enumerate(rows):
        yield f"{index},{unit.dataset},{unit.template_index},{x:.8g},{y:.8g},{z:.8g},{channel},{height:.8g}\n"


def motion_table(scene: Scene) -> Iterator[str]:
    """Yield how far every added unit is from its place over time, in µm."""
    motion, units = scene.motion, np.arange(len(scene.locations_um))
    yield ",".join(["time_s", *(f"unit_{unit}_{axis}_um" for unit in units for axis in "xy")]) + "\n"
    bins = np.arange(len(motion.vectors_um))
    moved = [motion.displacement_um(bins, np.full(bins.size, unit)) for unit in units]
    columns = [bins / motion.sampling_frequency_hz, *(one[:, axis] for one in moved for axis in (0, 1))]
    yield from csv_lines(columns, ["%.6f", *["%.7g"] * (len(columns) - 1)])


TABLES: dict[str, Callable[[Scene], Iterator[str]]] = {
    "spikes": spike_table,  # type: ignore[dict-item]
    "units": unit_table,
    "motion": motion_table,
}


def program(config: HybridConfig) -> str:
    """Return a Python program that makes the hybrid recording and looks at a window of it."""
    text = config.to_text("yaml").replace("\\", "\\\\")
    return f'''"""A hybrid recording: {len(config.units)} known units in a recording."""

from driftscope.hybrid import Hybrid, HybridConfig

config = HybridConfig.from_text(
    """
{text}""",
    "yaml",
)
hybrid = Hybrid(config)

after = hybrid.recording.get_traces(start_frame=0, end_frame=3_000)  # in µV
before = hybrid.background.get_traces(start_frame=0, end_frame=3_000)
print(hybrid.recording, hybrid.sorting, float(abs(after - before).max()))
# hybrid.recording.to_spikeinterface() hands the recording to SpikeInterface, lazy as it is.
'''


class HybridTakeAway(TakeAway):
    """Configuration, program, tables and pictures of a hybrid recording."""

    order: ClassVar[int] = 10
    tables: ClassVar[Any] = TABLES

    def _choices(self) -> list[list[Any]]:
        return [
            [
                "Configuration",
                [[form, form.upper(), ""] for form in FORMS],
                "Opens again by dropping it onto this page.",
            ],
            ["Python program", [["driftscope", "driftscope", ""]], ""],
            ["Table (CSV)", [[name, name.capitalize(), ""] for name in TABLES], ""],
        ]

    def _take(self, wanted: str) -> None:
        if wanted == "driftscope":
            self._send("-driftscope.py", [program(self.state.session.config)])
        else:
            super()._take(wanted)


class HybridSnapshots(SnapshotButtons):
    """Snapshots whose differences are called as in the form of a hybrid."""

    described: ClassVar[Any] = partial(described, form=form_of, titles=TITLES)


class HybridKeyboard(Keyboard):
    """The keys, called as on this page."""

    shortcuts: ClassVar[tuple[Shortcut, ...]] = tuple(map(called_here, SHORTCUTS))


class HybridFiles(Action):
    """Opens what is chosen, or dropped anywhere onto the page: a configuration, a probe, or a measured drift."""

    order: ClassVar[int] = 11

    def controls(self) -> list[Control]:
        """Return the button."""
        words = (
            "Open the configuration of a hybrid recording (YAML, JSON, TOML), the recording's probe (probeinterface "
            "JSON, PRB) or its measured drift (CSV or NPY: time_s, displacement_um), or drop one anywhere onto the page"
        )
        self._elsewhere = ""
        self._reading = self.services.keeper(read_sent, self._opened)
        self.bring = button("import", kind="upload", icon="upload", help=words, on_message=self._import)
        return [self.bring]

    def _import(self, sent: dict[str, Any]) -> None:
        self.services.guarded(self._answered if "answer" in sent else self._open)(sent)

    def _open(self, sent: dict[str, Any]) -> None:
        self._reading.ask(Sent.of(sent, self.state.session.simulation.config.duration_s))

    def _opened(self, read: tuple[str, Content]) -> None:
        name, content = read
        match content:
            case MeasuredDrift():
                self._follow_drift((name, content))
            case InlineProbe():
                self._take_probe(name, content)
            case HybridConfig():
                self.state.session.open(content)
                self.state.notices.say(f"{in_brief(name)} is open")
            case _:
                self._elsewhere = f"./?c={encode(Shared(content))}"
                self.bring.tell(question_where(name, "synthetic"))

    def _answered(self, sent: dict[str, Any]) -> None:
        if sent["answer"]:
            self.bring.tell({"go": self._elsewhere})

    def _take_probe(self, name: str, probe: InlineProbe) -> None:
        session = self.state.session
        if not hasattr(session.config.source, "probe"):
            words = "is a probe, and this recording brings its own: open a recording first that does not"
            raise ConfigError([Problem(name, words)])
        session.restructure({"source.probe": probe.to_dict()})
        self.state.notices.say(f"{name} is the recording's probe now")

    def _follow_drift(self, read: tuple[str, MeasuredDrift]) -> None:
        """Let the added units follow a drift that is the same at all depths."""
        name, measured = read
        course = measured.curve
        start_s = self.state.session.simulation.hybrid.background.get_start_time()  # the file counts from there
        motion = MeasuredMotionConfig.of(course.times_s + start_s, (0.0,), course.displacement_um[:, np.newaxis])
        self.state.session.restructure({"motion": motion.to_dict()})
        self.state.notices.say(" ".join(filter(None, [f"The added units follow {name} now.", measured.note])))
