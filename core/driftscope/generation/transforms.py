"""A sorting with spikes or units added to another one, which knows what was added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..sorting import Sorting
from ..spikes import Spikes
from .arguments import read_sorting
from .calls import remembers_arguments

Mask = NDArray[np.bool_]


class TransformSorting(Sorting):
    """A sorting with more spikes than the one it was made from, which knows the added ones.

    Added spikes stand after those that were there at the same sample. With a refractory period the reference drops the
    first spike of a unit when it was added, and keeps all spikes of new units; here what comes too soon is dropped.

    Parameters
    ----------
    sorting : sorting
        What was there, ours or SpikeInterface's.
    added_spikes_existing_units, added_spikes_new_units : structured ndarray or None
        Spike vectors (``sample_index``, ``unit_index``, ``segment_index``): spikes of units that were there, and of
        new ones, whose indices go on counting.
    new_unit_ids : sequence or None
        Names of the new units.
    refractory_period_ms : float or None
        Added spikes that follow another one of their unit within this time are left out.

    Attributes
    ----------
    added_spikes_from_existing_mask, added_spikes_from_new_mask : ndarray of bool, shape (spikes,)
        Which spikes of ``to_spike_vector()`` were added to units that were there, or came with new units.
    parent_unit_ids : ndarray
        The units that were there.

    Raises
    ------
    ValueError
        When units have no name, or names of another kind.

    Examples
    --------
    >>> from driftscope.generation import TransformSorting, generate_sorting
    >>> sorting = generate_sorting(num_units=2, durations=[5.0], seed=0)
    >>> more = TransformSorting.add_from_unit_dict(sorting, {"1": [7, 9], "new": [8]})
    >>> more.unit_ids.tolist(), more.get_added_spikes_indices().tolist()
    (['0', '1', 'new'], [0, 1, 2])
    """

    truth_names = (
        "added_spikes_from_existing_mask", "added_spikes_from_new_mask", "added_spikes_mask",
        "get_added_spikes_from_existing_indices", "get_added_spikes_from_new_indices", "get_added_spikes_indices",
        "get_added_units_inds", "parent_unit_ids", "refractory_period_ms",
    )  # fmt: skip

    @remembers_arguments
    def __init__(
        self,
        sorting: Any,
        added_spikes_existing_units: NDArray[Any] | None = None,
        added_spikes_new_units: NDArray[Any] | None = None,
        new_unit_ids: Sequence[Any] | None = None,
        refractory_period_ms: float | None = None,
    ) -> None:
        read, names = read_sorting(sorting), list(new_unit_ids if new_unit_ids is not None else [])
        _refuse_other_names(read.unit_ids, names)
        self.parent_unit_ids, self.refractory_period_ms = read.unit_ids, refractory_period_ms
        given = [one for one in (added_spikes_existing_units, added_spikes_new_units) if one is not None and len(one)]
        vector = np.concatenate([read.to_spike_vector(), *given])
        origin = np.repeat([0, *(2 if one is added_spikes_new_units else 1 for one in given)], [
            len(read.to_spike_vector()), *map(len, given)
        ])  # fmt: skip
        order = np.lexsort([vector["sample_index"], vector["segment_index"]])
        vector, origin = vector[order], origin[order]
        if refractory_period_ms is not None:
            kept = _apart(vector, origin, int(read.sampling_frequency * refractory_period_ms / 1000))
            vector, origin = vector[kept], origin[kept]
        unit_ids = [*read.unit_ids.tolist(), *names]
        if vector["unit_index"].max(initial=-1) >= len(unit_ids):
            raise ValueError("an added spike belongs to a unit without an id: give new_unit_ids")
        number = read.get_num_segments()
        segments = Sorting.from_spike_vector(vector, read.sampling_frequency, unit_ids, number).segments
        super().__init__(segments, read.sampling_frequency, unit_ids, read.t_starts)
        self.added_spikes_from_existing_mask, self.added_spikes_from_new_mask = origin == 1, origin == 2
        if not names:
            for key in read.get_property_keys():
                self.set_property(key, read.get_property(key))

    @classmethod
    def of(cls, sorting: Sorting, added: Sequence[Spikes], new_ids: Sequence[Any] = ()) -> TransformSorting:
        """Add spikes to every segment; unit indices from ``len(sorting.unit_ids)`` on are new units."""
        vector = Sorting(added, sorting.sampling_frequency, [*sorting.unit_ids.tolist(), *new_ids]).to_spike_vector()
        is_new = vector["unit_index"] >= sorting.get_num_units()
        return cls(sorting, vector[~is_new], vector[is_new], list(new_ids))

    @staticmethod
    def add_from_sorting(sorting1: Any, sorting2: Any, refractory_period_ms: float | None = None) -> TransformSorting:
        """Add a sorting to another one: units of the same name become one.

        Parameters
        ----------
        sorting1, sorting2 : sorting
            What was there, and what is added.
        refractory_period_ms : float or None
            As above.

        Raises
        ------
        ValueError
            When sampling frequencies, numbers of segments or kinds of names differ.
        """
        old, new = read_sorting(sorting1), read_sorting(sorting2)
        if old.sampling_frequency != new.sampling_frequency:
            raise ValueError(
                f"sampling frequencies differ: {old.sampling_frequency:g} and {new.sampling_frequency:g} Hz"
            )
        if old.get_num_segments() != new.get_num_segments():
            raise ValueError(f"numbers of segments differ: {old.get_num_segments()} and {new.get_num_segments()}")
        _refuse_other_names(old.unit_ids, new.unit_ids.tolist())
        places = {name: index for index, name in enumerate(old.unit_ids.tolist())}
        further = [name for name in new.unit_ids.tolist() if name not in places]
        places |= {name: old.get_num_units() + index for index, name in enumerate(further)}
        target = np.array([places[name] for name in new.unit_ids.tolist()], dtype=np.int64)
        vector = new.to_spike_vector()
        vector["unit_index"] = target[vector["unit_index"]]
        is_new = vector["unit_index"] >= old.get_num_units()
        return TransformSorting(sorting1, vector[~is_new], vector[is_new], further, refractory_period_ms)

    @staticmethod
    def add_from_unit_dict(
        sorting1: Any,
        units_dict_list: Sequence[Mapping[Any, Any]] | Mapping[Any, Any],
        refractory_period_ms: float | None = None,
    ) -> TransformSorting:
        """Add trains by name: a mapping from unit to samples, or one for every segment."""
        parts = [units_dict_list] if isinstance(units_dict_list, Mapping) else list(units_dict_list)
        times = [np.concatenate([np.empty(0, np.int64), *map(np.asarray, one.values())]) for one in parts]
        labels = [np.repeat(list(one.keys()), [len(train) for train in one.values()]) for one in parts]
        unit_ids = list(dict.fromkeys(name for one in parts for name in one))
        return _added(
            sorting1, times, labels, read_sorting(sorting1).sampling_frequency, unit_ids, refractory_period_ms
        )

    @staticmethod
    def from_samples_and_labels(
        sorting1: Any,
        times_list: Any,
        labels_list: Any,
        sampling_frequency: float,
        unit_ids: Sequence[Any] | None = None,
        refractory_period_ms: float | None = None,
    ) -> TransformSorting:
        """Add spikes by sample and label: an array each, or one for every segment.

        Parameters
        ----------
        sorting1 : sorting
            What was there.
        times_list, labels_list : ndarray or list of ndarray
            Sample and unit of every added spike.
        sampling_frequency : float
            Rate in Hz.
        unit_ids : sequence or None
            The units to take; all that are named when None.
        refractory_period_ms : float or None
            As above.
        """
        times = times_list if isinstance(times_list, list) else [times_list]
        labels = labels_list if isinstance(labels_list, list) else [labels_list]
        names = np.unique(np.concatenate(labels)).tolist() if unit_ids is None else list(unit_ids)
        return _added(sorting1, times, labels, sampling_frequency, names, refractory_period_ms)

    @property
    def added_spikes_mask(self) -> Mask:
        """Which spikes were added, shape (spikes,)."""
        mask: Mask = self.added_spikes_from_existing_mask | self.added_spikes_from_new_mask
        return mask

    def get_added_spikes_indices(self) -> NDArray[np.intp]:
        """Return the added spikes' indices in ``to_spike_vector()``."""
        return np.flatnonzero(self.added_spikes_mask)

    def get_added_spikes_from_existing_indices(self) -> NDArray[np.intp]:
        """Return the indices of spikes that were added to units that were there."""
        return np.flatnonzero(self.added_spikes_from_existing_mask)

    def get_added_spikes_from_new_indices(self) -> NDArray[np.intp]:
        """Return the indices of the new units' spikes."""
        return np.flatnonzero(self.added_spikes_from_new_mask)

    def get_added_units_inds(self) -> NDArray[Any]:
        """Return the names of the new units."""
        return self.unit_ids[len(self.parent_unit_ids) :]


