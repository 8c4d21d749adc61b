"""The numbers of lessons: pure functions of a recording whose spikes are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..estimated_motion import rest_peaks_uv
from ..interpolation import Interpolator
from ..simulation import Simulation
from ..source import Source
from ..templates import SparseTemplate
from ..unit_peaks import LOW_PEAK_NOISE, peaks_of

Channel = int | Literal["rest", "best"]
PropertyName = Literal["peak_uv", "alpha_uv", "rate_hz", "depth_um", "distance_um"]
Array = NDArray[np.float64]
_REALIGNED_STEP_UM = 1.0


def template_of(
    source: Source, unit: int, time_s: float | None = None, moved_um: float | None = None
) -> SparseTemplate:
    """Return a unit's noiseless template.

    Parameters
    ----------
    source : Simulation or Hybrid
        The recording.
    unit : int
        Index of the unit.
    time_s : float, optional
        The moment; at rest by default.
    moved_um : float, optional
        The displacement along the probe, instead of that of a moment; the nearest one that the motion reaches where
        templates follow from a library.
    """
    injection = source.injection(moving=False)
    if moved_um is not None and isinstance(source, Simulation):
        [template] = source.template_maker.make([unit], np.array([[0.0, moved_um]]))
        return template
    step = injection.resting_step
    if moved_um is not None:
        step = int(np.argmin(np.hypot(*(source.motion.steps_um - np.array([0.0, moved_um])).T)))
    elif time_s is not None:
        fs = injection.sampling_frequency_hz
        step = int(source.motion.step_of(np.array([int(time_s * fs)]), np.array([unit]), fs)[0])
    [template] = injection.templates([unit], [step])
    return template


def best_channel(template: SparseTemplate) -> int:
    """Return the channel on which a spike is deepest; 0 for one that reaches none."""
    depths = template.waveform.min(axis=0, initial=0.0)
    return int(template.channels[np.argmin(depths)]) if depths.size else 0


def peak_on(template: SparseTemplate, channel: int) -> float:
    """Return how deep a spike is on a channel, in µV; 0 on one that it does not reach."""
    at = np.flatnonzero(template.channels == channel)
    return -float(template.waveform[:, at].min(initial=0.0))


def peak_uv(
    source: Source,
    unit: int,
    channel: Channel = "best",
    time_s: float | None = None,
    moved_um: float | None = None,
) -> float:
    """Return how deep a unit's noiseless spike is, in µV.

    Parameters
    ----------
    source : Simulation or Hybrid
        The recording.
    unit : int
        Index of the unit.
    channel : int, "rest" or "best"
        A channel, the one that is best at rest, or the one that is best then.
    time_s : float, optional
        The moment; at rest by default.
    moved_um : float, optional
        The displacement along the probe, instead of that of a moment.
    """
    template = template_of(source, unit, time_s, moved_um)
    if channel == "rest":
        channel = best_channel(template_of(source, unit))
    return peak_on(template, best_channel(template) if channel == "best" else channel)


def least_peak_uv(source: Source, unit: int, channel: Literal["rest", "best"] = "best") -> float:
    """Return how large a unit's spike is when it is smallest through the recording, in µV."""
    [peaks] = peaks_of(source, [unit])
    return float(np.min(peaks.best_uv if channel == "best" else peaks.on_rest_channel_uv, initial=np.inf))


def displacement_um(source: Source, unit: int, time_s: float) -> float:
    """Return how far a unit has moved along the probe, positive up, in µm."""
    motion = source.motion
    time_bin = min(int(time_s * motion.sampling_frequency_hz), len(motion.vectors_um) - 1)
    return float(motion.displacement_um(np.array([time_bin]), np.array([unit]))[0, 1])


def contacts_above(source: Source, unit: int, threshold_uv: float, time_s: float | None = None) -> NDArray[np.intp]:
    """Return the channels on which a unit's noiseless spike is deeper than a threshold."""
    template = template_of(source, unit, time_s)
    above: NDArray[np.intp] = template.channels[-template.waveform.min(axis=0, initial=0.0) > threshold_uv]
    return above


def share_below(
    source: Source, unit: int, channel: Literal["rest", "best"] = "rest", threshold_uv: float | None = None
) -> float:
    """Return the share of the time in which a unit's noiseless spike is below a threshold.

    Parameters
    ----------
    source : Simulation or Hybrid
        The recording.
    unit : int
        Index of the unit.
    channel : {"rest", "best"}
        On the channel that is best at rest, or on the best one at each moment.
    threshold_uv : float, optional
        The threshold; 5 times the noise of the channel by default.
    """
    [peaks] = peaks_of(source, [unit])
    noise_uv = source.noise_levels_uv
    on, channels = (
        (peaks.best_uv, peaks.best_channel)
        if channel == "best"
        else (peaks.on_rest_channel_uv, np.full(peaks.best_uv.size, peaks.rest_channel))
    )
    limit = LOW_PEAK_NOISE * noise_uv[channels] if threshold_uv is None else threshold_uv
    return float(np.mean(on < limit)) if on.size else 0.0


