"""Conversion between displacement curves (drawn or measured) and motion components."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .base import parameter_info
from .config import SimulationConfig
from .motion import CurveMotion, MotionConfig, RangeMotion, component_displacement_um

MOST_POINTS = 400
MOST_TIMES = 20_000
FINEST_SHARE = 0.002
"""Tolerance of simplification, as a fraction of the distance between start and stop."""
NEAR_THE_END = 0.01
"""Fraction of the recording: a curve that ends this close to its start or end is extended to it."""

Changes = dict[str, Any]


@dataclass(frozen=True, eq=False)
class DisplacementCurve:
    """Piecewise linear displacement over time.

    Attributes
    ----------
    times_s : ndarray, shape (points,)
        Times in s, increasing.
    displacement_um : ndarray, shape (points,)
        Displacement from the position at rest, in µm; positive towards larger coordinates (up the probe).
    """

    times_s: NDArray[np.float64]
    displacement_um: NDArray[np.float64]


@dataclass(frozen=True)
class MotionRange:
    """Range between the motion's limits along one axis.

    Attributes
    ----------
    axis : int
        1 (y, along the probe), or 0 (x) when units can only move across it.
    start_um, stop_um : float
        Displacement at either end, in µm.
    """

    axis: int
    start_um: float
    stop_um: float

    @property
    def limits_um(self) -> tuple[float, float]:
        """Lower and upper limit, in µm."""
        return min(self.start_um, self.stop_um), max(self.start_um, self.stop_um)

    @property
    def length_um(self) -> float:
        """Distance between the limits, in µm."""
        return abs(self.stop_um - self.start_um)


def motion_range(motion: MotionConfig) -> MotionRange:
    """Return the range in which a curve can be drawn.

    Examples
    --------
    >>> motion_range(MotionConfig()).limits_um
    (-20.0, 20.0)
    """
    axis = 0 if motion.start_um[1] == motion.stop_um[1] and motion.start_um[0] != motion.stop_um[0] else 1
    return MotionRange(axis, motion.start_um[axis], motion.stop_um[axis])


def current_curve(config: SimulationConfig) -> DisplacementCurve | None:
    """Return the displacement of a unit that follows every component between start and stop fully.

    Parameters
    ----------
    config : SimulationConfig
        The configuration whose motion is returned.

    Returns
    -------
    DisplacementCurve or None
        The points of the curve when the only component is a curve, else one point per sample of the motion; None when
        every component is muted.
    """
    limits, parts = motion_range(config.motion), _enabled(config)
    if not parts:
        return None
    only = config.motion.components[parts[0]] if len(parts) == 1 else None
    if isinstance(only, CurveMotion) and only.start_s is None and only.end_s is None:
        return DisplacementCurve(np.array(only.times_s), _points_um(only, config, limits))
    moved = [component_displacement_um(config.motion, index, config.duration_s, config.random) for index in parts]
    together: NDArray[np.float64] = np.sum(moved, axis=0)[:, limits.axis]
    return DisplacementCurve(np.arange(len(together)) / config.motion.sampling_frequency_hz, together)


def _points_um(curve: CurveMotion, config: SimulationConfig, limits: MotionRange) -> NDArray[np.float64]:
    """Return the displacement at the points of a curve component, shape (points,), in µm."""
    amplitude, positions = curve.amplitude_factor, np.array(curve.positions)
    middle, span = (limits.start_um + limits.stop_um) / 2, limits.stop_um - limits.start_um
    added = middle if config.random.is_reference else middle * abs(amplitude)
    return positions * amplitude * span + added


def redraw(config: SimulationConfig, drawn: DisplacementCurve) -> Changes:
    """Return the changes that make the motion follow a drawn curve, and leave it unchanged at other times.

    When the only component is a curve, that curve is changed. Otherwise a curve with the total displacement is added,
    and the other components are muted. Components in µm are left alone: they add to the curve.

    Parameters
    ----------
    config : SimulationConfig
        The configuration whose motion is changed.
    drawn : DisplacementCurve
        A curve over all or part of the recording; clipped to the limits of the motion.

    Returns
    -------
    dict
        New values for `SimulationConfig.replace`.
    """
    curve = splice(current_curve(config), _within(drawn, config), config)
    parts = _enabled(config)
    if len(parts) == 1 and isinstance(config.motion.components[parts[0]], CurveMotion):
        components = [part.to_dict() for part in config.motion.components]
        components[parts[0]] = _curve(config.motion, curve, components[parts[0]]["non_rigid_gradient"])
        return {"motion": {**config.motion.to_dict(), "components": components}}
    return add_curve(config.motion, curve, _common_gradient(config))


def add_curve(motion: MotionConfig, curve: DisplacementCurve, gradient: float | None = None) -> Changes:
    """Return the changes that add a curve to a motion and mute every other component between start and stop.

    Parameters
    ----------
    motion : MotionConfig
        The motion; its limits must hold the curve (see `is_within`, `clip` and `widen`).
    curve : DisplacementCurve
        The new component.
    gradient : float, optional
        Its non-rigid gradient; None is rigid.

    Returns
    -------
    dict
        New values for `SimulationConfig.replace`.
    """
    muted = [
        {**part.to_dict(), "enabled": part.enabled and not isinstance(part, RangeMotion)} for part in motion.components
    ]
    return {"motion": {**motion.to_dict(), "components": [*muted, _curve(motion, curve, gradient)]}}


def splice(present: DisplacementCurve | None, drawn: DisplacementCurve, config: SimulationConfig) -> DisplacementCurve:
    """Replace the part of a curve that a drawn curve covers.

    Parameters
    ----------
    present : DisplacementCurve or None
        The curve so far; None when there is none, and the ends of the drawn curve are held.
    drawn : DisplacementCurve
        The new part.
    config : SimulationConfig
        Its motion limits and motion sampling rate set the precision.

    Returns
    -------
    DisplacementCurve
        The joined curve.
    """
    limits = motion_range(config.motion)
    part = simplify(drawn, 2 * FINEST_SHARE * limits.length_um)
    if present is None:
        return part
    begin, end = part.times_s[0], part.times_s[-1]
    gap = 1 / config.motion.sampling_frequency_hz
    joints = np.array([time for time in (begin - gap, end + gap) if 0 < time < config.duration_s])
    outside = (present.times_s < begin - gap) | (present.times_s > end + gap)
    times = np.unique(np.concatenate([present.times_s[outside], joints]))
    rest = DisplacementCurve(times, np.interp(times, present.times_s, present.displacement_um))
    before, after = (_few(_part(rest, chosen), limits.length_um) for chosen in (times < begin, times > end))
    return _concatenated(before, part, after)


def _concatenated(*parts: DisplacementCurve) -> DisplacementCurve:
    times, displacements = ([getattr(part, name) for part in parts] for name in ("times_s", "displacement_um"))
    return DisplacementCurve(np.concatenate(times), np.concatenate(displacements))


def simplify(curve: DisplacementCurve, tolerance_um: float, most: int = MOST_POINTS) -> DisplacementCurve:
    """Drop points of a curve, within a tolerance (Ramer-Douglas-Peucker algorithm).

    Parameters
    ----------
    curve : DisplacementCurve
        The curve to simplify.
    tolerance_um : float
        Largest deviation at any time, in µm; increased when more than ``most`` points would be needed.
    most : int
        Largest number of points.

    Returns
    -------
    DisplacementCurve
        A subset of the points, with the first and the last.

    References
    ----------
    Ramer (1972), An iterative procedure for the polygonal approximation of plane curves, Comput. Graph. Image Process.
    1, 244-256, doi:10.1016/S0146-664X(72)80017-0.

    Douglas, Peucker (1973), Algorithms for the reduction of the number of points required to represent a digitized line
    or its caricature, Cartographica 10, 112-122, doi:10.3138/FM57-6770-U75U-7727.

    Examples
    --------
    >>> line = DisplacementCurve(np.arange(5.0), np.array([0.0, 1.0, 2.0, 1.0, 0.0]))
    >>> simplify(line, 0.1).times_s
    array([0., 2., 4.])
    """
    tolerance = max(tolerance_um, 1e-6)
    while np.count_nonzero(kept := _needed(curve, tolerance)) > most:
        tolerance *= 1.5
    return _part(curve, kept)


def resample(curve: DisplacementCurve, config: SimulationConfig) -> DisplacementCurve:
    """Return a curve with no more points than the motion has samples in the recording (at most 20 000)."""
    number = min(ceil(config.motion.sampling_frequency_hz * config.duration_s), MOST_TIMES)
    if curve.times_s.size <= number:
        return curve
    times = np.linspace(curve.times_s[0], min(curve.times_s[-1], config.duration_s), number)
    return DisplacementCurve(times, np.interp(times, curve.times_s, curve.displacement_um))


def max_deviation_um(curve: DisplacementCurve, other: DisplacementCurve) -> float:
    """Return the largest distance between two curves.

    Parameters
    ----------
    curve, other : DisplacementCurve
        Compared at the points of the first.

    Returns
    -------
    float
        In µm.
    """
    there = np.interp(curve.times_s, other.times_s, other.displacement_um)
    return float(np.abs(curve.displacement_um - there).max(initial=0.0))


def is_within(curve: DisplacementCurve, motion: MotionConfig) -> bool:
    """Return whether a curve stays within the limits of a motion."""
    limits = motion_range(motion)
    low, high = limits.limits_um
    rounding = 1e-6 * max(abs(low), abs(high))
    inside = curve.displacement_um.min() >= low - rounding and curve.displacement_um.max() <= high + rounding
    return bool(inside) and limits.length_um > 0


def clip(curve: DisplacementCurve, motion: MotionConfig) -> DisplacementCurve:
    """Return a curve clipped to the limits of a motion, with a point wherever it crosses one.

    Examples
    --------
    >>> held = clip(DisplacementCurve(np.array([0.0, 40.0]), np.array([0.0, 40.0])), MotionConfig())
    >>> held.times_s, held.displacement_um
    (array([ 0., 20., 40.]), array([ 0., 20., 20.]))
    """
    limits_um = motion_range(motion).limits_um
    before, after = curve.displacement_um[:-1], curve.displacement_um[1:]
    times = [curve.times_s]
    for limit in limits_um:
        across = (before < limit) != (after < limit)
        share = (limit - before[across]) / (after[across] - before[across])
        times.append(curve.times_s[:-1][across] + share * np.diff(curve.times_s)[across])
    every = np.unique(np.concatenate(times))
    return DisplacementCurve(every, np.clip(np.interp(every, curve.times_s, curve.displacement_um), *limits_um))


def widen(motion: MotionConfig, curve: DisplacementCurve) -> MotionConfig:
    """Return a motion with limits extended, by whole µm, until a curve fits between them.

    Examples
    --------
    >>> wide = widen(MotionConfig(), DisplacementCurve(np.array([0.0, 1.0]), np.array([-31.5, 12.0])))
    >>> wide.start_um, wide.stop_um
    ((0.0, 20.0), (0.0, -32.0))
    """
    limits = motion_range(motion)
    low, high = limits.limits_um
    low, high = min(low, floor(curve.displacement_um.min())), max(high, ceil(curve.displacement_um.max()))
    if low == high:
        low, high = low - 1.0, high + 1.0
    ends = (low, high) if limits.start_um < limits.stop_um else (high, low)
    start, stop = list(motion.start_um), list(motion.stop_um)
    start[limits.axis], stop[limits.axis] = (float(end) for end in ends)
    return motion.replace(start_um=start, stop_um=stop)


def max_limit_um() -> float:
    """Return the largest displacement allowed as a limit of the motion, in µm."""
    return float(parameter_info(MotionConfig, "stop_um").le or np.inf)


def _enabled(config: SimulationConfig) -> list[int]:
    """Return which components between start and stop there are; those in µm stay as they are and add up."""
    parts = config.motion.components
    return [index for index, part in enumerate(parts) if part.enabled and isinstance(part, RangeMotion)]


def _common_gradient(config: SimulationConfig) -> float | None:
    """Return the non-rigid gradient that all components share, or None."""
    parts = [config.motion.components[index] for index in _enabled(config)]
    found = {part.non_rigid_gradient for part in parts if isinstance(part, RangeMotion)}
    return found.pop() if len(found) == 1 else None


def _within(drawn: DisplacementCurve, config: SimulationConfig) -> DisplacementCurve:
    """Return a drawn curve clipped to limits and recording, and extended to the recording's ends when close to them."""
    times = np.clip(drawn.times_s, 0.0, config.duration_s)
    near = NEAR_THE_END * config.duration_s
    if times[0] < near:
        times[0] = 0.0
    if times[-1] > config.duration_s - near:
        times[-1] = config.duration_s
    times, order = np.unique(times, return_index=True)
    return clip(DisplacementCurve(times, drawn.displacement_um[order]), config.motion)


