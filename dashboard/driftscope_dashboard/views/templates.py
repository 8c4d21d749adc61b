"""The template of a unit: its waveforms on the contacts around it, at rest and at the cursor, and its fading."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, Range1d
from bokeh.models.annotations import Legend
from driftscope.motion import Motion
from driftscope.templates import TemplateMaker

from ..focus import focus_of
from ..plots.template import (
    Picture,
    lay_out,
    marked_peaks,
    peaks_limits,
    peaks_picture,
    ruler_of,
    template_of,
    waveforms_picture,
)
from ..theme import tell_values, unit_colour
from ..workbench import Control, Node
from .figures import Figure
from .tab import NO_UNITS, TabView, narrow, spread


class Request(NamedTuple):
    """What the picture depends on; no maker and no motion is needed without a unit."""

    maker: TemplateMaker
    motion: Motion
    unit: int | None
    step: int
    words: str


def example() -> Picture:
    """Return a template on two contacts, from which the figures are declared."""
    waves, contacts = np.array([[0.0, 0.0], [-9.0, -5.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 20.0]])
    two, place = np.array([0.0, 1.0]), np.array([5.0, 10.0])
    laid = lay_out(waves, waves, contacts, 30_000.0)
    return Picture(0, laid, np.arange(2), np.ones((2, 2)), place, place, two, two, two, 0.0, 0.0, "")


def waveforms_example() -> Any:
    """Return a picture of waveforms."""
    return waveforms_picture(example())


def peaks_example() -> Any:
    """Return a picture of peaks along the drift."""
    return peaks_picture(example())


def waveform_figure() -> tuple[Any, dict[str, ColumnDataSource]]:
    """Return the empty figure of the waveforms and its sources."""
    figure = Figure(
        waveforms_example, "templates", x_range=Range1d(start=-1, end=1), y_range=Range1d(start=-1, end=1), tools=[]
    )
    made = narrow(figure.made, 52)
    sources = {name: ColumnDataSource({"x": [], "y": []}) for name in ("contacts", "rest", "moved", "bar")}
    sources["contacts"] = ColumnDataSource({name: [] for name in ("x", "y", "channel", "rest", "moved")})
    sources["unit"] = ColumnDataSource({"x": [], "y": [], "fill": [], "line": []})
    sources["words"] = ColumnDataSource({"x": [], "y": [], "words": [], "baseline": [], "dy": []})
    figure.add("contacts", sources["contacts"], x="x", y="y")
    figure.add("unit", sources["unit"], x="x", y="y", fill_color="fill", line_color="line")
    for name in ("rest", "moved", "bar"):
        figure.add(name, sources[name], x="x", y="y")
    figure.add(
        "volts", sources["words"], x="x", y="y", text="words", text_baseline="baseline", y_offset="dy",
    )  # fmt: skip
    made.grid.visible = False
    around = made.scatter("x", "y", source=sources["contacts"], size=22, fill_alpha=0, line_color=None)
    peaks = {"at rest": "@rest{0.0} µV", "at the cursor": "@moved{0.0} µV"}
    tell_values(made, [around], {"channel": "@channel", "depth": "@y{0} µm", **peaks})
    return made, sources


def drift_figure() -> tuple[Any, dict[str, ColumnDataSource], Any]:
    """Return the empty figure of the peaks along the drift, its sources, and the cursor."""
    figure = Figure(
        peaks_example, "templates-drift", x_range=Range1d(start=-1, end=1), y_range=Range1d(start=0, end=1), tools=[]
    )
    made = narrow(figure.made)
    sources = {name: ColumnDataSource({"x": [], "y": []}) for name in ("best", "resting", "now", "rest")}
    sources["best"].data["resting"] = []
    best = figure.add("best channel", sources["best"], x="x", y="y")
    resting = figure.add("best at rest", sources["resting"], x="x", y="y")
    for name in ("rest", "now"):
        figure.add(name, sources[name], x="x", y="y")
    cursor = figure.mark()
    made.add_layout(key_of({"best channel": best, "best at rest": resting}), "above")
    peaks = {"best channel": "@y{0} µV", "best at rest": "@resting{0} µV"}
    tell_values(made, [best], {"displacement": "@x{0.0} µm", **peaks}, along="vline")
    return made, sources, cursor


def key_of(lines: dict[str, Any]) -> Legend:
    """Return the key of some lines, in one row."""
    compact: dict[str, Any] = {"padding": 0, "margin": 0, "spacing": 14, "label_height": 12, "label_standoff": 5}
    size: dict[str, Any] = {"glyph_width": 20, "glyph_height": 12, "label_text_font_size": "11px"}
    clear: dict[str, Any] = {"border_line_color": None, "background_fill_color": None, "orientation": "horizontal"}
    items = [(name, [line]) for name, line in lines.items()]
    return Legend(items=items, location="center", tags=["label_text:text"], **compact, **size, **clear)


class TemplatesView(TabView):
    """Waveforms on the probe, and peaks along the drift."""

    name: ClassVar[str] = "templates"
    title: ClassVar[str] = "Template"
    order: ClassVar[int] = 10
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("time_s", "units", "depth_um", "depths_um"),
    }

    def draw(self) -> list[Any]:
        """Make the two figures."""
        self.waveforms, self.sources = waveform_figure()
        self.drift, self.curves, self.cursor = drift_figure()
        return spread([self.waveforms, self.drift], [5, 4])

    def tools(self) -> list[Node]:
        """Return the key of the colours."""
        marks = [[["var(--ds-static)"], "at rest"], [["var(--ds-drifting)"], "at the cursor"]]
        return [Control(kind="legend", options=marks)]

    def request(self) -> Request:
        """Return what templates and motion are made of, the unit, and its displacement at the cursor."""
        simulation, selection = self.state.session.simulation, self.state.selection
        focus, motion, fs = focus_of(simulation, selection), simulation.motion, simulation.config.sampling_frequency_hz
        step = motion.resting_step
        if focus.unit is not None:
            frame = min(round(selection.time_s * fs), simulation.config.num_samples - 1)
            step = int(motion.step_of(np.array([frame]), np.array([focus.unit]), fs)[0])
        return Request(simulation.template_maker, motion, focus.unit, step, focus.words)

    @staticmethod
    def compute(request: Request) -> Picture | None:
        """Make the picture."""
        maker, motion, unit, step, words = request
        return None if unit is None else template_of(maker, motion, unit, step, words)

    def show(self, picture: Picture | None) -> None:
        """Draw waveforms and peaks, or say that there are no units."""
        if picture is None:
            self.say(NO_UNITS, empty=True)
            return
        self.say(picture.words)
        self._show_waveforms(picture)
        x, best, resting = picture.along_um, picture.best_uv, picture.resting_uv
        self.curves["best"].data = {"x": x, "y": best, "resting": resting}
        self.curves["resting"].data = {"x": x, "y": resting}
        at_rest, *now = marked_peaks(picture)
        self.curves["now"].data = {"x": [picture.now_um] * 2, "y": now}
        self.curves["rest"].data = {"x": [picture.resting_um], "y": [at_rest]}
        self.cursor.location = picture.now_um
        (low, high), top = peaks_limits(picture)
        self.drift.x_range.update(start=low, end=high)
        self.drift.y_range.update(start=0, end=top)

    def _show_waveforms(self, picture: Picture) -> None:
        laid, colour = picture.waveforms, unit_colour(picture.unit)
        told = {"channel": picture.channels, "rest": picture.peaks_uv[0], "moved": picture.peaks_uv[1]}
        contacts = tuple(laid.contacts_um.T)
        for name, (x, y), more in (("rest", laid.rest, {}), ("moved", laid.moved, {}), ("contacts", contacts, told)):
            self.sources[name].data = {
                "x": np.ascontiguousarray(x, np.float32),
                "y": np.ascontiguousarray(y, np.float32),
                **more,
            }
        places = np.stack([picture.rest_um, picture.moved_um])
        self.sources["unit"].data = {
            "x": places[:, 0].copy(), "y": places[:, 1].copy(), "fill": [None, colour], "line": [colour, colour],
        }  # fmt: skip
        ruler = ruler_of(picture)
        self.sources["bar"].data = {"x": ruler.bar[0], "y": ruler.bar[1]}
        self.sources["words"].data = ruler.labels
        for axis, limits in ((self.waveforms.x_range, ruler.x_limits), (self.waveforms.y_range, ruler.y_limits)):
            axis.update(start=limits[0], end=limits[1])