def intervals_ms(source: Source, units: Sequence[int]) -> Array:
    """Return the intervals between the spikes of some units, taken as one, shape (intervals,), in ms."""
    spikes = source.spikes.between(0, source.drifting.get_num_samples())
    samples = spikes.sample_index[np.isin(spikes.unit_index, list(units))]
    intervals: Array = np.diff(samples) / source.drifting.get_sampling_frequency() * 1000
    return intervals


def contamination(number_below: int, num_spikes: int, duration_s: float, refractory_ms: float) -> float:
    """Return the share of spikes that are foreign, estimated from intervals below the refractory period.

    Parameters
    ----------
    number_below : int
        How many intervals are below it.
    num_spikes : int
        Spikes of the unit, foreign ones included.
    duration_s, refractory_ms : float
        Length of the recording, and the refractory period.

    Returns
    -------
    float
        From 0 to 1; 1 where there are more than chance would give.

    References
    ----------
    Llobet, Wyngaard, Barbour (2022), Automatic post-processing and merging of multiple spike-sorting analyses with
    Lussac, bioRxiv 2022.02.08.479192.
    """
    if num_spikes == 0:
        return 0.0
    violations = number_below * duration_s / (num_spikes**2 * refractory_ms / 1000)
    return float(1 - np.sqrt(max(1 - violations, 0.0)))


def realigned(source: Simulation, unit: int, moved_um: float, interpolator: Interpolator) -> Array:
    """Return a unit's template, moved along the probe and interpolated back, shape (samples, channels), in µV."""
    moved = source.template_maker.dense(unit, (0.0, moved_um)).astype(np.float64)
    contacts = source.contact_positions_um
    return np.asarray((interpolator.operator(contacts + np.array([0.0, moved_um])) @ moved.T).T)


def realigned_peak(
    source: Simulation, unit: int, method: Literal["linear", "cubic"] = "linear", within_um: float = 20.0
) -> tuple[float, float]:
    """Return what is left of a spike that moved and was interpolated back, at the worst displacement.

    Parameters
    ----------
    source : Simulation
        The recording.
    unit : int
        Index of the unit.
    method : {"linear", "cubic"}
        How is interpolated between contacts.
    within_um : float
        The farthest displacement to both sides.

    Returns
    -------
    peak, residual : float
        The least share of the peak that is left, and the largest root mean square of the difference, relative to that
        of the spike at rest.
    """
    rest = source.template_maker.dense(unit).astype(np.float64)
    interpolator = Interpolator(source.contact_positions_um, method)
    shares, residuals = [], []
    for moved_um in np.arange(-within_um, within_um + _REALIGNED_STEP_UM / 2, _REALIGNED_STEP_UM):
        back = realigned(source, unit, float(moved_um), interpolator)
        shares.append(back.min() / rest.min())
        residuals.append(np.sqrt(np.sum((back - rest) ** 2) / np.sum(rest**2)))
    return float(min(shares)), float(max(residuals))


def unit_property(source: Source, name: PropertyName) -> Array:
    """Return a property of every unit, shape (units,).

    Parameters
    ----------
    source : Simulation or Hybrid
        The recording.
    name : str
        The noiseless peak at rest, the amplitude at the cell that it was made from (that of a template library is not
        known: the peak), the mean rate, the depth, or the distance from the probe.
    """
    if name == "alpha_uv" and isinstance(source, Simulation):
        return np.asarray(source.unit_parameters.alpha_uv, dtype=np.float64)
    if name in ("alpha_uv", "peak_uv"):
        return rest_peaks_uv(source)
    if name == "rate_hz":
        spikes = source.spikes.between(0, source.drifting.get_num_samples())
        counts = np.bincount(spikes.unit_index, minlength=len(source.locations_um))
        return np.asarray(counts / source.drifting.get_duration())
    return np.asarray(source.locations_um, dtype=np.float64)[:, 1 if name == "depth_um" else 2]


def correlation(first: Array, second: Array) -> float:
    """Return Pearson's coefficient of two properties; 0 where one of them does not vary."""
    if first.size < 2 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def expected_found(source: Source, half: Literal["faster", "slower"], threshold: float = LOW_PEAK_NOISE) -> float:
    """Return the share of spikes expected to be found in the faster or slower half of the units.

    A spike is found when its peak on the best channel, with noise on it, is deeper than the threshold.

    Parameters
    ----------
    source : Simulation or Hybrid
        The recording.
    half : {"faster", "slower"}
        Units at or above the median rate, or below it.
    threshold : float
        Times the noise.
    """
    from scipy.special import ndtr

    rates = unit_property(source, "rate_hz")
    peaks, noise = unit_property(source, "peak_uv"), float(np.median(source.noise_levels_uv))
    of_half = (rates >= np.median(rates)) == (half == "faster")
    chance = ndtr((peaks - threshold * noise) / noise)
    return float(np.average(chance[of_half], weights=rates[of_half])) if rates[of_half].sum() else float("nan")
