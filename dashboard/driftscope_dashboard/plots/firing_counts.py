"""What is counted of the firing: raster, rates, intervals and autocorrelogram, from spikes or from a simulation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from driftscope.base import extremes
from numpy.typing import NDArray

Array = NDArray[Any]
RASTER_S = 10.0
LONGEST_S = 120.0
MOST_ROWS = 48
MOST_MARKS = 12_000
BINS = 50


@dataclass(frozen=True)
class Picture:
    """Who fires when.

    Attributes
    ----------
    times_s, rows, units : ndarray, shape (marks,)
        Every drawn spike: when, in which row, of which unit.
    row_depths_um : ndarray, shape (rows,)
        Depth of the unit of each row.
    raster_s, counted_s : tuple of float
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
    counted_s: tuple[float, float]
    rates_hz: Array
    asked_hz: tuple[float, float] | None
    refractory_ms: float
    bin_ms: float
    intervals: Array
    lags_hz: Array
    unit: int
    selected: tuple[int, ...]
    words: str


def time_range_around(time_s: float, duration_s: float, length_s: float, steps: int) -> tuple[float, float]:
    """Return a range of time around a moment; it stands still while the moment moves by less than a step.

    Parameters
    ----------
    time_s, duration_s : float
        The moment, and the length of the recording.
    length_s : float
        Length of the range; a shorter recording is taken whole.
    steps : int
        Into how many steps it is divided.

    Examples
    --------
    >>> [time_range_around(time_s, 600.0, 10.0, 2) for time_s in (33.0, 34.0)], time_range_around(1.0, 4.0, 10.0, 2)
    ([(30.0, 40.0), (30.0, 40.0)], (0.0, 4.0))
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


def firing_of(
    simulation: Any,
    unit: int,
    selected: tuple[int, ...] = (),
    *,
    raster_start_s: float = 0.0,
    counted_start_s: float = 0.0,
    named: str = "",
    merged: bool = False,
) -> Picture:
    """Count who fires when.

    Parameters
    ----------
    simulation : Simulation
        Whose units.
    unit : int
        Whose intervals are counted.
    selected : tuple of int
        Who is coloured; that unit by default.
    raster_start_s, counted_start_s : float
        Where the raster begins, and the time in which all is counted.
    named : str
        How the unit is called in words.
    merged : bool
        Whether the selected units are taken as one, as if a sorter had mistaken them for one.
    """
    config, depths = simulation.config, simulation.locations_um[:, 1]
    fs, duration = config.sampling_frequency_hz, config.num_samples / config.sampling_frequency_hz
    raster = raster_start_s, min(raster_start_s + RASTER_S, duration)
    within = counted_start_s, min(counted_start_s + LONGEST_S, duration)
    first, last = min(raster[0], within[0]), max(raster[1], within[1])
    spikes = simulation.spikes.between(round(first * fs), round(last * fs))
    asked = extremes(config.spikes.firing_rate_hz) if config.spikes.times_s is None else None
    return counted(
        Firing(spikes.sample_index / fs, spikes.unit_index, depths, duration),
        Counted(unit, selected or (unit,), raster, within, asked, config.spikes.refractory_period_ms, merged),
        named or f"Unit {unit}",
    )


@dataclass(frozen=True)
class Firing:
    """Spikes, and the units that fire them.

    Attributes
    ----------
    times_s, units : ndarray, shape (spikes,)
        When, and who.
    depths_um : ndarray, shape (units,)
        Where the units are.
    duration_s : float
        Length of the recording.
    """

    times_s: Array
    units: Array
    depths_um: Array
    duration_s: float


@dataclass(frozen=True)
class Counted:
    """What is counted: of whom, when, and what was asked for; see `Picture`."""

    unit: int
    selected: tuple[int, ...]
    raster_s: tuple[float, float]
    counted_s: tuple[float, float]
    asked_hz: tuple[float, float] | None = None
    refractory_ms: float = 0.0
    merged: bool = False

    @property
    def taken_as_one(self) -> tuple[int, ...]:
        """The units whose intervals are counted."""
        return self.selected if self.merged else (self.unit,)


def counted(fired: Firing, asked: Counted, named: str) -> Picture:
    """Count spikes for the picture."""
    times, units, depths, unit = fired.times_s, fired.units, fired.depths_um, asked.unit
    start, end = asked.counted_s
    within = (times >= start) & (times < end)
    rates = np.bincount(units[within], minlength=len(depths)) / (end - start)
    own_ms = times[within & np.isin(units, asked.taken_as_one)] * 1000.0
    rows = raster_rows(depths, asked.selected, float(depths[unit]))
    row_of = np.full(len(depths), -1)
    row_of[rows] = np.arange(rows.size)
    marks = np.flatnonzero((times >= asked.raster_s[0]) & (times < asked.raster_s[1]) & (row_of[units] >= 0))
    every = max(-(-marks.size // MOST_MARKS), 1)
    marks = marks[::every]
    reach = reach_of(asked.refractory_ms)
    return Picture(
        times[marks], row_of[units[marks]], units[marks], depths[rows], asked.raster_s, asked.counted_s, rates,
        asked.asked_hz, asked.refractory_ms, reach / BINS,
        intervals_of(own_ms, reach), autocorrelogram(own_ms, reach), unit, asked.selected,
        firing_words(
            named, own_ms, float(rates[list(asked.taken_as_one)].sum()), asked.counted_s, fired.duration_s, every,
            asked.refractory_ms,
        ),
    )  # fmt: skip


def firing_words(
    unit: str, own_ms: Array, rate_hz: float, counted_s: tuple[float, float], duration_s: float, every: int,
    refractory_ms: float = 0.0,
) -> str:  # fmt: skip
    """Say which unit it is, how often it fires, of which time that is true, and how many intervals are too short."""
    length = counted_s[1] - counted_s[0]
    counted = "in the whole recording" if length >= duration_s else f"in the {length:.0f} s around the cursor"
    thinned = f" The raster shows one in {every} spikes." if every > 1 else ""
    if own_ms.size == 0:
        return f"{unit} does not fire {counted}.{thinned}"
    shortest = f", the shortest interval is {np.diff(own_ms).min():.1f} ms" if own_ms.size > 1 else ""
    below = too_short_words(own_ms, refractory_ms)
    return f"{unit} fires {own_ms.size} times {counted}, {rate_hz:.1f} Hz{shortest}.{below}{thinned}"


def too_short_words(own_ms: Array, refractory_ms: float) -> str:
    """Say which share of the intervals is below the refractory period.

    Examples
    --------
    >>> too_short_words(np.array([0.0, 2.0, 12.0, 22.0, 32.0]), 4.0)
    ' 1 of 4 intervals (25.0 %) is below the refractory period of 4 ms.'
    """
    intervals = np.diff(own_ms)
    if refractory_ms <= 0 or not intervals.size:
        return ""
    below = int(np.sum(intervals < refractory_ms))
    share, verb = f"{100 * below / intervals.size:.1f} %", "is" if below == 1 else "are"
    return (
        f" {below} of {intervals.size} intervals ({share}) {verb} below the refractory period of {refractory_ms:g} ms."
    )


def starts_around(time_s: float, duration_s: float) -> tuple[float, float]:
    """Return where the raster around a moment begins, and the time in which all is counted."""
    raster = time_range_around(time_s, duration_s, RASTER_S, 2)[0]
    return raster, time_range_around(time_s, duration_s, LONGEST_S, 12)[0]
