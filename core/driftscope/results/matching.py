"""Which detected spikes belong to which true ones: coincidences within a few samples, pair of units by pair of units.

The definition is that of SpikeInterface's ground-truth comparison: both spike trains are walked in order, a pair of
spikes at most ``delta`` samples apart counts, and within a pair of units no spike counts twice in a row. All pairs of
units are matched in one pass over arrays; only spikes that compete for a partner are walked one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
_PAIRS_AT_ONCE = 2**22
_JITTER_SAMPLES = 12


@dataclass(frozen=True, eq=False)
class Train:
    """The spikes of several units, in order of time.

    Attributes
    ----------
    sample_index : ndarray of int64, shape (spikes,)
        When, in samples, increasing.
    unit_index : ndarray of int64, shape (spikes,)
        Which unit, from 0 to ``num_units`` - 1.
    num_units : int
        Number of units, those without a spike included.
    """

    sample_index: Integers
    unit_index: Integers
    num_units: int

    def __len__(self) -> int:
        return int(self.sample_index.size)

    @property
    def counts(self) -> Integers:
        """How many spikes every unit has, shape (units,)."""
        return np.bincount(self.unit_index, minlength=self.num_units)

    def shifted(self, samples: int) -> Train:
        """Return the same spikes, that many samples later."""
        return Train(self.sample_index + samples, self.unit_index, self.num_units)


@dataclass(frozen=True, eq=False)
class Matches:
    """Coincidences of true and tested spikes.

    Attributes
    ----------
    counts : ndarray of int64, shape (true units, tested units)
        How many spikes of each pair of units coincide, at most as many as the tested unit has.
    true_spike, tested_spike : ndarray of int64, shape (coincidences,)
        The two spikes of every coincidence, as an index into their trains.
    pair : ndarray of int64, shape (coincidences,)
        The two units: true unit x number of tested units + tested unit; increasing.
    """

    counts: Integers
    true_spike: Integers
    tested_spike: Integers
    pair: Integers

    def of_pair(self, true_unit: int, tested_unit: int) -> tuple[Integers, Integers]:
        """Return the coincident spikes of two units: those of the true and those of the tested train."""
        wanted = true_unit * self.counts.shape[1] + tested_unit
        own = slice(*np.searchsorted(self.pair, (wanted, wanted + 1)))
        return self.true_spike[own], self.tested_spike[own]


def match(true: Train, tested: Train, delta: int) -> Matches:
    """Match two sets of spike trains.

    Parameters
    ----------
    true, tested : Train
        The ground truth and what is compared with it.
    delta : int
        How many samples coincident spikes are apart at the most.

    Returns
    -------
    Matches
        Counts for every pair of units, and which spikes coincide.

    References
    ----------
    Buccino et al. (2020), SpikeInterface, a unified framework for spike sorting, eLife 9, e61834,
    doi:10.7554/eLife.61834: the comparison with a ground truth.
    """
    parts = [_accepted(true, tested, part, delta) for part in _parts(true, tested, delta)]
    true_spike, tested_spike = (
        np.concatenate([part[side] for part in parts] or [np.empty(0, np.int64)]) for side in (0, 1)
    )
    pair = true.unit_index[true_spike] * tested.num_units + tested.unit_index[tested_spike]
    order = np.argsort(pair, kind="stable")
    pair = pair[order]
    counts = np.zeros((true.num_units, tested.num_units), dtype=np.int64)
    pairs, found = np.unique(pair, return_counts=True)
    counts.reshape(-1)[pairs] = found
    return Matches(np.minimum(counts, tested.counts), true_spike[order], tested_spike[order], pair)


def _parts(true: Train, tested: Train, delta: int) -> Iterator[slice]:
    """Cut the true spikes where nothing tested can coincide on both sides, into parts that fit in memory."""
    near = np.searchsorted(tested.sample_index, true.sample_index + delta, side="right")
    near -= np.searchsorted(tested.sample_index, true.sample_index - delta, side="left")
    quiet = np.flatnonzero(np.diff(true.sample_index) > 2 * delta) + 1
    budget = np.cumsum(near)[quiet - 1] // _PAIRS_AT_ONCE
    cuts = quiet[1:][np.diff(budget) > 0]
    for begin, end in pairwise([0, *cuts.tolist(), len(true)]):
        yield slice(begin, end)


def near_pairs(true: Train, tested: Train, part: slice, delta: int) -> tuple[Integers, Integers]:
    """Return all spikes at most ``delta`` samples apart, in the order of the true and then of the tested train."""
    own = true.sample_index[part]
    first = np.searchsorted(tested.sample_index, own - delta, side="left")
    number = np.searchsorted(tested.sample_index, own + delta, side="right") - first
    true_spike = np.repeat(np.arange(own.size) + (part.start or 0), number)
    before = np.cumsum(number) - number
    tested_spike = np.arange(number.sum()) + np.repeat(first - before, number)
    return true_spike, tested_spike


def _accepted(true: Train, tested: Train, part: slice, delta: int) -> tuple[Integers, Integers]:
    true_spike, tested_spike = near_pairs(true, tested, part, delta)
    pair = true.unit_index[true_spike] * tested.num_units + tested.unit_index[tested_spike]
    order = np.argsort(pair, kind="stable")
    pair, true_spike, tested_spike = pair[order], true_spike[order], tested_spike[order]
    keep = _without_rivals(pair, true_spike, tested_spike)
    return true_spike[keep], tested_spike[keep]


def _without_rivals(pair: Integers, true_spike: Integers, tested_spike: Integers) -> NDArray[np.bool_]:
    """Tell which coincidences count: all but those whose true or tested spike has just been taken by another."""
    keep = np.ones(pair.size, dtype=bool)
    if pair.size == 0:
        return keep
    highest = _running_maximum(pair, tested_spike)
    begins = np.ones(pair.size, dtype=bool)
    same = pair[1:] == pair[:-1]
    begins[1:] = ~same | ((true_spike[1:] != true_spike[:-1]) & (tested_spike[1:] > highest[:-1]))
    starts = np.append(np.flatnonzero(begins), pair.size)
    for run in np.flatnonzero(np.diff(starts) > 1).tolist():
        own = slice(int(starts[run]), int(starts[run + 1]))
        keep[own] = _walk(true_spike[own].tolist(), tested_spike[own].tolist())
    return keep


def _running_maximum(pair: Integers, tested_spike: Integers) -> Integers:
    """Return the largest tested spike so far in each pair of units."""
    rank = np.cumsum(np.append(False, pair[1:] != pair[:-1]))
    span = int(tested_spike.max()) + 1
    highest: Integers = np.maximum.accumulate(rank * span + tested_spike) - rank * span
    return highest


def _walk(true_spikes: list[int], tested_spikes: list[int]) -> list[bool]:
    last_true = last_tested = -1
    keep = []
    for true_spike, tested_spike in zip(true_spikes, tested_spikes, strict=True):
        fits = true_spike != last_true and tested_spike != last_tested
        if fits:
            last_true, last_tested = true_spike, tested_spike
        keep.append(fits)
    return keep


def lag_samples(true: Train, tested: Train, reach: int, most_spikes: int = 200_000) -> int:
    """Return by how many samples the tested spikes come later than the true ones.

    Parameters
    ----------
    true, tested : Train
        The spike trains.
    reach : int
        The largest lag looked for, in samples, either way.
    most_spikes : int
        How many true spikes are looked at, from the middle of the train.

    Returns
    -------
    int
        Where the cross-correlogram of every true unit with the tested unit that fires most with it, summed over the
        units, is highest (the median of its peak); 0 when no spikes are near each other.
    """
    middle = max(len(true) - most_spikes, 0) // 2
    part = slice(middle, min(middle + most_spikes, len(true)))
    true_spike, tested_spike = near_pairs(true, tested, part, reach)
    if true_spike.size == 0:
        return 0
    units = true.unit_index[true_spike], tested.unit_index[tested_spike]
    pair = units[0] * tested.num_units + units[1]
    found: Any = np.bincount(pair, minlength=true.num_units * tested.num_units)
    together = found.reshape(true.num_units, tested.num_units)
    seen = np.bincount(true.unit_index[part], minlength=true.num_units)[:, np.newaxis]
    partner = np.argmax(together / np.maximum(seen + tested.counts - together, 1), axis=1)
    apart = (tested.sample_index[tested_spike] - true.sample_index[true_spike])[partner[units[0]] == units[1]]
    return _peak(np.bincount(apart + reach, minlength=2 * reach + 1), _JITTER_SAMPLES) - reach


def _peak(counts: Integers, width: int) -> int:
    """Return the middle of the highest part of a histogram: the median of what lies near it, so that jitter counts."""
    smooth = np.convolve(counts, np.ones(2 * width + 1, np.int64), mode="same")
    place = int(smooth.argmax())
    for _ in range(2):
        near = np.cumsum(counts[max(place - width, 0) : place + width + 1])
        place = max(place - width, 0) + int(np.searchsorted(near, near[-1] / 2))
    return place
