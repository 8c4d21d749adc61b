"""Motion, estimated from the depths and amplitudes of spikes over time, as spike sorters do it, in plain numpy.

The spikes of each time bin make a histogram over depth and amplitude; bins are shifted along the depth until they agree
with the mean of all. What changes within a time bin, or within a depth window, is averaged and lost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .measured_motion import MeasuredMotion

Array = NDArray[np.float64]

DEPTH_BIN_UM = 2.0
SMOOTHED_UM = 4.0
MOST_ROUNDS = 6
_MARGIN_UM = 100.0
_MOST_CELLS = 2e8


@dataclass(frozen=True)
class EstimateOptions:
    """How motion is estimated.

    Attributes
    ----------
    bin_s : float
        Width of the bins of time, in s.
    windows : int
        Number of depth windows; one estimates rigid motion.
    amplitude_bins : int
        Number of bins of amplitude; one looks at depths only.
    most_um : float
        The largest shift between a bin and the mean that is looked for, in µm.
    """

    bin_s: float = 2.0
    windows: int = 1
    amplitude_bins: int = 8
    most_um: float = 100.0


def estimate_motion(
    times_s: Array,
    depths_um: Array,
    amplitudes_uv: Array,
    duration_s: float,
    options: EstimateOptions | None = None,
) -> MeasuredMotion:
    """Estimate how the tissue moves from where spikes are seen.

    Parameters
    ----------
    times_s, depths_um, amplitudes_uv : ndarray, shape (spikes,)
        When and where each spike was seen, and how large, in s, µm and µV.
    duration_s : float
        Length of the recording.
    options : EstimateOptions, optional
        Bins and windows.

    Returns
    -------
    MeasuredMotion
        Displacement in every bin of time and depth window, positive up. Motion is known up to a constant: its median
        is 0.

    References
    ----------
    Steinmetz et al. (2021), Neuropixels 2.0, Science 372, eabf4588, doi:10.1126/science.abf4588; as in Kilosort 2.5.
    """
    options = options or EstimateOptions()
    number = max(int(np.ceil(duration_s / options.bin_s)), 1)
    centres_s = np.minimum((np.arange(number) + 0.5) * options.bin_s, duration_s)
    low, high = (float(np.min(depths_um)), float(np.max(depths_um))) if depths_um.size else (0.0, 1.0)
    rows = int((high - low + 2 * _MARGIN_UM) / DEPTH_BIN_UM) + 1
    grid = np.asarray(low - _MARGIN_UM + DEPTH_BIN_UM * (np.arange(rows) + 0.5), dtype=np.float64)
    seen = _histogram(times_s, depths_um, amplitudes_uv, number, grid, options)
    rigid = _shifts(seen, options.most_um)
    if options.windows == 1:
        return MeasuredMotion(_increasing(centres_s), np.array([(low + high) / 2]), _centred(rigid)[:, np.newaxis])
    centres_um = np.linspace(low, high, options.windows)
    moved = [rigid + _shifts(part, options.most_um) for part in _windowed(seen, rigid, grid, centres_um)]
    return MeasuredMotion(_increasing(centres_s), centres_um, _centred(np.stack(moved, axis=1)))


def _increasing(centres_s: Array) -> Array:
    """Keep centres apart where the last bin is cut short by the end of the recording."""
    if centres_s.size > 1 and centres_s[-1] <= centres_s[-2]:
        centres_s[-1] = np.nextafter(centres_s[-2], np.inf)
    return centres_s


def _centred(shifts_um: Array) -> Array:
    centred: Array = shifts_um - np.median(shifts_um)
    return centred


def _histogram(
    times_s: Array, depths_um: Array, amplitudes_uv: Array, number: int, grid: Array, options: EstimateOptions
) -> Array:
    """Return the logarithm of how many spikes fell into every bin, smoothed, shape (times, amplitudes, depths)."""
    from scipy.ndimage import gaussian_filter1d

    levels, size = options.amplitude_bins, grid.size
    if number * levels * size > _MOST_CELLS:
        raise ValueError(f"{number} bins of time are too many for this probe: widen the bins")
    bins = np.clip((times_s / options.bin_s).astype(np.int64), 0, number - 1)
    edges = np.quantile(amplitudes_uv, np.arange(1, levels) / levels) if amplitudes_uv.size else np.zeros(levels - 1)
    loudness = np.searchsorted(edges, amplitudes_uv)
    places = np.clip(((depths_um - grid[0]) / DEPTH_BIN_UM + 0.5).astype(np.int64), 0, size - 1)
    counts = np.bincount((bins * levels + loudness) * size + places, minlength=number * levels * size)
    logarithm = np.log1p(counts.reshape(number, levels, size).astype(np.float64))
    smoothed: Array = gaussian_filter1d(logarithm, SMOOTHED_UM / DEPTH_BIN_UM, axis=2, mode="constant")
    return smoothed


def _shifts(seen: Array, most_um: float) -> Array:
    """Return how far every bin is shifted against the mean of all aligned bins, shape (times,), in µm."""
    size = seen.shape[2]
    length = 2 * size
    spectra = np.fft.rfft(seen, length, axis=2)
    frequencies = np.fft.rfftfreq(length)
    most = min(int(most_um / DEPTH_BIN_UM), size - 1)
    shifts = np.zeros(len(seen))
    for _ in range(MOST_ROUNDS):
        aligned = spectra * np.exp(2j * np.pi * frequencies * shifts[:, np.newaxis, np.newaxis])
        mean = aligned.mean(axis=0)
        agreement = np.fft.irfft((spectra * mean.conj()).sum(axis=1), length, axis=1)
        found = _peaks_of(agreement, most)
        if np.abs(found - shifts).max(initial=0.0) < 1e-3:
            break
        shifts = found - np.median(found)
    return shifts * DEPTH_BIN_UM


def _peaks_of(agreement: Array, most: int) -> Array:
    """Return at which lag each row is largest, between samples by a parabola, shape (rows,)."""
    lags = np.arange(-most, most + 1)
    values = agreement[:, lags]
    best = np.argmax(values, axis=1)
    inner = np.clip(best, 1, lags.size - 2)
    rows = np.arange(len(values))
    left, middle, right = (values[rows, inner + step] for step in (-1, 0, 1))
    bend = left - 2 * middle + right
    offset = np.where((bend < 0) & (inner == best), (left - right) / np.where(bend < 0, 2 * bend, 1.0), 0.0)
    peaks: Array = lags[best] + np.clip(offset, -0.5, 0.5)
    return peaks


def _windowed(seen: Array, rigid_um: Array, grid: Array, centres_um: Array) -> list[Array]:
    """Return the bins, aligned by rigid motion, as each depth window sees them."""
    length = 2 * seen.shape[2]
    turn = np.exp(2j * np.pi * np.fft.rfftfreq(length) * (rigid_um / DEPTH_BIN_UM)[:, np.newaxis, np.newaxis])
    aligned = np.fft.irfft(np.fft.rfft(seen, length, axis=2) * turn, length, axis=2)[:, :, : seen.shape[2]]
    width = float(np.diff(centres_um).mean())
    weights = np.exp(-0.5 * ((grid - centres_um[:, np.newaxis]) / (width / 2)) ** 2)
    return [aligned * weight for weight in weights]
