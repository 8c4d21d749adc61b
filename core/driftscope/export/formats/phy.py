"""Phy format: the true sorting as the output of a perfect sorter, with the traces."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..job import Job
from ..npy_files import GrowingArray
from ..properties import losses_of_clock, shank_of
from .flat import FlatFormat

TRACES = "recording.dat"


class Phy(FlatFormat):
    """A folder that phy opens with ``phy template-gui params.py`` and SpikeInterface with ``read_phy``.

    A spike's amplitude times its unit's template is its waveform at rest, in the units of the traces: templates have a
    largest value of 1. Nothing is whitened.
    """

    name = "phy"
    title = "Phy"
    traces = TRACES

    def disk_bytes(self, job: Job) -> int:
        """Return the size of the traces with templates, spikes and the matrices of channels."""
        injection = job.source.injection(moving=False)
        templates = (len(job.source.locations_um) + 1) * injection.num_samples * job.num_channels * 4
        matrices = 8 * job.num_channels**2 + 8 * len(job.source.locations_um) ** 2
        return job.num_bytes + templates + matrices + int(32 * job.source.expected_spikes)

    def losses(self, job: Job) -> Iterable[str]:
        """Yield that times are counted from the first sample."""
        yield from losses_of_clock(job, self.title)

    def finish(self, folder: Path, job: Job) -> None:
        """Write the true sorting."""
        _write_parameters(folder, job)
        _write_channels(folder, job)
        peaks = _write_templates(folder, job)
        _write_spikes(folder, job, peaks)
        _write_units(folder, job)


def _write_parameters(folder: Path, job: Job) -> None:
    parameters = {
        "dat_path": TRACES,
        "n_channels_dat": job.num_channels,
        "dtype": job.samples.dtype,
        "offset": 0,
        "sample_rate": job.sampling_frequency_hz,
        "hp_filtered": job.recording.is_filtered(),
    }
    text = "".join(f"{name} = {value!r}\n" for name, value in parameters.items())
    (folder / "params.py").write_text(text, encoding="utf-8")


def _write_channels(folder: Path, job: Job) -> None:
    np.save(folder / "channel_map.npy", np.arange(job.num_channels, dtype="<i4"))
    np.save(folder / "channel_positions.npy", job.source.contact_positions_um.astype("<f8"))
    np.save(folder / "channel_shanks.npy", shank_of(job).astype("<i4"))
    for name in ("whitening_mat", "whitening_mat_inv"):
        np.save(folder / f"{name}.npy", np.eye(job.num_channels, dtype="<f4"))


def _write_templates(folder: Path, job: Job) -> NDArray[np.float32]:
    """Write templates and how alike they are; return the largest value of each, in the units of the traces."""
    templates_uv = job.truth.templates_uv
    num_units, num_samples, num_channels = templates_uv.shape
    peaks_uv = np.array([np.abs(template).max() for template in templates_uv], dtype=np.float32)
    divisors = np.where(peaks_uv > 0, peaks_uv, np.float32(1.0))
    with GrowingArray(folder / "templates.npy", "<f4", (num_samples, num_channels)) as templates:
        for template, divisor in zip(templates_uv, divisors, strict=True):
            templates.add(template[np.newaxis] / divisor)
        if num_units == 1:
            # Phy drops an axis of length one: a single template needs an empty one beside it.
            templates.add(np.zeros((1, num_samples, num_channels), dtype=np.float32))
    np.save(folder / "similar_templates.npy", _similarity(templates_uv))
    return peaks_uv / np.float32(job.samples.gain_to_uv)


def _similarity(templates_uv: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the cosine between templates, shape (templates, templates), rounded so that it is alike everywhere."""
    num_units = max(len(templates_uv), 2)
    products = np.zeros((num_units, num_units))
    for at_sample in np.moveaxis(templates_uv, 1, 0):
        values = at_sample.astype(np.float64)
        products[: len(values), : len(values)] += values @ values.T
    lengths = np.sqrt(np.diag(products))
    lengths[lengths == 0] = 1.0
    cosine: NDArray[np.float64] = np.round(products / np.outer(lengths, lengths), 6)
    return cosine


def _write_spikes(folder: Path, job: Job, peaks: NDArray[np.float32]) -> None:
    """Write when, who, how strong and where: a moving unit's template was made at one of the motion's steps."""
    truth = job.truth
    with (
        GrowingArray(folder / "spike_times.npy", "<i8") as times,
        GrowingArray(folder / "spike_templates.npy", "<i4") as templates,
        GrowingArray(folder / "spike_clusters.npy", "<i4") as clusters,
        GrowingArray(folder / "amplitudes.npy", "<f8") as amplitudes,
        GrowingArray(folder / "spike_positions.npy", "<f4", (2,)) as positions,
    ):
        for part in truth.parts():
            units = np.asarray(truth.unit_index[part])
            times.add(truth.sample_index[part])
            templates.add(units)
            clusters.add(units)
            factors = 1.0 if truth.amplitude_factor is None else truth.amplitude_factor[part]
            amplitudes.add(factors * peaks[units])
            positions.add(_positions_um(job, np.asarray(truth.sample_index[part]), units))


def _positions_um(job: Job, samples: NDArray[np.int64], units: NDArray[Any]) -> NDArray[np.float64]:
    places: NDArray[np.float64] = job.truth.locations_um[units, :2]
    if job.name == "static":
        return places
    motion = job.truth.motion
    moved: NDArray[np.float64] = motion.steps_um[motion.step_of(samples, units, job.sampling_frequency_hz)]
    return places + moved


def _write_units(folder: Path, job: Job) -> None:
    units = job.truth.units
    names = [name for name in units if name != "unit_id"]
    numbers = range(len(job.truth.unit_ids))
    _write_table(folder / "cluster_group.tsv", ["group"], [[number, "good"] for number in numbers])
    rows = [[number, *(units[name][number] for name in ("unit_id", *names))] for number in numbers]
    _write_table(folder / "cluster_truth.tsv", ["unit_id", *names], rows)


def _write_table(path: Path, names: list[str], rows: list[list[Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")
        table.writerows([["cluster_id", *names], *rows])


FORMAT = Phy()
