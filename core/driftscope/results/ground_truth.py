"""The ground truth that a result is held against: of a simulation, of a hybrid recording, or in an export's folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..base import ConfigError
from ..cache import once
from ..export.errors import ExportError
from ..export.manifest import TRUTH, read_manifest
from ..export.noise_levels import background_noise_uv
from ..export.source_kinds import source_of
from ..export.truth import Truth
from ..motion import Motion
from ..source import Source
from ..spikes import Spikes
from .matching import Train
from .problems import ResultError

PeaksOf = Callable[[NDArray[np.int64], NDArray[np.int64]], tuple[NDArray[np.int64], NDArray[np.float64]]]
NOT_EXHAUSTIVE = ("hybrid",)


@dataclass(frozen=True, eq=False)
class GroundTruth:
    """What is known of a recording's units.

    Attributes
    ----------
    spikes : Spikes
        Every spike, in order of time.
    unit_ids : tuple of str
        Name of every unit.
    sampling_frequency_hz : float
        Rate of the recording.
    num_samples : int
        How long it is.
    locations_um : ndarray, shape (units, 2)
        Positions of the units at rest, x and depth, in µm.
    motion : Motion
        How they move.
    noise_uv : ndarray, shape (channels,)
        Standard deviation of the background, in µV.
    peaks_of : callable
        From units and displacement steps, each of shape (n,), to the channel with the largest absolute peak and that
        peak in µV, each of shape (n,).
    depth_range_um : tuple of float
        Depth of the lowest and the highest contact, in µm; infinite where it is not known.
    is_exhaustive : bool
        Whether these are all units of the recording; not so in a hybrid one.
    digest : str
        Of the configuration that it follows from; empty where that is not known.
    notes : tuple of str
        What could not be read.
    """

    spikes: Spikes
    unit_ids: tuple[str, ...]
    sampling_frequency_hz: float
    num_samples: int
    locations_um: NDArray[np.float64]
    motion: Motion
    noise_uv: NDArray[np.float64]
    peaks_of: PeaksOf
    depth_range_um: tuple[float, float] = (-np.inf, np.inf)
    is_exhaustive: bool = True
    digest: str = ""
    notes: tuple[str, ...] = field(default=())

    @once
    def train(self) -> Train:
        """The spikes, to be matched."""
        samples, units = (np.asarray(values, np.int64) for values in (self.spikes.sample_index, self.spikes.unit_index))
        return Train(samples, units, len(self.unit_ids))

    @once
    def snr(self) -> NDArray[np.float64]:
        """Largest absolute peak at rest over the noise of its channel, shape (units,)."""
        units = np.arange(len(self.unit_ids))
        channels, peaks_uv = self.peaks_of(units, np.full(units.size, self.motion.resting_step))
        noise_uv = self.noise_uv[channels]
        return np.where(noise_uv > 0, peaks_uv / np.where(noise_uv > 0, noise_uv, 1.0), np.inf)

    def displacements_um(self, spikes: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
        """Return how far spikes' units are from their places when they fire, shape (spikes, 2), in µm.

        Parameters
        ----------
        spikes : ndarray of int, optional
            Which spikes; all of them by default.
        """
        train = self.train
        samples, units = train.sample_index, train.unit_index
        if spikes is not None:
            samples, units = samples[spikes], units[spikes]
        return self.motion.displacement_at(samples, units, self.sampling_frequency_hz)

    def steps(self, spikes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the displacement step of some spikes, shape (spikes,)."""
        train = self.train
        return self.motion.step_of(train.sample_index[spikes], train.unit_index[spikes], self.sampling_frequency_hz)


