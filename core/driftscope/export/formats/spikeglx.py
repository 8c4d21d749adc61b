"""SpikeGLX format: ``imec0.ap`` files as recorded with a Neuropixels probe."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...source import Source
from ..job import SESSION_START, Job
from ..properties import losses_of_clock
from ..sample_format import SampleFormat
from .base import Format
from .flat import make_file, read_rows, write_rows
from .neuropixels import CHANGEABLE_LF_GAIN, NUM_CHANNELS, Readout, UnreadableProbeError, readout_of

SPIKEGLX_VERSION = "20240129"
"""The version of SpikeGLX whose tags these are."""

SYNC_PERIOD_S = 1.0
_SAME_SAMPLE = 1e-3
SYNC_HIGH = 1 << 6


class SpikeGLX(Format):
    """A run with one probe: the ``.ap.bin`` and ``.ap.meta`` that SpikeGLX writes, sync channel included.

    Channels stand in the order in which the probe reads them, which ``channels.csv`` translates; all are sampled at
    the same moment, so nothing has to be shifted in time.
    """

    name = "spikeglx"
    title = "SpikeGLX"
    dtypes = ("int16",)

    def samples(self, source: Source, asked: SampleFormat) -> SampleFormat:
        """Return the steps and the range of the probe's own converter, unless others are asked for."""
        if asked.replace(dtype="int16") != SampleFormat():
            return asked
        try:
            readout = readout_of(source.probe)
        except UnreadableProbeError:
            return asked
        return asked.replace(gain_uv=readout.gain_uv, offset_uv=0.0, adc_bits=readout.adc_bits)

    def refuse(self, job: Job) -> Iterable[str]:
        """Yield why no SpikeGLX could have recorded this."""
        try:
            readout = readout_of(job.probe)
        except UnreadableProbeError as error:
            yield f"SpikeGLX: {error}"
            return
        if (job.samples.gain_uv, job.samples.adc_bits, job.samples.offset_uv) != (readout.gain_uv, readout.adc_bits, 0):
            yield (
                f"SpikeGLX: the converter of {readout.part_number} has {readout.adc_bits} bits and steps of "
                f"{readout.gain_uv:.9g} µV: keep the default gain, offset and bits"
            )

    def losses(self, job: Job) -> Iterable[str]:
        """Yield how far a start time is off that falls between two samples."""
        samples = job.start_s * job.sampling_frequency_hz
        if job.time_vector is not None:
            yield from losses_of_clock(job, self.title)
        elif abs(samples - round(samples)) > _SAME_SAMPLE:
            yield (
                f"SpikeGLX: the start time, {job.start_s:g} s, falls between two samples; firstSample={round(samples)} "
                "is the nearest one"
            )

    def disk_bytes(self, job: Job) -> int:
        """Return the size of the traces with the sync channel."""
        return _file_bytes(job)

    def begin(self, folder: Path, job: Job) -> None:
        """Make a file of full size."""
        _traces(folder, job).parent.mkdir(parents=True, exist_ok=True)
        make_file(_traces(folder, job), _file_bytes(job))

    def write(self, folder: Path, job: Job, start: int, samples: NDArray[Any]) -> None:
        """Write rows in readout order, with the sync channel."""
        columns = _columns(job)
        in_order = bool((np.diff(columns) > 0).all())
        rows = np.empty((len(samples), job.num_channels + 1), dtype=job.dtype)
        rows[:, :-1] = samples if in_order else samples[:, columns]
        rows[:, -1] = sync_channel(start, len(samples), job.sampling_frequency_hz)
        write_rows(_traces(folder, job), start, rows)

    def finish(self, folder: Path, job: Job) -> None:
        """Write the tags and the translation of channels."""
        tags = "".join(f"{key}={value}\n" for key, value in _tags(job, readout_of(job.probe)).items())
        _traces(folder, job).with_suffix(".meta").write_text(tags, encoding="utf-8")
        _write_channels(_traces(folder, job).with_name("channels.csv"), job)

    def read(self, folder: Path, job: Job, start: int, end: int) -> NDArray[Any]:
        """Return rows in the recording's order of channels."""
        rows = read_rows(_traces(folder, job), job.dtype, job.num_channels + 1, start, end)
        samples = np.empty((len(rows), job.num_channels), dtype=job.dtype)
        samples[:, _columns(job)] = rows[:, :-1]
        return samples


def sync_channel(start: int, length: int, sampling_frequency_hz: float) -> NDArray[np.int16]:
    """Return the status word of every sample: bit 6 is high in the first half of every second."""
    seconds = np.arange(start, start + length) / sampling_frequency_hz
    high: NDArray[np.int16] = (SYNC_HIGH * (seconds % SYNC_PERIOD_S < SYNC_PERIOD_S / 2)).astype(np.int16)
    return high


def _traces(folder: Path, job: Job) -> Path:
    run = f"{job.name}_g0"
    return folder / run / f"{run}_imec0" / f"{run}_t0.imec0.ap.bin"


def _file_bytes(job: Job) -> int:
    return job.num_samples * (job.num_channels + 1) * job.dtype.itemsize


