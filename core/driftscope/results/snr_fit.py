"""How accuracy grows with the signal-to-noise ratio: a logistic curve, and where it reaches one half."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import OptimizeWarning, least_squares

LEAST_UNITS = 5
_STEEPEST = 50.0
_LEAST_STEEP = 0.3

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SnrFit:
    """A logistic curve in the logarithm of the signal-to-noise ratio, from 0 to 1.

    Attributes
    ----------
    snr_at_half : float
        Where the accuracy is one half.
    steepness : float
        How fast it grows there, per factor e of the ratio.
    """

    snr_at_half: float
    steepness: float

    def accuracy(self, snr: ArrayLike) -> Floats:
        """Return the accuracy that the curve has at some ratios, from 0 to 1."""
        ratio = np.maximum(np.asarray(snr, dtype=np.float64), 1e-9) / self.snr_at_half
        return 1.0 / (1.0 + ratio**-self.steepness)


def fit_snr(snr: Floats, accuracy: Floats) -> SnrFit | None:
    """Fit the curve by least squares.

    Parameters
    ----------
    snr, accuracy : ndarray, shape (units,)
        Signal-to-noise ratio and accuracy of every unit.

    Returns
    -------
    SnrFit or None
        None for fewer than five units, where the accuracy does not cross one half, or does not grow with the ratio.
    """
    usable = np.isfinite(snr) & (snr > 0)
    snr, accuracy = snr[usable], accuracy[usable]
    if snr.size < LEAST_UNITS or accuracy.min() >= 0.5 or accuracy.max() <= 0.5:
        return None
    logs = np.log(snr)

    def apart(parameters: Floats) -> Floats:
        half, steepness = parameters
        wrong: Floats = 1.0 / (1.0 + np.exp(-np.clip(steepness * (logs - half), -50, 50))) - accuracy
        return wrong

    reach = float(np.ptp(logs)) or 1.0
    bounds = ([logs.min() - reach, 0.0], [logs.max() + reach, _STEEPEST])
    try:
        found = least_squares(apart, [float(np.median(logs)), 3.0], bounds=bounds)
    except (ValueError, OptimizeWarning):
        return None
    half, steepness = found.x
    within = logs.min() <= half <= logs.max()
    if not (found.success and steepness > _LEAST_STEEP and within):
        return None
    return SnrFit(float(np.exp(half)), float(steepness))
