"""The firing: who fires when around the cursor, how often, and how one unit's spikes follow each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, FixedTicker, Range1d
from bokeh.models.annotations import BoxAnnotation
from driftscope import Simulation
from driftscope.base import extremes
from numpy.typing import NDArray

from ..focus import Focus, focus_of
from ..theme import plot, tell_values, unit_colour
from .tab import NO_UNITS, TabView, narrow, spread

Array = NDArray[Any]

RASTER_S = 10.0
LONGEST_S = 120.0
MOST_ROWS = 48
MOST_MARKS = 12_000
BINS = 50


class Request(NamedTuple):
    """What the picture depends on."""

    simulation: Simulation
    unit: int | None
    others: str
    words: str
    raster_s: float
    stretch_s: float


@dataclass(frozen=True)
class Picture:
    """Who fires when.

    Attributes
    ----------
    times_s, rows, units : ndarray, shape (marks,)
        Every drawn spike: when, in which row, of which unit.
    row_depths_um : ndarray, shape (rows,)
        Depth of the unit of each row.
    raster_s, stretch_s : tuple of float
        The times of the raster, and of all that is counted.
    rates_hz : ndarray, shape (units,)
        Spikes a second of every unit.
    asked_hz : tuple of float or None
        Between which rates were asked for.
    refractory_ms, bin_ms : float
        Silence after a spike, and width of the bins.
    intervals, lags_hz : ndarray
        Intervals in each bin, and spikes a second at each lag.
    unit, selected : int, tuple of int
        Whom the last two show, and who is coloured.
    words : str
        What one sees.
    """

    times_s: Array
    rows: Array
    units: Array
    row_depths_um: Array
    raster_s: tuple[float, float]
    stretch_s: tuple[float, float]
    rates_hz: Array
    asked_hz: tuple[float, float] | None
    refractory_ms: float
    bin_ms: float
    intervals: Array
    lags_hz: Array
    unit: int
    selected: tuple[int, ...]
    words: str


def stretch_around(time_s: float, duration_s: float, length_s: float, steps: int) -> tuple[float, float]:
    """Return a stretch of time around a moment; it stands still while the moment moves by less than a step.

    Parameters
    ----------
    time_s, duration_s : float
        The moment, and the length of the recording.
    length_s : float
        How long the stretch is; a shorter recording is taken whole.
    steps : int
        Into how many steps it is divided.

    Examples
    --------
    >>> stretch_around(33.0, 600.0, 10.0, 2), stretch_around(34.0, 600.0, 10.0, 2), stretch_around(1.0, 4.0, 10.0, 2)
    ((30.0, 40.0), (30.0, 40.0), (0.0, 4.0))
    """
    length = min(length_s, duration_s)
    step = length_s / steps
    start = np.round((time_s - length / 2) / step) * step
    start = float(min(max(start, 0.0), duration_s - length))
    return start, start + length


def raster_rows(depths_um: Array, units: tuple[int, ...], depth_um: float) -> NDArray[np.intp]:
    """Return the units that have a row in the raster: the ones nearest to a depth, and the selected ones.

    Parameters
    ----------
    depths_um : ndarray, shape (units,)
        Where all units stand.
    units : tuple of int
        The selected ones.
    depth_um : float
        Around which depth.

    Returns
    -------
    ndarray of int
        At most `MOST_ROWS`, from deep to shallow.
    """
    nearness = np.abs(depths_um - depth_um)
    nearness[list(units[:MOST_ROWS])] = -1.0
    nearest = np.argsort(nearness, kind="stable")[:MOST_ROWS]
    return nearest[np.argsort(depths_um[nearest], kind="stable")]


def intervals_of(times_ms: Array, reach_ms: float, bins: int = BINS) -> Array:
    """Count the intervals between successive spikes in equal bins from none to a longest one."""
    counts, _ = np.histogram(np.diff(times_ms), bins=bins, range=(0.0, reach_ms))
    return counts


def autocorrelogram(times_ms: Array, reach_ms: float, bins: int = BINS) -> Array:
    """Return how often a unit fires some time before and after each of its spikes.

    Parameters
    ----------
    times_ms : ndarray, shape (spikes,)
        When it fires, increasing.
    reach_ms : float
        The longest lag.
    bins : int
        How many bins each side has.

    Returns
    -------
    ndarray, shape (2 * bins,)
        Spikes a second at each lag, from the most negative one; a spike is not counted against itself.

    Examples
    --------
    >>> import numpy as np
    >>> autocorrelogram(np.array([0.0, 15.0, 30.0]), 20.0, 2) * 0.01 * 3
    array([2., 0., 0., 2.])
    """
    counts = np.zeros(bins)
    for apart in range(1, len(times_ms)):
        lags = times_ms[apart:] - times_ms[:-apart]
        near = lags[lags < reach_ms]
        if near.size == 0:
            break
        counts += np.bincount((near / reach_ms * bins).astype(np.intp), minlength=bins)[:bins]
    per_spike = counts / (max(len(times_ms), 1) * reach_ms / bins / 1000.0)
    return np.concatenate([per_spike[::-1], per_spike])


def reach_of(refractory_ms: float) -> float:
    """Return up to which interval is drawn: bins of about 2 ms, a whole number of them in a refractory period.

    Examples
    --------
    >>> reach_of(4.0), reach_of(0.0), reach_of(5.0), reach_of(100.0)
    (100.0, 100.0, 125.0, 500.0)
    """
    if refractory_ms < 1.0:
        return 2.0 * BINS
    return refractory_ms / min(max(round(refractory_ms / 2.0), 1), 10) * BINS


def draw_firing(request: Request) -> Picture | None:
    """Make the picture; nothing without units."""
    simulation, unit = request.simulation, request.unit
    if unit is None:
        return None
    config, depths = simulation.config, simulation.locations_um[:, 1]
    fs, duration = config.sampling_frequency_hz, config.num_samples / config.sampling_frequency_hz
    selected = tuple(int(other) for other in request.others.split()) or (unit,)
    raster = request.raster_s, min(request.raster_s + RASTER_S, duration)
    stretch = request.stretch_s, min(request.stretch_s + LONGEST_S, duration)
    first, last = min(raster[0], stretch[0]), max(raster[1], stretch[1])
    spikes = simulation.spikes.between(round(first * fs), round(last * fs))
    times, units = spikes.sample_index / fs, spikes.unit_index
    counted = (times >= stretch[0]) & (times < stretch[1])
    rates = np.bincount(units[counted], minlength=len(depths)) / (stretch[1] - stretch[0])
    own_ms = times[counted & (units == unit)] * 1000.0
    rows = raster_rows(depths, selected, float(depths[unit]))
    row_of = np.full(len(depths), -1)
    row_of[rows] = np.arange(rows.size)
    marks = np.flatnonzero((times >= raster[0]) & (times < raster[1]) & (row_of[units] >= 0))
    every = max(-(-marks.size // MOST_MARKS), 1)
    marks = marks[::every]
    refractory = config.spikes.refractory_period_ms
    reach = reach_of(refractory)
    return Picture(
        times[marks], row_of[units[marks]], units[marks], depths[rows], raster, stretch, rates,
        extremes(config.spikes.firing_rate_hz) if config.spikes.times_s is None else None, refractory, reach / BINS,
        intervals_of(own_ms, reach), autocorrelogram(own_ms, reach), unit, selected,
        firing_words(request.words, own_ms, rates[unit], stretch, duration, every),
    )  # fmt: skip


def firing_words(
    unit: str, own_ms: Array, rate_hz: float, stretch_s: tuple[float, float], duration_s: float, every: int
) -> str:
    """Say which unit it is, how often it fires, and of which time that is true."""
    length = stretch_s[1] - stretch_s[0]
    counted = "in the whole recording" if length >= duration_s else f"in the {length:.0f} s around the cursor"
    thinned = f" The raster shows one in {every} spikes." if every > 1 else ""
    if own_ms.size == 0:
        return f"{unit} does not fire {counted}.{thinned}"
    shortest = f", the shortest interval is {np.diff(own_ms).min():.1f} ms" if own_ms.size > 1 else ""
    return f"{unit} fires {own_ms.size} times {counted}, {rate_hz:.1f} Hz{shortest}.{thinned}"


def raster_figure() -> tuple[Any, dict[str, ColumnDataSource]]:
    """Return the empty raster and its sources: the selected units and the others."""
    made = narrow(plot("firing", x_range=Range1d(start=0, end=1), y_range=Range1d(start=-1, end=1), tools=[]), 52)
    sources = {name: ColumnDataSource({"x": [], "low": [], "high": [], "unit": []}) for name in ("others", "selected")}
    sources["selected"].data["colour"] = []
    others = made.segment("x", "low", "x", "high", source=sources["others"], line_width=1, tags=["line:muted"])
    chosen = made.segment("x", "low", "x", "high", source=sources["selected"], line_width=1.8, line_color="colour")
    tell_values(made, [others, chosen], {"unit": "@unit", "time": "@x{0.0000} s"})
    made.ygrid.visible = False
    made.xaxis.axis_label, made.yaxis.axis_label = "time (s)", "depth (µm)"
    return made, sources


def bars_figure(name: str, x_label: str, y_label: str) -> tuple[Any, ColumnDataSource, BoxAnnotation]:
    """Return an empty histogram, its source, and the box that marks the refractory period."""
    made = narrow(plot(name, x_range=Range1d(start=0, end=1), y_range=Range1d(start=0, end=1), tools=[]), 40)
    source = ColumnDataSource({"left": [], "right": [], "end": [], "top": []})
    box = BoxAnnotation(left=0, right=0, fill_alpha=0.16, line_alpha=0, tags=["fill:ink"])
    made.add_layout(box)
    bars = made.quad("left", "right", "top", 0, source=source, line_color=None, tags=["fill:accent"])
    lag, height = x_label.removesuffix(" (ms)"), "@top{0}" if y_label == "intervals" else "@top{0.0} Hz"
    tell_values(made, [bars], {lag: "@left{0.[0]} to @end{0.[0]} ms", y_label.removesuffix(" (Hz)"): height})
    made.xgrid.visible = False
    made.xaxis.axis_label, made.yaxis.axis_label = x_label, y_label
    made.xaxis.ticker.desired_num_ticks = 3
    return made, source, box


def rates_figure() -> tuple[Any, dict[str, ColumnDataSource], BoxAnnotation]:
    """Return the empty figure of all firing rates, its sources, and the box of what was asked for."""
    made = narrow(plot("firing-rates", x_range=Range1d(start=0, end=1), y_range=Range1d(start=0, end=1), tools=[]), 40)
    sources = {name: ColumnDataSource({"x": [], "y": [], "unit": []}) for name in ("all", "selected")}
    sources["selected"].data["colour"] = []
    asked = BoxAnnotation(bottom=0, top=0, fill_alpha=0.1, line_alpha=0, tags=["fill:accent"])
    made.add_layout(asked)
    every = made.scatter("x", "y", source=sources["all"], size=3, line_color=None, tags=["fill:muted"])
    tell_values(made, [every], {"unit": "@unit", "rate": "@y{0.00} Hz"}, along="vline")
    made.scatter("x", "y", source=sources["selected"], size=7, line_width=1, fill_color="colour", tags=["line:panel"])
    made.xgrid.visible = False
    made.xaxis.axis_label, made.yaxis.axis_label = "unit, sorted", "rate (Hz)"
    made.xaxis.ticker.desired_num_ticks = 3
    return made, sources, asked


class FiringView(TabView):
    """Raster, rates, intervals and autocorrelogram."""

    name: ClassVar[str] = "firing"
    title: ClassVar[str] = "Firing"
    order: ClassVar[int] = 20
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("time_s", "units", "depth_um", "depths_um"),
    }

    def draw(self) -> list[Any]:
        """Make the four figures."""
        self.raster, self.spikes = raster_figure()
        self.rates, self.rate_sources, self.asked = rates_figure()
        intervals = bars_figure("firing-intervals", "interval (ms)", "intervals")
        lags = bars_figure("firing-lags", "lag (ms)", "rate (Hz)")
        self.intervals, self.interval_bars, self.silence = intervals
        self.lags, self.lag_bars, self.lag_silence = lags
        self.over_time(self.raster)
        return spread([self.raster, self.rates, self.intervals, self.lags], [2.2, 1, 1, 1])

    def request(self) -> Request:
        """Return what the spikes depend on, the unit, and the stretches of time."""
        config, selection = self.state.session.simulation.config, self.state.selection
        focus: Focus = focus_of(self.state.session.simulation, selection)
        simulation = self.steady(
            config.spikes, config.units, config.probe, config.num_samples, config.sampling_frequency_hz, config.random
        )
        duration, time_s = config.num_samples / config.sampling_frequency_hz, selection.time_s
        return Request(
            simulation, focus.unit, " ".join(map(str, focus.others)), focus.words,
            stretch_around(time_s, duration, RASTER_S, 2)[0], stretch_around(time_s, duration, LONGEST_S, 12)[0],
        )  # fmt: skip

    @staticmethod
    def compute(request: Request) -> Picture | None:
        """Make the picture."""
        return draw_firing(request)

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
        self, made: Any, source: ColumnDataSource, heights: Array, start: float, width: float, top: float
    ) -> None:
        left = start + np.arange(len(heights)) * width
        ends = {"right": left + 0.92 * width, "end": left + width}
        source.data = {"left": left, **ends, "top": heights.astype(np.float64)}
        made.x_range.update(start=start, end=start + len(heights) * width)
        made.xaxis.ticker = FixedTicker(ticks=sorted({start, 0.0, -start, start + len(heights) * width}))
        made.y_range.update(start=0, end=top)

    def _show_raster(self, picture: Picture) -> None:
        chosen = np.isin(picture.units, picture.selected)
        for name, kept in (("others", ~chosen), ("selected", chosen)):
            rows = picture.rows[kept]
            half = 1.0 if name == "selected" and len(picture.row_depths_um) > MOST_ROWS // 2 else 0.4
            columns: dict[str, Any] = {"x": picture.times_s[kept], "low": rows - half, "high": rows + half}
            columns["unit"] = picture.units[kept]
            if name == "selected":
                columns["colour"] = [unit_colour(unit) for unit in picture.units[kept].tolist()]
            self.spikes[name].data = columns
        number = len(picture.row_depths_um)
        ticks = sorted({0, number // 2, number - 1})
        self.raster.yaxis.ticker = FixedTicker(ticks=ticks)
        self.raster.yaxis.major_label_overrides = {row: f"{picture.row_depths_um[row]:.0f}" for row in ticks}
        self.raster.x_range.update(start=picture.raster_s[0], end=picture.raster_s[1])
        self.raster.y_range.update(start=-1, end=number)

    def _show_rates(self, picture: Picture) -> None:
        order = np.argsort(picture.rates_hz, kind="stable")
        sorted_hz = picture.rates_hz[order]
        self.rate_sources["all"].data = {"x": np.arange(order.size), "y": sorted_hz, "unit": order}
        places = np.flatnonzero(np.isin(order, picture.selected))
        colours = [unit_colour(unit) for unit in order[places].tolist()]
        self.rate_sources["selected"].data = {
            "x": places, "y": sorted_hz[places], "unit": order[places], "colour": colours,
        }  # fmt: skip
        self.asked.visible = picture.asked_hz is not None
        low, high = picture.asked_hz or (0.0, 0.0)
        self.asked.bottom, self.asked.top = low, max(high, low + 0.01 * high)
        self.rates.x_range.update(start=-0.03 * order.size - 1, end=1.03 * order.size)
        self.rates.y_range.update(start=0, end=1.12 * max(float(sorted_hz[-1]), high, 0.1))
