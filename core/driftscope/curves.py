"""Courses of one's own, drawn or measured: how they become a component of the motion."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .base import parameter_info
from .config import SimulationConfig
from .motion import CurveMotion, MotionConfig, component_displacement_um

MOST_POINTS = 400
MOST_TIMES = 20_000
FINEST_SHARE = 0.002
"""How far, as a share of the way from start to stop, a course may be off by leaving points out."""
NEAR_THE_END = 0.01
"""As a share of the recording: what ends so near to its beginning or end is meant to reach it."""

Changes = dict[str, Any]


@dataclass(frozen=True, eq=False)
class DisplacementCurve:
    """How far units move over time.

    Attributes
    ----------
    times_s : ndarray, shape (points,)
        Increasing.
    displacement_um : ndarray, shape (points,)
        Relative to the units' places.
    """

    times_s: NDArray[np.float64]
    displacement_um: NDArray[np.float64]


@dataclass(frozen=True)
class MotionRange:
    """The way that the motion's limits leave.

    Attributes
    ----------
    axis : int
        1 along the probe, 0 where units can only move across it.
    start_um, stop_um : float
        Its ends.
    """

    axis: int
    start_um: float
    stop_um: float

    @property
    def limits_um(self) -> tuple[float, float]:
        """The lower end and the upper one."""
        return min(self.start_um, self.stop_um), max(self.start_um, self.stop_um)

    @property
    def length_um(self) -> float:
        """How far it is from one end to the other."""
        return abs(self.stop_um - self.start_um)


def motion_range(motion: MotionConfig) -> MotionRange:
    """Return the way that a course is drawn on.

    Examples
    --------
    >>> motion_range(MotionConfig()).limits_um
    (-20.0, 20.0)
    """
    axis = 0 if motion.start_um[1] == motion.stop_um[1] and motion.start_um[0] != motion.stop_um[0] else 1
    return MotionRange(axis, motion.start_um[axis], motion.stop_um[axis])


def current_curve(config: SimulationConfig) -> DisplacementCurve | None:
    """Return the course of a unit that follows all motions fully, or None when nothing moves.

    A single curve is given by its own points, anything else at the times of the motion.
    """
    way, parts = motion_range(config.motion), _enabled(config)
    if not parts:
        return None
    only = config.motion.components[parts[0]] if len(parts) == 1 else None
    if isinstance(only, CurveMotion) and only.start_s is None and only.end_s is None:
        return DisplacementCurve(np.array(only.times_s), _points_um(only, config, way))
    moved = [component_displacement_um(config.motion, index, config.duration_s, config.random) for index in parts]
    together: NDArray[np.float64] = np.sum(moved, axis=0)[:, way.axis]
    return DisplacementCurve(np.arange(len(together)) / config.motion.sampling_frequency_hz, together)


def _points_um(curve: CurveMotion, config: SimulationConfig, way: MotionRange) -> NDArray[np.float64]:
    """Return the displacement at a curve's own points."""
    amplitude, positions = curve.amplitude_factor, np.array(curve.positions)
    middle, span = (way.start_um + way.stop_um) / 2, way.stop_um - way.start_um
    added = middle if config.random.is_reference else middle * abs(amplitude)
    return positions * amplitude * span + added


def redraw(config: SimulationConfig, drawn: DisplacementCurve) -> Changes:
    """Return the changes that make the motion what was drawn, and leave it as it was at other times.

    A motion that is a single curve is drawn anew in part; otherwise a curve is added, which holds all that moved so
    far as well, and the other motions are muted.

    Parameters
    ----------
    config : SimulationConfig
        Whose motion.
    drawn : DisplacementCurve
        Over the recording or a part of it; what lies beyond the motion's limits is cut there.
    """
    course = splice(current_curve(config), _within(drawn, config), config)
    parts = _enabled(config)
    if len(parts) == 1 and isinstance(config.motion.components[parts[0]], CurveMotion):
        components = [part.to_dict() for part in config.motion.components]
        components[parts[0]] = _curve(config.motion, course, components[parts[0]]["non_rigid_gradient"])
        return {"motion": {**config.motion.to_dict(), "components": components}}
    return add_curve(config.motion, course, _common_gradient(config))


