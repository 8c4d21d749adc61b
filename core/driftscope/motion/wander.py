"""Slow random drift: a gaussian process over time and depth, drawn by address."""

from __future__ import annotations

from math import ceil, floor, log2

import numpy as np
from numpy.typing import NDArray

from ..processes import GaussianProcess
from .parts import BetweenDepths, InterpolatedCurve
from .tissue_kinds import WanderMotion

Array = NDArray[np.float64]

_REACH = 3.5
"""Correlation times after which the kernel has faded."""
_REACH_UM = 4.0
"""Correlation lengths after which a source has faded."""
_SAMPLES_A_TIME = (16, 64)
"""Samples a correlation time, at least: of quick processes, and of slow ones; in between there is one a second."""
_BLOCK = 1_024


def wander(
    config: WanderMotion, index: int, seed: int, duration_s: float, depths_um: tuple[float, float]
) -> tuple[InterpolatedCurve, BetweenDepths]:
    """Draw a slow random drift.

    Independent gaussian processes at knots of depth, filtered with ``exp(-t^2 / correlation_s^2)``, are mixed by
    ``exp(-d^2 / (2 correlation_um^2))`` with rows of unit norm, so that the standard deviation is the same at every
    depth.

    Parameters
    ----------
    config : WanderMotion
        Its size and its correlations.
    index : int
        Of the component: another one is drawn independently.
    seed : int
        The recording's.
    duration_s : float
        Until when it is needed.
    depths_um : tuple of float
        The lowest and the highest depth that is needed.

    Returns
    -------
    InterpolatedCurve, BetweenDepths
        Displacement at the knots, and how depths follow.
    """
    spacing_s, taps = _kernel(config.correlation_s)
    number = ceil(duration_s / spacing_s) + 2
    times_s: Array = np.arange(number, dtype=np.float64) * spacing_s
    if config.correlation_um is None:
        moved = _source(seed, index, 0, taps, number) * config.std_um
        return InterpolatedCurve(times_s, moved), BetweenDepths(np.zeros(1))
    spacing_um = min(config.knots_um, config.correlation_um / 2)
    first, last = floor(depths_um[0] / spacing_um), ceil(depths_um[1] / spacing_um)
    reach = ceil(_REACH_UM * config.correlation_um / spacing_um)
    knots, sources = np.arange(first, last + 1), np.arange(first - reach, last + reach + 1)
    faded = np.exp(-0.5 * (np.arange(-reach, reach + 1) * spacing_um / config.correlation_um) ** 2)
    faded /= np.linalg.norm(faded)
    mix = np.zeros((knots.size, sources.size))
    for row in range(knots.size):
        mix[row, row : row + faded.size] = faded
    moved = np.zeros((number, knots.size))
    for column, source in enumerate(sources.tolist()):  # one by one: equal bits for any duration
        moved += _source(seed, index, source, taps, number) * (mix[:, column] * config.std_um)
    correlations: Array = (mix[:-1] * mix[1:]).sum(axis=1)
    depths = np.asarray(knots * spacing_um, dtype=np.float64)
    return InterpolatedCurve(times_s, moved), BetweenDepths(depths, correlations=correlations)


def _kernel(correlation_s: float) -> tuple[float, Array]:
    """Return the time between two samples and the kernel's taps."""
    quick, slow = (2.0 ** floor(log2(correlation_s / samples)) for samples in _SAMPLES_A_TIME)
    spacing_s = min(max(slow, 1.0), quick)
    reach = ceil(_REACH * correlation_s / spacing_s)
    return spacing_s, np.exp(-((np.arange(-reach, reach + 1) * spacing_s / correlation_s) ** 2))


def _source(seed: int, index: int, place: int, taps: Array, number: int) -> Array:
    """Return one process of standard deviation 1, shape (number, 1)."""
    return GaussianProcess(seed, f"motion.wander.{index}.{place}", taps, block_size=_BLOCK).read(0, number)
