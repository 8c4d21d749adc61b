"""How a unit's spike changes while it moves: its peak on the channel that is best at rest, and on the best one then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .recording import Injection
from .source import Source

LOW_PEAK_NOISE = 5.0
"""Times the noise below which a spike counts as lost."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class UnitPeaks:
    """Peak amplitudes of a unit's noiseless template over the recording, in µV.

    Attributes
    ----------
    unit : int
        Index of the unit.
    rest_channel : int
        The channel on which it is largest at rest.
    rest_uv : float
        How large it is there.
    displacement_um : ndarray, shape (times, 2)
        Displacement in x and y in every bin of the motion, in µm.
    on_rest_channel_uv : ndarray, shape (times,)
        Peak on the channel that is best at rest, in every bin of the motion.
    best_channel : ndarray of int, shape (times,)
        The channel on which it is largest then.
    best_uv : ndarray, shape (times,)
        Peak on that channel.
    """

    unit: int
    rest_channel: int
    rest_uv: float
    displacement_um: Floats
    on_rest_channel_uv: Floats
    best_channel: Integers
    best_uv: Floats

    def worst_bin(self) -> int:
        """Return the motion bin in which the peak on the rest channel is smallest (the first of several)."""
        return int(np.argmin(self.on_rest_channel_uv)) if self.on_rest_channel_uv.size else 0

    def left(self) -> Floats:
        """Return the fraction of the resting peak that remains on the rest channel, shape (times,)."""
        left: Floats = self.on_rest_channel_uv / self.rest_uv if self.rest_uv > 0 else np.ones_like(self.best_uv)
        return left

    def share_below(self, noise_uv: float) -> float:
        """Return the fraction of time with the peak on the rest channel below 5 x a noise level in µV."""
        return float(np.mean(self.on_rest_channel_uv < LOW_PEAK_NOISE * noise_uv)) if self.best_uv.size else 0.0


def peaks_of(source: Source, units: Iterable[int]) -> list[UnitPeaks]:
    """Return the peak amplitudes of some units in every bin of the motion.

    Parameters
    ----------
    source : Simulation or Hybrid
        Whose units they are.
    units : iterable of int
        Indices of the units.

    Returns
    -------
    list of UnitPeaks
        One for every unit. Templates are made only at the displacements that a unit reaches.
    """
    injection = source.injection(moving=False)
    motion = source.motion
    bins = np.arange(len(motion.vectors_um))
    samples = np.floor((bins + 0.5) / motion.sampling_frequency_hz * injection.sampling_frequency_hz).astype(np.int64)
    found = []
    for unit in units:
        own = np.full(bins.size, unit)
        steps = motion.step_of(samples, own, injection.sampling_frequency_hz)
        displacement_um = motion.displacement_um(bins, own)
        found.append(_peaks_of_unit(injection, unit, steps, displacement_um))
    return found


def _peaks_of_unit(injection: Injection, unit: int, steps: Integers, displacement_um: Floats) -> UnitPeaks:
    reached, at = np.unique(np.append(steps, injection.resting_step), return_inverse=True)
    on_channels = [
        (template.channels, np.abs(template.waveform).max(axis=0, initial=0.0))
        for template in injection.templates([unit] * reached.size, reached.tolist())
    ]
    best = [_best(channels, peaks) for channels, peaks in on_channels]
    rest_channel, rest_uv = best[int(at[-1])]
    on_rest = np.array([_on_channel(channels, peaks, rest_channel) for channels, peaks in on_channels])
    channels = np.array([channel for channel, _ in best], dtype=np.int64)
    peaks_uv = np.array([peak for _, peak in best])
    now = at[:-1]
    return UnitPeaks(unit, rest_channel, rest_uv, displacement_um, on_rest[now], channels[now], peaks_uv[now])


def _best(channels: NDArray[np.intp], peaks: NDArray[np.float32]) -> tuple[int, float]:
    if channels.size == 0:
        return 0, 0.0
    largest = int(np.argmax(peaks))
    return int(channels[largest]), float(peaks[largest])


def _on_channel(channels: NDArray[np.intp], peaks: NDArray[np.float32], channel: int) -> float:
    at = int(np.searchsorted(channels, channel))
    return float(peaks[at]) if at < channels.size and channels[at] == channel else 0.0
