"""Best-case motion estimation from true spikes, compared with the true motion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .measured_motion import MeasuredMotion
from .motion_estimate import EstimateOptions, estimate_motion
from .source import Source
from .spikes import read_spikes

LEAST_PEAK_UV = 35.0
"""How large a spike must be to be seen: 5 times a noise of 7 µV."""
SCATTER_UM = 4.0
"""Standard deviation of the error of localised spikes."""
OFF_UM = 5.0
"""An estimate farther from the truth than this counts as off."""
_MOST_SPIKES = 2_000_000
_PIECES = 600

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SeenSpikes:
    """Spikes as a good detector and localisation would see them.

    Attributes
    ----------
    times_s, depths_um, amplitudes_uv : ndarray, shape (spikes,)
        When, where and how large.
    """

    times_s: Array
    depths_um: Array
    amplitudes_uv: Array


def seen_spikes(source: Source, scatter_um: float = SCATTER_UM, least_uv: float = LEAST_PEAK_UV) -> SeenSpikes:
    """Return the spikes of all units that are large enough, at their true depths with some scatter.

    Parameters
    ----------
    source : Simulation or Hybrid
        The recording.
    scatter_um : float
        Standard deviation of the error of their depths.
    least_uv : float
        How large a unit's noiseless peak at rest must be.

    Returns
    -------
    SeenSpikes
        Of a very long recording a sample, from all its parts.
    """
    num_samples = source.drifting.get_num_samples()
    spikes, _ = read_spikes(source.spikes, 0, num_samples, source.expected_spikes, _PIECES, _MOST_SPIKES)
    peaks_uv = rest_peaks_uv(source)
    spikes = spikes.where(peaks_uv[spikes.unit_index] >= least_uv)
    fs = source.drifting.get_sampling_frequency()
    moved_um = source.motion.displacement_at(spikes.sample_index, spikes.unit_index, fs)[:, 1]
    scatter = np.random.default_rng(0).normal(0.0, scatter_um, len(spikes))
    depths_um = np.asarray(source.locations_um, dtype=np.float64)[spikes.unit_index, 1] + moved_um + scatter
    return SeenSpikes(spikes.sample_index / fs, depths_um, peaks_uv[spikes.unit_index])


def rest_peaks_uv(source: Source) -> Array:
    """Return how deep every unit's noiseless spike is at rest, on its best channel, shape (units,), in µV."""
    injection = source.injection(moving=False)
    number = len(source.locations_um)
    templates = injection.templates(list(range(number)), [injection.resting_step] * number)
    return np.array([-float(one.waveform.min(initial=0.0)) for one in templates])


def estimated_motion(source: Source, options: EstimateOptions | None = None) -> MeasuredMotion:
    """Estimate the motion from the spikes that can be seen: the best case, as real ones must be found and placed.

    Parameters
    ----------
    source : Simulation or Hybrid
        The recording.
    options : EstimateOptions, optional
        Bins and windows.

    Returns
    -------
    MeasuredMotion
        Displacement in every bin of time and depth window, positive up; its offset is that of the truth.
    """
    seen = seen_spikes(source)
    duration_s = source.drifting.get_duration()
    estimate = estimate_motion(seen.times_s, seen.depths_um, seen.amplitudes_uv, duration_s, options)
    difference_um = estimate_error_um(source, estimate, with_offset=True)
    offset_um = float(np.median(difference_um)) if difference_um.size else 0.0
    return MeasuredMotion(estimate.times_s, estimate.bins_um, estimate.displacement_um - offset_um)


def estimate_error_um(source: Source, estimate: MeasuredMotion, *, with_offset: bool = False) -> Array:
    """Return estimate minus truth for every unit in every bin of the motion, shape (times, units), in µm.

    Parameters
    ----------
    source : Simulation or Hybrid
        The recording.
    estimate : MeasuredMotion
        Displacement along the probe.
    with_offset : bool
        Keep the median difference, which no estimate can know; else it is removed.
    """
    motion = source.motion
    times_s = (np.arange(len(motion.vectors_um)) + 0.5) / motion.sampling_frequency_hz
    error: Array = estimate.at(times_s, source.locations_um) - motion.unit_displacements_um()[:, :, 1]
    return error if with_offset or error.size == 0 else error - np.median(error)
