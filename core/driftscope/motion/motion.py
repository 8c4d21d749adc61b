"""The motion: where each unit is at any moment, and the displacements at which templates are made."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..motion_bins import Clock, held_bins, shares_by_place, summed
from ..summaries import CONVERT, HasSummary, Summary
from ..unconverted import NeedsConversion
from .moments import Moments, linear_moments
from .parts import MotionPart

if TYPE_CHECKING:
    import spikeinterface.core

Array = NDArray[np.float64]
_MOST_DISTANCES = 500_000


@dataclass(frozen=True, eq=False)
class Motion(HasSummary, NeedsConversion):
    """The motion of all units.

    Components between start and stop are held within the bins of time. What displaces the tissue in µm is known at any
    moment: its columns hold the values in the middle of the bins, and `displacement_at` the exact ones.

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
    parts : tuple of MotionPart
        What is known at any moment.
    num_held : int or None
        How many columns are held within the bins, the first ones; None is all.
    """

    vectors_um: Array
    factors: Array
    steps_um: Array
    sampling_frequency_hz: float
    locations_um: NDArray[Any] | None = None
    clock: Clock = field(default_factory=Clock)
    parts: tuple[MotionPart, ...] = ()
    num_held: int | None = None

    def __repr__(self) -> str:
        return f"Motion: {' - '.join(map(str, self.summary().facts.values()))}"

    def summary(self) -> Summary:
        """Return what moves, how and how far."""
        times = len(self.vectors_um)
        number = self.held_columns + len({part.index for part in self.parts})
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
            With the units' places and the motion's own time bins, looked up by the nearest ones; with motion in µm,
            times between which displacement is linear at all samples.

        Raises
        ------
        ValueError
            When nobody knows where the units stand.

        Warns
        -----
        UserWarning
            When units at the same place move differently, which such a motion cannot hold: there is their mean. When
            kicks or oscillations would need too many times to be followed within 1e-6 µm.

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
            raise ValueError("this motion has no unit locations: give locations_um")
        axis = "xy".index(direction)
        along = self.vectors_um[:, axis]
        reach = np.abs(along).max(axis=0, initial=0.0)
        places = known[:, axis].astype(np.float64)
        bins, shares, is_ambiguous = shares_by_place(places, self.factors, reach, self.interpolation)
        if is_ambiguous:
            message = f"units at the same {direction} move differently: the SpikeInterface Motion has their mean"
            warnings.warn(message, stacklevel=2)
        moments = self.moments(bins.size)
        if moments.off_um:
            message = f"between its times, the SpikeInterface Motion has an error of up to {moments.off_um:.2g} µm"
            warnings.warn(message, stacklevel=2)
        displacement = summed(self.columns_um(moments, axis), shares)
        return TheirMotion(displacement, moments.times_s, bins, direction, interpolation_method=self.interpolation)

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        parts = sum(part.nbytes for part in self.parts)
        return self.vectors_um.nbytes + self.factors.nbytes + self.steps_um.nbytes + parts

    @property
    def held_columns(self) -> int:
        """How many columns of the vectors are held within the bins."""
        return int(self.vectors_um.shape[2]) if self.num_held is None else self.num_held

    def moments(self, num_places: int = 1) -> Moments:
        """Return the times at which an interpolating motion object holds this one, see `interpolation`.

        Parameters
        ----------
        num_places : int
            For how many places it holds each time: what of exactness fits into memory.
        """
        if self.interpolation == "nearest":
            times, bins = held_bins(len(self.vectors_um), self.sampling_frequency_hz, self.clock)
            return Moments(times, np.zeros(times.size), bins)
        held = self.vectors_um[:, :, : self.held_columns].reshape(len(self.vectors_um), -1)
        return linear_moments(held, self.sampling_frequency_hz, self.parts, self.clock, num_places)

    def columns_um(self, moments: Moments, axis: int) -> Array:
        """Return the displacement by every column along one axis, shape (moments, columns)."""
        held: Array = self.vectors_um[moments.bins, axis]
        if not self.parts:
            return held
        found = [held[:, : self.held_columns]]
        for part in self.parts:
            for knot in part.used_knots().tolist():
                moved = part.curve.at(moments.since_s, np.full(len(moments), knot, dtype=np.intp))
                found.append(moved[:, np.newaxis] * (part.axis == axis))
        return np.concatenate(found, axis=1)

    @property
    def interpolation(self) -> Literal["linear", "nearest"]:
        """How values between the `moments` follow: by lines where anything is known at any moment, else the nearest."""
        return "linear" if self.parts else "nearest"

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

    def displacement_at(
        self, sample_index: NDArray[np.int64], unit_index: NDArray[np.int64], sampling_frequency_hz: float
    ) -> Array:
        """Return where units are at some samples, relative to their places; exact, whatever the bins are.

        Parameters
        ----------
        sample_index, unit_index : ndarray of int, shape (n,)
            Sample and unit of each.
        sampling_frequency_hz : float
            The recording's rate.

        Returns
        -------
        ndarray, shape (n, 2)
            x and y displacement in µm.
        """
        bins = (sample_index / sampling_frequency_hz * self.sampling_frequency_hz).astype(np.int64)
        bins = np.minimum(bins, self.vectors_um.shape[0] - 1)
        if not self.parts:
            return self.displacement_um(bins, unit_index)
        held = self.held_columns
        moved: Array = np.sum(self.vectors_um[bins, :, :held] * self.factors[unit_index, np.newaxis, :held], axis=2)
        times_s = sample_index / sampling_frequency_hz
        for part in self.parts:
            moved[:, part.axis] += part.displacement_um(times_s, unit_index)
        return moved

    def tissue_displacement_um(self, times_s: ArrayLike, depths_um: ArrayLike, axis: int = 1) -> Array:
        """Return how far the tissue is displaced at some moments and depths.

        Displacements in µm are exact there; of components that are held in bins the shares are interpolated linearly
        between the units, of which those at one depth count by their mean, and held beyond the outermost.

        Parameters
        ----------
        times_s : ndarray, shape (times,)
            Seconds since the first sample.
        depths_um : ndarray, shape (depths,)
            Places along the probe.
        axis : {1, 0}
            Along the probe, or across it.

        Returns
        -------
        ndarray, shape (times, depths)
            In µm, positive towards larger coordinates.

        Raises
        ------
        ValueError
            When nobody knows where the units stand.
        """
        if self.locations_um is None:
            raise ValueError("this motion has no unit locations")
        times, depths = np.asarray(times_s, dtype=np.float64), np.asarray(depths_um, dtype=np.float64)
        own, first, number = np.unique(np.sort(self.locations_um[:, 1]), return_index=True, return_counts=True)
        moved = np.zeros((times.size, depths.size))
        held = self.held_columns
        if own.size and held:
            order = np.argsort(self.locations_um[:, 1], kind="stable")
            shares = np.add.reduceat(self.factors[order, :held], first, axis=0) / number[:, np.newaxis]
            bins = np.clip((times * self.sampling_frequency_hz).astype(np.int64), 0, len(self.vectors_um) - 1)
            at = np.stack([np.interp(depths, own, column) for column in shares.T], axis=1)
            moved += self.vectors_um[bins, axis, :held] @ at.T
        for part in self.parts:
            if part.axis == axis:
                places = depths if part.place_axis == 1 else self._across(depths)
                moved += part.at_places(times, places)
        return moved

    def _across(self, depths_um: Array) -> Array:
        """Return where across the probe the tissue at some depths is: in the middle of the units."""
        known = np.zeros((1, 2)) if self.locations_um is None or not len(self.locations_um) else self.locations_um
        return np.full(depths_um.size, float(np.median(known[:, 0])))

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
        return self._nearest_step(self.displacement_at(sample_index, unit_index, sampling_frequency_hz))

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


def summed_extent_um(motion: Motion) -> tuple[Array, Array]:
    """Return the smallest and largest displacement of any unit at any time, each as x and y in µm.

    A unit's shares depend linearly on its place along the motion, so that only the outermost units need a
    look; with shares of any other origin all distinct ones are looked at.
    """
    shares = np.unique(motion.factors, axis=0)
    corners = shares if len(shares) <= 2 or motion.parts else shares[_outermost(shares)]
    extents = [_extent_of(motion.vectors_um[:, axis], corners) for axis in (0, 1)]
    low, high = np.array(extents).T
    return low, high


def _extent_of(curve_um: Array, shares: Array) -> tuple[float, float]:
    """Return the lowest and the highest sum of components at any time, so many times at once that memory is little."""
    if not curve_um.any():
        return 0.0, 0.0
    size = max(_MOST_DISTANCES // len(shares), 1)
    blocks = (curve_um[begin : begin + size] @ shares.T for begin in range(0, len(curve_um), size))
    ends = np.array([(block.min(), block.max()) for block in blocks])
    return float(ends[:, 0].min()), float(ends[:, 1].max())


def _outermost(shares: Array) -> NDArray[np.bool_]:
    """Return which rows are extreme in a column that varies."""
    low, high = shares.min(axis=0), shares.max(axis=0)
    extreme: NDArray[np.bool_] = np.any(((shares == low) | (shares == high)) & (low < high), axis=1)
    return extreme
