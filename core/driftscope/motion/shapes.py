"""The shape over time of each motion between start and stop: zigzag, bumps, random walk and drawn curve."""

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
    curve, _ = shape_of(component, time_grid(component, duration_s, rate_hz), streams, index, 0.0)
    return curve * component.amplitude_factor


@dataclass(frozen=True)
class TimeGrid:
    """The time bins of a motion, and when it starts and ends."""

    size: int
    rate_hz: float
    start_s: float
    end_s: float
    duration_s: float

    @property
    def first(self) -> int:
        """The bin in which it starts."""
        return int(self.start_s * self.rate_hz)

    @property
    def last(self) -> int:
        """The bin in which it ends."""
        return int(self.end_s * self.rate_hz)


def time_grid(component: RangeMotion, duration_s: float, rate_hz: float) -> TimeGrid:
    """Return the time bins of a component."""
    start = component.start_s or 0.0
    end = duration_s if component.end_s is None else min(component.end_s, duration_s)
    return TimeGrid(int(np.ceil(rate_hz * duration_s)), rate_hz, start, end, duration_s)


def shape_of(
    component: RangeMotion, grid: TimeGrid, streams: Streams, index: int, rest: float
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return the displacement over time, between -0.5 and 0.5, and a mask of the bins in which the component acts.

    Elsewhere the displacement is ``rest``. The value that a zigzag or a random walk reaches at its end is held, as in
    the reference, and those bins count as acting.
    """
    moving = np.zeros(grid.size, dtype=np.bool_)
    moving[grid.first :] = True
    if isinstance(component, ZigzagMotion):
        return _zigzag(component, grid, rest), moving
    if isinstance(component, CurveMotion):
        moving[grid.last if component.end_s is not None else grid.size :] = False
        curve = np.interp(np.arange(grid.size) / grid.rate_hz, component.times_s, component.positions)
        return np.where(moving, curve, rest), moving
    rng = streams.generator("motion", index)
    if isinstance(component, BumpMotion):
        return _bumps(component, grid, rng, rest)
    return _walk(grid, rng, rest), moving


def _zigzag(component: ZigzagMotion, grid: TimeGrid, rest: float) -> NDArray[np.float32]:
    curve = np.full(grid.size, rest, dtype=np.float32)
    if grid.last <= grid.first:
        return curve
    times = np.arange(grid.last - grid.first) / grid.rate_hz
    phase = np.mod(2 * np.pi * (1.0 / component.period_s) * times + np.pi * (0.5 - rest), 2 * np.pi)
    triangle = np.abs(phase / np.pi - 1) - 0.5
    curve[grid.first : grid.last] = triangle
    curve[grid.last :] = triangle[-1]
    return curve


def _bumps(
    component: BumpMotion, grid: TimeGrid, rng: np.random.Generator, rest: float
) -> tuple[Array, NDArray[np.bool_]]:
    rests = rng.uniform(component.shortest_s, component.longest_s, int(grid.duration_s / component.shortest_s))
    jumps = np.cumsum(rests) + grid.start_s
    marks = (jumps[jumps < grid.end_s] * grid.rate_hz).astype(np.int64)
    curve, moving = np.full(grid.size, rest), np.zeros(grid.size, dtype=np.bool_)
    for number, (begin, stop) in enumerate(pairwise(marks.tolist())):
        curve[begin:stop] = -0.5 if number % 2 else 0.5
        moving[begin:stop] = True
    return curve, moving


def _walk(grid: TimeGrid, rng: np.random.Generator, rest: float) -> Array:
    """Return a walk that starts at rest and is reflected at the nearer end, so that it uses the whole range."""
    steps = rng.integers(0, 2, grid.size) * 2.0 - 1.0
    steps[: grid.first] = steps[grid.last :] = 0.0
    curve = np.cumsum(steps)
    farthest = np.max(np.abs(curve), initial=0.0)
    if farthest == 0:
        return np.full(grid.size, rest)
    near, far = sorted((-0.5 - rest, 0.5 - rest), key=abs)
    curve = curve / (farthest * 2) * (2 * abs(far))
    beyond = -np.sign(far) * curve > abs(near)
    return np.asarray(rest + np.where(beyond, 2 * near - curve, curve))
