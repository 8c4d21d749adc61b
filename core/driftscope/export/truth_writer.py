"""Writing the ground truth: part by part, so that memory does not grow with the recording."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..motion import Motion
from ..recording import Background, Injection
from ..source import Source
from ..templates import DRAWN
from .npy_files import GrowingArray

CONTENTS = {
    "spikes/sample_index.npy": "sample of every spike, in the order of time (int64)",
    "spikes/unit_index.npy": "unit of every spike, a row of units.csv (int32)",
    "spikes/amplitude_factor.npy": "strength of every spike relative to its template (float32); absent when alike",
    "units.csv": "every unit: place at rest, spikes, peak, signal-to-noise ratio, what its template is made of",
    "templates/static.npy": "template of every unit at rest (units, samples, channels), in µV (float32)",
    "noise_uv.npy": "standard deviation of every channel's background, from its median absolute deviation, in µV",
    "motion/vectors_um.npy": "displacement in x and y by every component (times, 2, components), in µm",
    "motion/factors.npy": "share of each component that a unit follows (units, components)",
    "motion/steps_um.npy": "displacements at which templates are made (steps, 2), in µm",
    "motion_spikeinterface": "motion along the probe as a SpikeInterface Motion: spikeinterface.load(folder)",
}
_SPIKES_WINDOW_S = 60.0
_NOISE_WINDOWS = 8
_NOISE_WINDOW_SAMPLES = 2_048
_MOTION_ROWS = 2**16
_BIN_UM = 100.0
_DEVIATIONS_PER_MAD = 1.4826022185056018


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
    noise_uv = background_noise_uv(source.noise, num_samples)
    np.save(folder / "noise_uv.npy", noise_uv)
    _write_units(source, folder / "units.csv", counts, peaks, noise_uv)
    _write_motion(source.motion, folder / "motion")
    _write_spikeinterface_motion(source.motion, source.locations_um, folder / "motion_spikeinterface")
    described = {
        "sampling_frequency_hz": resting.sampling_frequency_hz,
        "num_samples": num_samples,
        "num_units": num_units,
        "num_spikes": int(counts.sum()),
        "num_before": resting.num_before,
        "num_template_samples": resting.num_samples,
        "motion_sampling_frequency_hz": source.motion.sampling_frequency_hz,
        "contents": CONTENTS,
    }
    (folder / "truth.json").write_text(json.dumps(described, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    yield 1.0


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


def _write_templates(resting: Injection, path: Path, num_units: int, num_channels: int) -> list[tuple[int, float]]:
    """Write every unit's template at rest; return its loudest channel and the potential there at the peak."""
    peaks = []
    with GrowingArray(path, "<f4", (resting.num_samples, num_channels)) as templates:
        for unit in range(num_units):
            [sparse] = resting.templates([unit], [resting.resting_step])
            template = np.zeros((resting.num_samples, num_channels), dtype=np.float32)
            template[:, sparse.channels] = sparse.waveform
            templates.add(template[np.newaxis])
            sample, channel = np.unravel_index(np.argmax(np.abs(template)), template.shape)
            peaks.append((int(channel), float(template[sample, channel])))
    return peaks


def background_noise_uv(background: Background, num_samples: int) -> NDArray[np.float64]:
    """Return the standard deviation of every channel's background, from the median absolute deviation.

    Parameters
    ----------
    background : Background
        What is there besides the spikes.
    num_samples : int
        Length of the recording; a few short windows all over it are looked at.

    Returns
    -------
    ndarray, shape (channels,)
        In µV; with gaussian noise within about 1 %.

    References
    ----------
    Quian Quiroga, Nadasdy, Ben-Shaul (2004), Unsupervised spike detection and sorting with wavelets and
    superparamagnetic clustering, Neural Comput. 16, 1661-1687: spikes hardly move the median.
    """
    window = min(_NOISE_WINDOW_SAMPLES, num_samples)
    starts = np.linspace(0, num_samples - window, _NOISE_WINDOWS).astype(np.int64).tolist()
    deviations = []
    for start in sorted(set(starts)):
        samples = background.read(start, start + window, None).astype(np.float64)
        deviations.append(np.median(np.abs(samples - np.median(samples, axis=0)), axis=0))
    noise_uv: NDArray[np.float64] = np.mean(deviations, axis=0) * _DEVIATIONS_PER_MAD
    return noise_uv


