"""The motion: how the tissue moves along the probe, and how far each unit goes with it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Discriminator

from .base import Config, parameter
from .motion_bins import Clock, held_bins, shares_by_place, summed
from .streams import Streams
from .summaries import CONVERT, HasSummary, Summary
from .unconverted import NeedsConversion

if TYPE_CHECKING:
    import spikeinterface.core

Array = NDArray[np.float64]
_MOST_DISTANCES = 500_000
_SAME_PLACE = 1e-9
"""Share of the limits below which a distance is rounding."""


class _Component(Config):
    amplitude_factor: float = parameter(
        1.0,
        "Fraction of the range from start to stop that this component spans; negative inverts it.",
        label="Amplitude",
        ge=-10,
        le=10,
        span=(0, 1),
    )
    non_rigid_gradient: float | None = parameter(
        None,
        "Fraction of the motion left at one end of the probe; negative reverses the gradient, empty is rigid motion.",
        label="Non-rigid gradient",
        ge=-1,
        le=1,
        span=(-1, 1),
    )
    start_s: float | None = parameter(
        None,
        "Start of the motion; empty for the start of the recording.",
        label="Starts at",
        unit="s",
        ge=0,
        le=1e6,
        span=(0, 600),
    )
    end_s: float | None = parameter(
        None,
        "End of the motion; empty for the end of the recording.",
        label="Ends at",
        unit="s",
        ge=0,
        le=1e6,
        span=(0, 600),
    )
    enabled: bool = parameter(True, "Whether this component is included; components add up.", label="On")


class ZigzagMotion(_Component):
    """A slow back and forth, linear in between."""

    kind: Literal["zigzag"] = parameter("zigzag", "The kind of motion.")
    period_s: float = parameter(
        200.0, "Duration of one cycle, there and back.", label="Period", unit="s", gt=0, le=1e6, span=(10, 600)
    )


class BumpMotion(_Component):
    """Sudden jumps from one side to the other, at random times."""

    kind: Literal["bump"] = parameter("bump", "The kind of motion.")
    shortest_s: float = parameter(
        30.0, "Shortest time between two jumps.", label="Shortest rest", unit="s", gt=0, le=1e6, span=(2, 200)
    )
    longest_s: float = parameter(
        90.0, "Longest time between two jumps.", label="Longest rest", unit="s", gt=0, le=1e6, span=(2, 300)
    )


class RandomWalkMotion(_Component):
    """A step up or down at random, many times a second."""

    kind: Literal["random_walk"] = parameter("random_walk", "The kind of motion.")


class CurveMotion(_Component):
    """A curve of your own, drawn or measured; linear between its points and held before and after them."""

    kind: Literal["curve"] = parameter("curve", "The kind of motion.")
    times_s: tuple[float, ...] = parameter(
        (0.0, 600.0), "Time of each point, increasing.", label="Times", unit="s", ge=0, le=1e6
    )
    positions: tuple[float, ...] = parameter(
        (-0.5, 0.5),
        "Position at each point: -0.5 is the start of the motion's range, 0.5 its stop.",
        label="Positions",
        ge=-0.5,
        le=0.5,
    )


def _read_alias(data: Any) -> Any:
    """Read "bumps" as "bump": the reference's published example uses the plural."""
    return {**data, "kind": "bump"} if isinstance(data, dict) and data.get("kind") == "bumps" else data


ComponentConfig = Annotated[
    Annotated[ZigzagMotion | BumpMotion | RandomWalkMotion | CurveMotion, Discriminator("kind")],
    BeforeValidator(_read_alias),
]


class MotionConfig(Config):
    """From where to where units can move, in which steps, and what moves them.

    With independent streams a displacement is 0 where nothing moves, whatever the limits. A component of amplitude 1
    then moves between ``start_um`` and ``stop_um``, one of amplitude 0.5 between half of both, and a negative amplitude
    exchanges the two. With the reference's streams every component adds the middle of start and stop at all times,
    which only limits that are symmetric about 0 make 0.
    """

    start_um: tuple[float, float] = parameter(
        (0.0, 20.0),
        "One end of the motion's range: x and y, relative to the unit at rest.",
        label="Start",
        unit="µm",
        ge=-5_000,
        le=5_000,
        span=(-100, 100),
    )
    stop_um: tuple[float, float] = parameter(
        (0.0, -20.0),
        "The other end of the motion's range: x and y, relative to the unit at rest.",
        label="Stop",
        unit="µm",
        ge=-5_000,
        le=5_000,
        span=(-100, 100),
    )
    step_um: float = parameter(
        1.0,
        "Distance between the displacements at which templates are computed.",
        label="Step",
        unit="µm",
        gt=0,
        le=1_000,
        span=(0.5, 10),
    )
    sampling_frequency_hz: float = parameter(
        5.0,
        "Sampling rate of the displacement.",
        label="Motion rate",
        unit="Hz",
        gt=0,
        le=1_000,
        span=(1, 50),
    )
    components: tuple[ComponentConfig, ...] = parameter(
        (ZigzagMotion(),), "Components of the motion; their displacements add up."
    )


