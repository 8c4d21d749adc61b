"""Displacement that is known at any time: curves over time at some knots, and how each unit follows the knots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..measured_motion import between

Array = NDArray[np.float64]
Integers = NDArray[np.intp]


class Curve(Protocol):
    """Displacement over time at one knot or several."""

    @property
    def num_knots(self) -> int:
        """How many knots there are."""
        ...

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        ...

    def at(self, times_s: Array, knots: Integers) -> Array:
        """Return the displacement at some moments, each at one knot, shape (n,), in µm."""
        ...

    def extent_um(self) -> tuple[Array, Array]:
        """Return the lowest and the highest displacement at every knot, each of shape (knots,)."""
        ...


@dataclass(frozen=True, eq=False)
class Shares:
    """How places follow knots: each follows two at most.

    Attributes
    ----------
    knots : ndarray of int, shape (places, 2)
        Which knots.
    weights : ndarray, shape (places, 2)
        Their factors.
    """

    knots: Integers
    weights: Array


class Profile(Protocol):
    """How the displacement at a place follows from that at the knots."""

    def shares(self, places_um: Array) -> Shares:
        """Return the shares of some places."""
        ...

    def knot_name(self, knot: int) -> str:
        """Return what tells a knot from the others, empty when there is only one."""
        ...


@dataclass(frozen=True, eq=False)
class BetweenDepths:
    """Knots at some depths, with straight lines between them and the outermost ones held beyond.

    Attributes
    ----------
    depths_um : ndarray, shape (knots,)
        Where the knots are, increasing.
    method : {"linear", "nearest"}
        How places between them follow.
    correlations : ndarray, shape (knots - 1,), or None
        Correlation of each knot with the next one. With it the weights are scaled so that a displacement of the same
        standard deviation at all knots has that between them as well.
    """

    depths_um: Array
    method: str = "linear"
    correlations: Array | None = None

    def shares(self, places_um: Array) -> Shares:
        """Return the shares of some depths."""
        below, above, share = between(np.asarray(places_um, dtype=np.float64), self.depths_um, self.method)
        weights = np.stack([1 - share, share], axis=1)
        if self.correlations is not None and self.correlations.size:
            together = self.correlations[below] * 2 * share * (1 - share)
            weights /= np.sqrt((weights**2).sum(axis=1) + together)[:, np.newaxis]
        return Shares(np.stack([below, above], axis=1), weights)

    def knot_name(self, knot: int) -> str:
        """Return the depth of a knot in words."""
        return f"at_{self.depths_um[knot]:g}" if self.depths_um.size > 1 else ""


@dataclass(frozen=True)
class GainByDepth:
    """One knot, and a factor that is linear in depth between two depths, and held beyond.

    Attributes
    ----------
    depths_um : tuple of float
        The two depths.
    gains : tuple of float
        The factor at each.
    """

    depths_um: tuple[float, float] = (0.0, 0.0)
    gains: tuple[float, float] = (1.0, 1.0)

    def shares(self, places_um: Array) -> Shares:
        """Return the shares of some depths."""
        low, high = self.depths_um
        place = np.zeros(len(places_um)) if high <= low else np.clip((places_um - low) / (high - low), 0.0, 1.0)
        return _of_one_knot(self.gains[0] * (1 - place) + self.gains[1] * place)

    def knot_name(self, knot: int) -> str:
        """Return nothing: there is one knot."""
        return ""


@dataclass(frozen=True)
class AroundDepth:
    """One knot, and a factor that fades with the distance from a depth as a gaussian.

    Attributes
    ----------
    centre_um, width_um : float
        Where it is 1, and its standard deviation.
    """

    centre_um: float
    width_um: float

    def shares(self, places_um: Array) -> Shares:
        """Return the shares of some depths."""
        return _of_one_knot(np.exp(-0.5 * ((places_um - self.centre_um) / self.width_um) ** 2))

    def knot_name(self, knot: int) -> str:
        """Return nothing: there is one knot."""
        return ""


def _of_one_knot(weights: Array) -> Shares:
    number = len(weights)
    return Shares(np.zeros((number, 2), dtype=np.intp), np.stack([weights, np.zeros(number)], axis=1))


@dataclass(frozen=True, eq=False)
class MotionPart:
    """One displacement of the tissue, known at any moment, and the units that follow it.

    Attributes
    ----------
    curve : Curve
        Displacement over time at the knots.
    profile : Profile
        How places follow.
    shares : Shares
        Of the units.
    axis, place_axis : int
        Along which axis it displaces, and along which places are counted; 0 is x, 1 is y.
    index : int
        Of the component that it comes from.
    kind : str
        Of that component.
    """

    curve: Curve
    profile: Profile
    shares: Shares
    axis: int = 1
    place_axis: int = 1
    index: int = 0
    kind: str = "field"

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return self.curve.nbytes + self.shares.knots.nbytes + self.shares.weights.nbytes

    def used_knots(self) -> Integers:
        """Return the knots that any unit follows, increasing."""
        used: Integers = np.unique(self.shares.knots[self.shares.weights != 0])
        return used

    def displacement_um(self, times_s: Array, units: NDArray[np.int64]) -> Array:
        """Return the displacement of units, each at a moment of its own, shape (n,)."""
        return self._moved(times_s, self.shares.knots[units], self.shares.weights[units])

    def at_places(self, times_s: Array, places_um: Array) -> Array:
        """Return the displacement at some moments and places, shape (times, places)."""
        found = self.profile.shares(places_um)
        moved = [
            self._moved(times_s, np.broadcast_to(knots, (times_s.size, 2)), np.broadcast_to(weights, (times_s.size, 2)))
            for knots, weights in zip(found.knots, found.weights, strict=True)
        ]
        return np.stack(moved, axis=1) if moved else np.zeros((times_s.size, 0))

    def extent_um(self) -> tuple[float, float]:
        """Return the lowest and the highest displacement of any unit, and no displacement among them."""
        low, high = self.curve.extent_um()
        ends = np.stack([low, high])[:, self.shares.knots] * self.shares.weights
        lows, highs = ends.min(axis=0).sum(axis=1), ends.max(axis=0).sum(axis=1)
        return float(lows.min(initial=0.0)), float(highs.max(initial=0.0))

    def _moved(self, times_s: Array, knots: Integers, weights: Array) -> Array:
        moved = self.curve.at(times_s, knots[:, 0]) * weights[:, 0]
        if weights[:, 1].any():
            moved = moved + self.curve.at(times_s, knots[:, 1]) * weights[:, 1]
        return moved


@dataclass(frozen=True, eq=False)
class InterpolatedCurve:
    """Displacement at given times, with straight lines between them and the first and last held.

    Attributes
    ----------
    times_s : ndarray, shape (times,)
        Increasing.
    displacement_um : ndarray, shape (times, knots)
        At every knot.
    method : {"linear", "nearest"}
        How values between the times follow.
    """

    times_s: Array
    displacement_um: Array
    method: str = "linear"

    @property
    def num_knots(self) -> int:
        """How many knots there are."""
        return int(self.displacement_um.shape[1])

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return self.times_s.nbytes + self.displacement_um.nbytes

    def at(self, times_s: Array, knots: Integers) -> Array:
        """Return the displacement at some moments, each at one knot, shape (n,), in µm."""
        before, after, share = between(times_s, self.times_s, self.method)
        moved: Array = self.displacement_um[before, knots] * (1 - share) + self.displacement_um[after, knots] * share
        return moved

    def extent_um(self) -> tuple[Array, Array]:
        """Return the lowest and the highest displacement at every knot."""
        return self.displacement_um.min(axis=0), self.displacement_um.max(axis=0)
