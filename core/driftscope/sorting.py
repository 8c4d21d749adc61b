"""The ground truth as a sorting: who fired when, and what is known of each unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from .annotations import HasAnnotations
from .provenance import Provenance
from .spikes import Spikes
from .summaries import CONVERT, HasSummary, Summary, names_of, range_of
from .time_vectors import TimeVector
from .unconverted import NeedsConversion

if TYPE_CHECKING:
    from spikeinterface.core import BaseSorting

SPIKE_DTYPE = np.dtype([("sample_index", "int64"), ("unit_index", "int64"), ("segment_index", "int64")])


class Sorting(HasAnnotations, HasSummary, NeedsConversion):
    """Spike trains of all units in one or more segments; answers what a SpikeInterface sorting answers.

    Parameters
    ----------
    segments : sequence of Spikes
        The spikes of every segment, sorted by time.
    sampling_frequency : float
        Rate in Hz.
    unit_ids : sequence
        Name of every unit.
    t_starts : sequence of float, optional
        When every segment begins, in seconds; at zero by default.

    Attributes
    ----------
    provenance : Provenance or None
        The call that makes it again, where that is known.
    """

    provenance: Provenance | None = None
    truth_names: tuple[str, ...] = ()

    def __init__(
        self,
        segments: Sequence[Spikes],
        sampling_frequency: float,
        unit_ids: Sequence[Any] | NDArray[Any],
        t_starts: Sequence[float] | None = None,
    ) -> None:
        self.segments = tuple(segments)
        self.sampling_frequency = float(sampling_frequency)
        self.unit_ids = np.asarray(unit_ids)
        self.t_starts = (0.0,) * len(self.segments) if t_starts is None else tuple(t_starts)
        self.time_vectors: tuple[TimeVector | None, ...] = (None,) * len(self.segments)
        """The times of all samples of the recording, where they do not follow from its start and rate."""
        self._properties: dict[str, NDArray[Any]] = {}
        self._annotations: dict[str, Any] = {}

    def __repr__(self) -> str:
        return (
            f"Sorting: {self.get_num_units()} units - {self.count_total_num_spikes()} spikes - "
            f"{self.get_num_segments()} segments - {self.sampling_frequency / 1000:g} kHz"
        )

    @classmethod
    def from_spike_vector(
        cls,
        vector: NDArray[Any],
        sampling_frequency: float,
        unit_ids: Sequence[Any] | NDArray[Any],
        num_segments: int | None = None,
    ) -> Sorting:
        """Read a spike vector: fields ``sample_index``, ``unit_index``, ``segment_index``."""
        number = num_segments or int(vector["segment_index"].max(initial=0)) + 1
        segments = []
        for index in range(number):
            own = vector[vector["segment_index"] == index]
            spikes = Spikes(own["sample_index"].astype(np.int64), own["unit_index"].astype(np.int64))
            segments.append(spikes.in_order())
        return cls(segments, sampling_frequency, unit_ids)

    def summary(self) -> Summary:
        """Return who fires and how often, and what is known of every unit."""
        counts = self.count_num_spikes_per_unit(outputs="array")
        facts = {
            "Units": f"{self.get_num_units()}: {names_of(self.unit_ids)}",
            "Spikes": f"{self.count_total_num_spikes()}, {range_of(counts)} per unit",
            "Segments": str(self.get_num_segments()),
            "Sampling frequency": f"{self.sampling_frequency:g} Hz",
            "Unit properties": names_of(self._properties) or "none",
            "Made by": "unknown" if self.provenance is None else self.provenance.maker,
        }
        return Summary(self.name, facts, (CONVERT,))

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Read what `to_dict` has returned."""
        spikes, number = fields["spikes"], len(fields["t_starts"])
        read = cls.from_spike_vector(spikes, fields["sampling_frequency"], fields["unit_ids"], number)
        made = cls(read.segments, read.sampling_frequency, read.unit_ids, fields["t_starts"])
        for key, values in fields["properties"].items():
            made.set_property(key, values)
        made.annotate(**fields["annotations"])
        return made

    def to_dict(self) -> dict[str, Any]:
        """Return everything as arrays and plain values."""
        return {
            "spikes": self.to_spike_vector(),
            "sampling_frequency": self.sampling_frequency,
            "unit_ids": self.unit_ids,
            "t_starts": list(self.t_starts),
            "properties": dict(self._properties),
            "annotations": dict(self._annotations),
        }

    @property
    def name(self) -> str:
        """What the sorting is called: its annotation ``name``, or its class."""
        return str(self._annotations.get("name", type(self).__name__))

    def get_unit_ids(self) -> NDArray[Any]:
        """Return the name of every unit."""
        return self.unit_ids

    def get_num_units(self) -> int:
        """Return how many units there are."""
        return int(self.unit_ids.size)

    def get_num_segments(self) -> int:
        """Return how many segments there are."""
        return len(self.segments)

    def get_sampling_frequency(self) -> float:
        """Return the rate in Hz."""
        return self.sampling_frequency

    def get_start_time(self, segment_index: int | None = None) -> float:
        """Return when a segment begins, in seconds."""
        return self.t_starts[only_segment(segment_index, len(self.segments))]

    def count_total_num_spikes(self) -> int:
        """Return how many spikes there are in all."""
        return sum(len(spikes) for spikes in self.segments)

    def count_num_spikes_per_unit(self, outputs: str = "dict") -> Any:
        """Return how many spikes every unit has: by its name, or in order with ``outputs="array"``."""
        if outputs not in ("dict", "array"):
            raise ValueError(f"outputs must be dict or array, not {outputs!r}")
        counts = np.zeros(self.get_num_units(), dtype=np.int64)
        for spikes in self.segments:
            counts += np.bincount(spikes.unit_index, minlength=counts.size)
        return counts if outputs == "array" else dict(zip(self.unit_ids.tolist(), counts.tolist(), strict=True))

    def to_spike_vector(self, concatenated: bool = True) -> Any:
        """Return all spikes as a structured array.

        Parameters
        ----------
        concatenated : bool
            One array, or one for every segment.

        Returns
        -------
        ndarray or list of ndarray
            Fields ``sample_index``, ``unit_index`` and ``segment_index``, all int64.
        """
        vectors = []
        for index, spikes in enumerate(self.segments):
            vector = np.empty(len(spikes), dtype=SPIKE_DTYPE)
            vector["sample_index"], vector["unit_index"] = spikes.sample_index, spikes.unit_index
            vector["segment_index"] = index
            vectors.append(vector)
        return np.concatenate(vectors) if concatenated else vectors

    def get_unit_spike_train(
        self,
        unit_id: Any,
        segment_index: int | None = None,
        start_frame: int | None = None,
        end_frame: int | None = None,
        return_times: bool = False,
    ) -> NDArray[Any]:
        """Return one unit's spikes.

        Parameters
        ----------
        unit_id : object
            The unit's name.
        segment_index : int, optional
            Which segment; needed when there are several.
        start_frame, end_frame : int, optional
            Keep ``start_frame <= sample < end_frame``.
        return_times : bool
            Seconds instead of samples.

        Returns
        -------
        ndarray, shape (spikes,)
            Samples (int64) or times in seconds.
        """
        segment = only_segment(segment_index, len(self.segments))
        spikes = self.segments[segment]
        samples: NDArray[np.int64] = spikes.sample_index[spikes.unit_index == self.id_to_index(unit_id)]
        first = 0 if start_frame is None else int(np.searchsorted(samples, start_frame))
        last = samples.size if end_frame is None else int(np.searchsorted(samples, end_frame))
        if not return_times:
            return samples[first:last]
        since_s: NDArray[np.float64] = samples[first:last] / self.sampling_frequency
        vector = self.time_vectors[segment]
        return since_s + self.t_starts[segment] if vector is None else vector(since_s)

    def id_to_index(self, unit_id: Any) -> int:
        """Return a unit's index; a ValueError when there is no such unit."""
        found = np.flatnonzero(self.unit_ids == unit_id)
        if found.size == 0:
            raise ValueError(f"unknown unit {unit_id!r}")
        return int(found[0])

    def ids_to_indices(self, ids: Sequence[Any] | None = None, prefer_slice: bool = False) -> NDArray[np.intp]:
        """Return the indices of some units, or of all; an array, also with ``prefer_slice``."""
        return np.array([self.id_to_index(one) for one in (self.unit_ids if ids is None else ids)], dtype=np.intp)

    def set_property(self, key: str, values: Any) -> None:
        """Note something about every unit; a ValueError when the number does not fit.

        The call that made the sorting would not make this again, and is forgotten: it is written out whole from now on.
        """
        array = np.asarray(values)
        if len(array) != self.get_num_units():
            raise ValueError(f"{key} has {len(array)} values for {self.get_num_units()} units")
        self._properties[key] = array
        self.provenance = None

    def get_property(self, key: str) -> NDArray[Any] | None:
        """Return what is known of every unit, or None."""
        return self._properties.get(key)

    def get_unit_property(self, unit_id: Any, key: str) -> Any:
        """Return what is known of one unit; a ValueError when nothing is."""
        if (values := self.get_property(key)) is None:
            raise ValueError(f"Unknown property {key!r}. Available: {', '.join(self._properties) or 'none'}")
        return values[self.id_to_index(unit_id)]

    def get_property_keys(self) -> list[str]:
        """Return the names of what is known."""
        return list(self._properties)

    def to_spikeinterface(self) -> BaseSorting:
        """Return a SpikeInterface sorting with the same trains and properties; it needs the extra of that name."""
        from .interop import sorting_to_spikeinterface

        return sorting_to_spikeinterface(self)


def only_segment(segment_index: int | None, number: int) -> int:
    """Return the segment that is meant; with several segments it must be said."""
    if segment_index is None and number == 1:
        return 0
    if segment_index is None:
        raise ValueError(f"there are {number} segments: give segment_index")
    if not -number <= segment_index < number:
        raise ValueError(f"segment {segment_index} is out of range: there are {number}")
    return segment_index % number
