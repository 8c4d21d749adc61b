"""Writing the ground truth: part by part, so that memory does not grow with the recording."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..config import SimulationConfig
from ..motion_bins import Clock
from ..recording import Injection
from ..source import Source
from ..templates import DRAWN
from .drifted_templates import write_recipe
from .noise_levels import background_noise_uv, band_passed, filtered_noise_uv
from .npy_files import GrowingArray
from .truth_motion import write_motion, write_spikeinterface_motion

CONTENTS = {
    "spikes/sample_index.npy": "sample of every spike, in the order of time (int64)",
    "spikes/unit_index.npy": "unit of every spike, a row of units.csv (int32)",
    "spikes/amplitude_factor.npy": "strength of every spike relative to its template (float32); absent when alike",
    "units.csv": "every unit: location at rest, spikes, peak and signal-to-noise ratio (broadband, and between 300 and "
    "6000 Hz in the columns that begin with filtered_), what its template is made of",
    "templates/static.npy": "template of every unit at rest (units, samples, channels), in µV (float32)",
    "templates/recipe.npz": "what templates of moved units are made of: driftscope.export.Truth(folder)."
    "drifted_templates[unit, step] makes them",
    "noise_uv.npy": "standard deviation of every channel's background, from its median absolute deviation, in µV",
    "filtered_noise_uv.npy": "the same, measured after the background was filtered: 300 to 6000 Hz, Butterworth of "
    "order 5, forwards and backwards",
    "motion/unit_displacements_um.npy": "displacement of every unit in every time bin (times, units, 2), x and y in "
    "µm; components between start and stop are held within a bin, to which those in µm add their value in its middle",
    "motion/time_bin_edges_s.npy": "begin of every time bin and end of the last (times + 1), on the recording's clock",
    "motion/vectors_um.npy": "displacement in x and y by every component (times, 2, components), in µm; motion that is "
    "given at several depths has a component for each",
    "motion/fields.json": "displacement in µm that is linear between given times and depths, with its arrays in the "
    "folder fields; driftscope.export.Truth(folder).motion is exact at every spike. Absent where there is none",
    "motion/kicks.json": "kicks: when, how large, and the formula of their sum; absent where there is none",
    "motion/oscillations.json": "oscillations: parameters, phases and formula; absent where there is none",
    "motion/factors.npy": "share of each component that a unit follows (units, components)",
    "motion/steps_um.npy": "displacements at which templates are made (steps, 2), in µm",
    "motion_spikeinterface": "motion along the probe as a SpikeInterface Motion: spikeinterface.load(folder). At the "
    "time of a spike and the place of its unit it gives the displacement of that unit; of kicks and oscillations "
    "within 1e-6 µm, or what the notes say",
    "motion_spikeinterface_x": "the same across the probe; absent where nothing moves across it",
}
_SPIKES_WINDOW_S = 60.0


def write_truth(source: Source, folder: Path) -> Iterator[float]:
    """Write the ground truth of a source, and yield how much of it is there, up to 1.

    Parameters
    ----------
    source : Source
        What is written.
    folder : Path
        Where; files of an interrupted attempt are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    resting = source.injection(moving=False)
    num_units = len(source.locations_um)
    num_samples = source.static.get_num_samples()
    counts = np.zeros(num_units, dtype=np.int64)
    yield from _write_spikes(resting, folder / "spikes", num_samples, counts)
    peaks = _write_templates(resting, folder / "templates" / "static.npy", num_units, len(source.contact_positions_um))
    write_recipe(getattr(source, "template_maker", getattr(source, "placed", None)), folder / "templates/recipe.npz")
    yield 0.95
    _write_units(source, folder, counts, peaks)
    clock = Clock(float(source.static.get_start_time()), resting.sampling_frequency_hz, source.static.get_time_vector())
    write_motion(source.motion, clock, folder / "motion")
    lost = write_spikeinterface_motion(source.motion, source.locations_um, clock, folder / "motion_spikeinterface")
    described = {
        "sampling_frequency_hz": resting.sampling_frequency_hz,
        "start_time_s": clock.start_s,
        "clock_is_even": clock.time_vector is None,
        "num_samples": num_samples,
        "num_units": num_units,
        "num_spikes": int(counts.sum()),
        "num_before": resting.num_before,
        "num_template_samples": resting.num_samples,
        "motion_sampling_frequency_hz": source.motion.sampling_frequency_hz,
        "num_held_components": source.motion.held_columns,
        "contents": CONTENTS,
        "notes": [note for note in (lost, _note_on_synchrony(source)) if note],
    }
    (folder / "truth.json").write_text(json.dumps(described, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    yield 1.0


def _note_on_synchrony(source: Source) -> str:
    config = source.config
    if not isinstance(config, SimulationConfig) or not config.random.is_reference:
        return ""
    if config.spikes.synchrony_ratio == 0 or config.spikes.refractory_period_ms == 0:
        return ""
    return "synchronous spikes may violate the refractory period, as in SpikeInterface"


@dataclass(frozen=True)
class _Peak:
    """The largest peak of a template, whatever its sign.

    Attributes
    ----------
    channel : int
        Where it is largest.
    height_uv, peak_to_peak_uv : float
        Its height, and the distance from the lowest to the highest point, there.
    """

    channel: int
    height_uv: float
    peak_to_peak_uv: float

    @classmethod
    def of(cls, waveform: NDArray[Any], channels: NDArray[np.intp]) -> _Peak:
        """Find it in a waveform, shape (samples, reached), on some channels."""
        heights = np.abs(waveform).max(axis=0, initial=0.0)
        if heights.size == 0:
            return cls(0, 0.0, 0.0)
        loudest = int(heights.argmax())
        return cls(int(channels[loudest]), float(heights[loudest]), float(np.ptp(waveform[:, loudest])))


def _write_spikes(resting: Injection, folder: Path, num_samples: int, counts: NDArray[np.int64]) -> Iterator[float]:
    window = int(_SPIKES_WINDOW_S * resting.sampling_frequency_hz)
    with ExitStack() as files:
        samples = files.enter_context(GrowingArray(folder / "sample_index.npy", "<i8"))
        units = files.enter_context(GrowingArray(folder / "unit_index.npy", "<i4"))
        factors: GrowingArray | None = None
        for start in range(0, num_samples, window):
            spikes = resting.trains.between(start, min(start + window, num_samples))
            samples.add(spikes.sample_index)
            units.add(spikes.unit_index)
            if spikes.amplitude_factor is not None:
                if factors is None:
                    factors = files.enter_context(GrowingArray(folder / "amplitude_factor.npy", "<f4"))
                factors.add(spikes.amplitude_factor)
            counts += np.bincount(spikes.unit_index, minlength=counts.size)
            yield 0.9 * min(start + window, num_samples) / num_samples


def _write_templates(resting: Injection, path: Path, num_units: int, num_channels: int) -> list[tuple[_Peak, _Peak]]:
    """Write every unit's template at rest; return its peak as it is, and between 300 and 6000 Hz."""
    peaks = []
    with GrowingArray(path, "<f4", (resting.num_samples, num_channels)) as templates:
        for unit in range(num_units):
            [sparse] = resting.templates([unit], [resting.resting_step])
            template = np.zeros((resting.num_samples, num_channels), dtype=np.float32)
            template[:, sparse.channels] = sparse.waveform
            templates.add(template[np.newaxis])
            filtered = band_passed(sparse.waveform, resting.sampling_frequency_hz)
            peaks.append((_Peak.of(sparse.waveform, sparse.channels), _Peak.of(filtered, sparse.channels)))
    return peaks


def _write_units(source: Source, folder: Path, counts: NDArray[np.int64], peaks: list[tuple[_Peak, _Peak]]) -> None:
    """Write the noise of the channels, and what is known of the units."""
    num_samples, fs = source.static.get_num_samples(), source.static.sampling_frequency
    noise_uv = background_noise_uv(source.noise, num_samples)
    filtered_uv = filtered_noise_uv(source.noise, num_samples, fs)
    np.save(folder / "noise_uv.npy", noise_uv)
    np.save(folder / "filtered_noise_uv.npy", filtered_uv)
    columns: dict[str, Any] = {"unit_id": np.arange(counts.size)}
    columns |= dict(zip(("x_um", "y_um", "z_um"), np.asarray(source.locations_um, np.float64).T, strict=True))
    columns |= {"num_spikes": counts, "firing_rate_hz": counts / source.static.get_duration()}
    columns |= _loudness([one for one, _ in peaks], noise_uv, "")
    columns |= _loudness([one for _, one in peaks], filtered_uv, "filtered_")
    # A source whose templates were recorded has no such parameters.
    if (drawn := getattr(source, "unit_parameters", None)) is not None:
        columns |= {name: getattr(drawn, name) for name in DRAWN}
    with (folder / "units.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns)
        table.writerows(zip(*(np.asarray(column).tolist() for column in columns.values()), strict=True))


def _loudness(peaks: list[_Peak], noise_uv: NDArray[np.float64], prefix: str) -> dict[str, NDArray[Any]]:
    """Return the columns of the units' table about peaks and noise, all with the same prefix."""
    channels = np.array([peak.channel for peak in peaks], dtype=np.int64)
    heights, noise = np.array([peak.height_uv for peak in peaks], dtype=np.float64), noise_uv[channels]
    columns = {
        "peak_channel": channels,
        "peak_uv": heights,
        "peak_to_peak_uv": np.array([peak.peak_to_peak_uv for peak in peaks], dtype=np.float64),
        "noise_uv": noise,
        "snr": np.where(noise > 0, heights / np.where(noise > 0, noise, 1.0), np.inf),
    }
    return {f"{prefix}{name}": column for name, column in columns.items()}