def add_curve(motion: MotionConfig, course: DisplacementCurve, gradient: float | None = None) -> Changes:
    """Return the changes that add a course to a motion, as the only component that is not muted."""
    muted = [{**part.to_dict(), "enabled": False} for part in motion.components]
    return {"motion": {**motion.to_dict(), "components": [*muted, _curve(motion, course, gradient)]}}


def splice(present: DisplacementCurve | None, drawn: DisplacementCurve, config: SimulationConfig) -> DisplacementCurve:
    """Put a drawn stretch into a course; outside of it the course stays.

    Parameters
    ----------
    present : DisplacementCurve or None
        What there was; with nothing, the ends of the stretch are held.
    drawn : DisplacementCurve
        The stretch.
    config : SimulationConfig
        Whose limits and motion rate say how exact it has to be.
    """
    way = motion_range(config.motion)
    stretch = simplify(drawn, 2 * FINEST_SHARE * way.length_um)
    if present is None:
        return stretch
    begin, end = stretch.times_s[0], stretch.times_s[-1]
    gap = 1 / config.motion.sampling_frequency_hz
    joints = np.array([time for time in (begin - gap, end + gap) if 0 < time < config.duration_s])
    outside = (present.times_s < begin - gap) | (present.times_s > end + gap)
    times = np.unique(np.concatenate([present.times_s[outside], joints]))
    rest = DisplacementCurve(times, np.interp(times, present.times_s, present.displacement_um))
    before, after = (_few(_part(rest, chosen), way.length_um) for chosen in (times < begin, times > end))
    return DisplacementCurve(
        np.concatenate([before.times_s, stretch.times_s, after.times_s]),
        np.concatenate([before.displacement_um, stretch.displacement_um, after.displacement_um]),
    )


def simplify(course: DisplacementCurve, tolerance_um: float, most: int = MOST_POINTS) -> DisplacementCurve:
    """Leave out points without which a course stays nearly the same (Ramer, Douglas and Peucker's algorithm).

    Parameters
    ----------
    course : DisplacementCurve
        To be described by fewer points.
    tolerance_um : float
        How far it may be off at any time; more only when too many points would be needed.
    most : int
        How many points are kept at most.

    Examples
    --------
    >>> line = DisplacementCurve(np.arange(5.0), np.array([0.0, 1.0, 2.0, 1.0, 0.0]))
    >>> simplify(line, 0.1).times_s
    array([0., 2., 4.])
    """
    tolerance = max(tolerance_um, 1e-6)
    while np.count_nonzero(kept := _needed(course, tolerance)) > most:
        tolerance *= 1.5
    return _part(course, kept)


def resample(course: DisplacementCurve, config: SimulationConfig) -> DisplacementCurve:
    """Return a course with no more points than the motion has times: more could not be seen."""
    number = min(ceil(config.motion.sampling_frequency_hz * config.duration_s), MOST_TIMES)
    if course.times_s.size <= number:
        return course
    times = np.linspace(course.times_s[0], min(course.times_s[-1], config.duration_s), number)
    return DisplacementCurve(times, np.interp(times, course.times_s, course.displacement_um))


def max_deviation_um(course: DisplacementCurve, other: DisplacementCurve) -> float:
    """Return how far two courses are apart at most, at the points of the first one, in µm."""
    there = np.interp(course.times_s, other.times_s, other.displacement_um)
    return float(np.abs(course.displacement_um - there).max(initial=0.0))


def is_within(course: DisplacementCurve, motion: MotionConfig) -> bool:
    """Return whether a course keeps to the motion's limits."""
    way = motion_range(motion)
    low, high = way.limits_um
    rounding = 1e-6 * max(abs(low), abs(high))
    inside = course.displacement_um.min() >= low - rounding and course.displacement_um.max() <= high + rounding
    return bool(inside) and way.length_um > 0


def clip(course: DisplacementCurve, motion: MotionConfig) -> DisplacementCurve:
    """Return a course that is held at the motion's limits wherever it would leave them.

    Examples
    --------
    >>> held = clip(DisplacementCurve(np.array([0.0, 40.0]), np.array([0.0, 40.0])), MotionConfig())
    >>> held.times_s, held.displacement_um
    (array([ 0., 20., 40.]), array([ 0., 20., 20.]))
    """
    limits = motion_range(motion).limits_um
    before, after = course.displacement_um[:-1], course.displacement_um[1:]
    times = [course.times_s]
    for limit in limits:
        across = (before < limit) != (after < limit)
        share = (limit - before[across]) / (after[across] - before[across])
        times.append(course.times_s[:-1][across] + share * np.diff(course.times_s)[across])
    every = np.unique(np.concatenate(times))
    return DisplacementCurve(every, np.clip(np.interp(every, course.times_s, course.displacement_um), *limits))


