"""Where units stand, estimated from their templates."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

RADIUS_UM = 75.0
FARTHEST_UM = 1000.0
_FIRST_GUESS_UM = 20.0

Array = NDArray[np.float64]


def locate_templates(templates: NDArray[Any], contact_positions_um: Array, radius_um: float = RADIUS_UM) -> Array:
    """Estimate where units stand by monopolar triangulation.

    The peak-to-peak amplitudes around a template's main channel are explained by one source whose potential falls
    with the inverse of the distance.

    Parameters
    ----------
    templates : ndarray, shape (units, samples, channels)
        The templates, on all channels.
    contact_positions_um : ndarray, shape (channels, 2)
        Positions of the channels.
    radius_um : float
        How far from the main channel amplitudes are looked at.

    Returns
    -------
    ndarray, shape (units, 3)
        x and y in the probe's plane and the distance from it, in µm; NaN for a template that is zero everywhere.

    References
    ----------
    Boussard, Varol, Lee, Dethe, Paninski (2021), Three-dimensional spike localization and improved motion correction
    for Neuropixels recordings, NeurIPS 34.
    """
    positions = np.asarray(contact_positions_um, dtype=np.float64)[:, :2]
    locations = np.full((len(templates), 3), np.nan)
    for unit, template in enumerate(templates):
        main = positions[int(np.abs(template).max(axis=0).argmax())]
        near = np.linalg.norm(positions - main, axis=1) <= radius_um
        amplitudes = np.ptp(template[:, near], axis=0).astype(np.float64)
        if amplitudes.any():
            locations[unit] = _source_of(amplitudes, positions[near])
    return locations


def _source_of(amplitudes: Array, positions: Array) -> Array:
    """Fit x, y, distance and strength of a source, from the centre of mass on."""
    from scipy.optimize import least_squares

    loudest = int(np.argmax(amplitudes))
    centre = amplitudes @ positions / amplitudes.sum()
    strength = amplitudes[loudest] * float(np.hypot(np.linalg.norm(centre - positions[loudest]), _FIRST_GUESS_UM))
    guess = np.array([*centre, _FIRST_GUESS_UM, strength])

    def unexplained(source: Array) -> Array:
        distances = np.sqrt(((positions - source[:2]) ** 2).sum(axis=1) + source[2] ** 2)
        left: Array = amplitudes - source[3] / distances
        return left

    lowest = [*(guess[:2] - FARTHEST_UM), 1.0, 0.0]
    highest = [*(guess[:2] + FARTHEST_UM), FARTHEST_UM * 10, amplitudes[loudest] * FARTHEST_UM]
    found: Array = least_squares(unexplained, x0=guess, bounds=(lowest, highest)).x[:3]
    return found
