"""The firing: who fires when, how often, and how one unit's spikes follow each other."""

from __future__ import annotations

from typing import Any

import holoviews as hv
import numpy as np
from numpy.typing import NDArray

from ..theme import unit_colour
from .dimensions import INTERVAL, INTERVALS, LAG, RANK, RATE, ROW, TIME
from .firing_counts import (
    BINS,
    LONGEST_S,
    MOST_ROWS,
    RASTER_S,
    Counted,
    Firing,
    Picture,
    counted,
    firing_of,
    starts_around,
)
from .sources import is_source, seen, shown_time, shown_unit
from .style import Theme, band, bars, checked, dots, load_backends, picture, segments, titled

Array = NDArray[Any]


def raster_picture(found: Picture, theme: Theme = "light") -> hv.Overlay:
    """Draw the spikes of units side by side, the selected ones in their colours."""
    drawn = [_row_marks(found, name, theme) for name in ("others", "selected")]
    number = len(found.row_depths_um)
    ticks = [(row, f"{found.row_depths_um[row]:.0f} µm") for row in sorted({0, number // 2, number - 1})]
    return picture(
        hv.Overlay(drawn),
        theme,
        width=480,
        xlim=found.raster_s,
        ylim=(-1, number),
        yticks=ticks,
        ylabel="depth",
    )


def raster_marks(found: Picture, name: str) -> dict[str, Any]:
    """Return the columns of the marks of the selected units, or of the others."""
    chosen = np.isin(found.units, found.selected)
    kept = chosen if name == "selected" else ~chosen
    rows = found.rows[kept]
    half = 1.0 if name == "selected" and len(found.row_depths_um) > MOST_ROWS // 2 else 0.4
    columns: dict[str, Any] = {
        "x": found.times_s[kept],
        "low": rows - half,
        "high": rows + half,
        "unit": found.units[kept],
    }
    if name == "selected":
        columns["colour"] = [unit_colour(unit) for unit in found.units[kept].tolist()]
    return columns


def _row_marks(found: Picture, name: str, theme: Theme) -> hv.Segments:
    marks = raster_marks(found, name)
    data = (
        marks["x"],
        marks["low"],
        marks["x"],
        marks["high"],
        marks["unit"],
        *([marks["colour"]] if "colour" in marks else []),
    )
    look = {"label": name, "colour": "muted", "width": 1.0, "tell": {"unit": "@unit", "time": "@time_s{0.0000} s"}}
    if name == "selected":
        look |= {"colour": "colour" if len(marks["x"]) else "muted", "width": 1.8}
    vdims = ["unit", "colour"] if name == "selected" else ["unit"]
    return segments(data, [TIME, ROW, "until_s", "until_row"], vdims, look, theme)


def rates_picture(found: Picture, theme: Theme = "light") -> hv.Overlay:
    """Draw the rates of all units, sorted; a band shows what was asked for."""
    order, rates = sorted_rates(found)
    tell = {"unit": "@unit", "rate": "@rate_hz{0.00} Hz"}
    places = np.flatnonzero(np.isin(order, found.selected))
    colours = [unit_colour(unit) for unit in order[places].tolist()]
    drawn = [
        dots(
            (np.arange(order.size), rates, order),
            [RANK, RATE],
            ["unit"],
            {"label": "all", "colour": "muted", "tell": tell},
            theme,
        ),
        dots(
            (places, rates[places], order[places], colours),
            [RANK, RATE],
            ["unit", "colour"],
            {"label": "selected", "colour": "colour" if colours else "ink", "size": 7, "edge": "panel"},
            theme,
        ),
    ]
    if found.asked_hz is not None:
        drawn.append(band(*asked_band(found), {"colour": "accent", "alpha": 0.1}, theme))
    return picture(hv.Overlay(drawn), theme, width=260, ylim=(0.0, highest_rate_hz(found)))


def sorted_rates(found: Picture) -> tuple[NDArray[np.intp], Array]:
    """Return the units from the rarest to the most frequent, and how often each fires, in Hz."""
    order = np.argsort(found.rates_hz, kind="stable")
    return order, found.rates_hz[order]


def asked_band(found: Picture) -> tuple[float, float]:
    """Return the rates that were asked for, as a band wide enough to be seen."""
    low, high = found.asked_hz or (0.0, 0.0)
    return low, max(high, low + 0.01 * high)


def highest_rate_hz(found: Picture) -> float:
    """Return where the axis of the rates ends."""
    return 1.12 * max(float(found.rates_hz.max(initial=0.0)), (found.asked_hz or (0.0, 0.0))[1], 0.1)


def intervals_picture(found: Picture, theme: Theme = "light") -> hv.Overlay:
    """Draw how often which interval occurs; shaded is the refractory period."""
    columns = bar_columns(found.intervals, 0.0, found.bin_ms)
    tell = {"interval": "@interval_ms{0.[0]} to @end{0.[0]} ms", "intervals": "@top{0}"}
    drawn = [
        bars(columns, [INTERVAL, INTERVALS], {"label": "intervals", "colour": "accent", "tell": tell}, theme),
        band(0.0, found.refractory_ms, {"colour": "ink", "alpha": 0.16}, theme, across=False),
    ]
    limits = {"xlim": (0.0, BINS * found.bin_ms), "ylim": (0.0, 1.15 * max(int(found.intervals.max()), 1))}
    return picture(hv.Overlay(drawn), theme, width=260, **limits)


def lags_picture(found: Picture, theme: Theme = "light") -> hv.Overlay:
    """Draw the autocorrelogram; shaded is the refractory period."""
    reach = BINS * found.bin_ms
    columns = bar_columns(found.lags_hz, -reach, found.bin_ms)
    tell = {"lag": "@lag_ms{0.[0]} to @end{0.[0]} ms", "rate": "@top{0.0} Hz"}
    drawn = [
        bars(columns, [LAG, RATE], {"label": "lags", "colour": "accent", "tell": tell}, theme),
        band(-found.refractory_ms, found.refractory_ms, {"colour": "ink", "alpha": 0.16}, theme, across=False),
    ]
    limits = {"xlim": (-reach, reach), "ylim": (0.0, 1.15 * max(float(found.lags_hz.max()), 1e-3))}
    return picture(hv.Overlay(drawn), theme, width=260, **limits)


def bar_columns(heights: Array, start: float, width: float) -> dict[str, Array]:
    """Return bars of equal width: where each begins, where it is drawn to, where it ends, and how high it is."""
    left = start + np.arange(len(heights)) * width
    ends = {"right": left + 0.92 * width, "end": left + width}
    return {"left": left, **ends, "top": heights.astype(np.float64)}


def firing(
    source: Any,
    unit_index: Array | None = None,
    depths_um: Array | None = None,
    *,
    unit: int | None = None,
    units: tuple[int, ...] = (),
    time_s: float | None = None,
    theme: Theme = "light",
) -> hv.Layout:
    """Draw firing: raster, rates, interspike intervals and autocorrelogram.

    Parameters
    ----------
    source : Simulation, Hybrid or ndarray, shape (spikes,)
        Whose units; or the times of spikes, increasing, in seconds.
    unit_index : ndarray of int, shape (spikes,), optional
        Which unit each spike is of; for times.
    depths_um : ndarray, shape (units,), optional
        Where the units are; for times. Their numbers by default.
    unit : int, optional
        Whose intervals are counted; the first of `units`, else the largest one.
    units : tuple of int
        Which units are coloured.
    time_s : float, optional
        Around which moment; the middle by default.
    theme : {"light", "dark", "print"}
        How it looks.

    Returns
    -------
    holoviews.Layout
        Four pictures beside each other.

    Raises
    ------
    TypeError
        When times come without units.
    """
    load_backends()
    theme = checked(theme)
    if is_source(source):
        whole = seen(source)
        chosen = shown_unit(whole, units[0] if unit is None and units else unit)
        starts = starts_around(shown_time(whole, time_s), whole.config.duration_s)
        found = firing_of(whole, chosen, units, raster_start_s=starts[0], counted_start_s=starts[1])
    elif unit_index is None:
        raise TypeError("Spike times also need unit_index.")
    else:
        found = _given(
            np.asarray(source), np.asarray(unit_index), depths_um, time_s, units[0] if unit is None and units else unit
        )
    drawn = [make(found, theme) for make in (raster_picture, rates_picture, intervals_picture, lags_picture)]
    return titled(hv.Layout(drawn), found.words, theme).cols(4)


def _given(times_s: Array, units: Array, depths_um: Array | None, time_s: float | None, unit: int | None) -> Picture:
    """Count spikes as they are given."""
    number = int(units.max(initial=0)) + 1
    depths = np.arange(number, dtype=float) if depths_um is None else np.asarray(depths_um)
    duration = max(float(times_s.max(initial=0.0)), 1e-3)
    chosen = int(np.argmax(np.bincount(units, minlength=number))) if unit is None else unit
    raster, counted_from = starts_around(duration / 2 if time_s is None else time_s, duration)
    spans = (raster, min(raster + RASTER_S, duration)), (counted_from, min(counted_from + LONGEST_S, duration))
    return counted(Firing(times_s, units, depths, duration), Counted(chosen, (chosen,), *spans), f"Unit {chosen}")
