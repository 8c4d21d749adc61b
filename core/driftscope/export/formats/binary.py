"""Flat binary format (samples x channels), with a probe file and a description."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..job import Job
from .flat import FlatFormat, write_times

TRACES = "traces.raw"
TIMES = "times.npy"


class Binary(FlatFormat):
    """Flat binary with a probe file and a description; every program reads it."""

    name = "binary"
    title = "Flat binary"
    traces = TRACES

    def finish(self, folder: Path, job: Job) -> None:
        """Write the description and the probe."""
        from probeinterface import write_probeinterface

        write_probeinterface(folder / "probe.json", job.probe)
        if job.time_vector is not None:
            write_times(folder / TIMES, job.time_vector)
        (folder / "recording.json").write_text(json.dumps(_description(job), indent=2) + "\n", encoding="utf-8")


def _description(job: Job) -> dict[str, Any]:
    return {
        "description": job.description,
        "file": TRACES,
        "layout": "C order, shape (num_samples, num_channels)",
        **_samples(job),
        "num_channels": job.num_channels,
        "num_samples": job.num_samples,
        "sampling_frequency_hz": job.sampling_frequency_hz,
        "start_time_s": job.start_s,
        **({} if job.time_vector is None else {"times_file": TIMES}),
        "channel_ids": job.channel_ids,
    }


def _samples(job: Job) -> dict[str, Any]:
    return {
        "dtype": job.dtype.str,
        "gain_to_uv": job.samples.gain_to_uv,
        "offset_to_uv": job.samples.offset_to_uv,
        "adc_range": job.samples.adc_range if job.samples.dtype == "int16" else None,
    }


FORMAT = Binary()
