"""The motion of units as displacement in bins of time and place, as SpikeInterface holds it: exact at every unit.

A unit's displacement is held in every time bin of the motion, and SpikeInterface interpolates. Bins are therefore the
motion's own, looked up by the nearest one, with the middles placed so that every sample falls into its bin. Places are
the units' own, with further ones between units that move differently, where shares follow the line from one unit to the
next.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .time_vectors import TimeVector

Array = NDArray[np.float64]

STAIRS_UM = 0.5
"""Between two units neighbouring places differ by no more than this, unless they are nearer than `_NEAREST_UM`."""
_NEAREST_UM = 5.0
_SAME_UM = 1e-9
_SAMPLE_SHARE = 1e-6
"""Share of a sample by which the edge between two bins is moved, so that a spike there is not left to rounding."""
_AT_EDGE = 1e-4


@dataclass(frozen=True)
class Clock:
    """The time base of a recording.

    Attributes
    ----------
    start_s : float
        Time of the first sample.
    sampling_frequency_hz : float
        Its rate.
    time_vector : TimeVector or None
        The times of all samples, where they do not follow from these two.
    """

    start_s: float = 0.0
    sampling_frequency_hz: float = 30_000.0
    time_vector: TimeVector | None = None

    def at(self, since_s: Array) -> Array:
        """Return the times of some moments, given in s of samples since the first one."""
        times: Array = self.start_s + since_s if self.time_vector is None else self.time_vector(since_s)
        return times

    def since_start(self, times_s: Array) -> Array:
        """Return the moments of some times, in s of samples since the first one; those in a gap are at its end."""
        if self.time_vector is None:
            return np.asarray(times_s - self.start_s, dtype=np.float64)
        samples = np.searchsorted(self.time_vector.times_s, times_s, side="left")
        outside = times_s < self.time_vector.times_s[0]
        return np.asarray(np.where(outside, -1, samples) / self.sampling_frequency_hz, dtype=np.float64)


def held_bins(number: int, rate_hz: float, clock: Clock) -> tuple[Array, NDArray[np.int64]]:
    """Return times whose nearest one tells the bin of any sample, and which bin each of them stands for.

    Parameters
    ----------
    number : int
        How many bins there are.
    rate_hz : float
        Bins a second.
    clock : Clock
        Of the recording. Where it does not run on evenly each bin has two times, and two more for every gap in it.
    """
    if clock.time_vector is None:
        return bin_times(number, rate_hz, clock), np.minimum(np.arange(max(number, 2)), number - 1)
    vector, fs = clock.time_vector, clock.sampling_frequency_hz
    firsts = np.minimum(first_samples(number, rate_hz, fs), len(vector.times_s))
    begins = np.union1d(firsts, vector.samples_after_gaps())
    begins = begins[begins < len(vector.times_s)]
    ends = np.append(begins[1:] - 1, len(vector.times_s) - 1)
    both = np.stack([begins, ends], axis=1).ravel()
    bins = np.repeat(np.searchsorted(firsts, begins, side="right") - 1, 2)
    kept = np.append(True, np.diff(both) > 0)
    return np.asarray(vector.times_s[both[kept]], dtype=np.float64), bins[kept]


def first_samples(number: int, rate_hz: float, fs: float) -> NDArray[np.int64]:
    """Return the first sample of every bin, as rounding has it when the bin of a sample is asked for."""
    bins = np.arange(number)
    firsts = np.ceil(bins / rate_hz * fs - _AT_EDGE).astype(np.int64)
    return firsts + ((firsts / fs * rate_hz).astype(np.int64) < bins)


def bin_times(number: int, rate_hz: float, clock: Clock) -> Array:
    """Return the middle of every bin, at least two, so that the nearest one is that of the bin a sample belongs to.

    A sample at the very edge of two bins belongs to the second one, or to the first where rounding says so. Middles are
    moved by far less than a sample to the side that decides as the recording does.
    """
    number = max(number, 2)
    least = 4 * float(np.spacing(clock.start_s + number / rate_hz)) * clock.sampling_frequency_hz
    early, flips = _sides_of_edges(number, rate_hz, clock.sampling_frequency_hz)
    shifts = np.where(early, -1, 1) * (1 + 2 * flips) * max(_SAMPLE_SHARE, least)
    times: Array = clock.start_s + (np.arange(number) + 0.5) / rate_hz + shifts / clock.sampling_frequency_hz
    return times


def _sides_of_edges(number: int, rate_hz: float, fs: float) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return for every bin whether the edge before it has to come early, and how often that has changed so far.

    The middles on both sides of an edge decide together where it is: a change of side moves the later ones by more.
    """
    edges = np.arange(number)
    samples = np.rint(edges / rate_hz * fs)
    is_at_edge = np.abs(samples - edges / rate_hz * fs) < _AT_EDGE
    is_late = is_at_edge & ((samples / fs * rate_hz).astype(np.int64) < edges)
    decided = np.maximum.accumulate(np.where(is_at_edge, edges, 0))
    early = ~is_late[decided]
    return early, np.cumsum(np.diff(early, prepend=early[:1]) != 0)


