"""Recordings and sortings of SpikeInterface that stay lazy: windows are computed when asked for, also in its workers.

Nothing here knows the classes that it adapts: whatever answers their calls will do. What SpikeInterface writes of an
object (``dump``, a folder, an analyzer's recording) is the call that made it, or its configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

try:
    from spikeinterface.core import BaseRecording, BaseRecordingSegment, BaseSorting, BaseSortingSegment, NumpySorting
except ImportError as error:
    raise ImportError("needs spikeinterface: pip install 'driftscope[spikeinterface]'") from error

from .calls import Carried, call_of, made_by


class _Extractor:
    """What recordings and sortings have in common: where they come from, and what only the ground truth knows."""

    _made: Any = None
    to_dict: Callable[..., dict[str, Any]]
    from_dict: Callable[..., Any]

    def _remember(self, made: Any) -> None:
        self._made = made
        self._kwargs = call_of(made)
        self._serializability = {"memory": True, "pickle": True, "json": "recording" not in self._kwargs}

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as the call, with all annotations and properties."""
        return self.from_dict, (self.to_dict(include_annotations=True, include_properties=True),)

    def __getattr__(self, name: str) -> Any:
        """Return what only the ground truth knows, such as ``templates``, as an object of SpikeInterface."""
        if name.startswith("_") or name not in getattr(self._made, "truth_names", ()):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
        known = getattr(self._made, name)
        return known.to_spikeinterface() if hasattr(known, "to_spikeinterface") else known

    def to_spikeinterface(self) -> Self:
        """Return this object, which is one of SpikeInterface already."""
        return self


class DriftscopeRecording(_Extractor, BaseRecording):  # type: ignore[misc]
    """A recording of this project as a SpikeInterface recording.

    Parameters
    ----------
    recording : driftscope.recording.Recording, optional
        Where the samples come from.
    maker, arguments, output, inputs : optional
        Instead: the call that makes the recording, as it stands in a JSON file, see `driftscope.provenance`.
    """

    def __init__(
        self,
        recording: Any = None,
        maker: str | None = None,
        arguments: Mapping[str, Any] | None = None,
        output: int | str | None = None,
        inputs: Sequence[Any] = (),
    ) -> None:
        made = Carried.opened(recording) if maker is None else made_by(maker, arguments or {}, output, inputs)
        super().__init__(made.sampling_frequency, made.channel_ids, made.dtype)
        for index in range(made.get_num_segments()):
            self.add_recording_segment(_RecordingSegment(made, index))
        if made.has_probe():
            self.set_probe(_wired(made.get_probe()))
        if made.has_scaleable_traces():
            self.set_channel_gains(made.get_channel_gains())
            self.set_channel_offsets(made.get_channel_offsets())
        self.annotate(**{key: made.get_annotation(key) for key in made.get_annotation_keys()})
        self._remember(made)
        self._inherit_properties()

    def _inherit_properties(self) -> None:
        """Keep what is known of the channels of a recording that units were added to: areas, shifts of samples."""
        arguments = {} if self._made.provenance is None else self._made.provenance.arguments
        for parent in (arguments.get("parent_recording"), arguments.get("recording")):
            if isinstance(parent, BaseRecording) and parent.channel_ids.tolist() == self.channel_ids.tolist():
                for key in set(parent.get_property_keys()) - set(self.get_property_keys()):
                    self.set_property(key, parent.get_property(key))


def _wired(probe: Any) -> Any:
    """Return the probe with its contacts on the channels in order, where it does not say otherwise."""
    if probe.device_channel_indices is None:
        probe.set_device_channel_indices(np.arange(probe.get_contact_count()))
    return probe


class _RecordingSegment(BaseRecordingSegment):  # type: ignore[misc]
    def __init__(self, recording: Any, index: int) -> None:
        start, vector = recording.get_start_time(index), None
        if hasattr(recording, "get_time_vector") and (clock := recording.get_time_vector(index)) is not None:
            start, vector = None, clock.times_s
        super().__init__(recording.sampling_frequency, t_start=start or None, time_vector=vector)
        self._recording, self._index = recording, index

    def get_num_samples(self) -> int:
        return int(self._recording.get_num_samples(self._index))

    def get_traces(
        self, start_frame: int | None = None, end_frame: int | None = None, channel_indices: Any = None
    ) -> NDArray[Any]:
        names = None if channel_indices is None else self._recording.channel_ids[channel_indices]
        traces: NDArray[Any] = self._recording.get_traces(self._index, start_frame, end_frame, names)
        return traces


class DriftscopeSorting(_Extractor, NumpySorting):  # type: ignore[misc]
    """A ground truth of this project as a SpikeInterface sorting, with its properties.

    Parameters
    ----------
    sorting : driftscope.sorting.Sorting, optional
        Where the spikes come from.
    maker, arguments, output, inputs : optional
        Instead: the call that makes the sorting, as it stands in a JSON file, see `driftscope.provenance`.
    """

    def __init__(
        self,
        sorting: Any = None,
        maker: str | None = None,
        arguments: Mapping[str, Any] | None = None,
        output: int | str | None = None,
        inputs: Sequence[Any] = (),
    ) -> None:
        made = Carried.opened(sorting) if maker is None else made_by(maker, arguments or {}, output, inputs)
        super().__init__(made.to_spike_vector(), made.sampling_frequency, made.unit_ids)
        for _ in range(self.get_num_segments(), made.get_num_segments()):
            self.add_sorting_segment(_SilentSegment())
        for index in range(made.get_num_segments()):
            if start_s := made.get_start_time(index):
                self.shift_times(start_s, index)
        for key in made.get_property_keys():
            self.set_property(key, made.get_property(key))
        self.annotate(**{key: made.get_annotation(key) for key in made.get_annotation_keys()})
        self._remember(made)


class _SilentSegment(BaseSortingSegment):  # type: ignore[misc]
    """A segment at the end in which no unit fires: a spike vector alone does not tell of it."""

    def get_unit_spike_train(
        self, unit_id: Any, start_frame: int | None = None, end_frame: int | None = None
    ) -> NDArray[np.int64]:
        return np.empty(0, dtype=np.int64)


def recording_to_spikeinterface(recording: Any) -> BaseRecording:
    """Return a SpikeInterface recording that computes its windows when asked for.

    Parameters
    ----------
    recording : driftscope.recording.Recording
        Any recording of this project.

    Returns
    -------
    spikeinterface.core.BaseRecording
        With probe, gains and offsets (1 and 0 where samples are in µV), start times and annotations. It can be pickled,
        read by SpikeInterface's workers and, when it is known how it was made, dumped to JSON.
    """
    return DriftscopeRecording(recording)


def sorting_to_spikeinterface(sorting: Any) -> BaseSorting:
    """Return a SpikeInterface sorting with the same trains, properties and annotations.

    Parameters
    ----------
    sorting : driftscope.sorting.Sorting
        Any sorting of this project.

    Returns
    -------
    spikeinterface.core.BaseSorting
        It can be pickled and dumped to JSON, properties included.
    """
    return DriftscopeSorting(sorting)
