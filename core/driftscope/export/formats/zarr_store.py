"""SpikeInterface's Zarr layout (Zarr format 2), written by Zarr 2 or 3: a store of traces, a store of true spikes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..job import Job
from ..properties import channel_properties, recording_annotations, unit_properties
from .base import Format
from .spikeinterface_folder import SPIKEINTERFACE_VERSION

if TYPE_CHECKING:
    from ..truth import Truth

RECORDING = "recording.zarr"
SORTING = "sorting.zarr"
TRACES = "traces_seg0"
SECONDS_PER_CHUNK = 1.0
SPIKES_PER_CHUNK = 2**18


class ZarrStore(Format):
    """Compressed chunks in two stores, ``recording.zarr`` and ``sorting.zarr``, that ``spikeinterface.load`` opens."""

    name = "zarr"
    title = "Zarr (SpikeInterface)"
    extra = "zarr"
    libraries = ("zarr",)

    def grain(self, job: Job) -> int:
        """Return the length of a compressed chunk: two processes never write into the same one."""
        return max(1, round(SECONDS_PER_CHUNK * job.sampling_frequency_hz))

    def disk_bytes(self, job: Job) -> int:
        """Return the most bytes: noise in float32 hardly gets smaller, and every chunk is a file of its own."""
        spikes = int(16 * job.source.expected_spikes)
        return job.num_bytes + spikes + 4096 * (job.num_samples // self.grain(job) + 100)

    def begin(self, folder: Path, job: Job) -> None:
        """Make the store of traces, without any chunk."""
        _open_group(folder / RECORDING)
        if not (folder / RECORDING / TRACES / ".zarray").exists():
            chunks = (self.grain(job), job.num_channels)
            _open_array(
                folder / RECORDING / TRACES,
                "w",
                shape=(job.num_samples, job.num_channels),
                chunks=chunks,
                dtype=job.dtype,
                compressor=_compressor(),
                fill_value=0,
            )

    def write(self, folder: Path, job: Job, start: int, samples: NDArray[Any]) -> None:
        """Write whole chunks."""

        def put() -> None:
            _open_array(folder / RECORDING / TRACES, "r+")[start : start + len(samples)] = samples

        _with_one_thread(put)

    def finish(self, folder: Path, job: Job) -> None:
        """Write what SpikeInterface keeps beside traces, and the true sorting."""
        _with_one_thread(lambda: _describe_recording(folder / RECORDING, job))
        _with_one_thread(lambda: _write_sorting(folder / SORTING, job))

    def read(self, folder: Path, job: Job, start: int, end: int) -> NDArray[Any]:
        """Return decompressed rows."""
        samples: NDArray[Any] = _open_array(folder / RECORDING / TRACES, "r")[start:end]
        return samples


def _describe_recording(store: Path, job: Job) -> None:
    import probeinterface

    group = probeinterface.ProbeGroup()
    group.add_probe(job.probe)
    _note(
        store,
        kind="Recording",
        sampling_frequency=job.sampling_frequency_hz,
        num_segments=1,
        probegroup=group.to_dict(array_as_list=True),
        annotations=recording_annotations(job),
    )
    _put(store / "channel_ids", np.array(job.channel_ids))
    _put(store / "t_starts", np.array([job.start_s if job.time_vector is None else np.nan]))
    if job.time_vector is not None:
        _put(store / "times_seg0", np.asarray(job.time_vector.times_s, dtype="<f8"))
    _put_properties(store, channel_properties(job))
    _consolidate(store)


def _write_sorting(store: Path, job: Job) -> None:
    truth = job.truth
    _open_group(store)
    _note(
        store,
        kind="Sorting",
        sampling_frequency=job.sampling_frequency_hz,
        num_segments=1,
        annotations={"name": f"{job.identifier}-truth"},
    )
    _put(store / "unit_ids", np.array(truth.unit_ids))
    _write_spikes(store / "spikes", truth)
    _put_properties(store, unit_properties(job))
    _consolidate(store)


def _write_spikes(store: Path, truth: Truth) -> None:
    from numcodecs import Delta

    _open_group(store)
    for name, values in (("sample_index", truth.sample_index), ("unit_index", truth.unit_index)):
        array = _open_array(
            store / name,
            "w",
            shape=values.shape,
            chunks=(SPIKES_PER_CHUNK,),
            dtype="<i8",
            compressor=_compressor(),
            filters=[Delta(dtype="<i8")],
        )
        for begin in range(0, values.size, SPIKES_PER_CHUNK):
            array[begin : begin + SPIKES_PER_CHUNK] = values[begin : begin + SPIKES_PER_CHUNK].astype("<i8")
    _put(store / "segment_slices", np.array([[0, truth.num_spikes]]))
    _put(store / "sample_index_chunk_firsts", np.array(truth.sample_index[::SPIKES_PER_CHUNK]))


def _put_properties(store: Path, properties: dict[str, NDArray[Any]]) -> None:
    _open_group(store / "properties")
    for name, values in properties.items():
        _put(store / "properties" / name, values)


def _put(path: Path, values: NDArray[Any]) -> None:
    """Write a small array as one uncompressed chunk."""
    chunks = tuple(max(length, 1) for length in values.shape)
    array = _open_array(path, "w", shape=values.shape, chunks=chunks, dtype=values.dtype, compressor=None)
    array[...] = values


def _note(store: Path, *, kind: str, **attributes: Any) -> None:
    reader = {
        "class": f"spikeinterface.core.zarrextractors.Zarr{kind}Extractor",
        "module": "spikeinterface",
        "version": SPIKEINTERFACE_VERSION,
    }
    _open_group(store).attrs.put({"zarr_class_info": reader, "provenance": None, **attributes})


def _consolidate(store: Path) -> None:
    """Gather all descriptions in one file, so that a remote store is opened with one request."""
    import zarr

    zarr.consolidate_metadata(str(store))


def _open_group(path: Path) -> Any:
    import zarr

    return zarr.open_group(str(path), mode="a", **_layout())


def _open_array(path: Path, mode: str, **options: Any) -> Any:
    import zarr

    return zarr.open_array(str(path), mode=mode, **_layout(), **options)


def _layout() -> dict[str, int]:
    """Return what asks Zarr 3 for the older format; Zarr 2 knows no other."""
    import zarr

    return {} if zarr.__version__.startswith("2.") else {"zarr_format": 2}


def _compressor() -> Any:
    """Return what SpikeInterface compresses traces with."""
    from numcodecs import Blosc

    return Blosc(cname="zstd", clevel=5, shuffle=Blosc.BITSHUFFLE)


def _with_one_thread(task: Callable[[], None]) -> None:
    """Run a task where Blosc uses one thread only: several finish their blocks in an order that changes the bytes.

    Blosc looks at the thread that calls it, and uses several threads only in a program's main one.
    """
    with ThreadPoolExecutor(1) as pool:
        pool.submit(task).result()


FORMAT = ZarrStore()
