"""SpikeInterface objects that stay lazy: windows are computed when asked for, also in SpikeInterface's own workers.

Needs the extra ``driftscope[spikeinterface]``. Nothing here knows the classes that it adapts: whatever answers their
calls will do, which is why this file stands at the bottom.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

try:
    from spikeinterface.core import BaseRecording, BaseRecordingSegment, BaseSorting, BaseSortingSegment, Templates
except ImportError as error:
    raise ImportError("needs spikeinterface: pip install 'driftscope[spikeinterface]'") from error


class DriftscopeRecording(BaseRecording):  # type: ignore[misc]
    """A recording of this project as a SpikeInterface recording.

    Parameters
    ----------
    recording : driftscope.recording.Recording
        Where the samples come from; it travels along when this object is pickled.
    """

    def __init__(self, recording: Any) -> None:
        super().__init__(recording.sampling_frequency, recording.channel_ids, recording.dtype)
        for index in range(recording.get_num_segments()):
            self.add_recording_segment(_RecordingSegment(recording, index))
        if recording.has_probe():
            self.set_probe(recording.get_probe())
        self.set_channel_gains(recording.get_channel_gains())
        self.set_channel_offsets(recording.get_channel_offsets())
        self.annotate(**{key: recording.get_annotation(key) for key in recording.get_annotation_keys()})
        self._serializability["json"] = False
        self._kwargs = {"recording": recording}


class _RecordingSegment(BaseRecordingSegment):  # type: ignore[misc]
    def __init__(self, recording: Any, index: int) -> None:
        super().__init__(sampling_frequency=recording.sampling_frequency, t_start=recording.get_start_time(index))
        self._recording, self._index = recording, index

    def get_num_samples(self) -> int:
        return int(self._recording.get_num_samples(self._index))

    def get_traces(
        self, start_frame: int | None = None, end_frame: int | None = None, channel_indices: Any = None
    ) -> NDArray[Any]:
        names = None if channel_indices is None else self._recording.channel_ids[channel_indices]
        traces: NDArray[Any] = self._recording.get_traces(self._index, start_frame, end_frame, names)
        return traces


class DriftscopeSorting(BaseSorting):  # type: ignore[misc]
    """A ground truth of this project as a SpikeInterface sorting, with its properties.

    Parameters
    ----------
    sorting : driftscope.sorting.Sorting
        Where the spikes come from; it travels along when this object is pickled.
    """

    def __init__(self, sorting: Any) -> None:
        super().__init__(sorting.sampling_frequency, sorting.unit_ids)
        for index in range(sorting.get_num_segments()):
            self.add_sorting_segment(_SortingSegment(sorting, index))
        for key in sorting.get_property_keys():
            self.set_property(key, sorting.get_property(key))
        self._cached_spike_vector = sorting.to_spike_vector()
        self._serializability["json"] = False
        self._kwargs = {"sorting": sorting}


class _SortingSegment(BaseSortingSegment):  # type: ignore[misc]
    def __init__(self, sorting: Any, index: int) -> None:
        super().__init__(t_start=sorting.get_start_time(index))
        self._sorting, self._index = sorting, index

    def get_unit_spike_train(
        self, unit_id: Any, start_frame: int | None = None, end_frame: int | None = None
    ) -> NDArray[np.int64]:
        train: NDArray[np.int64] = self._sorting.get_unit_spike_train(unit_id, self._index, start_frame, end_frame)
        return train


def recording_to_spikeinterface(recording: Any) -> BaseRecording:
    """Return a SpikeInterface recording that computes its windows when asked for.

    Parameters
    ----------
    recording : driftscope.recording.Recording
        Any recording of this project.

    Returns
    -------
    spikeinterface.core.BaseRecording
        With probe, gains and offsets (1 and 0 where samples are in µV), start times and annotations; it can be
        pickled and read by SpikeInterface's workers.
    """
    return DriftscopeRecording(recording)


def sorting_to_spikeinterface(sorting: Any) -> BaseSorting:
    """Return a SpikeInterface sorting with the same trains and properties.

    Parameters
    ----------
    sorting : driftscope.sorting.Sorting
        Any sorting of this project.

    Returns
    -------
    spikeinterface.core.BaseSorting
        It can be pickled, properties included.
    """
    return DriftscopeSorting(sorting)


def templates_to_spikeinterface(templates: Any) -> Templates:
    """Return SpikeInterface's ``Templates``, sparse when the given ones are.

    Parameters
    ----------
    templates : driftscope.template_set.Templates or driftscope.generation.StaticTemplates
        Templates of units at rest.

    Returns
    -------
    spikeinterface.core.Templates
        With names and the probe.
    """
    return Templates(
        templates_array=templates.templates_array,
        sampling_frequency=templates.sampling_frequency,
        nbefore=templates.nbefore,
        is_in_uV=getattr(templates, "is_in_uV", True),
        sparsity_mask=getattr(templates, "sparsity_mask", None),
        channel_ids=getattr(templates, "channel_ids", None),
        unit_ids=getattr(templates, "unit_ids", None),
        probe=templates.probe,
    )
