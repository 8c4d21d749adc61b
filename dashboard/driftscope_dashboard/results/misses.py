"""Which spikes of a unit were missed and which of its partner's are false: when, where, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from driftscope.results import REASONS, Comparison
from driftscope.results.scoring import NO_UNIT
from numpy.typing import NDArray

Array = NDArray[Any]

MOST_MARKS = 160
REASON_WORDS = {
    "collision": "another unit fires within 2 ms and 100 µm",
    "small": "its peak is below 5 × noise on every channel",
    "edge": "the unit is less than 40 µm from the probe's end",
    "other": "neither another spike, nor its size, nor the probe's end explains it",
}


@dataclass(frozen=True, eq=False)
class UnitMarks:
    """Spikes of one unit that are pointed at.

    Attributes
    ----------
    missed, false : ndarray of int, shape (n,)
        In samples, increasing; false ones are those of the unit's partner that are not the unit's.
    reasons : ndarray of int, shape (missed,)
        Index into ``driftscope.results.REASONS`` of every missed one.
    """

    missed: Array
    false: Array
    reasons: Array


NONE = UnitMarks(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64))


def marks_of(comparison: Comparison, unit: int) -> UnitMarks:
    """Return a unit's missed and false spikes."""
    score, truth = comparison.score, comparison.truth
    if not 0 <= unit < len(truth.unit_ids):
        return NONE
    own = truth.train.unit_index[comparison.missed] == unit
    partner = int(score.partner[unit])
    wrong = score.is_false & (score.tested.unit_index == partner) if partner != NO_UNIT else np.zeros(0, bool)
    false = score.tested.sample_index[wrong] if wrong.size else np.empty(0, np.int64)
    return UnitMarks(truth.train.sample_index[comparison.missed[own]], false, comparison.reasons[own])


def next_miss(marks: UnitMarks, frame: int, direction: int) -> tuple[int, str] | None:
    """Return the next or previous missed spike and its likely reason; None when there is none.

    Parameters
    ----------
    marks : UnitMarks
        Of the unit.
    frame : int
        From where; a spike at this very frame does not count.
    direction : int
        1 for the next, -1 for the previous one.
    """
    if direction > 0:
        place = int(np.searchsorted(marks.missed, frame, side="right"))
    else:
        place = int(np.searchsorted(marks.missed, frame, side="left")) - 1
    if not 0 <= place < marks.missed.size:
        return None
    return int(marks.missed[place]), REASONS[int(marks.reasons[place])]


def between(samples: Array, start: float, end: float) -> Array:
    """Return those of some spikes, in increasing order, that lie in a stretch of samples."""
    first, last = np.searchsorted(samples, (start, end))
    return samples[first:last]


def thinned(samples: Array, most: int = MOST_MARKS) -> Array:
    """Return at most so many of some spikes, spread evenly over them."""
    return samples if samples.size <= most else samples[np.linspace(0, samples.size - 1, most).astype(np.int64)]


def depths_um(simulation: Any, samples: Array, unit: int, *, moving: bool) -> Array:
    """Return where a unit is along the probe when spikes fire, shape (spikes,), in µm."""
    rest = float(simulation.locations_um[unit, 1])
    if not moving:
        return np.full(samples.size, rest)
    rate_hz, units = simulation.config.sampling_frequency_hz, np.full(samples.size, unit)
    return rest + simulation.motion.displacement_at(samples, units, rate_hz)[:, 1]