def truth_of_source(source: Source, spikes: Spikes | None = None, *, is_exhaustive: bool = True) -> GroundTruth:
    """Return the ground truth of a simulation or a hybrid recording.

    Parameters
    ----------
    source : Simulation or Hybrid
        Whose it is.
    spikes : Spikes, optional
        Its spikes, where they have been read already.
    is_exhaustive : bool
        Whether it knows all units of the recording.

    Returns
    -------
    GroundTruth
        All that is known of it.
    """
    resting = source.injection(moving=False)
    num_samples = source.static.get_num_samples()
    contacts = source.contact_positions_um
    return GroundTruth(
        spikes=source.spikes.between(0, num_samples) if spikes is None else spikes,
        unit_ids=tuple(str(index) for index in range(len(source.locations_um))),
        sampling_frequency_hz=resting.sampling_frequency_hz,
        num_samples=num_samples,
        locations_um=np.asarray(source.locations_um, dtype=np.float64)[:, :2],
        motion=source.motion,
        noise_uv=background_noise_uv(source.noise, num_samples),
        peaks_of=lambda units, steps: _peaks(resting.templates(units.tolist(), steps.tolist())),
        depth_range_um=(float(contacts[:, 1].min()), float(contacts[:, 1].max())),
        is_exhaustive=is_exhaustive,
        digest=source.config.digest,
    )


def truth_of_export(folder: str | Path) -> GroundTruth:
    """Return the ground truth of a folder written by ``driftscope generate``.

    Parameters
    ----------
    folder : str or Path
        The folder.

    Returns
    -------
    GroundTruth
        Its spikes as they were written; templates are made from its configuration. When that needs a file that is not
        there any more, a note says so and the templates at rest that were written are used instead.

    Raises
    ------
    ResultError
        When the folder was not written by driftscope, or has no ground truth.
    """
    place = Path(folder).expanduser()
    truth = Truth(place / TRUTH)
    try:
        manifest = read_manifest(place)
    except ExportError as error:
        raise ResultError(str(error)) from None
    if not truth.is_complete:
        raise ResultError(f"{place / TRUTH} is incomplete: run driftscope generate again, or driftscope verify")
    spikes = _spikes_of(truth)
    is_exhaustive = manifest["source"] not in NOT_EXHAUSTIVE
    try:
        source = source_of(manifest["source"], manifest["configuration"])
        return truth_of_source(source, spikes, is_exhaustive=is_exhaustive)
    except (ConfigError, ExportError, OSError) as error:
        note = f"Templates at rest are used, because the recording's files cannot be opened: {error}"
        num_samples = max(int(one["num_samples"]) for one in manifest["recordings"].values())
        return _truth_alone(truth, spikes, num_samples, is_exhaustive, note)


def _truth_alone(truth: Truth, spikes: Spikes, num_samples: int, is_exhaustive: bool, note: str) -> GroundTruth:
    largest = np.abs(np.asarray(truth.templates_uv)).max(axis=1)
    channels = largest.argmax(axis=1)
    peaks_uv = largest.max(axis=1).astype(np.float64)
    return GroundTruth(
        spikes=spikes,
        unit_ids=tuple(truth.unit_ids),
        sampling_frequency_hz=truth.sampling_frequency_hz,
        num_samples=num_samples,
        locations_um=truth.locations_um[:, :2],
        motion=truth.motion,
        noise_uv=np.asarray(truth.noise_uv),
        peaks_of=lambda units, steps: (channels[units], peaks_uv[units]),
        is_exhaustive=is_exhaustive,
        notes=(note,),
    )


def _spikes_of(truth: Truth) -> Spikes:
    factors = truth.amplitude_factor
    return Spikes(
        np.asarray(truth.sample_index),
        np.asarray(truth.unit_index).astype(np.int64),
        None if factors is None else np.asarray(factors, dtype=np.float64),
    )


def _peaks(templates: Any) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    channels, peaks_uv = [], []
    for sparse in templates:
        largest = np.abs(sparse.waveform).max(axis=0, initial=0.0)
        loudest = int(largest.argmax()) if largest.size else 0
        channels.append(int(sparse.channels[loudest]) if largest.size else 0)
        peaks_uv.append(float(largest[loudest]) if largest.size else 0.0)
    return np.array(channels, dtype=np.int64), np.array(peaks_uv, dtype=np.float64)