def _refuse_other_names(unit_ids: NDArray[Any], names: Sequence[Any]) -> None:
    kinds = {type(name) for name in [*unit_ids.tolist(), *names]}
    if names and len(kinds) > 1:
        raise ValueError(f"unit ids must be of one kind, not {' and '.join(sorted(kind.__name__ for kind in kinds))}")


def _apart(vector: NDArray[Any], origin: NDArray[Any], silent: int) -> Mask:
    """Return which spikes stay: those that were there, and added ones that come late enough after another one."""
    order = np.lexsort([np.arange(len(vector)), vector["unit_index"], vector["segment_index"]])
    ordered = vector[order]
    same = (np.diff(ordered["unit_index"]) == 0) & (np.diff(ordered["segment_index"]) == 0)
    too_soon = np.zeros(len(vector), dtype=bool)
    too_soon[order[1:]] = same & (np.diff(ordered["sample_index"]) <= silent)
    kept: Mask = (origin == 0) | ~too_soon
    return kept


def _added(
    sorting: Any, times: Sequence[Any], labels: Sequence[Any], fs: float, names: list[Any], silent_ms: float | None
) -> TransformSorting:
    places = {name: index for index, name in enumerate(names)}
    segments = []
    for samples, units in zip(times, labels, strict=True):
        known = np.array([places.get(name, -1) for name in np.asarray(units).tolist()], dtype=np.int64)
        spikes = Spikes(np.asarray(samples, dtype=np.int64)[known >= 0], known[known >= 0])
        segments.append(spikes.in_order())
    return TransformSorting.add_from_sorting(sorting, Sorting(segments, fs, names), silent_ms)
