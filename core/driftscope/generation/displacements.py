"""Displacement vectors: the displacement of a motion over time, and how far each unit follows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..motion import (
    BumpMotion,
    Motion,
    RandomWalkMotion,
    RangeMotion,
    ZigzagMotion,
    component_shape,
    follow_factors,
    linear_steps,
    refuse_excess,
)
from ..streams import Streams
from .arguments import called_with, fixed_seed, positive, renamed, spoken_of, whole_number

MOST_STEPS = 100_000

_START = [0, 30.0]
_STOP = [0, -30.0]
_MOTIONS = [
    {
        "drift_mode": "zigzag",
        "amplitude_factor": 1.0,
        "non_rigid_gradient": None,
        "t_start_drift": 60.0,
        "t_end_drift": None,
        "period_s": 200,
    },
]
_NAMES = {
    "start_s": "t_start_drift",
    "end_s": "t_end_drift",
    "shortest_s": "bump_interval_s",
    "longest_s": "bump_interval_s",
}

Array = NDArray[np.float64]
DisplacementData = tuple[Array, Array, Array, float, Array]


def make_one_displacement_vector(
    drift_mode: str = "zigzag",
    duration: float = 600.0,
    amplitude_factor: float = 1.0,
    displacement_sampling_frequency: float = 5.0,
    t_start_drift: float | None = None,
    t_end_drift: float | None = None,
    period_s: float = 200,
    bump_interval_s: tuple[float, float] = (30, 90.0),
    seed: int | None = None,
) -> NDArray[Any]:
    """Make the displacement over time of one motion, between -0.5 and 0.5 times ``amplitude_factor``.

    Parameters
    ----------
    drift_mode : {"zigzag", "bump", "bumps", "random_walk"}
        What it looks like; the plural is accepted as well.
    duration : float
        Length in seconds.
    amplitude_factor : float
        Factor on the displacement.
    displacement_sampling_frequency : float
        Samples a second.
    t_start_drift, t_end_drift : float or None
        When the motion begins and ends, in seconds; with the recording when None.
    period_s : float
        Period of the zigzag.
    bump_interval_s : (float, float)
        Shortest and longest time between two jumps, in seconds.
    seed : int or None
        Where the draws of bumps and of the random walk start.

    Returns
    -------
    ndarray, shape (ceil(displacement_sampling_frequency x duration),)
        Displacement over time; float32 for a zigzag, else float64.

    Raises
    ------
    ValueError
        When there is no such mode or the times do not fit into the duration.

    Examples
    --------
    >>> from driftscope.generation import make_one_displacement_vector
    >>> make_one_displacement_vector(duration=2.0, displacement_sampling_frequency=2.0, period_s=2.0)
    array([ 0. , -0.5,  0. ,  0.5], dtype=float32)
    """
    length = positive(duration, "duration")
    rate = positive(displacement_sampling_frequency, "displacement_sampling_frequency")
    _refuse_times(t_start_drift, t_end_drift, length)
    with spoken_of(renamed(_NAMES)):
        component = _component(drift_mode, t_start_drift, t_end_drift, period_s, bump_interval_s)
    curve = component_shape(component, length, rate, Streams(fixed_seed(seed), "spikeinterface"))
    return curve * amplitude_factor


def _component(
    mode: str, start: float | None, end: float | None, period_s: float, bump_interval_s: tuple[float, float]
) -> RangeMotion:
    if mode == "zigzag":
        return ZigzagMotion(start_s=start, end_s=end, period_s=period_s)
    if mode == "random_walk":
        return RandomWalkMotion(start_s=start, end_s=end)
    if mode not in ("bump", "bumps"):
        raise ValueError(f"drift_mode must be zigzag, bump or random_walk, not {mode!r}")
    if np.shape(bump_interval_s) != (2,) or bump_interval_s[0] > bump_interval_s[1]:
        raise ValueError(f"bump_interval_s must be (shortest, longest), not {bump_interval_s!r}")
    shortest, longest = bump_interval_s
    return BumpMotion(start_s=start, end_s=end, shortest_s=shortest, longest_s=longest)


def _refuse_times(start: float | None, end: float | None, duration: float) -> None:
    begin = 0.0 if start is None else start
    stop = duration if end is None else end
    if begin >= duration:
        raise ValueError(f"t_start_drift ({begin:g} s) is not before the end ({duration:g} s)")
    if stop > duration:
        raise ValueError(f"t_end_drift ({stop:g} s) is after the end ({duration:g} s)")
    if stop < begin:
        raise ValueError(f"t_end_drift ({stop:g} s) is before t_start_drift ({begin:g} s)")


def generate_displacement_vector(
    duration: float,
    unit_locations: NDArray[Any],
    displacement_sampling_frequency: float = 5.0,
    drift_start_um: Sequence[float] = _START,
    drift_stop_um: Sequence[float] = _STOP,
    drift_step_um: float = 1,
    motion_list: Sequence[Mapping[str, Any]] = _MOTIONS,
    seed: int | None = None,
) -> DisplacementData:
    """Make the displacement of every unit from the sum of some motions.

    As in the reference all random motions of a list start from the same seed: two random walks are equal, and so
    are two series of bumps with the same intervals. ``SimulationConfig`` with independent streams gives each its own.

    Parameters
    ----------
    duration : float
        Length in seconds.
    unit_locations : ndarray, shape (units, 2 or 3)
        Positions of the units, in µm.
    displacement_sampling_frequency : float
        Samples a second.
    drift_start_um, drift_stop_um : sequence of two float
        Ends of the motion, x and y relative to a unit's place, in µm.
    drift_step_um : float
        Distance between the places at which templates are made, in µm.
    motion_list : sequence of dict
        For every motion the arguments of ``make_one_displacement_vector`` that concern it alone, and its
        ``non_rigid_gradient`` in [-1, 1]: the share left at one end of the probe; None moves all units alike.
    seed : int or None
        Where the draws start.

    Returns
    -------
    unit_displacements : ndarray, shape (times, units, 2)
        Displacement of every unit, in µm.
    displacement_vectors : ndarray, shape (times, 2, motions)
        Displacement by every motion, in µm.
    displacement_unit_factor : ndarray, shape (units, motions)
        Share of every motion that a unit follows. A single unit follows fully; the reference gives NaN.
    displacement_sampling_frequency : float
        As given.
    displacements_steps : ndarray, shape (steps, 2)
        The places at which templates are made, in µm, an odd number of them.

    Raises
    ------
    ValueError
        When the sum leaves the range from start to stop, or an argument cannot be used.
    """
    motion = motion_of(
        duration,
        unit_locations,
        displacement_sampling_frequency,
        drift_start_um,
        drift_stop_um,
        drift_step_um,
        motion_list,
        seed,
    )
    return data_of(motion, displacement_sampling_frequency)


def data_of(motion: Motion, sampling_frequency: float) -> DisplacementData:
    """Return a motion as the tuple of ``generate_displacement_vector``."""
    displacements = motion.unit_displacements_um()
    return displacements, motion.vectors_um, motion.factors, sampling_frequency, motion.steps_um


def motion_of(
    duration: float,
    unit_locations: NDArray[Any],
    displacement_sampling_frequency: float = 5.0,
    drift_start_um: Sequence[float] = _START,
    drift_stop_um: Sequence[float] = _STOP,
    drift_step_um: float = 1,
    motion_list: Sequence[Mapping[str, Any]] = _MOTIONS,
    seed: int | None = None,
) -> Motion:
    """Make a motion from the arguments of ``generate_displacement_vector``."""
    locations = np.asarray(unit_locations)
    if locations.ndim != 2 or locations.shape[1] not in (2, 3):
        raise ValueError(f"unit_locations must have shape (units, 2 or 3), not {locations.shape}")
    start, stop = _place(drift_start_um, "drift_start_um"), _place(drift_stop_um, "drift_stop_um")
    rate = positive(displacement_sampling_frequency, "displacement_sampling_frequency")
    times = int(np.ceil(rate * positive(duration, "duration")))
    vectors = np.zeros((times, 2, len(motion_list)))
    factors = np.ones((len(locations), len(motion_list)))
    one_seed = fixed_seed(seed)
    for column, motion in enumerate(motion_list):
        keywords = dict(motion)
        gradient = _gradient(keywords.pop("non_rigid_gradient", None))
        curve = called_with(
            make_one_displacement_vector, f"motion_list[{column}]", keywords,
            duration=duration, displacement_sampling_frequency=rate, seed=one_seed,
        )  # fmt: skip
        vectors[:, :, column] = curve[:, np.newaxis] * (stop - start) + (start + stop) / 2
        factors[:, column] = follow_factors(gradient, locations[:, :2], stop - start)
    made = Motion(vectors, factors, _steps(start, stop, drift_step_um), rate)
    refuse_excess(made, start, stop, (start + stop) / 2)
    return made


def _steps(start: Array, stop: Array, step_um: float) -> Array:
    length = float(np.linalg.norm(stop - start)) / positive(step_um, "drift_step_um")
    if length > MOST_STEPS:
        raise ValueError(f"drift_step_um ({step_um:g} µm) gives more than {MOST_STEPS} steps: increase it")
    return linear_steps(start, stop, int(length // 2 * 2 + 1))


def _place(value: Any, name: str) -> Array:
    place = np.array(value, dtype=np.float64)
    if place.shape != (2,) or not np.isfinite(place).all():
        raise ValueError(f"{name} must be x and y in µm, not {value!r}")
    return place


def _gradient(value: Any) -> float | None:
    if value is None:
        return None
    if not -1 <= value <= 1:
        raise ValueError(f"non_rigid_gradient must be at least -1 and at most 1, not {value!r}")
    return float(value)


def make_linear_displacement(start: NDArray[Any], stop: NDArray[Any], num_step: int = 10) -> Array:
    """Return evenly spaced displacements.

    Parameters
    ----------
    start, stop : ndarray, shape (2,)
        The ends, both included.
    num_step : int
        How many; with one it is the middle.

    Returns
    -------
    ndarray, shape (num_step, 2)
        The displacements, in the unit of the ends.

    Raises
    ------
    ValueError
        When ``num_step`` is below one.

    Examples
    --------
    >>> import numpy as np
    >>> from driftscope.generation import make_linear_displacement
    >>> make_linear_displacement(np.array([0.0, 20.0]), np.array([0.0, -20.0]), num_step=3)
    array([[  0.,  20.],
           [  0.,   0.],
           [  0., -20.]])
    """
    return linear_steps(_place(start, "start"), _place(stop, "stop"), whole_number(num_step, "num_step"))


def motion_from_data(data: Any, num_units: int, duration: float) -> Motion:
    """Read what ``generate_displacement_vector`` returned.

    Raises
    ------
    ValueError
        When the shapes do not fit together, to the units, or to the duration.
    """
    try:
        _, vectors, factors, rate, steps = data
    except (TypeError, ValueError):
        raise ValueError("displacement_data must be what generate_displacement_vector() returns") from None
    vectors, steps = np.array(vectors, dtype=np.float64), np.array(steps, dtype=np.float64)
    motions = vectors.shape[2] if vectors.ndim == 3 else 1
    factors = np.ones((num_units, motions)) if factors is None else np.array(factors, dtype=np.float64)
    if vectors.ndim != 3 or vectors.shape[1] != 2 or steps.ndim != 2 or steps.shape[1] != 2 or not len(steps):
        raise ValueError("displacement_data: vectors are (times, 2, motions), steps (steps, 2)")
    if factors.shape != (num_units, motions):
        raise ValueError(
            f"displacement_data: factors have shape {factors.shape}, not (units, motions) = {(num_units, motions)}"
        )
    if len(vectors) / rate < duration:
        raise ValueError(f"displacement_data ends before the recording ({len(vectors) / rate:g} of {duration:g} s)")
    return Motion(vectors, factors, steps, float(rate))
