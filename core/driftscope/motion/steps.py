"""The displacements at which templates are made."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from .config import MotionConfig

Array = NDArray[np.float64]


_SAME_PLACE = 1e-9
"""Share of the limits below which a distance is rounding."""


def rest_between(start: Array, stop: Array) -> tuple[float, Array]:
    """Return the place between start (-0.5) and stop (0.5) that is nearest to no displacement, and what it is in µm."""
    span = stop - start
    squared = float(np.dot(span, span))
    rest = 0.0 if squared == 0 else min(max(-float(np.dot(start, span)) / squared - 0.5, -0.5), 0.5)
    nearest = start + (rest + 0.5) * span
    is_rest = np.linalg.norm(nearest) <= _SAME_PLACE * max(np.abs(start).max(), np.abs(stop).max())
    return rest, np.zeros(2) if is_rest else nearest


def limits_with_rest(start: Array, stop: Array) -> tuple[Array, Array]:
    """Return the lowest and the highest displacement that limits allow, among them none at all."""
    return np.minimum(np.minimum(start, stop), 0.0), np.maximum(np.maximum(start, stop), 0.0)


def displacement_steps_um(config: MotionConfig, *, through_rest: bool = False) -> Array:
    """Return the displacements at which templates are made.

    Parameters
    ----------
    config : MotionConfig
        Limits and step.
    through_rest : bool
        Whether no displacement is among them whatever the limits, as independent streams need it. Limits on a line
        that misses it make a grid in x and y.

    Returns
    -------
    ndarray, shape (steps, 2)
        In µm; from start to stop, an odd number, unless the limits are not symmetric and ``through_rest``.
    """
    start, stop = np.array(config.start_um), np.array(config.stop_um)
    if through_rest and np.any(start != -stop):
        return _steps_through_rest(start, stop, config.step_um)
    return linear_steps(start, stop, int(np.linalg.norm(stop - start) / config.step_um // 2 * 2 + 1))


def _steps_through_rest(start: Array, stop: Array, step_um: float) -> Array:
    """Return the steps from start over no displacement to stop, or a grid where these are not on one line."""
    if _on_a_line_with_rest(start, stop):
        both = np.dot(start, stop) < 0
        ends = (start, stop) if both else (max(start, stop, key=np.linalg.norm),)
        return np.unique(np.concatenate([_steps_to(end, step_um) for end in ends]), axis=0)
    low, high = limits_with_rest(start, stop)
    axes = [
        np.unique(np.concatenate([_steps_to(end[axis : axis + 1], step_um) for end in (low, high)])) for axis in (0, 1)
    ]
    return np.array(list(product(*axes)))


def _on_a_line_with_rest(start: Array, stop: Array) -> bool:
    largest = float(np.abs([start, stop]).max())
    return bool(abs(start[0] * stop[1] - start[1] * stop[0]) <= _SAME_PLACE * largest**2)


def _steps_to(end: Array, step_um: float) -> Array:
    """Return even steps from no displacement to one, both included, shape (steps, axes)."""
    number = int(np.ceil(np.linalg.norm(end) / step_um)) + 1
    return np.linspace(np.zeros_like(end), end, number)


def count_steps(config: MotionConfig, *, through_rest: bool) -> float:
    """Return about how many steps a motion has, without making them."""
    start, stop = np.array(config.start_um), np.array(config.stop_um)
    span = float(np.linalg.norm(stop - start)) / config.step_um
    if not through_rest or not np.any(start != -stop):
        return span
    low, high = limits_with_rest(start, stop)
    widths = (high - low) / config.step_um
    return float(np.linalg.norm(widths) if _on_a_line_with_rest(start, stop) else np.prod(widths + 3))


def linear_steps(start: Array, stop: Array, number: int) -> Array:
    """Return evenly spaced displacements from start to stop, both included; the middle for a single one."""
    if number == 1:
        return (start + stop)[np.newaxis, :] / 2
    return (stop - start)[np.newaxis, :] / (number - 1) * np.arange(number)[:, np.newaxis] + start[np.newaxis, :]
