"""From a configuration to the motion of units."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..streams import Streams
from .config import MotionConfig
from .limits import refuse_excess
from .motion import Motion
from .range_kinds import RangeMotion
from .shapes import component_shape, shape_of, time_grid
from .steps import displacement_steps_um, limits_with_rest, rest_between
from .tissue import bins_per_held, make_parts, most_of, steps_of, with_parts
from .tissue_kinds import FolderMotion

Array = NDArray[np.float64]


def make_motion(config: MotionConfig, locations_um: NDArray[Any], duration_s: float, streams: Streams) -> Motion:
    """Make the displacement of each motion component over time, and each unit's fraction of it.

    Parameters
    ----------
    config : MotionConfig
        Limits, steps and components.
    locations_um : ndarray, shape (units, 2 or 3)
        Positions of the units at rest, in µm.
    duration_s : float
        Duration of the recording in s.
    streams : Streams
        Random streams; with independent ones two random components differ.

    Returns
    -------
    Motion
        Read-only arrays.

    Raises
    ------
    ValueError
        When the components between start and stop together leave that range, or one in µm cannot be followed.

    References
    ----------
    Garcia et al. (2024), A modular implementation to handle and benchmark drift correction for high-density
    extracellular recordings, eNeuro 11(2), doi:10.1523/ENEURO.0229-23.2023: zigzag, bumps and non-rigid motion.

    Steinmetz et al. (2021), Neuropixels 2.0: A miniaturized high-density probe for stable, long-term brain recordings,
    Science 372, eabf4588, doi:10.1126/science.abf4588: the imposed zigzag motion.
    """
    held = held_motion(config, locations_um, duration_s, streams)
    parts = make_parts(config, locations_um, duration_s, streams.seed)
    if not parts:
        return _read_only(held)
    repeat = bins_per_held(config, duration_s, held.vectors_um.shape[2] + sum(part.used_knots().size for part in parts))
    times = max(int(np.ceil(config.sampling_frequency_hz * repeat * duration_s)), 1)
    return _read_only(with_parts(held, parts, times, repeat, steps_of(config, parts)))


def held_motion(config: MotionConfig, locations_um: NDArray[Any], duration_s: float, streams: Streams) -> Motion:
    """Make the motion between start and stop alone, as `make_motion`."""
    start, stop = np.array(config.start_um), np.array(config.stop_um)
    components = [
        (index, part) for index, part in enumerate(config.components) if part.enabled and isinstance(part, RangeMotion)
    ]
    times = int(np.ceil(config.sampling_frequency_hz * duration_s))
    vectors = np.zeros((times, 2, len(components)))
    factors = np.ones((len(locations_um), len(components)))
    for column, (index, part) in enumerate(components):
        vectors[:, :, column] = component_displacement_um(config, index, duration_s, streams)
        factors[:, column] = follow_factors(part.non_rigid_gradient, locations_um[:, :2], stop - start)
    steps = displacement_steps_um(config, through_rest=not streams.is_reference)
    motion = Motion(vectors, factors, steps, config.sampling_frequency_hz)
    if streams.is_reference:
        refuse_excess(motion, start, stop, (start + stop) / 2)
    else:
        refuse_excess(motion, *limits_with_rest(start, stop))
    return motion


def _read_only(motion: Motion) -> Motion:
    for array in (motion.vectors_um, motion.factors, motion.steps_um):
        array.flags.writeable = False
    return motion


def component_displacement_um(
    config: MotionConfig, index: int, duration_s: float, streams: Streams, rate_hz: float | None = None
) -> Array:
    """Return the displacement over time by one component, of a unit that follows it fully.

    Of a component in µm it is that at the depth that moves farthest.

    Parameters
    ----------
    config : MotionConfig
        Limits and components.
    index : int
        Which component.
    duration_s : float
        Duration of the recording.
    streams : Streams
        Where the random numbers come from; those of the reference add the middle of start and stop at all times.
    rate_hz : float, optional
        Samples per second, by default those of the motion.

    Returns
    -------
    ndarray, shape (ceil(rate x duration), 2)
        x and y in µm.
    """
    part, rate_hz = config.components[index], rate_hz or config.sampling_frequency_hz
    if not isinstance(part, RangeMotion):
        return _most_displaced(config, index, duration_s, streams.seed, rate_hz)
    start, stop = np.array(config.start_um), np.array(config.stop_um)
    if streams.is_reference:
        shape = component_shape(part, duration_s, rate_hz, streams, index)
        return np.asarray(shape[:, np.newaxis] * (stop - start) + (start + stop) / 2)
    if part.amplitude_factor < 0:
        start, stop = stop, start
    rest, nearest = rest_between(start, stop)
    grid = time_grid(part, duration_s, rate_hz)
    curve, moving = shape_of(part, grid, streams, index, rest)
    amplitude = abs(part.amplitude_factor)
    moved = ((curve - rest) * amplitude)[:, np.newaxis] * (stop - start)
    return np.asarray(moved + moving[:, np.newaxis] * (nearest * amplitude))


def _most_displaced(config: MotionConfig, index: int, duration_s: float, seed: int, rate_hz: float) -> Array:
    times = int(np.ceil(rate_hz * duration_s))
    moved = np.zeros((times, 2))
    if (part := most_of(config, index, duration_s, seed, files_state(config))) is not None:
        moved[:, part.axis] = part.displacement_um(np.arange(times) / rate_hz, np.zeros(times, dtype=np.int64))
    return moved


def files_state(config: MotionConfig) -> object:
    """Return what changes when a file that a motion reads is exchanged."""
    return tuple(part.state() for part in config.components if isinstance(part, FolderMotion)) or None


def follow_factors(gradient: float | None, locations_um: NDArray[Any], direction: Array) -> Array:
    """Return each unit's fraction of a motion component: 1 at one end of the tissue, ``|gradient|`` at the other.

    Parameters
    ----------
    gradient : float or None
        The fraction left at the far end; negative reverses the gradient; None is rigid motion.
    locations_um : ndarray, shape (units, 2)
        Positions of the units at rest, in µm.
    direction : ndarray, shape (2,)
        Direction of the motion, from start to stop, in µm.

    Returns
    -------
    ndarray, shape (units,)
        Fractions; all 1 when the units have no extent along the motion, for example a single unit.
    """
    length = float(np.linalg.norm(direction))
    if gradient is None or length == 0:
        return np.ones(len(locations_um))
    along = np.dot(locations_um, direction / length)
    extent = np.ptp(along) if along.size else 0.0
    if extent == 0:
        return np.ones(len(locations_um))
    place = (along - np.min(along)) / extent
    if gradient < 0:
        place = 1 - place
    shares: Array = place * (1 - abs(gradient)) + abs(gradient)
    return shares
