"""What moves between start and stop, over time: the shapes of zigzags, jumps, random walks and curves."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..streams import Streams
from .range_kinds import BumpMotion, CurveMotion, RangeMotion, ZigzagMotion

Array = NDArray[np.float64]


def component_shape(
    component: RangeMotion, duration_s: float, rate_hz: float, streams: Streams, index: int = 0
) -> NDArray[Any]:
    """Return the displacement of a component over time, in units of the range from start (-0.5) to stop (0.5).

    Parameters
    ----------
    component : RangeMotion
        The component.
    duration_s : float
        Duration of the recording in s.
    rate_hz : float
        Sampling rate of the result in Hz.
    streams : Streams
        Random streams.
    index : int
        Index of the component, which selects its random stream.

    Returns
    -------
    ndarray, shape (ceil(rate x duration),)
        Displacement times ``amplitude_factor``; float32 for a zigzag, as in the reference, else float64.

    References
    ----------
    Garcia et al. (2024), A modular implementation to handle and benchmark drift correction for high-density
    extracellular recordings, eNeuro 11(2), doi:10.1523/ENEURO.0229-23.2023: zigzag, bumps and non-rigid motion.

    Steinmetz et al. (2021), Neuropixels 2.0: A miniaturized high-density probe for stable, long-term brain recordings,
    Science 372, eabf4588, doi:10.1126/science.abf4588: the imposed zigzag motion.
    """
    course, _ = course_of(component, clock_of(component, duration_s, rate_hz), streams, index, 0.0)
    return course * component.amplitude_factor


@dataclass(frozen=True)
class TimeGrid:
    """The bins of a motion, and from when to when it moves."""

    size: int
    rate_hz: float
    start_s: float
    end_s: float
    duration_s: float

    @property
    def first(self) -> int:
        """The bin in which it begins."""
        return int(self.start_s * self.rate_hz)

    @property
    def last(self) -> int:
        """The bin in which it ends."""
        return int(self.end_s * self.rate_hz)


def clock_of(component: RangeMotion, duration_s: float, rate_hz: float) -> TimeGrid:
    """Return the bins of a component."""
    start = component.start_s or 0.0
    end = duration_s if component.end_s is None else min(component.end_s, duration_s)
    return TimeGrid(int(np.ceil(rate_hz * duration_s)), rate_hz, start, end, duration_s)


def course_of(
    component: RangeMotion, clock: TimeGrid, streams: Streams, index: int, rest: float
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return a course between -0.5 and 0.5 that is at rest where nothing moves, and where something does.

    What a zigzag or a random walk has reached in the end is held, as in the reference, and counts as moved.
    """
    moving = np.zeros(clock.size, dtype=np.bool_)
    moving[clock.first :] = True
    if isinstance(component, ZigzagMotion):
        return _zigzag(component, clock, rest), moving
    if isinstance(component, CurveMotion):
        moving[clock.last if component.end_s is not None else clock.size :] = False
        course = np.interp(np.arange(clock.size) / clock.rate_hz, component.times_s, component.positions)
        return np.where(moving, course, rest), moving
    rng = streams.generator("motion", index)
    if isinstance(component, BumpMotion):
        return _bumps(component, clock, rng, rest)
    return _walk(clock, rng, rest), moving


def _zigzag(component: ZigzagMotion, clock: TimeGrid, rest: float) -> NDArray[np.float32]:
    course = np.full(clock.size, rest, dtype=np.float32)
    if clock.last <= clock.first:
        return course
    times = np.arange(clock.last - clock.first) / clock.rate_hz
    phase = np.mod(2 * np.pi * (1.0 / component.period_s) * times + np.pi * (0.5 - rest), 2 * np.pi)
    triangle = np.abs(phase / np.pi - 1) - 0.5
    course[clock.first : clock.last] = triangle
    course[clock.last :] = triangle[-1]
    return course


def _bumps(
    component: BumpMotion, clock: TimeGrid, rng: np.random.Generator, rest: float
) -> tuple[Array, NDArray[np.bool_]]:
    rests = rng.uniform(component.shortest_s, component.longest_s, int(clock.duration_s / component.shortest_s))
    jumps = np.cumsum(rests) + clock.start_s
    marks = (jumps[jumps < clock.end_s] * clock.rate_hz).astype(np.int64)
    course, moving = np.full(clock.size, rest), np.zeros(clock.size, dtype=np.bool_)
    for number, (begin, stop) in enumerate(pairwise(marks.tolist())):
        course[begin:stop] = -0.5 if number % 2 else 0.5
        moving[begin:stop] = True
    return course, moving


def _walk(clock: TimeGrid, rng: np.random.Generator, rest: float) -> Array:
    """Return a walk that begins at rest and is reflected by the nearer end, so that it uses all of the way."""
    steps = rng.integers(0, 2, clock.size) * 2.0 - 1.0
    steps[: clock.first] = steps[clock.last :] = 0.0
    course = np.cumsum(steps)
    farthest = np.max(np.abs(course), initial=0.0)
    if farthest == 0:
        return np.full(clock.size, rest)
    near, far = sorted((-0.5 - rest, 0.5 - rest), key=abs)
    course = course / (farthest * 2) * (2 * abs(far))
    beyond = -np.sign(far) * course > abs(near)
    return np.asarray(rest + np.where(beyond, 2 * near - course, course))
