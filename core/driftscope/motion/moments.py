"""Times between which a motion is a straight line, so that an object that interpolates holds it at every sample.

Where displacement jumps from one sample to the next there are times on both sides of the jump, where it bends one at
the bend, and along kicks and oscillations so many that lines between them follow as closely as memory allows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..measured_motion import between
from ..motion_bins import Clock, first_samples
from .parts import InterpolatedCurve, MotionPart

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

EXACT_UM = 8e-7
MOST_VALUES = 2**24
"""So many values, times x places, a motion is written with at most for the sake of exactness: 128 MB."""
MOST_TIMES = 2**22
_PIECE = 2**17
_TOLERANCES_UM = (1.0, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, EXACT_UM)
_GROWTH = 2.0
"""How many times as many times a third of the tolerance needs, at most."""
_SLACK = 0.7
"""Share of the tolerance that is used: a curve can be farther from its line than where it is looked at."""
_BESIDE = 0.01
"""Share of a sample by which a jump keeps away from the samples, so that rounding of their times does not matter."""
_AT_SAMPLE = 1e-6


@dataclass(frozen=True, eq=False)
class Moments:
    """Times at which an interpolating motion object holds a motion.

    Attributes
    ----------
    times_s : ndarray, shape (moments,)
        On the recording's clock, increasing.
    since_s : ndarray, shape (moments,)
        Seconds since the first sample at which what is known at any moment is taken.
    bins : ndarray of int, shape (moments,)
        Bins from which what is held within them is taken.
    off_um : float
        How far off a line between two times may be, 0 where it never is.
    """

    times_s: Array
    since_s: Array
    bins: Integers
    off_um: float = 0.0

    def __len__(self) -> int:
        return self.times_s.size

    def __getitem__(self, rows: slice) -> Moments:
        return Moments(self.times_s[rows], self.since_s[rows], self.bins[rows], self.off_um)


def linear_moments(
    held_um: Array, rate_hz: float, parts: Sequence[MotionPart], clock: Clock, num_places: int
) -> Moments:
    """Return times between which a motion is linear.

    Parameters
    ----------
    held_um : ndarray, shape (bins, columns)
        What is held within the bins, of all axes.
    rate_hz : float
        Bins a second.
    parts : sequence of MotionPart
        What is known at any moment.
    clock : Clock
        Of the recording.
    num_places : int
        For how many places each time is written: what of exactness fits into memory.
    """
    fs, end_s = clock.sampling_frequency_hz, len(held_um) / rate_hz
    if clock.time_vector is not None:
        end_s = min(end_s, (len(clock.time_vector.times_s) - 1) / fs)
    jumps = _jumps(held_um, rate_hz, parts, clock)
    jumps = jumps[(jumps > 0) & (jumps <= end_s * fs)]
    since, off_um = _bends(parts, rate_hz, end_s, _most_times(num_places) - 4 * jumps.size)
    samples, rounded = since * fs, np.rint(since * fs)
    is_sample = np.abs(samples - rounded) < _AT_SAMPLE
    since = np.where(is_sample, rounded / fs, since)
    beside = ~is_sample & np.isin(np.ceil(samples).astype(np.int64), jumps)
    since = np.unique(since[~beside])
    sides = np.repeat(jumps[:, np.newaxis], 4, axis=1) - [1, 1, 0, 0]
    at_jumps = sides.ravel() / fs
    shifts = np.tile([0.0, _BESIDE, -_BESIDE, 0.0], jumps.size) / fs
    times = np.concatenate([clock.at(since), clock.at(at_jumps) + shifts])
    all_since = np.concatenate([since, at_jumps])
    order = np.lexsort((all_since, times))
    order = order[np.append(True, np.diff(times[order]) > 0)]
    bins = (np.floor(all_since[order] * fs + _AT_SAMPLE) / fs * rate_hz).astype(np.int64)
    return Moments(times[order], all_since[order], np.minimum(bins, len(held_um) - 1), off_um)


def _most_times(num_places: int) -> int:
    return min(MOST_VALUES // max(num_places, 1), MOST_TIMES)


def _jumps(held_um: Array, rate_hz: float, parts: Sequence[MotionPart], clock: Clock) -> Integers:
    """Return the first sample after every jump, and after every gap of the clock."""
    firsts = first_samples(len(held_um), rate_hz, clock.sampling_frequency_hz)
    changes = np.append(False, (np.diff(held_um, axis=0) != 0).any(axis=1))
    found = [firsts[changes]]
    found += [
        _switches(part.curve, clock.sampling_frequency_hz)
        for part in parts
        if isinstance(part.curve, InterpolatedCurve) and part.curve.method == "nearest"
    ]
    if clock.time_vector is not None:
        found.append(clock.time_vector.samples_after_gaps())
    return np.unique(np.concatenate(found)).astype(np.int64)


def _switches(curve: InterpolatedCurve, fs: float) -> Integers:
    """Return the first sample that follows each time of a curve but the first, as rounding has it."""
    middles = (curve.times_s[1:] + curve.times_s[:-1]) / 2
    nearby = np.ceil(middles * fs).astype(np.int64)[:, np.newaxis] + np.arange(-1, 3)
    before, _, share = between(nearby / fs, curve.times_s, curve.method)
    has_switched = before + share > np.arange(middles.size)[:, np.newaxis]
    return np.asarray(nearby[np.arange(middles.size), has_switched.argmax(axis=1)], dtype=np.int64)


def _bends(parts: Sequence[MotionPart], rate_hz: float, end_s: float, most: int) -> tuple[Array, float]:
    """Return seconds since the start between which all parts are nearly linear, and by how much they are not."""
    known = [np.array([0.0, end_s])]
    known += [np.asarray(times) for part in parts if (times := getattr(part.curve, "times_s", None)) is not None]
    smooth = [one for part in parts if not isinstance(part.curve, InterpolatedCurve) for one in _weighted(part)]
    if smooth:
        known.append((np.arange(int(np.ceil(end_s * rate_hz))) + 0.5) / rate_hz)
    since = np.concatenate(known)
    since = np.unique(since[(since >= 0) & (since <= end_s)])
    if not smooth:
        return since, 0.0
    reached = float("inf")
    for tolerance in _TOLERANCES_UM:
        finer = _refined(since, smooth, _SLACK * tolerance / len(smooth), most)
        if finer is None:
            return since, _off(since, smooth) if np.isinf(reached) else reached
        since, reached = finer, tolerance
        if since.size * _GROWTH > most:
            break
    return since, 0.0 if reached == EXACT_UM else reached


def _weighted(part: MotionPart) -> list[Callable[[Array], Array]]:
    """Return displacement over time by every knot of a part, for the unit that follows it most."""

    def moved(knot: int, weight: float) -> Callable[[Array], Array]:
        return lambda times_s: weight * part.curve.at(times_s, np.full(times_s.size, knot, dtype=np.intp))

    weights = [np.abs(part.shares.weights[part.shares.knots == knot]).max() for knot in part.used_knots()]
    return [moved(knot, float(weight)) for knot, weight in zip(part.used_knots().tolist(), weights, strict=True)]


def _refined(since: Array, curves: Sequence[Callable[[Array], Array]], tolerance_um: float, most: int) -> Array | None:
    """Halve the intervals in which a curve leaves its line; None when there would be more times than that."""
    done, open_ends = [since], np.stack([since[:-1], since[1:]])
    number = since.size
    while open_ends.size:
        begin, end = open_ends
        is_off = _off_lines(begin, end, curves) > tolerance_um
        begin, end = begin[is_off], end[is_off]
        middle = (begin + end) / 2
        number += middle.size
        if number > most:
            return None
        done.append(middle)
        open_ends = np.stack([np.concatenate([begin, middle]), np.concatenate([middle, end])])
    return np.sort(np.concatenate(done))


def _off_lines(begin: Array, end: Array, curves: Sequence[Callable[[Array], Array]]) -> Array:
    """Return how far curves are from the lines through their ends, piece by piece."""
    pieces = [slice(first, first + _PIECE) for first in range(0, begin.size, _PIECE)]
    return np.concatenate([_off_piece(begin[own], end[own], curves) for own in pieces])


def _off_piece(begin: Array, end: Array, curves: Sequence[Callable[[Array], Array]]) -> Array:
    """Return the largest distance at a quarter, half and three quarters of every interval."""
    off = np.zeros(begin.size)
    for curve in curves:
        first, last = curve(begin), curve(end)
        for share in (0.25, 0.5, 0.75):
            line = first * (1 - share) + last * share
            np.maximum(off, np.abs(curve(begin + (end - begin) * share) - line), out=off)
    return off


def _off(since: Array, curves: Sequence[Callable[[Array], Array]]) -> float:
    return float(_off_lines(since[:-1], since[1:], curves).max(initial=0.0)) * len(curves) / _SLACK