def _curve(motion: MotionConfig, curve: DisplacementCurve, gradient: float | None) -> dict[str, Any]:
    """Return a curve component, as plain data, that moves units along a curve."""
    limits = motion_range(motion)
    positions = (curve.displacement_um - (limits.start_um + limits.stop_um) / 2) / (limits.stop_um - limits.start_um)
    times, order = np.unique(np.round(curve.times_s, 3), return_index=True)
    return {
        "kind": "curve",
        "non_rigid_gradient": gradient,
        "times_s": times.tolist(),
        "positions": np.clip(np.round(positions[order], 5), -0.5, 0.5).tolist(),
    }


def _part(curve: DisplacementCurve, chosen: NDArray[np.bool_]) -> DisplacementCurve:
    return DisplacementCurve(curve.times_s[chosen], curve.displacement_um[chosen])


def _few(curve: DisplacementCurve, length_um: float) -> DisplacementCurve:
    """Return a curve unchanged, or simplified when it has too many points."""
    return curve if curve.times_s.size <= MOST_POINTS else simplify(curve, FINEST_SHARE * length_um)


def _needed(curve: DisplacementCurve, tolerance_um: float) -> NDArray[np.bool_]:
    """Return which points to keep, shape (points,), so that lines between them deviate less than a tolerance."""
    times, values = curve.times_s, curve.displacement_um
    needed = np.zeros(times.size, dtype=bool)
    needed[[0, -1]] = True
    open_segments = [(0, times.size - 1)]
    while open_segments:
        first, last = open_segments.pop()
        if last - first < 2:
            continue
        inner = slice(first + 1, last)
        line = np.interp(times[inner], times[[first, last]], values[[first, last]])
        off = np.abs(values[inner] - line)
        farthest = int(np.argmax(off))
        if off[farthest] > tolerance_um:
            middle = first + 1 + farthest
            needed[middle] = True
            open_segments += [(first, middle), (middle, last)]
    return needed
