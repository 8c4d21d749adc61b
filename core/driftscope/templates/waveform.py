"""The waveform of one unit on the nearest contact."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .parameters import UnitParameters

Array = NDArray[np.float64]


def samples_of(ms: float, sampling_frequency_hz: float) -> int:
    """Return the number of samples nearest to a duration."""
    return round(ms * sampling_frequency_hz / 1000.0)


def single_waveform(
    parameters: UnitParameters,
    unit: int,
    sampling_frequency_hz: float,
    num_before: int,
    num_samples: int,
    dtype: Any = np.float32,
) -> Array:
    """Return the waveform of a unit with a peak of -1: three exponentials, smoothed, peak at sample ``num_before``.

    Parameters
    ----------
    parameters : UnitParameters
        Durations and positive amplitude.
    unit : int
        Index of the unit.
    sampling_frequency_hz : float
        Sampling rate in Hz.
    num_before, num_samples : int
        Samples before the peak, and in all.
    dtype : dtype
        Precision of the waveform before smoothing.

    Returns
    -------
    ndarray, shape (num_samples,)
        The waveform; its minimum is -1.

    Raises
    ------
    ValueError
        When the waveform does not fit into the window.

    References
    ----------
    Buccino et al. (2020), SpikeInterface, a unified framework for spike sorting, eLife 9, e61834,
    doi:10.7554/eLife.61834: the model is that of its generation module.
    """
    of = parameters.of_unit(unit)
    positive = of["positive_amplitude"]
    parts = (
        _exponential(0.0, -1.0, of["depolarization_ms"], 0.2, sampling_frequency_hz),
        _exponential(positive, -1.0, of["repolarization_ms"], 0.5, sampling_frequency_hz)[::-1],
        _exponential(0.0, positive, of["recovery_ms"], 0.5, sampling_frequency_hz)[::-1],
    )
    begin = num_before - (parts[0].size - 1)
    end = num_before + parts[1].size - 1 + parts[2].size - 1
    if begin < 0 or end >= num_samples:
        raise ValueError("the waveform is longer than the window: lengthen ms_before or ms_after")
    waveform = np.zeros(num_samples, dtype=dtype)
    for part in parts:
        waveform[begin : begin + part.size - 1] = part[:-1]
        begin += part.size - 1
    return peak_at(smoothed(waveform, of["smooth_ms"] * sampling_frequency_hz / 1000.0), num_before)


def _exponential(start: float, stop: float, ms: float, share: float, fs: float) -> Array:
    """Return exponential growth from start to stop over ``ms``, end included; time constant share x ms."""
    samples = int(ms * fs / 1000.0)
    if samples == 0:
        return np.array([stop])
    growth = np.exp(np.arange(samples + 1) / fs * 1000.0 / (ms * share))
    growth = growth / (growth[-1] - growth[0]) * (stop - start)
    curve: Array = growth - growth[0] + start
    return curve


def smoothed(waveform: NDArray[Any], sigma_samples: float) -> Array:
    """Return a waveform after a Gaussian, cut at 4 sigma, at its old height."""
    half = int(sigma_samples * 4)
    if half == 0:
        return waveform.astype(np.float64)
    kernel = np.exp(-(np.arange(-half, half + 1) ** 2) / (2 * sigma_samples**2))
    smooth: Array = np.convolve(waveform, kernel / kernel.sum(), mode="same")[: waveform.size]
    smooth *= np.max(np.abs(waveform)) / np.max(np.abs(smooth))
    return smooth


def peak_at(waveform: Array, place: int) -> Array:
    """Return a waveform shifted so that its minimum stands at a sample."""
    shift = int(np.argmin(waveform)) - place
    moved = waveform.copy()
    if shift > 0:
        moved[:-shift] = waveform[shift:]
    elif shift < 0:
        moved[-shift:] = waveform[:shift]
    return moved
