"""How strong the background is, as it stands and between 300 and 6000 Hz, and templates in that band."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.fft import irfft, rfft
from numpy.typing import NDArray

from ..recording import Background

Array = NDArray[np.float64]

BAND_HZ = (300.0, 6_000.0)
"""What spike sorters look at, and the default of SpikeInterface's band-pass filter."""
ORDER = 5
_HIGHEST_SHARE = 0.45
_SETTLED_S = 0.02
_WINDOWS = 8
_WINDOW_SAMPLES = 2_048
_DEVIATIONS_PER_MAD = 1.4826022185056018


def band_hz(sampling_frequency_hz: float) -> tuple[float, float]:
    """Return the band at a sampling rate: below 13.3 kHz it ends at 0.45 of the rate."""
    return BAND_HZ[0], min(BAND_HZ[1], _HIGHEST_SHARE * sampling_frequency_hz)


def band_passed(samples: NDArray[np.floating], sampling_frequency_hz: float) -> Array:
    """Filter samples as SpikeInterface's ``bandpass_filter`` does by default: 300 to 6000 Hz, forwards and backwards.

    Parameters
    ----------
    samples : ndarray, shape (samples, channels)
        What is before and after them counts as 0.
    sampling_frequency_hz : float
        Their rate.

    Returns
    -------
    ndarray, shape (samples, channels)
        In the unit of the samples. A Butterworth filter of order 5 at each edge, by the bilinear transform, in both
        directions: no phase is shifted, and the gain is that of one direction squared.

    References
    ----------
    Oppenheim, Schafer (2010), Discrete-Time Signal Processing, 3rd ed., chapter 7.
    """
    number = len(samples) + round(2 * _SETTLED_S * sampling_frequency_hz)
    size = 1 << (number - 1).bit_length()
    gain = _gain(np.fft.rfftfreq(size, 1 / sampling_frequency_hz), sampling_frequency_hz)
    filtered: Array = irfft(rfft(samples, size, axis=0) * gain[:, np.newaxis], size, axis=0)[: len(samples)]
    return filtered


def _gain(frequencies_hz: NDArray[np.floating], sampling_frequency_hz: float) -> Array:
    """Return the squared magnitude of a digital Butterworth band-pass filter."""
    low, high = (np.tan(np.pi * edge / sampling_frequency_hz) for edge in band_hz(sampling_frequency_hz))
    warped = np.tan(np.pi * np.minimum(frequencies_hz / sampling_frequency_hz, 0.4999999))
    with np.errstate(divide="ignore"):
        distance = (warped**2 - low * high) / (warped * (high - low))
    gain: Array = 1 / (1 + distance ** (2 * ORDER))
    return gain


def background_noise_uv(background: Background, num_samples: int) -> Array:
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
        In µV; with white gaussian noise the standard error is 1 %.

    References
    ----------
    Quian Quiroga, Nadasdy, Ben-Shaul (2004), Unsupervised spike detection and sorting with wavelets and
    superparamagnetic clustering, Neural Comput. 16, 1661-1687, doi:10.1162/089976604774201631: spikes hardly move the
    median.
    """
    windows = (background.read(start, end, None).astype(np.float64) for start, end in _windows(num_samples))
    return _mean_deviation(windows)


def filtered_noise_uv(background: Background, num_samples: int, sampling_frequency_hz: float) -> Array:
    """Return the same between 300 and 6000 Hz: the background is measured after `band_passed`, standard error 1.3 %."""
    return _mean_deviation(_filtered_windows(background, num_samples, sampling_frequency_hz))


def _filtered_windows(background: Background, num_samples: int, sampling_frequency_hz: float) -> Iterator[Array]:
    margin = round(_SETTLED_S * sampling_frequency_hz)
    for start, end in _windows(num_samples):
        first, last = max(start - margin, 0), min(end + margin, num_samples)
        samples = background.read(first, last, None).astype(np.float64)
        yield band_passed(samples - samples.mean(axis=0), sampling_frequency_hz)[start - first : end - first]


def _windows(num_samples: int) -> list[tuple[int, int]]:
    size = min(_WINDOW_SAMPLES, num_samples)
    starts = np.linspace(0, num_samples - size, _WINDOWS).astype(np.int64).tolist()
    return [(start, start + size) for start in sorted(set(starts))]


def _mean_deviation(windows: Iterator[Array]) -> Array:
    deviations = [np.median(np.abs(one - np.median(one, axis=0)), axis=0) for one in windows]
    noise_uv: Array = np.mean(deviations, axis=0) * _DEVIATIONS_PER_MAD
    return noise_uv
