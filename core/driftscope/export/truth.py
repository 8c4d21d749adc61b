"""The ground truth beside the traces: spikes, units, templates and motion, as it is read back from its folder."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..cache import once
from ..motion import Motion
from ..motion_bins import Clock
from ..spikes import Spikes
from .drifted_templates import DriftedTemplates, read_recipe
from .errors import ExportError
from .truth_parts import read_parts

SPIKES_PER_PART = 2**20


class Truth:
    """Ground truth in a folder; large arrays are memory-mapped.

    Parameters
    ----------
    folder : Path
        The folder ``truth`` of an export.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def is_complete(self) -> bool:
        """Whether the ground truth is completely written."""
        return (self.folder / "truth.json").exists()

    @once
    def sample_index(self) -> NDArray[np.int64]:
        """Sample of every spike, shape (spikes,), increasing; read-only."""
        return self._mapped("spikes/sample_index.npy")

    @once
    def unit_index(self) -> NDArray[np.int32]:
        """Unit of every spike, shape (spikes,); read-only."""
        return self._mapped("spikes/unit_index.npy")

    @once
    def amplitude_factor(self) -> NDArray[np.float32] | None:
        """Amplitude of every spike relative to its template, shape (spikes,); None if all are 1."""
        has = (self.folder / "spikes/amplitude_factor.npy").exists()
        return self._mapped("spikes/amplitude_factor.npy") if has else None

    @property
    def num_spikes(self) -> int:
        """Number of spikes."""
        return int(self.sample_index.size)

    def parts(self) -> Iterator[slice]:
        """Yield slices that cover all spikes, each small enough for memory."""
        for begin in range(0, self.num_spikes, SPIKES_PER_PART):
            yield slice(begin, min(begin + SPIKES_PER_PART, self.num_spikes))

    def train_of(self, unit: int) -> NDArray[np.int64]:
        """Return the samples of one unit's spikes."""
        found = [np.asarray(self.sample_index[part])[self.unit_index[part] == unit] for part in self.parts()]
        return np.concatenate(found) if found else np.empty(0, np.int64)

    @once
    def units(self) -> dict[str, NDArray[Any]]:
        """The table of units by column: numbers as float64, all else as text, each of shape (units,).

        ``unit_id, x_um, y_um, z_um, num_spikes, firing_rate_hz``; ``peak_channel, peak_uv, peak_to_peak_uv, noise_uv,
        snr``: the channel of the largest peak, its height whatever its sign, the height from the lowest to the highest
        point there, the background's standard deviation there, and peak over noise; the same five between 300 and
        6000 Hz, with the prefix ``filtered_``; and what the templates are made of, ``alpha_uv`` (height of the peak at
        the unit itself) first.
        """
        with (self.folder / "units.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
            names = list(rows[0]) if rows else []
        columns: dict[str, NDArray[Any]] = {}
        for name in names:
            values = [row[name] for row in rows]
            columns[name] = np.array(values) if name == "unit_id" else np.array(values, dtype=np.float64)
        return columns

    @property
    def unit_ids(self) -> list[str]:
        """Name of every unit."""
        return [str(name) for name in self.units.get("unit_id", ())]

    @property
    def locations_um(self) -> NDArray[np.float64]:
        """Positions of the units at rest, shape (units, 3), in µm."""
        return np.stack([self.units[name] for name in ("x_um", "y_um", "z_um")], axis=1)

    @once
    def templates_uv(self) -> NDArray[np.float32]:
        """Templates at rest, shape (units, samples, channels), in µV; read-only."""
        return self._mapped("templates/static.npy")

    @once
    def drifted_templates(self) -> DriftedTemplates:
        """Templates of displaced units, computed on access: ``drifted_templates[unit, step]``, in µV.

        Raises
        ------
        ExportError
            When the folder does not say what they are made of: it was written by an earlier version.
        """
        path = self.folder / "templates/recipe.npz"
        if not path.exists():
            raise ExportError(f"{path} is missing: generate the export again with this version")
        channels = self.templates_uv.shape[2]
        return DriftedTemplates(read_recipe(path), np.asarray(self.motion.steps_um), len(self.unit_ids), channels)

    @property
    def num_before(self) -> int:
        """Samples of a template before its peak."""
        return int(self._description["num_before"])

    @property
    def sampling_frequency_hz(self) -> float:
        """Sampling frequency of recording and templates, in Hz."""
        return float(self._description["sampling_frequency_hz"])

    @once
    def noise_uv(self) -> NDArray[np.float64]:
        """Standard deviation of every channel's background, shape (channels,), in µV."""
        return self._mapped("noise_uv.npy")

    @once
    def filtered_noise_uv(self) -> NDArray[np.float64]:
        """The same between 300 and 6000 Hz, measured after filtering, shape (channels,), in µV."""
        return self._mapped("filtered_noise_uv.npy")

    @once
    def unit_displacements_um(self) -> NDArray[np.float64]:
        """Displacement of every unit in every time bin, shape (times, units, 2), x and y in µm; read-only."""
        return self._mapped("motion/unit_displacements_um.npy")

    @once
    def time_bin_edges_s(self) -> NDArray[np.float64]:
        """Edges of the time bins of the motion, shape (times + 1,), in s on the recording's clock."""
        return self._mapped("motion/time_bin_edges_s.npy")

    @property
    def notes(self) -> list[str]:
        """Notes on the ground truth, for example on what a file format could not store."""
        return list(self._description.get("notes", ()))

    @once
    def motion(self) -> Motion:
        """Motion of the units; for SpikeInterface, use ``spikeinterface.load(folder / "motion_spikeinterface")``."""
        vectors, factors, steps = (self._mapped(f"motion/{name}.npy") for name in ("vectors_um", "factors", "steps_um"))
        told = self._description
        clock = Clock(float(told.get("start_time_s", 0.0)), self.sampling_frequency_hz)
        # Where the clock has gaps, or an earlier version did not tell, only the written object knows the times.
        locations = self.locations_um if told.get("clock_is_even", False) else None
        parts = read_parts(self.folder / "motion", self.locations_um)
        held = int(told["num_held_components"]) if parts else None
        rate_hz = float(told["motion_sampling_frequency_hz"])
        return Motion(vectors, factors, steps, rate_hz, locations, clock, parts, held)

    @once
    def _description(self) -> dict[str, Any]:
        described: dict[str, Any] = json.loads((self.folder / "truth.json").read_text(encoding="utf-8"))
        return described

    def _mapped(self, name: str) -> NDArray[Any]:
        path = self.folder / name
        array: NDArray[Any] = np.load(path, mmap_mode="r" if path.stat().st_size > 2**16 else None)
        return array


@dataclass(frozen=True, eq=False)
class WrittenTrains:
    """The spike trains as they stand on disk: a window is found in the mapped files, whatever their length."""

    truth: Truth

    def between(self, start: int, end: int) -> Spikes:
        """Return the spikes with ``start <= sample_index < end``."""
        first, last = np.searchsorted(self.truth.sample_index, (start, end))
        factors = self.truth.amplitude_factor
        return Spikes(
            np.array(self.truth.sample_index[first:last]),
            self.truth.unit_index[first:last].astype(np.int64),
            None if factors is None else factors[first:last].astype(np.float64),
        )

    def all(self) -> Spikes:
        """Return every spike of the recording."""
        return self.between(0, np.iinfo(np.int64).max)
