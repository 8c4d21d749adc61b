"""Spikes that coincide with one of another unit, as the reference draws them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..deadlines import checkpoint
from .trains import Indices, Spikes

_AT_ONCE = 4_096


def add_synchrony(
    spikes: Spikes, ratio: float, num_units: int, rng: np.random.Generator
) -> tuple[Spikes, NDArray[np.bool_]]:
    """Let a share of spikes coincide with one of another unit, with the reference's draws for integer ids.

    The reference fails on ids that are strings and gives an event to unit 0 when every unit fires already;
    here ids do not matter, and an event that makes a unit fire twice at one sample is left out. Added spikes break the
    refractory period, as they do there: nothing is left out that comes too soon after another spike of its unit.

    Parameters
    ----------
    spikes : Spikes
        The trains so far.
    ratio : float
        Added spikes, as a share of these.
    num_units : int
        Number of units.
    rng : numpy.random.Generator
        ``default_rng(seed)``.

    Returns
    -------
    spikes : Spikes
        Sorted by time; an added spike follows those that were there.
    added : ndarray of bool, shape (spikes,)
        Which ones were added.
    """
    sources, units = draw_synchrony(spikes, ratio, num_units, rng)
    extra = Spikes(spikes.sample_index[sources], units).in_order()
    both = Spikes.joined([Spikes(spikes.sample_index, spikes.unit_index), extra])
    order = np.argsort(both.sample_index, kind="stable")
    return both.where(order), order >= len(spikes)


def draw_synchrony(
    spikes: Spikes,
    ratio: float,
    num_units: int,
    rng: np.random.Generator,
    segment_index: Indices | None = None,
) -> tuple[Indices, Indices]:
    """Draw which spikes are joined by which unit, as the reference does; no unit fires twice at one sample.

    Parameters
    ----------
    spikes : Spikes
        The trains so far, of one segment or of several, one after the other.
    ratio : float
        Added spikes, as a share of these.
    num_units : int
        Number of units.
    rng : numpy.random.Generator
        ``default_rng(seed)``.
    segment_index : ndarray of int, shape (spikes,), optional
        Segment of every spike; the reference draws for all segments together.

    Returns
    -------
    sources : ndarray of int, shape (events,)
        Which spikes are joined.
    units : ndarray of int, shape (events,)
        By which unit.
    """
    number = int(len(spikes) * ratio) if len(spikes) else 0
    copied = rng.integers(0, len(spikes), size=number) if number else np.empty(0, np.int64)
    segments = np.zeros(len(spikes), np.int64) if segment_index is None else segment_index
    fired = set(zip(segments.tolist(), spikes.sample_index.tolist(), spikes.unit_index.tolist(), strict=True))
    used: dict[int, list[int]] = {}
    events: list[tuple[int, int]] = []
    for number, source in enumerate(copied.tolist()):
        if number % _AT_ONCE == 0:
            checkpoint()
        sample = int(spikes.sample_index[source])
        taken = used.setdefault(sample, [int(spikes.unit_index[source])])
        if len(taken) == num_units:
            continue
        unit = _nth_free(int(rng.integers(0, num_units - len(taken))), taken)
        taken.append(unit)
        event = (int(segments[source]), sample, unit)
        if event not in fired:
            fired.add(event)
            events.append((source, unit))
    added = np.array(events, dtype=np.int64).reshape(-1, 2)
    return added[:, 0], added[:, 1]


def _nth_free(number: int, taken: list[int]) -> int:
    for unit in sorted(taken):
        number += unit <= number
    return number
