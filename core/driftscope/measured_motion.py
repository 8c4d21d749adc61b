"""Motion that was measured: displacement over time and depth, as motion estimation gives it, becomes units' motion.

The sign is SpikeInterface's: a positive displacement means that the tissue has moved towards larger coordinates (up,
along y), and units move with it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .base import ConfigError, Problem
from .motion import Motion

Array = NDArray[np.float64]
AXES = "xy"
MOST_STEPS = 100_000


@dataclass(frozen=True, eq=False)
class MeasuredMotion:
    """Displacement along one axis over time and place, in one segment.

    Between the bins' centres it is interpolated; before the first and behind the last it is held.

    Attributes
    ----------
    times_s : ndarray, shape (times,)
        Centre of every bin of time, increasing.
    bins_um : ndarray, shape (places,)
        Centre of every bin of place, increasing; a single one is rigid motion.
    displacement_um : ndarray, shape (times, places)
        How far the tissue has moved, positive towards larger coordinates.
    axis : {"x", "y"}
        Along which it moves.
    place_axis : {"x", "y"}
        Along which the places are counted: nearly always y, the depth.
    method : {"linear", "nearest"}
        How values between the centres follow.

    Raises
    ------
    ConfigError
        When the arrays do not fit together, with every problem at once.
    """

    times_s: Array
    bins_um: Array
    displacement_um: Array
    axis: str = "y"
    place_axis: str = "y"
    method: str = "linear"

    def __post_init__(self) -> None:
        for name in ("times_s", "bins_um", "displacement_um"):
            object.__setattr__(self, name, np.array(getattr(self, name), dtype=np.float64))
        if problems := list(self._problems()):
            raise ConfigError(problems)

    def _problems(self) -> list[Problem]:
        found = []
        expected = (self.times_s.size, self.bins_um.size)
        for name in ("times_s", "bins_um"):
            values = getattr(self, name)
            if values.ndim != 1 or values.size == 0 or not np.isfinite(values).all() or (np.diff(values) <= 0).any():
                found.append(Problem(name, "must be finite numbers that increase", values.shape))
        if self.displacement_um.shape != expected:
            message = f"must have one value per time and place: shape {expected}"
            found.append(Problem("displacement_um", message, self.displacement_um.shape))
        elif not np.isfinite(self.displacement_um).all():
            bad = np.argwhere(~np.isfinite(self.displacement_um))[0].tolist()
            found.append(Problem("displacement_um", f"is no number at time {bad[0]}, place {bad[1]}: fill the gaps"))
        for name in ("axis", "place_axis"):
            if getattr(self, name) not in ("x", "y"):
                found.append(Problem(name, "must be x or y", getattr(self, name)))
        if self.method not in ("linear", "nearest"):
            found.append(Problem("method", "must be linear or nearest", self.method))
        return found

    def at_times(self, times_s: ArrayLike) -> Array:
        """Return the displacement in every bin of place at some times, shape (times, places), in µm."""
        before, after, share = _between(np.asarray(times_s, dtype=np.float64), self.times_s, self.method)
        ahead = share[:, np.newaxis]
        values: Array = self.displacement_um[before] * (1 - ahead) + self.displacement_um[after] * ahead
        return values

    def shares(self, locations_um: NDArray[Any]) -> Array:
        """Return how much of each bin's displacement a unit follows, shape (units, places)."""
        along = np.asarray(locations_um, dtype=np.float64)[:, AXES.index(self.place_axis)]
        below, above, share = _between(along, self.bins_um, self.method)
        shares, units = np.zeros((along.size, self.bins_um.size)), np.arange(along.size)
        shares[units, below] += 1 - share
        shares[units, above] += share
        return shares

    def at(self, times_s: ArrayLike, locations_um: NDArray[Any]) -> Array:
        """Return the displacement of every unit at some times, shape (times, units), in µm."""
        moved: Array = self.at_times(times_s) @ self.shares(locations_um).T
        return moved


def _between(wanted: Array, centres: Array, method: str) -> tuple[NDArray[np.intp], NDArray[np.intp], Array]:
    """Return the centres on both sides of every value, and how far it is from the one to the other, 0 to 1."""
    held = np.clip(wanted, centres[0], centres[-1])
    before = np.clip(np.searchsorted(centres, held, side="right") - 1, 0, max(centres.size - 2, 0))
    after = np.minimum(before + 1, centres.size - 1)
    share = (held - centres[before]) / np.where(after > before, centres[after] - centres[before], 1.0)
    return before, after, (share > 0.5).astype(np.float64) if method == "nearest" else share


