"""Sortings made from others: added synchrony, duplicated units, split units."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..sorting import Sorting
from ..spikes import Spikes, draw_synchrony
from .arguments import fixed_seed, read_sorting, whole_number
from .calls import remembered
from .transforms import TransformSorting


@remembered
def add_synchrony_to_sorting(sorting: Any, sync_event_ratio: float = 0.3, seed: int | None = None) -> TransformSorting:
    """Let some spikes coincide with one of another unit.

    The draws are the reference's, unit by index, so that ids may be anything; there they must be 0, 1, 2, ... An event
    that would make a unit fire twice at one sample is left out, where the reference keeps it. As in the reference an
    added spike may fall into the refractory period of its unit.

    Parameters
    ----------
    sorting : sorting
        One of ours, or of SpikeInterface.
    sync_event_ratio : float
        How many spikes are drawn to be joined, as a share of all.
    seed : int or None
        Where the draws start.

    Returns
    -------
    TransformSorting
        The old spikes and the added ones.

    Raises
    ------
    ValueError
        When the ratio is negative or there is no sorting.

    Examples
    --------
    >>> from driftscope.generation import add_synchrony_to_sorting, generate_sorting
    >>> sorting = generate_sorting(seed=0)
    >>> more = add_synchrony_to_sorting(sorting, sync_event_ratio=0.5, seed=0)
    >>> more.get_added_spikes_indices().size == sorting.count_total_num_spikes() // 2
    True
    """
    if not 0 <= sync_event_ratio < np.inf:
        raise ValueError(f"sync_event_ratio must be at least 0, not {sync_event_ratio!r}")
    read = read_sorting(sorting)
    vector, rng = read.to_spike_vector(), np.random.default_rng(fixed_seed(seed))
    sources, units = draw_synchrony(
        Spikes(vector["sample_index"], vector["unit_index"]),
        sync_event_ratio,
        read.get_num_units(),
        rng,
        vector["segment_index"],
    )
    samples, segments = vector["sample_index"][sources], vector["segment_index"][sources]
    added = [
        Spikes(samples[segments == index], units[segments == index]).in_order()
        for index in range(read.get_num_segments())
    ]
    return TransformSorting.of(read, added)


@remembered
def inject_some_duplicate_units(
    sorting: Any,
    num: int = 4,
    max_shift: int = 5,
    ratio: float | None = None,
    seed: int | None = None,
) -> TransformSorting:
    """Add units that fire with the first ones, a few samples earlier or later.

    Parameters
    ----------
    sorting : sorting
        One of ours, or of SpikeInterface; unit ids may be anything.
    num : int
        How many units are duplicated.
    max_shift : int
        Largest shift in samples; each duplicate has one of its own, never zero.
    ratio : float or None
        Share of its spikes that a duplicate keeps; all when None.
    seed : int or None
        Where the draws start.

    Returns
    -------
    TransformSorting
        The duplicates follow the old units; ids that are numbers go on counting, others are named after the units
        that were duplicated (the reference takes numbers only).

    Raises
    ------
    ValueError
        When an argument cannot be used.

    Examples
    --------
    >>> from driftscope.generation import generate_sorting, inject_some_duplicate_units
    >>> inject_some_duplicate_units(generate_sorting(num_units=3, seed=0), num=2, seed=0).unit_ids
    array(['0', '1', '2', '3', '4'], dtype='<U1')
    """
    read, rng = read_sorting(sorting), np.random.default_rng(fixed_seed(seed))
    number, farthest = whole_number(num, "num", 0), whole_number(max_shift, "max_shift")
    if number > read.get_num_units():
        raise ValueError(f"num is {number}, but there are only {read.get_num_units()} units to duplicate")
    if ratio is not None and not 0 < ratio <= 1:
        raise ValueError(f"ratio must be above 0 and at most 1, not {ratio!r}")
    shifts = rng.integers(-farthest, farthest, size=number)
    shifts[shifts == 0] += farthest
    added = [_duplicates(spikes, shifts, read.get_num_units(), ratio, rng) for spikes in read.segments]
    origins = read.unit_ids.tolist()[:number]
    return TransformSorting.of(read, added, further_ids(read.unit_ids, origins, "duplicate"))


def _duplicates(
    spikes: Spikes, shifts: NDArray[np.int64], num_units: int, ratio: float | None, rng: np.random.Generator
) -> Spikes:
    trains = []
    for unit, shift in enumerate(shifts):
        original = spikes.sample_index[spikes.unit_index == unit]
        moved = original + shift
        if ratio is not None:
            moved = moved[rng.choice(original.size, int(original.size * ratio), replace=False)]
        trains.append(np.sort(np.clip(moved, 0, original.max(initial=0))))
    units = np.repeat(np.arange(len(trains)) + num_units, [train.size for train in trains])
    samples = np.concatenate([np.empty(0, np.int64), *trains])
    return Spikes(samples, units.astype(np.int64)).in_order()


@remembered
def inject_some_split_units(
    sorting: Any,
    split_ids: Sequence[Any],
    num_split: int = 2,
    output_ids: bool = False,
    seed: int | None = None,
) -> Any:
    """Split some units into several, each spike going to one of them at random.

    Parameters
    ----------
    sorting : sorting
        One of ours, or of SpikeInterface; unit ids may be anything.
    split_ids : sequence
        Indices of the units.
    num_split : int
        Into how many.
    output_ids : bool
        Return the new ids as well.
    seed : int or None
        Where the draws start.

    Returns
    -------
    sorting : Sorting
        The parts stand where their unit stood, with further numbers as ids, or with the unit's name and ``-part``.
    new_ids : dict
        For every split unit the ids of its parts; only with ``output_ids``.

    Raises
    ------
    ValueError
        When an argument cannot be used.

    Examples
    --------
    >>> from driftscope.generation import generate_sorting, inject_some_split_units
    >>> inject_some_split_units(generate_sorting(num_units=3, seed=0), ["1"], seed=0).unit_ids
    array(['0', '3', '4', '2'], dtype='<U1')
    """
    read, rng = read_sorting(sorting), np.random.default_rng(fixed_seed(seed))
    parts, own_ids = whole_number(num_split, "num_split"), list(dict.fromkeys(split_ids))
    if unknown := [one for one in own_ids if one not in read.unit_ids.tolist()]:
        raise ValueError(f"split_ids: unknown unit {unknown[0]!r}")
    further = further_ids(read.unit_ids, [one for one in own_ids for _ in range(parts)], "part")
    new_ids = {one: further[at * parts : (at + 1) * parts] for at, one in enumerate(own_ids)}
    unit_ids = [one for unit in read.unit_ids.tolist() for one in new_ids.get(unit, [unit])]
    counts = [len(new_ids.get(unit, [unit])) for unit in read.unit_ids.tolist()]
    segments = [_split(spikes, counts, parts, {*new_ids}, read.unit_ids.tolist(), rng) for spikes in read.segments]
    made = Sorting(segments, read.sampling_frequency, unit_ids, read.t_starts)
    return (made, new_ids) if output_ids else made


def _split(
    spikes: Spikes, counts: list[int], parts: int, chosen: set[Any], names: list[Any], rng: np.random.Generator
) -> Spikes:
    first = np.cumsum([0, *counts[:-1]])
    units = first[spikes.unit_index]
    for index, name in enumerate(names):
        if name in chosen:
            own = spikes.unit_index == index
            units[own] += rng.integers(0, parts, int(own.sum()))
    order = np.lexsort((units, spikes.sample_index))
    return Spikes(spikes.sample_index[order], units[order].astype(np.int64))


def further_ids(unit_ids: NDArray[Any], origins: Sequence[Any], word: str) -> list[Any]:
    """Return ids for new units: numbers go on counting from the largest, other names follow the unit they come from.

    Parameters
    ----------
    unit_ids : ndarray, shape (units,)
        Those that there are.
    origins : sequence
        For every new unit the one it was made from.
    word : str
        What is added to a name that is no number.

    Examples
    --------
    >>> further_ids(np.array(["0", "7"]), ["7", "0"], "copy"), further_ids(np.array(["a"]), ["a", "a"], "copy")
    (['8', '9'], ['a-copy', 'a-copy-2'])
    """
    try:
        largest = max((int(one) for one in unit_ids.tolist()), default=-1)
    except ValueError:
        return _named_after(unit_ids, origins, word)
    further = list(range(largest + 1, largest + 1 + len(origins)))
    return further if unit_ids.dtype.kind in "iu" else [str(one) for one in further]


def _named_after(unit_ids: NDArray[Any], origins: Sequence[Any], word: str) -> list[str]:
    taken, names = {str(one) for one in unit_ids.tolist()}, []
    for origin in origins:
        wanted = f"{origin}-{word}"
        candidates = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
        names.append(next(one for one in candidates if one not in taken))
        taken.add(names[-1])
    return names