def shares_by_place(
    places_um: Array, factors: Array, reach_um: Array, method: str = "nearest"
) -> tuple[Array, Array, bool]:
    """Return places, increasing, the share of each component there, and whether some place has several.

    Parameters
    ----------
    places_um : ndarray, shape (units,)
        Positions of the units along the axis.
    factors : ndarray, shape (units, components)
        Their shares.
    reach_um : ndarray, shape (components,)
        The farthest displacement by each component: what a share of 1 means.
    method : {"nearest", "linear"}
        How values between the places will follow: with the nearest one, there are further places between units.
    """
    if places_um.size == 0:
        return np.zeros(1), np.zeros((1, reach_um.size)), False
    own, first, unit_of = np.unique(places_um, return_index=True, return_inverse=True)
    shares = np.array([np.bincount(unit_of, column) for column in factors.T]).reshape(len(factors.T), own.size).T
    shares /= np.bincount(unit_of)[:, np.newaxis]
    alone = np.bincount(unit_of) == 1
    shares[alone] = factors[first[alone]]
    is_ambiguous = bool((np.abs(factors - shares[unit_of]) @ reach_um > _SAME_UM).any())
    if (np.abs(shares - shares[0]) @ reach_um <= _SAME_UM).all():
        return own[:1] * 0.5 + own[-1:] * 0.5, shares[:1], is_ambiguous
    if method == "linear":
        return own, shares, is_ambiguous
    bins = _with_places_between(own, shares, reach_um)
    at = np.array([np.interp(bins, own, column) for column in shares.T]).T
    at[np.searchsorted(bins, own)] = shares
    return bins, at, is_ambiguous


def _with_places_between(own_um: Array, shares: Array, reach_um: Array) -> Array:
    """Return places with others in between, so many that displacement changes by little from one to the next."""
    changes, gaps = np.abs(np.diff(shares, axis=0)) @ reach_um, np.diff(own_um)
    parts = np.maximum(np.minimum(np.ceil(changes / STAIRS_UM), np.floor(gaps / _NEAREST_UM)), 1).astype(np.int64)
    between = [
        low + gap * np.arange(1, number) / number
        for low, gap, number in zip(own_um.tolist(), gaps.tolist(), parts.tolist(), strict=False)
    ]
    return np.unique(np.concatenate([own_um, *between]))


def summed(vectors_um: Array, shares: Array) -> Array:
    """Return the sum over components, in their order, shape (times, places)."""
    total = np.zeros((len(vectors_um), len(shares)))
    for component in range(vectors_um.shape[1]):
        total += vectors_um[:, component, np.newaxis] * shares[:, component]
    return total