def motion_of_units(
    measured: Sequence[MeasuredMotion],
    locations_um: NDArray[Any],
    duration_s: float,
    rate_hz: float,
    steps_um: Array,
    start_s: float = 0.0,
) -> Motion:
    """Let units follow a measured motion.

    Parameters
    ----------
    measured : sequence of MeasuredMotion
        One, or one per axis; they add up.
    locations_um : ndarray, shape (units, 2 or 3)
        Where the units stand.
    duration_s : float
        The recording's length.
    rate_hz : float
        How many times a second the displacement is given; each value is that of the middle of its bin.
    steps_um : ndarray, shape (steps, 2)
        The displacements at which templates are made.
    start_s : float
        Time of the recording's first sample, on the clock of the measurement.

    Returns
    -------
    Motion
        Each bin of place is a component of which units take their shares.
    """
    bins = max(int(np.ceil(duration_s * rate_hz)), 1)
    middles = start_s + (np.arange(bins) + 0.5) / rate_hz
    width = sum(one.bins_um.size for one in measured)
    vectors, begin = np.zeros((bins, 2, width)), 0
    for one in measured:
        own = slice(begin, begin := begin + one.bins_um.size)
        vectors[:, AXES.index(one.axis), own] = one.at_times(middles)
    factors = np.concatenate([one.shares(locations_um) for one in measured], axis=1)
    for array in (vectors, factors):
        array.flags.writeable = False
    return Motion(vectors, factors, steps_um, rate_hz)


def steps_covering(measured: Sequence[MeasuredMotion], step_um: float) -> Array:
    """Return the multiples of a step that cover a measured motion, zero among them; a grid when it has two axes.

    Raises
    ------
    ConfigError
        When there would be too many.
    """
    grids = []
    for axis in AXES:
        own = [one.displacement_um for one in measured if one.axis == axis]
        low = sum(min(float(one.min()), 0.0) for one in own)
        high = sum(max(float(one.max()), 0.0) for one in own)
        grids.append(np.arange(np.floor(low / step_um), np.ceil(high / step_um) + 1) * step_um)
    if grids[0].size * grids[1].size > MOST_STEPS:
        raise ConfigError([Problem("step_um", f"makes more than {MOST_STEPS} steps: lengthen it", step_um)])
    return np.array(list(product(*grids)))


def read_motion(motion: Any) -> list[MeasuredMotion]:
    """Read SpikeInterface's ``Motion``, or what has the same attributes; one for every segment.

    Raises
    ------
    ConfigError
        When it is something else, or says something that cannot be followed.
    """
    needed = ("displacement", "temporal_bins_s", "spatial_bins_um", "direction")
    if missing := [name for name in needed if not hasattr(motion, name)]:
        raise ConfigError([Problem("motion", f"is no motion: it has no {', '.join(missing)}", type(motion).__name__)])
    method, axis = getattr(motion, "interpolation_method", "linear"), motion.direction
    return [
        MeasuredMotion(times, motion.spatial_bins_um, displacement, axis, axis, method)
        for displacement, times in zip(motion.displacement, motion.temporal_bins_s, strict=True)
    ]


def load_motion(folder: str | Path) -> list[MeasuredMotion]:
    """Read a folder that SpikeInterface's ``Motion.save`` has written; one motion for every segment.

    Raises
    ------
    ConfigError
        When it is no such folder.
    """
    path = Path(folder)
    try:
        said = json.loads((path / "spikeinterface_info.json").read_text(encoding="utf-8"))
        if said["object"] != "Motion":
            raise ValueError(f"it holds a {said['object']}")
        bins = np.load(path / "spatial_bins_um.npy", allow_pickle=False)
        return [
            MeasuredMotion(
                np.load(path / f"temporal_bins_s_seg{index}.npy", allow_pickle=False),
                bins,
                np.load(path / f"displacement_seg{index}.npy", allow_pickle=False),
                said["direction"],
                said["direction"],
                said.get("interpolation_method", "linear"),
            )
            for index in range(int(said["num_segments"]))
        ]
    except ConfigError:
        raise
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"is no folder of a SpikeInterface motion ({reason}): give one that Motion.save has written"
        raise ConfigError([Problem("path", message, str(folder))]) from None
