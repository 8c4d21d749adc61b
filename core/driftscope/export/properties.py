"""Properties of channels and units under SpikeInterface's names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..sorting import SPIKE_DTYPE

if TYPE_CHECKING:
    from .job import Job
    from .truth import Truth


def shank_of(job: Job) -> NDArray[np.int64]:
    """Return the number of every channel's shank, shape (channels,): counted from 0, in the order of their names."""
    if job.probe.shank_ids is None:
        return np.zeros(job.num_channels, np.int64)
    names = [str(name) for name in job.probe.shank_ids]
    in_order = sorted(set(names), key=lambda name: (int(name) if name.isdecimal() else -1, name))
    return np.array([in_order.index(name) for name in names], dtype=np.int64)


def losses_of_clock(job: Job, title: str) -> Iterator[str]:
    """Yield what a format loses that counts samples from the first one and has no room for a start time."""
    if job.time_vector is not None:
        yield (
            f"{title}: times are counted in samples, because this format cannot store a clock; the recording's "
            f"{job.time_vector.in_words}: use spikeinterface, zarr, nwb or binary to keep it"
        )
    elif job.start_s:
        yield (
            f"{title}: times count from the first sample, because this format has no start time; the recording's is "
            f"{job.start_s:g} s and is kept in truth/truth.json"
        )


def channel_properties(job: Job) -> dict[str, NDArray[Any]]:
    """Return SpikeInterface's properties of channels: gain, offset and, as the group, the shank."""
    return {
        "gain_to_uV": np.full(job.num_channels, job.samples.gain_to_uv),
        "offset_to_uV": np.full(job.num_channels, job.samples.offset_to_uv),
        "group": shank_of(job),
    }


def recording_annotations(job: Job) -> dict[str, Any]:
    """Return what SpikeInterface notes about a whole recording."""
    return {"name": job.identifier, "description": job.description, "is_filtered": job.recording.is_filtered()}


def unit_properties(job: Job) -> dict[str, NDArray[Any]]:
    """Return what is known of every unit: its place at rest, its channel, and the truth's other columns."""
    truth = job.truth
    columns = {name: values for name, values in truth.units.items() if name != "unit_id"}
    peak_channel = columns.pop("peak_channel").astype(np.int64)
    return {
        "gt_unit_locations": truth.locations_um,
        "max_channel_index": peak_channel,
        "main_channel_id": np.array(job.channel_ids)[peak_channel],
        **columns,
    }


def spike_vectors(truth: Truth) -> Iterator[NDArray[Any]]:
    """Yield all spikes as SpikeInterface's structured array, shape (spikes,), part by part."""
    for part in truth.parts():
        vector = np.zeros(part.stop - part.start, dtype=SPIKE_DTYPE)
        vector["sample_index"] = truth.sample_index[part]
        vector["unit_index"] = truth.unit_index[part]
        yield vector
