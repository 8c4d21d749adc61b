"""Templates at another sampling rate: band-limited, with the peak sample where it was."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

SAME_RATE = 1e-3
"""Rates that part by less than this share count as equal: clocks are measured."""
_LARGEST_FACTOR = 2000


def resample_templates(
    templates: NDArray[Any], num_before: int, from_hz: float, to_hz: float
) -> tuple[NDArray[Any], int]:
    """Return templates at another sampling rate, within the window that they had.

    What is above half of the lower rate is filtered out. The peak's sample stays a sample; the others are found between
    the old ones by scipy's polyphase filter. Beyond their ends templates count as constant, so that one which does not
    end at zero gets no ripples.

    Parameters
    ----------
    templates : ndarray, shape (..., samples, channels)
        Any templates; whole numbers become float32.
    num_before : int
        Sample of the peak.
    from_hz, to_hz : float
        Their rate, and the wanted one.

    Returns
    -------
    templates : ndarray, shape (..., samples, channels)
        Of the same float type.
    num_before : int
        Sample of the peak.

    Raises
    ------
    ValueError
        When a rate is not above 0.

    References
    ----------
    `scipy.signal.resample_poly`, with its default Kaiser window.

    Examples
    --------
    >>> import numpy as np
    >>> from driftscope.resampling import resample_templates
    >>> resampled, num_before = resample_templates(np.zeros((2, 90, 4), "float32"), 30, 30_000.0, 20_000.0)
    >>> resampled.shape, num_before
    ((2, 60, 4), 20)
    """
    from scipy.signal import resample_poly

    if not (0 < from_hz < np.inf and 0 < to_hz < np.inf):
        raise ValueError(f"sampling rates must be above 0 Hz, not {from_hz!r} and {to_hz!r}")
    array = templates if templates.dtype.kind == "f" else templates.astype(np.float32)
    factor = Fraction(to_hz / from_hz).limit_denominator(_LARGEST_FACTOR)
    up, down = factor.numerator, factor.denominator
    early = -num_before % down
    before, after = num_before * up // down, (array.shape[-2] - 1 - num_before) * up // down
    if array.size == 0:
        return np.zeros((*array.shape[:-2], before + after + 1, array.shape[-1]), dtype=array.dtype), before
    padding = [(0, 0)] * (array.ndim - 2) + [(early, 0), (0, 0)]
    padded = np.pad(array, padding, mode="edge").astype(np.float64)
    dense = resample_poly(padded, up, down, axis=-2, padtype="edge")
    peak = (num_before + early) * up // down
    window = dense[..., peak - before : peak + after + 1, :]
    return np.ascontiguousarray(window, dtype=array.dtype), before