def _write_units(
    source: Source, path: Path, counts: NDArray[np.int64], peaks: list[tuple[int, float]], noise_uv: NDArray[np.float64]
) -> None:
    places = np.asarray(source.locations_um, dtype=np.float64).tolist()
    duration_s = source.static.get_duration()
    # A source whose templates were recorded has no such parameters.
    drawn = getattr(source, "unit_parameters", None)
    names = ["unit_id", "x_um", "y_um", "z_um", "num_spikes", "firing_rate_hz"]
    names += ["peak_channel", "peak_uv", "noise_uv", "snr", *(DRAWN if drawn is not None else ())]
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(names)
        for unit, (place, count, (channel, peak_uv)) in enumerate(zip(places, counts.tolist(), peaks, strict=True)):
            noise = float(noise_uv[channel])
            row: list[Any] = [unit, *place, count, count / duration_s, channel, peak_uv, noise]
            row.append(abs(peak_uv) / noise if noise > 0 else float("inf"))
            table.writerow(row + (list(drawn.of_unit(unit).values()) if drawn is not None else []))


def _write_motion(motion: Motion, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name in ("vectors_um", "factors", "steps_um"):
        np.save(folder / f"{name}.npy", np.ascontiguousarray(getattr(motion, name)))


def _write_spikeinterface_motion(motion: Motion, locations_um: NDArray[Any], folder: Path) -> None:
    """Write the displacement along the probe by time and depth, in the folder that SpikeInterface's Motion reads.

    A unit's share of a component depends linearly on its place, so that a line through the units gives it at any depth.
    """
    depths = np.asarray(locations_um, dtype=np.float64)[:, 1]
    low, high = (float(depths.min()), float(depths.max())) if depths.size else (0.0, 0.0)
    bins = np.linspace(low, high, max(int((high - low) / _BIN_UM), 1) + 1) if high > low else np.array([low])
    shares = np.stack([_at_depths(depths, share, bins) for share in motion.factors.T] or [np.zeros(bins.size)])
    rate = motion.sampling_frequency_hz
    num_times = len(motion.vectors_um)
    with (
        GrowingArray(folder / "displacement_seg0.npy", "<f8", (bins.size,)) as displacement,
        GrowingArray(folder / "temporal_bins_s_seg0.npy", "<f8") as times,
    ):
        for begin in range(0, num_times, _MOTION_ROWS):
            rows = np.arange(begin, min(begin + _MOTION_ROWS, num_times))
            times.add((rows + 0.5) / rate)
            displacement.add(_summed(motion.vectors_um[rows, 1], shares))
    np.save(folder / "spatial_bins_um.npy", bins)
    info = {"version": "0.105.0", "dev_mode": False, "object": "Motion", "num_segments": 1}
    info |= {"direction": "y", "interpolation_method": "linear"}
    (folder / "spikeinterface_info.json").write_text(json.dumps(info, indent=4) + "\n", encoding="utf-8")


def _at_depths(depths: NDArray[np.float64], share: NDArray[np.float64], bins: NDArray[np.float64]) -> NDArray[Any]:
    if np.ptp(share) == 0 or np.ptp(depths) == 0:
        return np.full(bins.size, share[0] if share.size else 1.0)
    slope, height = np.polyfit(depths - depths[0], share, 1)
    return np.asarray(height + slope * (bins - depths[0]))


def _summed(vectors_y_um: NDArray[np.float64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum over components, in their order, shape (times, bins)."""
    total = np.zeros((len(vectors_y_um), shares.shape[1]))
    for component in range(vectors_y_um.shape[1]):
        total += vectors_y_um[:, component, np.newaxis] * shares[component]
    return total