@dataclass(frozen=True, eq=False)
class Motion(HasSummary, NeedsConversion):
    """The motion of all units.

    Attributes
    ----------
    vectors_um : ndarray, shape (times, 2, components)
        Displacement in x and y by every component, in µm.
    factors : ndarray, shape (units, components)
        Share of each component that a unit follows; 1 when rigid.
    steps_um : ndarray, shape (steps, 2)
        The displacements at which templates are made, in µm.
    sampling_frequency_hz : float
        Rate of the vectors.
    locations_um : ndarray, shape (units, 2 or 3), or None
        Positions of the units at rest, where that is known.
    clock : Clock
        Of the recording that moves.
    """

    vectors_um: Array
    factors: Array
    steps_um: Array
    sampling_frequency_hz: float
    locations_um: NDArray[Any] | None = None
    clock: Clock = field(default_factory=Clock)

    def __repr__(self) -> str:
        return f"Motion: {' - '.join(map(str, self.summary().facts.values()))}"

    def summary(self) -> Summary:
        """Return what moves, how and how far."""
        times, _, number = self.vectors_um.shape
        low, high = summed_extent_um(self) if self.vectors_um.size and self.factors.size else (np.zeros(2), np.zeros(2))
        reached = [f"{low[axis]:.4g} to {high[axis]:.4g} µm in {name}" for axis, name in enumerate("xy")]
        moving = [said for said, moves in zip(reached, (low != 0) | (high != 0), strict=True) if moves]
        rigidity = "rigid" if (self.factors == 1).all() else "non-rigid"
        facts = {
            "Units": f"{len(self.factors)} units",
            "Time": f"{times / self.sampling_frequency_hz:g} s at {self.sampling_frequency_hz:g} Hz",
            "Components": f"{number} component{'' if number == 1 else 's'}, {rigidity}",
            "Displacement": " and ".join(moving) or "no displacement",
        }
        return Summary("Motion", facts, (CONVERT,))

    def to_spikeinterface(
        self, direction: Literal["x", "y"] = "y", locations_um: NDArray[Any] | None = None
    ) -> spikeinterface.core.Motion:
        """Return SpikeInterface's ``Motion``, which gives at every spike what its unit is displaced by.

        Needs the extra ``driftscope[spikeinterface]``.

        Parameters
        ----------
        direction : {"y", "x"}
            Along which axis; SpikeInterface's motions have one each.
        locations_um : ndarray, shape (units, 2 or 3), optional
            Positions of the units at rest, when the motion does not know it.

        Returns
        -------
        spikeinterface.core.Motion
            With the motion's own time bins and the units' places, looked up by the nearest ones.

        Raises
        ------
        ValueError
            When nobody knows where the units stand.

        Warns
        -----
        UserWarning
            When units at the same place move differently, which such a motion cannot hold: there is their mean.

        Examples
        --------
        >>> from driftscope import Simulation, SimulationConfig
        >>> Simulation(SimulationConfig(duration_s=20.0)).motion.to_spikeinterface().direction
        'y'
        """
        try:
            from spikeinterface.core import Motion as TheirMotion
        except ImportError:
            raise ImportError("needs spikeinterface: pip install 'driftscope[spikeinterface]'") from None
        known = self.locations_um if locations_um is None else np.asarray(locations_um)
        if known is None:
            raise ValueError("this motion does not know where its units stand: give locations_um")
        axis = "xy".index(direction)
        along = self.vectors_um[:, axis]
        reach = np.abs(along).max(axis=0, initial=0.0)
        bins, shares, is_ambiguous = shares_by_place(known[:, axis].astype(np.float64), self.factors, reach)
        if is_ambiguous:
            message = f"units at the same {direction} move differently: the motion of SpikeInterface has their mean"
            warnings.warn(message, stacklevel=2)
        times, held = held_bins(len(along), self.sampling_frequency_hz, self.clock)
        displacement = summed(along[held], shares)
        return TheirMotion(displacement, times, bins, direction, interpolation_method="nearest")

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return self.vectors_um.nbytes + self.factors.nbytes + self.steps_um.nbytes

    @property
    def unit_displacements_nbytes(self) -> int:
        """Bytes of the displacement of every unit at every time."""
        return len(self.vectors_um) * len(self.factors) * 2 * 8

    def displacement_um(self, bins: NDArray[np.int64], units: NDArray[np.int64]) -> Array:
        """Return where units are, relative to their places.

        Parameters
        ----------
        bins : ndarray of int, shape (n,)
            Index into the motion's times.
        units : ndarray of int, shape (n,)
            Index of the unit.

        Returns
        -------
        ndarray, shape (n, 2)
            x and y displacement in µm.
        """
        moved: Array = np.sum(self.vectors_um[bins] * self.factors[units][:, np.newaxis, :], axis=2)
        return moved

    def unit_displacements_um(self, times: slice = slice(None)) -> Array:
        """Return the displacement of every unit in every time bin, or in some, shape (times, units, 2), in µm."""
        vectors = self.vectors_um[times]
        total = np.zeros((vectors.shape[0], self.factors.shape[0], 2))
        for component in range(vectors.shape[2]):
            for axis in (0, 1):
                total[:, :, axis] += vectors[:, axis, component, np.newaxis] * self.factors[:, component]
        return total

    def step_of(
        self, sample_index: NDArray[np.int64], unit_index: NDArray[np.int64], sampling_frequency_hz: float
    ) -> NDArray[np.int64]:
        """Return, for every spike, the step nearest to its unit's displacement at that moment.

        Parameters
        ----------
        sample_index, unit_index : ndarray of int, shape (spikes,)
            The spikes.
        sampling_frequency_hz : float
            The recording's rate.

        Returns
        -------
        ndarray of int, shape (spikes,)
            Index into ``steps_um``; the first one when two are equally near.
        """
        bins = (sample_index / sampling_frequency_hz * self.sampling_frequency_hz).astype(np.int64)
        bins = np.minimum(bins, self.vectors_um.shape[0] - 1)
        return self._nearest_step(self.displacement_um(bins, unit_index))

    @property
    def resting_step(self) -> int:
        """The step nearest to no displacement: where the static recording's templates are made."""
        return int(self._nearest_step(np.zeros((1, 2)))[0])

    def _nearest_step(self, displacements_um: Array) -> NDArray[np.int64]:
        """Return the nearest step of each displacement, so many at a time that little memory is needed."""
        share = max(_MOST_DISTANCES // len(self.steps_um), 1)
        parts = [displacements_um[begin : begin + share] for begin in range(0, len(displacements_um), share)]
        return np.concatenate([self._nearest_of(part) for part in parts] or [np.empty(0, dtype=np.int64)])

    def _nearest_of(self, displacements_um: Array) -> NDArray[np.int64]:
        x = self.steps_um[:, 0, np.newaxis] - displacements_um[:, 0]
        y = self.steps_um[:, 1, np.newaxis] - displacements_um[:, 1]
        nearest: NDArray[np.int64] = np.argmin(np.sqrt(x * x + y * y), axis=0)
        return nearest


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
        When the components together exceed the limits ``start_um`` and ``stop_um``.

    References
    ----------
    Garcia et al. (2024), A modular implementation to handle and benchmark drift correction for high-density
    extracellular recordings, eNeuro 11(2), doi:10.1523/ENEURO.0229-23.2023: zigzag, bumps and non-rigid motion.

    Steinmetz et al. (2021), Neuropixels 2.0: A miniaturized high-density probe for stable, long-term brain recordings,
    Science 372, eabf4588, doi:10.1126/science.abf4588: the imposed zigzag motion.
    """
    start, stop = np.array(config.start_um), np.array(config.stop_um)
    components = [(index, part) for index, part in enumerate(config.components) if part.enabled]
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
        refuse_excess(motion, *_limits_with_rest(start, stop))
    for array in (vectors, factors, motion.steps_um):
        array.flags.writeable = False
    return motion


def component_displacement_um(
    config: MotionConfig, index: int, duration_s: float, streams: Streams, rate_hz: float | None = None
) -> Array:
    """Return the displacement over time by one component, of a unit that follows it fully.

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
    start, stop = np.array(config.start_um), np.array(config.stop_um)
    if streams.is_reference:
        shape = component_shape(part, duration_s, rate_hz, streams, index)
        return np.asarray(shape[:, np.newaxis] * (stop - start) + (start + stop) / 2)
    if part.amplitude_factor < 0:
        start, stop = stop, start
    rest, nearest = _rest_between(start, stop)
    clock = _clock_of(part, duration_s, rate_hz)
    course, moving = _course(part, clock, streams, index, rest)
    amplitude = abs(part.amplitude_factor)
    moved = ((course - rest) * amplitude)[:, np.newaxis] * (stop - start)
    return np.asarray(moved + moving[:, np.newaxis] * (nearest * amplitude))


def _rest_between(start: Array, stop: Array) -> tuple[float, Array]:
    """Return the place between start (-0.5) and stop (0.5) that is nearest to no displacement, and what it is in µm."""
    way = stop - start
    squared = float(np.dot(way, way))
    rest = 0.0 if squared == 0 else min(max(-float(np.dot(start, way)) / squared - 0.5, -0.5), 0.5)
    nearest = start + (rest + 0.5) * way
    is_rest = np.linalg.norm(nearest) <= _SAME_PLACE * max(np.abs(start).max(), np.abs(stop).max())
    return rest, np.zeros(2) if is_rest else nearest


def _limits_with_rest(start: Array, stop: Array) -> tuple[Array, Array]:
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
    low, high = _limits_with_rest(start, stop)
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
    way = float(np.linalg.norm(stop - start)) / config.step_um
    if not through_rest or not np.any(start != -stop):
        return way
    low, high = _limits_with_rest(start, stop)
    widths = (high - low) / config.step_um
    return float(np.linalg.norm(widths) if _on_a_line_with_rest(start, stop) else np.prod(widths + 3))


def linear_steps(start: Array, stop: Array, number: int) -> Array:
    """Return evenly spaced displacements from start to stop, both included; the middle for a single one."""
    if number == 1:
        return (start + stop)[np.newaxis, :] / 2
    return (stop - start)[np.newaxis, :] / (number - 1) * np.arange(number)[:, np.newaxis] + start[np.newaxis, :]


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


def refuse_excess(motion: Motion, start: Array, stop: Array, added_um: Array | None = None) -> None:
    """Raise a ValueError when the sum of all components leaves the way from start to stop.

    Parameters
    ----------
    motion : Motion
        The components.
    start, stop : ndarray, shape (2,)
        The limits, in µm.
    added_um : ndarray, shape (2,), optional
        What every component adds even at amplitude 0, in µm; by default nothing.
    """
    if motion.vectors_um.size == 0 or motion.factors.size == 0:
        return
    limits = np.minimum(start, stop), np.maximum(start, stop)
    reached_low, reached_high = summed_extent_um(motion)
    rounding = 1e-6 * float(np.max(np.abs([start, stop])))
    for axis, name in enumerate("xy"):
        low, high = (float(limit[axis]) for limit in limits)
        if reached_low[axis] < low - rounding or reached_high[axis] > high + rounding:
            added = 0.0 if added_um is None else float(added_um[axis])
            remedy = _excess_remedy(motion, (reached_low[axis], reached_high[axis]), (low, high), added)
            raise ValueError(
                f"the summed motion reaches from {reached_low[axis]:.4g} to {reached_high[axis]:.4g} µm in "
                f"{name}, beyond {low:g} to {high:g}: {remedy}"
            )


def _excess_remedy(motion: Motion, reached: tuple[float, float], limits: tuple[float, float], added_um: float) -> str:
    """Return what brings a sum back between its limits.

    What is added by every component stays when the amplitudes are lowered: the sum comes down to that only.
    """
    sums = motion.factors.sum(axis=1) * added_um
    left = float(sums.min()), float(sums.max())
    shares = [
        (limit - stays) / (end - stays) if sign * (limit - stays) > 0 else 0.0
        for limit, stays, end, sign in zip(limits, left, reached, (-1, 1), strict=True)
        if sign * (end - limit) > 0
    ]
    lower = "lower the components' amplitude_factor, each to {:g} of its value or less"
    if (share := _rounded_down(min(shares))) > 0:
        return lower.format(share)
    # Between limits of the same distance that are symmetric the sum is what is left without the middles.
    reach = max(abs(end - stays) for end, stays in zip(reached, left, strict=True)) + float(np.ptp(left))
    share = _rounded_down((limits[1] - limits[0]) / 2 / reach) if reach > 0 else 1.0
    too = "" if share >= 1 else f", and {lower.format(share)}"
    return (
        f"every component adds the middle of start and stop, {added_um:g} µm, as SpikeInterface does, whatever its "
        f"amplitude_factor: use start and stop that are symmetric about 0{too}; or use independent streams, where "
        "amplitudes of 1 in sum always fit"
    )


def _rounded_down(share: float) -> float:
    """Return a number with two digits that is not larger."""
    if share <= 0:
        return 0.0
    digits = 10.0 ** (1 - np.floor(np.log10(share)))
    return float(np.floor(share * digits * (1 + 1e-12)) / digits)


def summed_extent_um(motion: Motion) -> tuple[Array, Array]:
    """Return the smallest and largest displacement of any unit at any time, each as x and y in µm.

    A unit's shares depend linearly on its place along the motion, so that only the outermost units need a
    look; with shares of any other origin all distinct ones are looked at.
    """
    shares = np.unique(motion.factors, axis=0)
    corners = shares if len(shares) <= 2 else shares[_outermost(shares)]
    extents = [_extent_of(motion.vectors_um[:, axis], corners) for axis in (0, 1)]
    low, high = np.array(extents).T
    return low, high


def _extent_of(course_um: Array, shares: Array) -> tuple[float, float]:
    """Return the lowest and the highest sum of components at any time, so many times at once that memory is little."""
    if not course_um.any():
        return 0.0, 0.0
    size = max(_MOST_DISTANCES // len(shares), 1)
    blocks = (course_um[begin : begin + size] @ shares.T for begin in range(0, len(course_um), size))
    ends = np.array([(block.min(), block.max()) for block in blocks])
    return float(ends[:, 0].min()), float(ends[:, 1].max())


def _outermost(shares: Array) -> NDArray[np.bool_]:
    """Return which rows are extreme in a column that varies."""
    low, high = shares.min(axis=0), shares.max(axis=0)
    extreme: NDArray[np.bool_] = np.any(((shares == low) | (shares == high)) & (low < high), axis=1)
    return extreme


def component_shape(
    component: ComponentConfig, duration_s: float, rate_hz: float, streams: Streams, index: int = 0
) -> NDArray[Any]:
    """Return the displacement of a component over time, in units of the range from start (-0.5) to stop (0.5).

    Parameters
    ----------
    component : ComponentConfig
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
    course, _ = _course(component, _clock_of(component, duration_s, rate_hz), streams, index, 0.0)
    return course * component.amplitude_factor


@dataclass(frozen=True)
class _Clock:
    size: int
    rate_hz: float
    start_s: float
    end_s: float
    duration_s: float

    @property
    def first(self) -> int:
        return int(self.start_s * self.rate_hz)

    @property
    def last(self) -> int:
        return int(self.end_s * self.rate_hz)


def _clock_of(component: ComponentConfig, duration_s: float, rate_hz: float) -> _Clock:
    start = component.start_s or 0.0
    end = duration_s if component.end_s is None else component.end_s
    return _Clock(int(np.ceil(rate_hz * duration_s)), rate_hz, start, end, duration_s)


def _course(
    component: ComponentConfig, clock: _Clock, streams: Streams, index: int, rest: float
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


def _zigzag(component: ZigzagMotion, clock: _Clock, rest: float) -> NDArray[np.float32]:
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
    component: BumpMotion, clock: _Clock, rng: np.random.Generator, rest: float
) -> tuple[Array, NDArray[np.bool_]]:
    rests = rng.uniform(component.shortest_s, component.longest_s, int(clock.duration_s / component.shortest_s))
    jumps = np.cumsum(rests) + clock.start_s
    marks = (jumps[jumps < clock.end_s] * clock.rate_hz).astype(np.int64)
    course, moving = np.full(clock.size, rest), np.zeros(clock.size, dtype=np.bool_)
    for number, (begin, stop) in enumerate(pairwise(marks.tolist())):
        course[begin:stop] = -0.5 if number % 2 else 0.5
        moving[begin:stop] = True
    return course, moving


def _walk(clock: _Clock, rng: np.random.Generator, rest: float) -> Array:
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
