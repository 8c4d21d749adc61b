"""Units that follow a measured motion: at which rate, and the displacements at which their templates are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .base import ConfigError, Problem
from .measured_motion import AXES, MeasuredMotion
from .motion import Motion

Array = NDArray[np.float64]
MOST_STEPS = 100_000
MOST_VALUES = 5e7
LEAST_RATE_HZ = 5.0
MOST_RATE_HZ = 1_000.0


def rate_of(measured: Sequence[MeasuredMotion]) -> float:
    """Return the rate at which a measured motion loses nothing, in Hz.

    It is that of the closest bins of time, so that each of them is met in its middle, and for slow bins an odd multiple
    of it that is at least 5 Hz, so that the values between them are interpolated.
    """
    if (own := own_rate_of(measured)) is None:
        return LEAST_RATE_HZ
    own = min(own, MOST_RATE_HZ)
    return own * (2 * max(int(np.ceil((LEAST_RATE_HZ / own - 1) / 2)), 0) + 1)


def own_rate_of(measured: Sequence[MeasuredMotion]) -> float | None:
    """Return the rate of the closest bins of time of a measured motion, in Hz; None when it has a single one."""
    spacings = [spacing for one in measured if (spacing := _closest(one.times_s)) is not None]
    return float(f"{1 / min(spacings):.9g}") if spacings else None


def _closest(times_s: Array) -> float | None:
    """Return the distance of the closest times; of evenly spaced ones their mean distance, free of rounding."""
    if times_s.size < 2:
        return None
    spacings = np.diff(times_s)
    mean = float(times_s[-1] - times_s[0]) / spacings.size
    return mean if np.allclose(spacings, mean, rtol=1e-3) else float(spacings.min())


def motion_of_units(
    measured: Sequence[MeasuredMotion],
    locations_um: NDArray[Any],
    duration_s: float,
    rate_hz: float,
    steps_um: Array,
    start_s: float = 0.0,
    clock: Callable[[NDArray[Any]], Array] | None = None,
) -> Motion:
    """Let units follow a measured motion.

    Parameters
    ----------
    measured : sequence of MeasuredMotion
        One, or one per axis; they add up.
    locations_um : ndarray, shape (units, 2 or 3)
        Positions of the units.
    duration_s : float
        Duration of the recording.
    rate_hz : float
        How many times a second the displacement is given; each value is that of the middle of its bin.
    steps_um : ndarray, shape (steps, 2)
        The displacements at which templates are made.
    start_s : float
        Time of the recording's first sample, on the clock of the measurement.
    clock : callable, optional
        From seconds since the first sample to times on that clock, where it has gaps; else it runs on from ``start_s``.

    Returns
    -------
    Motion
        Each bin of place is a component of which units take their shares.

    Raises
    ------
    ConfigError
        When so many values would not fit into memory.
    """
    bins = max(int(np.ceil(duration_s * rate_hz)), 1)
    width = sum(one.bins_um.size for one in measured)
    if bins * 2 * width > MOST_VALUES:
        message = f"gives more than {MOST_VALUES:g} values in {duration_s:g} s at {width} depths: lower it"
        raise ConfigError([Problem("sampling_frequency_hz", message, rate_hz)])
    since = (np.arange(bins) + 0.5) / rate_hz
    middles = start_s + since if clock is None else clock(since)
    vectors, begin = np.zeros((bins, 2, width)), 0
    for one in measured:
        own = slice(begin, begin := begin + one.bins_um.size)
        vectors[:, AXES.index(one.axis), own] = one.at_times(middles)
    factors = np.concatenate([one.shares(locations_um) for one in measured], axis=1)
    for array in (vectors, factors):
        array.flags.writeable = False
    return Motion(vectors, factors, steps_um, rate_hz)


def steps_covering(measured: Sequence[MeasuredMotion], step_um: float) -> Array:
    """Return the multiples of a step that cover a measured motion, zero among them; a grid when it has two axes.

    Raises
    ------
    ConfigError
        When there would be too many.
    """
    grids = []
    for axis in AXES:
        own = [one.displacement_um for one in measured if one.axis == axis]
        low = sum(min(float(one.min()), 0.0) for one in own)
        high = sum(max(float(one.max()), 0.0) for one in own)
        grids.append(np.arange(np.floor(low / step_um), np.ceil(high / step_um) + 1) * step_um)
    if grids[0].size * grids[1].size > MOST_STEPS:
        farthest = max(float(np.abs(one.displacement_um).max()) for one in measured)
        message = (
            f"gives more than {MOST_STEPS} steps, because displacement reaches {farthest:g} µm: increase it, or give "
        )
        raise ConfigError([Problem("step_um", f"{message}displacement in µm", step_um)])
    return np.array(list(product(*grids)))
