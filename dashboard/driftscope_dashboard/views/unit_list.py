"""What the table of units shows: peaks of many units at any moment, without making their templates anew.

A unit's peaks depend only on the step of the motion at which it is. They are kept by step, so that a moment of
thousands of units is looked up at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from driftscope.source import Source
from driftscope.unit_peaks import UnitPeaks, peaks_of
from driftscope.unit_table import UnitRow
from numpy.typing import NDArray

from ..plots.amplitudes import sampled_pieces

Array = NDArray[Any]

CURVE_POINTS = 72
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""One for each height of a small curve, from 0 up."""
MOST_COUNTED_SPIKES = 3e6
"""Of more, firing rates are counted in pieces of the recording."""


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of a unit.

    Attributes
    ----------
    rest_channel : int
        The channel on which it is largest at rest.
    rest_uv : float
        Its peak there.
    on_rest_uv, best_uv : ndarray, shape (steps,)
        Its peak on that channel and on the best one, by step of the motion; 0 at steps that it does not reach.
    best_channel : ndarray of int, shape (steps,)
        The channel on which it is largest.
    lows_uv : ndarray, shape (times,)
        Its peak on the rest channel through the recording, ascending.
    curve : str
        The same over time, as letters; the first one is the peak at rest.
    """

    rest_channel: int
    rest_uv: float
    on_rest_uv: Array
    best_uv: Array
    best_channel: Array
    lows_uv: Array
    curve: str


def moments(source: Source, bins: Any) -> NDArray[np.int64]:
    """Return the frames in the middle of bins of the motion."""
    rate_hz = source.drifting.get_sampling_frequency()
    return np.floor((np.asarray(bins) + 0.5) / source.motion.sampling_frequency_hz * rate_hz).astype(np.int64)


def known_of(source: Source, units: Iterable[int]) -> dict[int, Known]:
    """Return what is known of some units, from their templates at all steps that they reach."""
    frames = moments(source, np.arange(len(source.motion.vectors_um)))
    rate_hz = source.drifting.get_sampling_frequency()
    found = {}
    for peaks in peaks_of(source, units):
        steps = source.motion.step_of(frames, np.full(frames.size, peaks.unit), rate_hz)
        found[peaks.unit] = _known(peaks, steps, len(source.motion.steps_um))
    return found


def _known(peaks: UnitPeaks, steps: Array, number: int) -> Known:
    on_rest, best, channel = np.zeros(number), np.zeros(number), np.zeros(number, dtype=np.int32)
    on_rest[steps], best[steps], channel[steps] = peaks.on_rest_channel_uv, peaks.best_uv, peaks.best_channel
    values, times = np.unique(peaks.on_rest_channel_uv, return_counts=True)
    lows = np.stack([values, np.cumsum(times) / max(times.sum(), 1)])
    return Known(
        peaks.rest_channel, peaks.rest_uv, on_rest, best, channel, lows,
        curve_letters(peaks.on_rest_channel_uv, peaks.rest_uv),
    )  # fmt: skip


def curve_letters(curve_uv: Array, rest_uv: float, points: int = CURVE_POINTS) -> str:
    """Return a curve as letters, first its value at rest; in each column what lies farthest from rest.

    Examples
    --------
    >>> import numpy as np
    >>> curve_letters(np.array([10.0, 5.0, 0.0]), 10.0, points=3)
    '__fA'
    """
    if curve_uv.size == 0:
        return ""
    top = max(float(curve_uv.max()), rest_uv, 1e-9)
    columns = np.array_split(curve_uv, min(points, curve_uv.size))
    farthest = [float(part[np.argmax(np.abs(part - rest_uv))]) for part in columns]
    return "".join(LETTERS[int(value / top * (len(LETTERS) - 1))] for value in [rest_uv, *farthest])


def rates_hz(source: Source) -> Array:
    """Return the mean firing rate of every unit; of very many spikes, counted in pieces of the recording."""
    fs, duration_s = source.drifting.get_sampling_frequency(), source.drifting.get_duration()
    whole = source.expected_spikes <= MOST_COUNTED_SPIKES
    pieces = [(0.0, duration_s)] if whole else sampled_pieces(duration_s)
    counts, number = np.zeros(len(source.locations_um), dtype=np.int64), len(source.locations_um)
    for start_s, end_s in pieces:
        spikes = source.spikes.between(round(start_s * fs), round(end_s * fs))
        counts += np.bincount(spikes.unit_index, minlength=number)
    rates: Array = counts / sum(end - start for start, end in pieces)
    return rates


class UnitList:
    """What is known of the units of one recording.

    Parameters
    ----------
    source : Simulation or Hybrid
        The recording.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.known: dict[int, Known] = {}
        self.rates_hz: Array | None = None
        self._spikes: Any = None

    def follow(self, source: Source) -> None:
        """Take another recording; what does not depend on what changed stays known."""
        same = source.motion is self.source.motion and source.template_maker is self.source.template_maker  # type: ignore[attr-defined]
        if not same:
            self.known = {}
        if source.spikes is not self.source.spikes:
            self.rates_hz = None
        self.source = source

    def missing(self, units: Iterable[int]) -> list[int]:
        """Return those of some units of which nothing is known yet."""
        return [unit for unit in units if unit not in self.known]

    def row_columns(self, units: Sequence[int], time_s: float) -> dict[str, list[Any]]:
        """Return what changes with time, by column: how far units moved, what is left of them, where they are best."""
        found = self._now(units, time_s)
        rest_uv = np.array([self.known[unit].rest_uv for unit in units])
        left = np.divide(found["now_uv"], rest_uv, out=np.ones(len(units)), where=rest_uv > 0)
        return {
            "moved": np.round(found["moved_um"], 1).tolist(), "now": np.round(found["now_uv"], 1).tolist(),
            "left": np.round(left, 4).tolist(), "best": np.round(found["best_uv"], 1).tolist(),
            "best_channel": found["best_channel"].tolist(),
        }  # fmt: skip

    def fixed_columns(self, units: Sequence[int]) -> dict[str, list[Any]]:
        """Return what does not change with time, by column."""
        depths_um, known = self.source.locations_um[:, 1], [self.known[unit] for unit in units]
        rates = np.zeros(len(depths_um)) if self.rates_hz is None else self.rates_hz
        return {
            "unit": list(units), "depth": [round(float(depths_um[unit]), 1) for unit in units],
            "rest": [round(one.rest_uv, 1) for one in known], "rest_channel": [one.rest_channel for one in known],
            "rate": [round(float(rates[unit]), 3) for unit in units],
            "below": [round(self._share_below(one), 4) for one in known], "curve": [one.curve for one in known],
        }  # fmt: skip

    def rows(self, units: Sequence[int], time_s: float) -> list[UnitRow]:
        """Return the rows of some known units at one moment, as `driftscope.unit_table.table_of` does."""
        found, rates = self._now(units, time_s), self.rates_hz
        return [
            self._row(unit, {name: values[at] for name, values in found.items()}, 0.0 if rates is None else rates[unit])
            for at, unit in enumerate(units)
        ]

    def _row(self, unit: int, now: dict[str, Any], rate_hz: float) -> UnitRow:
        known = self.known[unit]
        noise_uv = float(self.source.noise_levels_uv[known.rest_channel])
        return UnitRow(
            unit=unit, depth_um=float(self.source.locations_um[unit, 1]), moved_um=float(now["moved_um"]),
            rest_channel=known.rest_channel, rest_uv=known.rest_uv, now_uv=float(now["now_uv"]),
            left=float(now["now_uv"] / known.rest_uv) if known.rest_uv > 0 else 1.0,
            best_channel=int(now["best_channel"]), best_uv=float(now["best_uv"]), rate_hz=float(rate_hz),
            snr=known.rest_uv / noise_uv if noise_uv > 0 else float("inf"), share_below=self._share_below(known),
        )  # fmt: skip

    def _share_below(self, known: Known, noise: float = 5.0) -> float:
        values_uv, shares = known.lows_uv
        place = int(np.searchsorted(values_uv, noise * self.source.noise_levels_uv[known.rest_channel]))
        return float(shares[place - 1]) if place else 0.0

    def _now(self, units: Sequence[int], time_s: float) -> dict[str, Array]:
        motion = self.source.motion
        last = len(motion.vectors_um) - 1
        now = min(max(int(time_s * motion.sampling_frequency_hz), 0), last)
        chosen, known = np.array(units, dtype=np.int64), [self.known[unit] for unit in units]
        frames = np.full(chosen.size, moments(self.source, now))
        steps = motion.step_of(frames, chosen, self.source.drifting.get_sampling_frequency()).tolist()
        at_steps = list(zip(known, steps, strict=True))
        return {
            "moved_um": motion.displacement_um(np.full(chosen.size, now), chosen)[:, 1],
            "now_uv": np.array([one.on_rest_uv[step] for one, step in at_steps]),
            "best_uv": np.array([one.best_uv[step] for one, step in at_steps]),
            "best_channel": np.array([one.best_channel[step] for one, step in at_steps], dtype=np.int64),
        }  # fmt: skip
