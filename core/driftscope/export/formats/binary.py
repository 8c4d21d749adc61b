"""Flat binary: sample after sample, channel after channel, with the probe and a description beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..job import Job
from .base import Format

TRACES = "traces.raw"


class Binary(Format):
    """Flat binary with a probe file and a description; every program reads it."""

    name = "binary"
    title = "Flat binary"

    def begin(self, folder: Path, job: Job) -> None:
        """Make a file of full size."""
        make_file(folder / TRACES, job.num_bytes)

    def write(self, folder: Path, job: Job, start: int, samples: NDArray[Any]) -> None:
        """Write rows in their place."""
        write_rows(folder / TRACES, start, samples)

    def finish(self, folder: Path, job: Job) -> None:
        """Write the description and the probe."""
        from probeinterface import write_probeinterface

        write_probeinterface(folder / "probe.json", job.probe)
        (folder / "recording.json").write_text(json.dumps(_description(job), indent=2) + "\n")

    def read(self, folder: Path, job: Job, start: int, end: int) -> NDArray[Any]:
        """Return rows of the file."""
        return read_rows(folder / TRACES, job, start, end)


def make_file(path: Path, num_bytes: int) -> None:
    """Make a file of a size, sparse until it is written; one of that size stays as it is."""
    with path.open("ab") as file:
        file.truncate(num_bytes)


def write_rows(path: Path, start: int, samples: NDArray[Any], offset: int = 0) -> None:
    """Write rows, shape (samples, channels), to their place in a flat file whose rows begin at byte ``offset``."""
    with path.open("r+b", buffering=0) as file:
        file.seek(offset + start * samples.shape[1] * samples.itemsize)
        left = np.ascontiguousarray(samples).data.cast("B")
        while left:
            left = left[file.write(left) :]


def read_rows(path: Path, job: Job, start: int, end: int) -> NDArray[Any]:
    """Return rows of a flat file."""
    row_bytes = job.num_channels * job.dtype.itemsize
    flat = np.fromfile(path, job.dtype, (end - start) * job.num_channels, offset=start * row_bytes)
    return flat.reshape(-1, job.num_channels)


def _description(job: Job) -> dict[str, Any]:
    return {
        "description": job.description,
        "file": TRACES,
        "layout": "sample after sample; in each, channel after channel",
        "dtype": job.dtype.str,
        "num_channels": job.num_channels,
        "num_samples": job.num_samples,
        "sampling_frequency_hz": job.sampling_frequency_hz,
        "gain_to_uv": job.samples.gain_to_uv,
        "offset_to_uv": job.samples.offset_to_uv,
        "adc_range": job.samples.adc_range if job.samples.dtype == "int16" else None,
        "channel_ids": job.channel_ids,
    }


FORMAT = Binary()
