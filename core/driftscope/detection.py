"""Spikes found on one channel, and which of them are a unit's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

APART_MS = 0.5
"""Within this time to both sides a detection is the lowest sample."""
COINCIDENT_MS = 0.4
"""How far a detection may be from the true spike that it found."""
_MAD_TO_STD = 1.4826

Indices = NDArray[np.int64]
Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Matches:
    """What a detector found of known spikes.

    Attributes
    ----------
    found : ndarray of bool, shape (spikes,)
        Which known spikes were found.
    false : ndarray of bool, shape (detections,)
        Which detections are none of the known spikes.
    """

    found: NDArray[np.bool_]
    false: NDArray[np.bool_]

    @property
    def share_found(self) -> float:
        """Share of the known spikes that were found; NaN without any."""
        return float(self.found.mean()) if self.found.size else float("nan")


def detect(
    trace_uv: NDArray[Any], threshold_uv: float, sampling_frequency_hz: float, apart_ms: float = APART_MS
) -> Indices:
    """Find the negative peaks of a trace that are deeper than a threshold.

    Parameters
    ----------
    trace_uv : ndarray, shape (samples,)
        One channel.
    threshold_uv : float
        How deep they must be, positive.
    sampling_frequency_hz : float
        The recording's rate.
    apart_ms : float
        A peak is the lowest sample within this time to both sides.

    Returns
    -------
    ndarray of int, shape (detections,)
        Their samples.

    Examples
    --------
    >>> trace = np.zeros(300)
    >>> trace[[100, 105, 200]] = -50.0, -60.0, -30.0
    >>> detect(trace, 35.0, 30_000.0)
    array([105])
    """
    from scipy.ndimage import minimum_filter1d

    width = 2 * max(round(apart_ms / 1000 * sampling_frequency_hz), 1) + 1
    trace = np.asarray(trace_uv)
    if trace.size == 0:
        return np.empty(0, np.int64)
    return np.flatnonzero((trace < -threshold_uv) & (trace == minimum_filter1d(trace, width)))


def match(
    detections: Indices, spikes: Indices, sampling_frequency_hz: float, within_ms: float = COINCIDENT_MS
) -> Matches:
    """Say which known spikes were detected, and which detections are none of them.

    Parameters
    ----------
    detections, spikes : ndarray of int, shape (detections,) and (spikes,)
        Samples, in increasing order.
    sampling_frequency_hz : float
        The recording's rate.
    within_ms : float
        How far apart a detection and the spike that it found may be.
    """
    reach = round(within_ms / 1000 * sampling_frequency_hz)
    return Matches(_gap(spikes, detections) <= reach, _gap(detections, spikes) > reach)


def _gap(these: Indices, others: Indices) -> Indices:
    """Return how far each one is from the nearest of the others, in samples."""
    if others.size == 0:
        return np.full(these.size, np.iinfo(np.int64).max)
    after = np.searchsorted(others, these).clip(0, others.size - 1)
    before = (after - 1).clip(0)
    gaps: Indices = np.minimum(np.abs(others[after] - these), np.abs(others[before] - these))
    return gaps


def median_reference(traces_uv: NDArray[Any]) -> NDArray[Any]:
    """Subtract from every channel the median of all channels.

    Parameters
    ----------
    traces_uv : ndarray, shape (samples, channels)
        All channels.

    Returns
    -------
    ndarray, shape (samples, channels)
        What the channels do not share.
    """
    referenced: NDArray[Any] = traces_uv - np.median(traces_uv, axis=1, keepdims=True)
    return referenced


def robust_noise_uv(traces_uv: NDArray[Any]) -> Array:
    """Return 1.4826 times the median absolute deviation of every channel, shape (channels,), in µV."""
    traces = np.asarray(traces_uv, dtype=np.float64)
    levels: Array = _MAD_TO_STD * np.median(np.abs(traces - np.median(traces, axis=0)), axis=0)
    return levels