def widen(motion: MotionConfig, course: DisplacementCurve) -> MotionConfig:
    """Return a motion whose start and stop were moved apart, by whole µm, until a course fits in between.

    Examples
    --------
    >>> wide = widen(MotionConfig(), DisplacementCurve(np.array([0.0, 1.0]), np.array([-31.5, 12.0])))
    >>> wide.start_um, wide.stop_um
    ((0.0, 20.0), (0.0, -32.0))
    """
    way = motion_range(motion)
    low, high = way.limits_um
    low, high = min(low, floor(course.displacement_um.min())), max(high, ceil(course.displacement_um.max()))
    if low == high:
        low, high = low - 1.0, high + 1.0
    ends = (low, high) if way.start_um < way.stop_um else (high, low)
    start, stop = list(motion.start_um), list(motion.stop_um)
    start[way.axis], stop[way.axis] = (float(end) for end in ends)
    return motion.replace(start_um=start, stop_um=stop)


def max_limit_um() -> float:
    """Return how far from a unit's place the motion's limits can be."""
    return float(parameter_info(MotionConfig, "stop_um").le or np.inf)


def _enabled(config: SimulationConfig) -> list[int]:
    return [index for index, part in enumerate(config.motion.components) if part.enabled]


def _common_gradient(config: SimulationConfig) -> float | None:
    """Return the gradient that all motions share, or None."""
    found = {config.motion.components[index].non_rigid_gradient for index in _enabled(config)}
    return found.pop() if len(found) == 1 else None


def _within(drawn: DisplacementCurve, config: SimulationConfig) -> DisplacementCurve:
    """Return what was drawn within the limits and the recording, reaching the recording's ends when near to them."""
    times = np.clip(drawn.times_s, 0.0, config.duration_s)
    near = NEAR_THE_END * config.duration_s
    if times[0] < near:
        times[0] = 0.0
    if times[-1] > config.duration_s - near:
        times[-1] = config.duration_s
    times, order = np.unique(times, return_index=True)
    return clip(DisplacementCurve(times, drawn.displacement_um[order]), config.motion)


def _curve(motion: MotionConfig, course: DisplacementCurve, gradient: float | None) -> dict[str, Any]:
    """Return a component whose displacement is a course."""
    way = motion_range(motion)
    positions = (course.displacement_um - (way.start_um + way.stop_um) / 2) / (way.stop_um - way.start_um)
    times, order = np.unique(np.round(course.times_s, 3), return_index=True)
    return {
        "kind": "curve",
        "non_rigid_gradient": gradient,
        "times_s": times.tolist(),
        "positions": np.clip(np.round(positions[order], 5), -0.5, 0.5).tolist(),
    }


def _part(course: DisplacementCurve, chosen: NDArray[np.bool_]) -> DisplacementCurve:
    return DisplacementCurve(course.times_s[chosen], course.displacement_um[chosen])


def _few(course: DisplacementCurve, length_um: float) -> DisplacementCurve:
    """Return a course as it is, or simplify when it has too many points."""
    return course if course.times_s.size <= MOST_POINTS else simplify(course, FINEST_SHARE * length_um)


def _needed(course: DisplacementCurve, tolerance_um: float) -> NDArray[np.bool_]:
    """Return which points are needed so that straight lines between them are never farther off than a tolerance."""
    times, values = course.times_s, course.displacement_um
    needed = np.zeros(times.size, dtype=bool)
    needed[[0, -1]] = True
    open_stretches = [(0, times.size - 1)]
    while open_stretches:
        first, last = open_stretches.pop()
        if last - first < 2:
            continue
        inner = slice(first + 1, last)
        line = np.interp(times[inner], times[[first, last]], values[[first, last]])
        off = np.abs(values[inner] - line)
        farthest = int(np.argmax(off))
        if off[farthest] > tolerance_um:
            middle = first + 1 + farthest
            needed[middle] = True
            open_stretches += [(first, middle), (middle, last)]
    return needed