def _columns(job: Job) -> NDArray[np.intp]:
    """Return which of the recording's channels stands in each column of the file."""
    return np.argsort(readout_of(job.probe).channel)


def _tags(job: Job, readout: Readout) -> dict[str, Any]:
    return dict(sorted({**_file_tags(job), **_probe_tags(job, readout)}.items())) | _maps(job, readout)


def _file_tags(job: Job) -> dict[str, Any]:
    return {
        "appVersion": SPIKEGLX_VERSION,
        "fileCreateTime": SESSION_START[: len("2000-01-01T00:00:00")],
        "fileName": _traces(Path(), job).name,
        "fileSizeBytes": _file_bytes(job),
        "fileTimeSecs": f"{job.num_samples / job.sampling_frequency_hz:.10g}",
        "firstSample": round(job.start_s * job.sampling_frequency_hz),
        "gateMode": "Immediate",
        "nDataDirs": 1,
        "nSavedChans": job.num_channels + 1,
        "snsApLfSy": f"{job.num_channels},0,1",
        "syncImInputSlot": 2,
        "syncSourceIdx": 0,
        "syncSourcePeriod": f"{SYNC_PERIOD_S:g}",
        "trigMode": "Immediate",
        "typeImEnabled": 1,
        "typeNiEnabled": 0,
        "typeObEnabled": 0,
        "typeThis": "imec",
        "userNotes": f"{job.description}. All channels are sampled simultaneously; do not apply phase shifts.",
    }


def _probe_tags(job: Job, readout: Readout) -> dict[str, Any]:
    lf_channels = 0 if readout.is_2_0 else NUM_CHANNELS
    sync = NUM_CHANNELS + lf_channels
    tags = {
        "acqApLfSy": f"{NUM_CHANNELS},{lf_channels},1",
        "imAiRangeMax": f"{readout.range_v:g}",
        "imAiRangeMin": f"{-readout.range_v:g}",
        "imAnyChanFullBand": str(readout.is_2_0).lower(),
        "imCalibrated": "true",
        "imChan0apGain": readout.ap_gain,
        "imDatPrb_dock": 1,
        "imDatPrb_pn": readout.part_number,
        "imDatPrb_port": 1,
        "imDatPrb_slot": 2,
        "imDatPrb_sn": 0,
        "imDatPrb_type": readout.table_type,
        "imMaxInt": readout.max_int,
        "imSampRate": f"{job.sampling_frequency_hz:.15g}",
        "snsSaveChanSubset": _ranges([*np.sort(readout.channel).tolist(), sync]),
    }
    return tags if readout.is_2_0 else tags | {"imChan0lfGain": CHANGEABLE_LF_GAIN}


def _maps(job: Job, readout: Readout) -> dict[str, str]:
    """Return the tables: switches, simultaneous channels (all), names, and places on each shank."""
    columns = _columns(job)
    channels = readout.channel[columns].tolist()
    sync = NUM_CHANNELS if readout.is_2_0 else 2 * NUM_CHANNELS
    names = "".join(f"(AP{channel};{channel}:{order})" for order, channel in enumerate(channels))
    return {
        "~imroTbl": readout.readout_table,
        "~muxTbl": f"({NUM_CHANNELS},1)({' '.join(map(str, range(NUM_CHANNELS)))})",
        "~snsChanMap": f"({NUM_CHANNELS},{sync - NUM_CHANNELS},1){names}(SY0;{sync}:{len(channels)})",
        "~snsGeomMap": _geometry(job, readout, columns),
    }


def _geometry(job: Job, readout: Readout, columns: NDArray[np.intp]) -> str:
    """Return where contacts are on their shank: x from its left edge, z from the lowest row."""
    pitch = float(readout.features["shank_pitch_um"])
    edge = float(readout.features["odd_row_horz_offset_left_edge_to_leftmost_electrode_center_um"])
    width = float(readout.features["shank_width_um"])
    positions = np.asarray(job.probe.contact_positions, dtype=np.float64)
    header = f"({readout.part_number},{readout.num_shanks},{pitch:g},{width:g})"
    places = (
        f"({readout.shank[one]}:{positions[one, 0] - pitch * readout.shank[one] + edge:g}:{positions[one, 1]:g}:1)"
        for one in columns
    )
    return header + "".join(places)


def _ranges(numbers: list[int]) -> str:
    """Return increasing numbers as a printer's list: ``0:3,7``."""
    cuts = [index for index in range(1, len(numbers)) if numbers[index] != numbers[index - 1] + 1]
    runs = [numbers[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(numbers)], strict=True)]
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}:{run[-1]}" for run in runs)


def _write_channels(path: Path, job: Job) -> None:
    """Say which channel of the recording, and of the ground truth, each column holds."""
    readout = readout_of(job.probe)
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["column", "name", "channel_index", "channel_id", "contact_id"])
        for column, channel in enumerate(_columns(job).tolist()):
            name = f"AP{readout.channel[channel]}"
            rows.writerow([column, name, channel, job.channel_ids[channel], job.probe.contact_ids[channel]])


FORMAT = SpikeGLX()
