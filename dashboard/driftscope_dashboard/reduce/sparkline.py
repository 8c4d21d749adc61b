"""A motion as a small drawing: its displacement over time as an SVG path."""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np
from driftscope import ConfigError, SimulationConfig
from driftscope.motion import (
    BumpMotion,
    ComponentConfig,
    KicksMotion,
    OscillationMotion,
    RandomWalkMotion,
    RangeMotion,
    component_displacement_um,
)
from driftscope.rules import MOST_BUMPS
from numpy.typing import NDArray

WIDTH, HEIGHT = 72, 28
POINTS = 144
MOST_STEPS = 200_000
"""A random walk with more steps is drawn as another walk with fewer."""
CYCLES = 5.0
KICKS_HZ = 20.0


def component_curve(config: SimulationConfig, index: int) -> NDArray[np.float64]:
    """Return the displacement over the recording by one motion, in µm, shape (times,).

    Along the probe, or across it where units move only so. Of an oscillation it is that of its first cycles.
    """
    part: ComponentConfig = config.motion.components[index]
    if isinstance(part, BumpMotion) and config.duration_s / part.shortest_s > MOST_BUMPS:
        return np.zeros(POINTS)  # a muted motion that this recording could not have
    if isinstance(part, OscillationMotion):
        length = min(CYCLES / part.frequency_hz, config.duration_s)
        moved = component_displacement_um(config.motion, index, length, config.random, POINTS / length)
        return np.asarray(moved[:, 1])
    if isinstance(part, KicksMotion):
        return _farthest_of(_moved_at(config, index, min(KICKS_HZ, MOST_STEPS / config.duration_s)))
    full = config.motion.sampling_frequency_hz
    rate = min(full, 4 * POINTS / config.duration_s)
    followed = isinstance(part, RandomWalkMotion) and full * config.duration_s <= MOST_STEPS
    drawn_at = full if followed else rate
    curve = _moved_at(config, index, drawn_at)
    shown = np.linspace(0, curve.size - 1, min(ceil(rate * config.duration_s), curve.size)).round().astype(int)
    return np.asarray(curve[shown], dtype=np.float64)


def _moved_at(config: SimulationConfig, index: int, rate_hz: float) -> NDArray[np.float64]:
    moved = component_displacement_um(config.motion, index, config.duration_s, config.random, rate_hz)
    across = (
        not _range_um(config, 1) if isinstance(config.motion.components[index], RangeMotion) else not moved[:, 1].any()
    )
    return np.asarray(moved[:, 0 if across else 1], dtype=np.float64)


def _farthest_of(curve: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return as many values as are drawn, of each short time the one farthest from rest."""
    parts = np.array_split(curve, min(POINTS, curve.size))
    return np.array([part[np.argmax(np.abs(part))] for part in parts])


def motion_curves(config: SimulationConfig) -> list[NDArray[np.float64]]:
    """Return the displacement over time, in µm, of the units that follow most and, where it differs, least.

    Parameters
    ----------
    config : SimulationConfig
        Whose motion.

    Returns
    -------
    list of ndarray, shape (times,)
        Along the probe, or across it where units move only so; none when nothing moves.
    """
    moving = [(index, part) for index, part in enumerate(config.motion.components) if part.enabled]
    ranged = _range_um(config, 1) or _range_um(config, 0)
    moving = [(index, part) for index, part in moving if ranged or not isinstance(part, RangeMotion)]
    if not moving:
        return []
    curves = {index: component_curve(config, index) for index, _ in moving}
    if len({curve.size for curve in curves.values()}) > 1:
        curves = {index: _of_points(curve) for index, curve in curves.items()}
    most = np.sum(list(curves.values()), axis=0)
    least = np.sum([curves[index] * _least_share(part) for index, part in moving], axis=0)
    return [most] if all(_least_share(part) == 1 for _, part in moving) else [most, least]


def _of_points(curve: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a curve resampled to as many values as are drawn, so that curves can be added."""
    return np.interp(np.linspace(0, 1, 4 * POINTS), np.linspace(0, 1, curve.size), curve)


def component_drawing(config: SimulationConfig, index: int, width: int, height: int) -> str:
    """Return the displacement by one motion as an SVG path; its height is the range from start to stop, up is up."""
    try:
        curve = component_curve(config, index)
    except ConfigError:  # a folder that cannot be read, which its field says
        curve = np.zeros(2)
    half = abs(_range_um(config, 1) or _range_um(config, 0)) / 2 or 1.0
    return _path(curve / max(float(np.abs(curve).max(initial=0.0)), half), width, height)


def paths(curves: list[NDArray[np.float64]], width: int = WIDTH, height: int = HEIGHT) -> list[str]:
    """Return curves as SVG paths of that size, all on one scale; a flat line where nothing moves.

    Parameters
    ----------
    curves : list of ndarray, shape (times,)
        What to draw.
    width, height : int
        Size in pixels.

    Examples
    --------
    >>> import numpy as np
    >>> paths([np.array([-1.0, 1.0])], 10, 6)
    ['M0 4.5L10 1.5']
    """
    if not curves:
        return [f"M0 {height / 2:g}H{width}"]
    reach = max(float(np.abs(curve).max(initial=0.0)) for curve in curves) or 1.0
    return [_path(curve / reach, width, height) for curve in curves]


def _path(curve: NDArray[np.float64], width: int, height: int) -> str:
    chosen = np.unique(np.linspace(0, curve.size - 1, min(POINTS, curve.size)).round().astype(int))
    x = np.linspace(0, width, chosen.size)
    y = height / 2 - curve[chosen] * (height / 2 - 1.5)
    return "M" + "L".join(f"{one:.3g} {other:.3g}" for one, other in zip(x, y, strict=True))


def _range_um(config: SimulationConfig, axis: int) -> float:
    return config.motion.stop_um[axis] - config.motion.start_um[axis]


def _least_share(part: Any) -> float:
    gradient = part.non_rigid_gradient if isinstance(part, RangeMotion) else None
    return 1.0 if gradient is None else abs(gradient)
