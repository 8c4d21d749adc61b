"""SpikeInterface's binary folder with the true sorting beside it; SpikeInterface is not needed to write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...sorting import SPIKE_DTYPE
from ..job import Job
from ..npy_files import GrowingArray
from ..properties import channel_properties, recording_annotations, spike_vectors, unit_properties
from .flat import FlatFormat, write_times

SPIKEINTERFACE_VERSION = "0.105.3"
"""The version whose files these are; older ones keep the probe elsewhere."""

RECORDING = "recording"
SORTING = "sorting"
TIMES = "times_cached_seg0.npy"
TRACES = "traces_cached_seg0.raw"


class SpikeInterfaceFolder(FlatFormat):
    """Two folders, ``recording`` and ``sorting``, that ``spikeinterface.load`` opens."""

    name = "spikeinterface"
    title = "SpikeInterface folder"
    traces = f"{RECORDING}/{TRACES}"

    def disk_bytes(self, job: Job) -> int:
        """Return the size of the traces with the spikes."""
        return job.num_bytes + int(SPIKE_DTYPE.itemsize * job.source.expected_spikes)

    def finish(self, folder: Path, job: Job) -> None:
        """Write what SpikeInterface keeps beside traces, and the true sorting."""
        _describe_recording(folder / RECORDING, job)
        (folder / SORTING).mkdir(exist_ok=True)
        _write_sorting(folder / SORTING, job)


def _describe_recording(folder: Path, job: Job) -> None:
    from probeinterface import write_probeinterface

    properties = channel_properties(job)
    binary = {
        "file_paths": [TRACES],
        "sampling_frequency": job.sampling_frequency_hz,
        "t_starts": [job.start_s] if job.time_vector is None else None,
        "num_channels": job.num_channels,
        "dtype": job.dtype.str,
        "channel_ids": job.channel_ids,
        "time_axis": 0,
        "file_offset": 0,
        "gain_to_uV": properties["gain_to_uV"].tolist(),
        "offset_to_uV": properties["offset_to_uV"].tolist(),
        "is_filtered": job.recording.is_filtered(),
        "file_timestamps_paths": None,
    }
    if job.time_vector is not None:
        write_times(folder / TIMES, job.time_vector)
    _write_json(folder / "binary.json", _loadable("binaryrecordingextractor.BinaryRecordingExtractor", binary))
    write_probeinterface(folder / "probegroup.json", job.probe)
    _write_properties(folder, properties)
    _write_json(folder / "annotations.json", recording_annotations(job))
    _write_json(folder / "si_folder.json", _loadable("binaryfolder.BinaryFolderRecording", {"folder_path": "."}))


def _write_sorting(folder: Path, job: Job) -> None:
    truth = job.truth
    info = {"sampling_frequency": job.sampling_frequency_hz, "unit_ids": truth.unit_ids, "num_segments": 1}
    _write_json(folder / "numpysorting_info.json", info)
    with GrowingArray(folder / "spikes.npy", SPIKE_DTYPE) as spikes:
        for vector in spike_vectors(truth):
            spikes.add(vector)
    _write_properties(folder, unit_properties(job))
    _write_json(folder / "annotations.json", {"name": f"{job.identifier}-truth"})
    arguments = {"folder_path": ".", "mmap_mode": None}
    _write_json(folder / "si_folder.json", _loadable("sortingfolder.NumpyFolderSorting", arguments))


def _loadable(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Describe an object as SpikeInterface's ``load`` wants it: a class and its arguments, paths relative."""
    return {
        "class": f"spikeinterface.core.{name}",
        "module": "spikeinterface",
        "version": SPIKEINTERFACE_VERSION,
        "kwargs": arguments,
        "annotations": {},
        "properties": {},
        "relative_paths": True,
    }


def _write_properties(folder: Path, properties: dict[str, NDArray[Any]]) -> None:
    (folder / "properties").mkdir(exist_ok=True)
    for name, values in properties.items():
        np.save(folder / "properties" / f"{name}.npy", values)


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=4) + "\n", encoding="utf-8")


FORMAT = SpikeInterfaceFolder()
