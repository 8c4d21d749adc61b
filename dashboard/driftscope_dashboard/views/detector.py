"""A detector on the followed unit's channel: its threshold, and the spikes that it finds, misses and finds in vain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, Scatter
from bokeh.models.annotations import Label
from driftscope.lessons.detecting import Detected, detected
from driftscope.lessons.measures import best_channel, template_of
from driftscope.source import Source

from ..plots.trace_windows import Picture
from ..reduce.selection import present_units
from ..session.state import State
from ..workbench import Control
from .base import Services, update_columns
from .figures import draw_glyph
from .trace_figures import JUDGED, TraceFigure

THRESHOLD, FOUND, REFERENCE = "threshold", "found", "reference"
COUNTED_S = 10.0
"""Found and false spikes are counted in steps of so many seconds, the one of the cursor and one to both sides."""
HELP = "Detect the selected unit on its channel: threshold, and spikes found (▼), missed (○) or false (✕)."
RECORDINGS = ("static", "drifting")


class Request(NamedTuple):
    """Which unit is detected, where and how; `start_s` and `end_s` are the window that is shown."""

    source: Source
    unit: int
    time_s: float
    follow: bool
    threshold: float
    referenced: bool
    start_s: float
    end_s: float


@dataclass(frozen=True, eq=False)
class Found:
    """What the detector does in the window.

    Attributes
    ----------
    channel : int
        Where it listens.
    seen : dict of Detected
        By recording.
    words : dict of str
        How many of the unit's spikes are found around the cursor, and how often something else is, by recording.
    """

    channel: int
    seen: dict[str, Detected]
    words: dict[str, str]


def detect_around(request: Request) -> Found:
    """Detect in the window that is shown, and count in the seconds around it."""
    source, unit = request.source, request.unit
    channel = best_channel(template_of(source, unit, request.time_s if request.follow else None))
    how = {"threshold": request.threshold, "reference": "median" if request.referenced else "none"}
    middle = COUNTED_S * (request.time_s // COUNTED_S)
    around = max(middle - COUNTED_S, 0.0), min(middle + 2 * COUNTED_S, source.drifting.get_duration())
    seen, words = {}, {}
    for name in RECORDINGS:
        there: dict[str, Any] = {"recording": name, **how}
        seen[name] = detected(source, unit, channel, from_s=max(request.start_s, 0.0), to_s=request.end_s, **there)
        counted = detected(source, unit, channel, from_s=around[0], to_s=around[1], **there)
        words[name] = words_about(counted, channel, around, referenced=request.referenced)
    return Found(channel, seen, words)


def words_about(counted: Detected, channel: int, around_s: tuple[float, float], *, referenced: bool = False) -> str:
    """Say how many spikes are found, and how many detections a second are none of them."""
    when = f"{around_s[0]:.0f} to {around_s[1]:.0f} s"
    how = "median subtracted, " if referenced else ""
    false = f"{counted.false_per_s:.1f} other detections per second"
    if not counted.found.size:
        return f"channel {channel}, {how}{when}: no spikes of the unit, {false}"
    return f"channel {channel}, {how}{when}: {counted.share_found:.0%} found, {false}"


def detector_switch(state: State, services: Services) -> Control:
    """Return the button that shows the detector on the traces."""

    def choose(value: Any) -> None:
        for name in (THRESHOLD, FOUND):
            state.overlays.choose(name, on=bool(value))

    switch = Control(kind="press", icon="detector", value=FOUND in state.overlays.shown, help=HELP, hook="detector")
    switch.on_set(services.safe(choose))
    state.overlays.subscribe({"shown"}, lambda: setattr(switch, "value", FOUND in state.overlays.shown))
    return switch


def reference_choice(state: State, services: Services) -> Control:
    """Return the choice of what is subtracted from the traces, from the noise and before detection."""
    options = [["none", "no reference", ""], ["median", "median of all", ""]]
    choice = Control(kind="segments", label="Reference", options=options, hook="reference")
    choice.on_set(services.safe(lambda value: state.overlays.choose(REFERENCE, on=value == "median")))

    def follow() -> None:
        choice.value = "median" if REFERENCE in state.overlays.shown else "none"

    follow()
    state.overlays.subscribe({"shown"}, follow)
    return choice


class DetectorMarks:
    """Threshold, marks and words on the traces; each is drawn while its overlay is shown.

    Parameters
    ----------
    figures : dict of TraceFigure
        The picture of each recording.
    state : State
        The page's.
    services : Services
        Computes beside the event loop.
    """

    def __init__(self, figures: dict[str, TraceFigure], state: State, services: Services) -> None:
        self.figures, self.state = figures, state
        self.sources = {
            name: {kind: ColumnDataSource({"x": [], "y": []}) for kind in JUDGED} for name in figures
        }  # fmt: skip
        self.words = {name: self._add(name) for name in figures}
        self._picture: Picture | None = None
        self._found: Found | None = None
        self._latest = services.latest_only(detect_around, self._take)
        state.overlays.subscribe({"shown"}, self.follow)
        state.selection.subscribe({"threshold", "follow"}, self.follow)

    def _add(self, name: str) -> Label:
        made = self.figures[name].made
        for kind, (marker, colour) in JUDGED.items():
            tags = [f"line:{colour}", *([f"fill:{colour}"] if kind == FOUND else [])]
            glyph = Scatter(x="x", y="y", marker=marker, size=9, line_width=1.5, fill_color=None, tags=tags)
            draw_glyph(made, glyph, self.sources[name][kind], name=f"detector-{kind}", level="annotation")
        words = Label(
            x=4, y=4, x_units="screen", y_units="screen", text="", text_font_size="12px", visible=False,
            tags=["text:ink", "background_fill:panel"], background_fill_alpha=0.85,
        )  # fmt: skip
        made.add_layout(words)
        return words

    @property
    def threshold(self) -> float | None:
        """The threshold that is drawn, in times the noise; None for none."""
        return self.state.selection.threshold if THRESHOLD in self.state.overlays.shown else None

    def place(self, picture: Picture) -> None:
        """Detect in the window of a picture."""
        self._picture = picture
        self.follow()

    def follow(self) -> None:
        """Detect the first selected unit in what is shown now."""
        seen, selection, picture = self.state.session.simulation, self.state.selection, self._picture
        units = present_units(selection.units, len(seen.locations_um))
        if FOUND not in self.state.overlays.shown or not units or picture is None or picture.locked:
            self._found = None
            self._draw()
            return
        start_s = picture.anchor_s + picture.start_ms / 1000
        self._latest.ask(Request(
            getattr(seen, "hybrid", seen), units[0], selection.time_s, selection.follow, selection.threshold,
            REFERENCE in self.state.overlays.shown, start_s, start_s + picture.length_ms / 1000,
        ))  # fmt: skip

    def _take(self, found: Found) -> None:
        self._found = found if FOUND in self.state.overlays.shown else None
        self._draw()

    def _draw(self) -> None:
        for name in self.figures:
            for kind, columns in self._columns(name).items():
                update_columns(self.sources[name][kind], columns)
            words = "" if self._found is None else self._found.words[name]
            self.words[name].update(text=words, visible=bool(words))

    def _columns(self, name: str) -> dict[str, dict[str, Any]]:
        """Return where the marks of a recording are: on the threshold of the channel's row."""
        found, picture = self._found, self._picture
        row = None if found is None or picture is None else picture.rows.row_of(found.channel)
        if found is None or picture is None or row is None:
            return {kind: {"x": np.empty(0), "y": np.empty(0)} for kind in JUDGED}
        one, rate = found.seen[name], self.state.session.simulation.config.sampling_frequency_hz
        level = picture.rows.centres_um[row] - one.threshold_uv * picture.um_per_uv
        samples = {"found": one.spikes[one.found], "missed": one.spikes[~one.found], "false": one.detections[one.false]}
        return {
            kind: {"x": (at / rate - picture.anchor_s) * 1000.0, "y": np.full(at.size, level)}
            for kind, at in samples.items()
        }
