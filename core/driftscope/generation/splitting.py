"""Sortings in which some units are split, as a sorter might split them: by time or by amplitude."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..sorting import Sorting
from .arguments import read_sorting
from .sortings import further_ids

Pairs = list[tuple[Any, Any]]


def split_sorting_by_times(
    sorting_analyzer: Any,
    splitting_probability: float = 0.5,
    partial_split_prob: float = 0.95,
    unit_ids: Sequence[Any] | None = None,
    min_snr: float | None = None,
    seed: int | None = None,
) -> tuple[Sorting, Pairs]:
    """Give most of the later half of some units' spikes to new units.

    Same draws as the reference's, which takes a unit's id for its index, drops all segments but the first, names new
    units alike when the last ones are silent, and fails when ``min_snr`` leaves too few to choose from.

    Parameters
    ----------
    sorting_analyzer : SortingAnalyzer or sorting
        SpikeInterface's analyzer; a sorting will do where ``min_snr`` is not asked for.
    splitting_probability : float
        Share of the units that are split.
    partial_split_prob : float
        Share of the later spikes that go to the new unit.
    unit_ids : sequence or None
        Which units to split, instead of drawn ones.
    min_snr : float or None
        Split only units with a signal-to-noise ratio above this.
    seed : int or None
        Where the draws start.

    Returns
    -------
    sorting : Sorting
        New units follow the old ones.
    pairs : list of (id, id)
        Every split unit and the new one.

    Raises
    ------
    ValueError
        When an argument cannot be used.

    Examples
    --------
    >>> from driftscope.generation import generate_sorting, split_sorting_by_times
    >>> split_sorting_by_times(generate_sorting(num_units=4, seed=0), seed=0)[1]
    [('2', '4'), ('3', '5')]
    """
    sorting = read_sorting(getattr(sorting_analyzer, "sorting", sorting_analyzer))
    vector = sorting.to_spike_vector()
    lengths = [int(part.sample_index.max(initial=0)) + 1 for part in sorting.segments]
    begins = np.cumsum([0, *lengths[:-1]])
    times = vector["sample_index"] + begins[vector["segment_index"]]
    rng = np.random.default_rng(seed)
    chosen = _chosen(sorting_analyzer, sorting, splitting_probability, unit_ids, min_snr, rng)
    return _split(sorting, times, chosen, partial_split_prob, rng)


def split_sorting_by_amplitudes(
    sorting_analyzer: Any,
    splitting_probability: float = 0.5,
    partial_split_prob: float = 0.95,
    unit_ids: Sequence[Any] | None = None,
    min_snr: float | None = None,
    seed: int | None = None,
) -> tuple[Sorting, Pairs]:
    """Give most of the higher half of some units' spikes, by signed amplitude, to new units.

    Same draws as the reference's; its flaws are those that `split_sorting_by_times` names, and new ids are of the kind
    of the old ones here.

    Parameters
    ----------
    sorting_analyzer : SortingAnalyzer
        SpikeInterface's; amplitudes are computed when it has none.
    splitting_probability, partial_split_prob, unit_ids, min_snr, seed
        As in `split_sorting_by_times`.

    Returns
    -------
    sorting : Sorting
        New units follow the old ones.
    pairs : list of (id, id)
        Every split unit and the new one.

    Raises
    ------
    ValueError
        When an argument cannot be used.
    """
    _refuse_plain(sorting_analyzer, "amplitudes")
    if sorting_analyzer.get_extension("spike_amplitudes") is None:
        sorting_analyzer.compute("spike_amplitudes")
    amplitudes = np.asarray(sorting_analyzer.get_extension("spike_amplitudes").get_data())
    sorting = read_sorting(sorting_analyzer.sorting)
    rng = np.random.default_rng(seed)
    chosen = _chosen(sorting_analyzer, sorting, splitting_probability, unit_ids, min_snr, rng)
    return _split(sorting, amplitudes, chosen, partial_split_prob, rng)


def _refuse_plain(analyzer: Any, what: str) -> None:
    if not hasattr(analyzer, "get_extension"):
        raise ValueError(f"{what} need a SpikeInterface SortingAnalyzer, not {analyzer!r}")


def _chosen(
    analyzer: Any,
    sorting: Sorting,
    share: float,
    unit_ids: Sequence[Any] | None,
    min_snr: float | None,
    rng: np.random.Generator,
) -> list[Any]:
    names = sorting.unit_ids.tolist()
    if unit_ids is not None:
        if unknown := [one for one in np.asarray(unit_ids).tolist() if one not in names]:
            raise ValueError(f"unit_ids: unknown unit {unknown[0]!r}")
        return list(dict.fromkeys(np.asarray(unit_ids).tolist()))
    if not 0 <= share <= 1:
        raise ValueError(f"splitting_probability must lie between 0 and 1, not {share!r}")
    candidates = sorting.unit_ids if min_snr is None else sorting.unit_ids[_snr(analyzer) > min_snr]
    number = min(int(share * len(names)), len(candidates))
    return list(rng.choice(candidates, number, replace=False).tolist())


def _snr(analyzer: Any) -> NDArray[np.float64]:
    _refuse_plain(analyzer, "signal-to-noise ratios")
    if analyzer.get_extension("noise_levels") is None:
        analyzer.compute("noise_levels")
    if analyzer.get_extension("quality_metrics") is None:
        analyzer.compute("quality_metrics", metric_names=["snr"])
    return np.asarray(analyzer.get_extension("quality_metrics").get_data()["snr"].values, dtype=np.float64)


def _split(
    sorting: Sorting, values: NDArray[Any], chosen: list[Any], share: float, rng: np.random.Generator
) -> tuple[Sorting, Pairs]:
    """Move spikes whose value is above their unit's median to a new unit, each with the same probability."""
    if not 0 <= share <= 1:
        raise ValueError(f"partial_split_prob must lie between 0 and 1, not {share!r}")
    vector, fresh = sorting.to_spike_vector(), further_ids(sorting.unit_ids, chosen, "split")
    if len(values) != len(vector):
        raise ValueError(f"there are {len(values)} amplitudes for {len(vector)} spikes")
    units = vector["unit_index"].copy()
    for place, name in enumerate(chosen):
        own = np.flatnonzero(vector["unit_index"] == sorting.id_to_index(name))
        if own.size:
            moved = (values[own] > np.median(values[own])) & (rng.uniform(size=own.size) <= share)
            units[own[moved]] = sorting.get_num_units() + place
    vector["unit_index"] = units
    names = [*sorting.unit_ids.tolist(), *fresh]
    made = Sorting.from_spike_vector(vector, sorting.sampling_frequency, names, sorting.get_num_segments())
    made.t_starts = sorting.t_starts
    return made, list(zip(chosen, fresh, strict=True))
