"""From components in µm to the displacements that units follow at any moment."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ..base import ConfigError, Problem
from ..measured_motion import AXES, MeasuredMotion
from .config import MotionConfig
from .kicks import kicks
from .motion import Motion
from .oscillation import oscillation
from .parts import AroundDepth, BetweenDepths, Curve, GainByDepth, InterpolatedCurve, MotionPart, Profile, Shares
from .tissue_kinds import FieldMotion, FolderMotion, KicksMotion, OscillationMotion, TissueMotion, WanderMotion
from .wander import wander

Array = NDArray[np.float64]

LEAST_BINS_HZ = 5.0
BINS_A_CYCLE = 10.0
MOST_STEPS = 100_000
MOST_TABLE_VALUES = 5e7


def make_parts(config: MotionConfig, locations_um: Array, duration_s: float, seed: int) -> tuple[MotionPart, ...]:
    """Make what displaces the tissue in µm.

    Parameters
    ----------
    config : MotionConfig
        Only its components in µm.
    locations_um : ndarray, shape (units, 2 or 3)
        Positions of the units at rest.
    duration_s : float
        Duration of the recording.
    seed : int
        Of the recording; every component draws from streams of its own.

    Raises
    ------
    ConfigError
        When a table or a folder cannot be followed, with the component's path.
    """
    places = np.asarray(locations_um, dtype=np.float64)
    parts: list[MotionPart] = []
    for index, one in enumerate(config.components):
        if isinstance(one, TissueMotion) and one.enabled:
            try:
                parts += _parts_of(one, index, places, duration_s, seed)
            except ConfigError as error:
                path = f"motion.components.{index}"
                raise ConfigError([Problem(f"{path}.{p.path}", p.message, p.given) for p in error.problems]) from None
    return tuple(parts)


def _parts_of(one: TissueMotion, index: int, places: Array, duration_s: float, seed: int) -> Iterator[MotionPart]:
    if isinstance(one, (FieldMotion, FolderMotion)):
        for measured in _scaled(one):
            yield _part(_of_table(measured), index, one, places, measured)
        return
    depths = (float(places[:, 1].min()), float(places[:, 1].max())) if len(places) else (0.0, 0.0)
    made: tuple[Curve, Profile]
    if isinstance(one, WanderMotion):
        made = wander(one, index, seed, duration_s, depths)
    elif isinstance(one, KicksMotion):
        made = kicks(one, index, seed, duration_s)
    elif isinstance(one, OscillationMotion):
        made = oscillation(one, index, seed, duration_s, depths)
    else:
        raise TypeError(f"{type(one).__name__} is not a motion component")
    yield _part(made, index, one, places)


def _scaled(one: FieldMotion | FolderMotion) -> list[MeasuredMotion]:
    """Return displacement over time and depth; unscaled it is exactly what is given."""
    found = one.measured()
    if one.scale == 1:
        return found
    return [
        MeasuredMotion(m.times_s, m.bins_um, m.displacement_um * one.scale, m.axis, m.place_axis, m.method)
        for m in found
    ]


def _of_table(measured: MeasuredMotion) -> tuple[InterpolatedCurve, BetweenDepths]:
    curve = InterpolatedCurve(measured.times_s, measured.displacement_um, measured.method)
    return curve, BetweenDepths(measured.bins_um, measured.method)


def _part(
    made: tuple[Curve, Profile],
    index: int,
    one: TissueMotion,
    places: Array,
    measured: MeasuredMotion | None = None,
) -> MotionPart:
    axis, place_axis = (1, 1) if measured is None else (AXES.index(measured.axis), AXES.index(measured.place_axis))
    kind, (curve, profile) = str(getattr(one, "kind", "")), made
    return MotionPart(curve, profile, profile.shares(places[:, place_axis]), axis, place_axis, index, kind)


def bins_per_held(config: MotionConfig, duration_s: float, columns: int) -> int:
    """Return how many bins of a motion one value of the held components covers.

    So many that there are five a second and ten in every cycle of an oscillation, as far as that fits into memory: what
    is known at any moment stays exact with fewer.
    """
    wanted = LEAST_BINS_HZ
    for one in config.components:
        if isinstance(one, OscillationMotion) and one.enabled:
            wanted = max(wanted, BINS_A_CYCLE * one.frequency_hz)
    fitting = int(MOST_TABLE_VALUES / (config.sampling_frequency_hz * duration_s * 2 * max(columns, 1)))
    return max(min(int(np.ceil(wanted / config.sampling_frequency_hz - 1e-9)), fitting), 1)


def with_parts(held: Motion, parts: tuple[MotionPart, ...], times: int, repeat: int, steps_um: Array) -> Motion:
    """Return a motion with displacements added to its held components.

    Its bins also hold what is added, for whoever looks at bins: the value in the middle of each, a column a knot.

    Parameters
    ----------
    held : Motion
        Components that are held in bins.
    parts : tuple of MotionPart
        What is added.
    times : int
        Number of bins.
    repeat : int
        How many of them a bin of the held components covers.
    steps_um : ndarray, shape (steps, 2)
        The displacements at which templates are made.
    """
    rate_hz = held.sampling_frequency_hz * repeat
    width = held.vectors_um.shape[2]
    columns = [part.used_knots() for part in parts]
    total = width + sum(knots.size for knots in columns)
    if times * 2 * total > MOST_TABLE_VALUES:
        message = (
            f"gives more than {MOST_TABLE_VALUES:g} values at {total} depths for this duration: lower it, "
            "or give fewer depths"
        )
        raise ConfigError([Problem("motion.sampling_frequency_hz", message, held.sampling_frequency_hz)])
    vectors, factors = np.zeros((times, 2, total)), np.zeros((len(held.factors), total))
    vectors[:, :, :width] = np.repeat(held.vectors_um, repeat, axis=0)[:times]
    factors[:, :width] = held.factors
    middles = np.asarray((np.arange(times) + 0.5) / rate_hz, dtype=np.float64)
    column = width
    for part, knots in zip(parts, columns, strict=True):
        for knot in knots.tolist():
            vectors[:, part.axis, column] = part.curve.at(middles, np.full(times, knot, dtype=np.intp))
            factors[:, column] = np.where(part.shares.knots == knot, part.shares.weights, 0.0).sum(axis=1)
            column += 1
    return Motion(vectors, factors, steps_um, rate_hz, parts=parts, num_held=width)


def steps_of(config: MotionConfig, parts: tuple[MotionPart, ...]) -> Array:
    """Return multiples of the step that cover start, stop, and the extremes of all displacements in µm.

    Raises
    ------
    ConfigError
        When there would be too many.
    """
    step, grids = config.step_um, []
    for axis in (0, 1):
        ends = [(0.0, 0.0), *(part.extent_um() for part in parts if part.axis == axis)]
        low = min(config.start_um[axis], config.stop_um[axis], 0.0) + sum(end[0] for end in ends)
        high = max(config.start_um[axis], config.stop_um[axis], 0.0) + sum(end[1] for end in ends)
        grids.append((np.floor(low / step + 1e-9), np.ceil(high / step - 1e-9)))
    if np.prod([last - first + 1 for first, last in grids]) > MOST_STEPS:
        raise ConfigError([Problem("motion.step_um", f"gives more than {MOST_STEPS} steps: increase it", step)])
    return np.array(list(product(*(np.arange(first, last + 1) * step for first, last in grids))))


def reshared(motion: Motion, factors: Array, locations_um: NDArray[np.float64]) -> Motion:
    """Return the same motion for other units.

    Parameters
    ----------
    motion : Motion
        Whose displacements.
    factors : ndarray, shape (units, held components)
        How the others share in the components that are held in bins.
    locations_um : ndarray, shape (units, 2 or 3)
        Where they are.
    """
    width, rate_hz = motion.held_columns, motion.sampling_frequency_hz
    held = Motion(motion.vectors_um[:, :, :width], factors, motion.steps_um, rate_hz)
    if not motion.parts:
        return held
    parts = tuple(
        MotionPart(
            part.curve, part.profile, part.profile.shares(locations_um[:, part.place_axis]),
            part.axis, part.place_axis, part.index, part.kind,
        )
        for part in motion.parts
    )  # fmt: skip
    return with_parts(held, parts, len(motion.vectors_um), 1, motion.steps_um)


@lru_cache(maxsize=32)
def most_of(config: MotionConfig, index: int, duration_s: float, seed: int, state: object = None) -> MotionPart | None:
    """Return the displacement by a component in µm, with one unit where it moves farthest; None when it is none.

    Parameters
    ----------
    config : MotionConfig
        The configuration.
    index : int
        Which component.
    duration_s : float
        Duration of the recording.
    seed : int
        Of the recording.
    state : object
        Of the files that it reads, so that exchanged ones are read again.
    """
    alone = config.components[index]
    if not isinstance(alone, TissueMotion):
        return None
    parts = list(_parts_of(alone, index, np.zeros((1, 3)), duration_s, seed))
    if not parts:
        return None
    part = max(parts, key=lambda one: float(np.ptp(one.curve.extent_um())))
    shares = _most_moving(part)
    return MotionPart(part.curve, part.profile, shares, part.axis, part.place_axis, part.index, part.kind)


def _most_moving(part: MotionPart) -> Shares:
    """Return the shares of a place that moves farthest."""
    profile = part.profile
    if isinstance(profile, GainByDepth):
        most = max(profile.gains, key=abs)
        return GainByDepth(gains=(most, most)).shares(np.zeros(1))
    if isinstance(profile, AroundDepth):
        return profile.shares(np.array([profile.centre_um]))
    low, high = part.curve.extent_um()
    depths = profile.depths_um if isinstance(profile, BetweenDepths) else np.zeros(1)
    return profile.shares(depths[[int(np.argmax(high - low))]])
