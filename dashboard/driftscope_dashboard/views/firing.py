"""The firing: who fires when around the cursor, how often, and how one unit's spikes follow each other."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, FixedTicker, Range1d
from driftscope import Simulation

from ..plots.firing import (
    asked_band,
    bar_columns,
    highest_rate_hz,
    intervals_picture,
    lags_picture,
    raster_marks,
    raster_picture,
    rates_picture,
    sorted_rates,
)
from ..plots.firing_counts import BINS, Counted, Firing, Picture, counted, firing_of, starts_around
from ..theme import tell_values, unit_colour
from ..workbench import Control, Node
from .figures import Figure
from .focus import Focus, focus_of
from .tab import NO_UNITS, TabView, narrow, spread

MERGED = "merged"
MERGE_HELP = "Merge the selected units, like a sorter that mistakes them for one."


class Request(NamedTuple):
    """What the picture depends on."""

    simulation: Simulation
    unit: int | None
    others: str
    words: str
    raster_s: float
    counted_s: float
    merged: bool = False


def example() -> Picture:
    """Return spikes of two units, from which the figures are declared."""
    fired = Firing(np.array([0.1, 0.2, 0.3, 0.4]), np.array([0, 1, 0, 1]), np.array([0.0, 20.0]), 1.0)
    return counted(fired, Counted(0, (0,), (0.0, 1.0), (0.0, 1.0), (1.0, 2.0), 4.0), "Unit 0")


def raster_example() -> Any:
    """Return a picture of the raster."""
    return raster_picture(example())


def rates_example() -> Any:
    """Return a picture of the rates."""
    return rates_picture(example())


def intervals_example() -> Any:
    """Return a picture of the intervals."""
    return intervals_picture(example())


def lags_example() -> Any:
    """Return a picture of the autocorrelogram."""
    return lags_picture(example())


def empty(picture: Any, name: str, left: int = 40) -> Figure:
    """Return a figure of a picture without anything in it yet."""
    figure = Figure(picture, name, x_range=Range1d(start=0, end=1), y_range=Range1d(start=0, end=1), tools=[])
    narrow(figure.made, left)
    figure.made.xaxis.ticker.desired_num_ticks = 3
    return figure


def raster_figure() -> tuple[Any, dict[str, ColumnDataSource]]:
    """Return the empty raster and its sources: the selected units and the others."""
    figure = Figure(
        raster_example, "firing", x_range=Range1d(start=0, end=1), y_range=Range1d(start=-1, end=1), tools=[]
    )
    made = narrow(figure.made, 52)
    sources = {name: ColumnDataSource({"x": [], "low": [], "high": [], "unit": []}) for name in ("others", "selected")}
    sources["selected"].data["colour"] = []
    ends = {"x0": "x", "y0": "low", "x1": "x", "y1": "high"}
    others = figure.add("others", sources["others"], **ends)
    chosen = figure.add("selected", sources["selected"], **ends, line_color="colour")
    tell_values(made, [others, chosen], {"unit": "@unit", "time": "@x{0.0000} s"})
    made.ygrid.visible = False
    made.yaxis.axis_label = "depth (µm)"
    return made, sources


def bars_figure(name: str, picture: Any, rows: dict[str, str]) -> tuple[Any, ColumnDataSource, Any]:
    """Return an empty histogram, its source, and the box that marks the refractory period."""
    figure = empty(picture, name)
    source = ColumnDataSource({"left": [], "right": [], "end": [], "top": []})
    box = figure.mark()
    [label] = figure.parts.glyphs
    bars = figure.add(label, source, left="left", right="right", top="top", bottom=0)
    tell_values(figure.made, [bars], rows)
    figure.made.xgrid.visible = False
    return figure.made, source, box


def rates_figure() -> tuple[Any, dict[str, ColumnDataSource], Any]:
    """Return the empty figure of all firing rates, its sources, and the box of what was asked for."""
    figure = empty(rates_example, "firing-rates")
    sources = {name: ColumnDataSource({"x": [], "y": [], "unit": []}) for name in ("all", "selected")}
    sources["selected"].data["colour"] = []
    asked = figure.mark()
    every = figure.add("all", sources["all"], x="x", y="y")
    tell_values(figure.made, [every], {"unit": "@unit", "rate": "@y{0.00} Hz"}, along="vline")
    figure.add("selected", sources["selected"], x="x", y="y", fill_color="colour")
    figure.made.xgrid.visible = False
    figure.made.xaxis.axis_label = "unit, sorted"
    return figure.made, sources, asked


class FiringView(TabView):
    """Raster, rates, intervals and autocorrelogram."""

    name: ClassVar[str] = "firing"
    title: ClassVar[str] = "Firing"
    order: ClassVar[int] = 20
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("time_s", "units", "depth_um", "depths_um"),
        "overlays": ("shown",),
    }

    def draw(self) -> list[Any]:
        """Make the four figures."""
        self.raster, self.spikes = raster_figure()
        self.rates, self.rate_sources, self.asked = rates_figure()
        told = "@left{0.[0]} to @end{0.[0]} ms"
        rows = {"interval": told, "intervals": "@top{0}"}
        intervals = bars_figure("firing-intervals", intervals_example, rows)
        lags = bars_figure("firing-lags", lags_example, {"lag": told, "rate": "@top{0.0} Hz"})
        self.intervals, self.interval_bars, self.silence = intervals
        self.lags, self.lag_bars, self.lag_silence = lags
        self.over_time(self.raster)
        return spread([self.raster, self.rates, self.intervals, self.lags], [2.2, 1, 1, 1])

    def request(self) -> Request:
        """Return what the spikes depend on, the unit, and the ranges of time."""
        config, selection = self.state.session.simulation.config, self.state.selection
        focus: Focus = focus_of(self.state.session.simulation, selection)
        simulation = self.steady(
            config.spikes, config.units, config.probe, config.num_samples, config.sampling_frequency_hz, config.random
        )
        starts = starts_around(selection.time_s, config.num_samples / config.sampling_frequency_hz)
        merged = MERGED in self.state.overlays.shown and len(focus.others) > 1
        named = f"Units {', '.join(map(str, focus.others))}, merged," if merged else focus.words
        return Request(simulation, focus.unit, " ".join(map(str, focus.others)), named, *starts, merged)

    def tools(self) -> list[Node]:
        """Return what takes the selected units as one."""
        overlays = self.state.overlays
        merge = Control(
            kind="press", label="Merge", value=MERGED in overlays.shown, help=MERGE_HELP, hook="firing-merge"
        )
        merge.on_set(self.services.safe(lambda value: overlays.choose(MERGED, on=bool(value))))
        overlays.subscribe({"shown"}, lambda: setattr(merge, "value", MERGED in overlays.shown))
        return [*super().tools(), merge]

    @staticmethod
    def compute(request: Request) -> Picture | None:
        """Make the picture."""
        if request.unit is None:
            return None
        selected = tuple(int(other) for other in request.others.split())
        return firing_of(
            request.simulation, request.unit, selected,
            raster_start_s=request.raster_s, counted_start_s=request.counted_s, named=request.words,
            merged=request.merged,
        )  # fmt: skip

    def show(self, picture: Picture | None) -> None:
        """Draw everything, or say that there are no units."""
        if picture is None:
            self.say(NO_UNITS, empty=True)
            return
        self.say(picture.words)
        self._show_raster(picture)
        self._show_rates(picture)
        width, top = picture.bin_ms, 1.15 * max(int(picture.intervals.max()), 1)
        self._show_bars(self.intervals, self.interval_bars, picture.intervals, 0.0, width, top)
        top = 1.15 * max(float(picture.lags_hz.max()), 1e-3)
        self._show_bars(self.lags, self.lag_bars, picture.lags_hz, -BINS * width, width, top)
        self.silence.left, self.silence.right = 0.0, picture.refractory_ms
        self.lag_silence.left, self.lag_silence.right = -picture.refractory_ms, picture.refractory_ms

    def _show_bars(
        self, made: Any, source: ColumnDataSource, heights: Any, start: float, width: float, top: float
    ) -> None:
        source.data = bar_columns(heights, start, width)
        made.x_range.update(start=start, end=start + len(heights) * width)
        made.xaxis.ticker = FixedTicker(ticks=sorted({start, 0.0, -start, start + len(heights) * width}))
        made.y_range.update(start=0, end=top)

    def _show_raster(self, picture: Picture) -> None:
        for name, source in self.spikes.items():
            source.data = raster_marks(picture, name)
        number = len(picture.row_depths_um)
        ticks = sorted({0, number // 2, number - 1})
        self.raster.yaxis.ticker = FixedTicker(ticks=ticks)
        self.raster.yaxis.major_label_overrides = {row: f"{picture.row_depths_um[row]:.0f}" for row in ticks}
        self.raster.x_range.update(start=picture.raster_s[0], end=picture.raster_s[1])
        self.raster.y_range.update(start=-1, end=number)

    def _show_rates(self, picture: Picture) -> None:
        order, sorted_hz = sorted_rates(picture)
        self.rate_sources["all"].data = {"x": np.arange(order.size), "y": sorted_hz, "unit": order}
        places = np.flatnonzero(np.isin(order, picture.selected))
        colours = [unit_colour(unit) for unit in order[places].tolist()]
        self.rate_sources["selected"].data = {
            "x": places, "y": sorted_hz[places], "unit": order[places], "colour": colours,
        }  # fmt: skip
        self.asked.visible = picture.asked_hz is not None
        self.asked.bottom, self.asked.top = asked_band(picture)
        self.rates.x_range.update(start=-0.03 * order.size - 1, end=1.03 * order.size)
        self.rates.y_range.update(start=0, end=highest_rate_hz(picture))
