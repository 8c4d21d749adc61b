"""Whether components in sum stay between start and stop, and what helps when they do not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .motion import Motion, summed_extent_um

Array = NDArray[np.float64]


def refuse_excess(motion: Motion, start: Array, stop: Array, added_um: Array | None = None) -> None:
    """Raise a ValueError when the sum of all components leaves the range from start to stop.

    Parameters
    ----------
    motion : Motion
        The components.
    start, stop : ndarray, shape (2,)
        The limits, in µm.
    added_um : ndarray, shape (2,), optional
        What every component adds even at amplitude 0, in µm; by default nothing.
    """
    if motion.vectors_um.size == 0 or motion.factors.size == 0:
        return
    limits = np.minimum(start, stop), np.maximum(start, stop)
    reached_low, reached_high = summed_extent_um(motion)
    rounding = 1e-6 * float(np.max(np.abs([start, stop])))
    for axis, name in enumerate("xy"):
        low, high = (float(limit[axis]) for limit in limits)
        if reached_low[axis] < low - rounding or reached_high[axis] > high + rounding:
            added = 0.0 if added_um is None else float(added_um[axis])
            remedy = _excess_remedy(motion, (reached_low[axis], reached_high[axis]), (low, high), added)
            raise ValueError(
                f"the summed motion ranges from {reached_low[axis]:.4g} to {reached_high[axis]:.4g} µm in "
                f"{name}, beyond {low:g} to {high:g}: {remedy}"
            )


def _excess_remedy(motion: Motion, reached: tuple[float, float], limits: tuple[float, float], added_um: float) -> str:
    """Return what brings a sum back between its limits.

    What is added by every component stays when the amplitudes are lowered: the sum comes down to that only.
    """
    sums = motion.factors.sum(axis=1) * added_um
    left = float(sums.min()), float(sums.max())
    shares = [
        (limit - stays) / (end - stays) if sign * (limit - stays) > 0 else 0.0
        for limit, stays, end, sign in zip(limits, left, reached, (-1, 1), strict=True)
        if sign * (end - limit) > 0
    ]
    lower = "multiply the components' amplitude_factor by {:g} or less"
    if (share := _rounded_down(min(shares))) > 0:
        return lower.format(share)
    # Between limits of the same distance that are symmetric the sum is what is left without the middles.
    reach = max(abs(end - stays) for end, stays in zip(reached, left, strict=True)) + float(np.ptp(left))
    share = _rounded_down((limits[1] - limits[0]) / 2 / reach) if reach > 0 else 1.0
    too = "" if share >= 1 else f", and {lower.format(share)}"
    return (
        f"every component adds the midpoint of start and stop, {added_um:g} µm, as in SpikeInterface, whatever its "
        f"amplitude_factor: use start and stop that are symmetric about 0{too}; or use independent streams, where "
        "amplitudes that sum to 1 always fit"
    )


def _rounded_down(share: float) -> float:
    """Return a number with two digits that is not larger."""
    if share <= 0:
        return 0.0
    digits = 10.0 ** (1 - np.floor(np.log10(share)))
    return float(np.floor(share * digits * (1 + 1e-12)) / digits)
