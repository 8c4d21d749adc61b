"""Motion that was measured: displacement over time and depth, as motion estimation gives it.

The sign is SpikeInterface's: a positive displacement means that the tissue has moved towards larger coordinates (up,
along y), and units move with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .base import ConfigError, Problem
from .motion_files import DEPTHS, DISPLACEMENT, INFO, TIMES, motion_folder

Array = NDArray[np.float64]
AXES = "xy"
MOST_SEGMENTS = 10_000
_IN_FILES = {
    "times_s": "temporal_bins_s",
    "bins_um": "spatial_bins_um",
    "displacement_um": "displacement",
    "axis": "direction",
    "place_axis": "direction",
    "method": "interpolation_method",
}
"""What the fields of a motion are called in its files."""


@dataclass(frozen=True, eq=False)
class MeasuredMotion:
    """Displacement along one axis over time and place, in one segment.

    Between the bins' centres it is interpolated; before the first and behind the last it is held.

    Attributes
    ----------
    times_s : ndarray, shape (times,)
        Centre of every bin of time, increasing; decreasing ones are put in order.
    bins_um : ndarray, shape (places,)
        Centre of every bin of place, increasing; decreasing ones are put in order. A single one is rigid motion.
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
        for axis, name in enumerate(("times_s", "bins_um")):
            self._put_in_order(name, axis)
        if problems := list(self._problems()):
            raise ConfigError(problems)

    def _put_in_order(self, name: str, axis: int) -> None:
        """Reverse bins that decrease, their displacements along."""
        bins, moved = getattr(self, name), self.displacement_um
        fits = bins.ndim == 1 and moved.ndim == 2 and moved.shape[axis] == bins.size
        if fits and bins.size > 1 and (np.diff(bins) < 0).all():
            object.__setattr__(self, name, bins[::-1].copy())
            object.__setattr__(self, "displacement_um", np.flip(moved, axis).copy())

    def _problems(self) -> list[Problem]:
        found = []
        expected = (self.times_s.size, self.bins_um.size)
        for name in ("times_s", "bins_um"):
            values = getattr(self, name)
            if values.ndim != 1 or values.size == 0 or not np.isfinite(values).all() or (np.diff(values) <= 0).any():
                found.append(Problem(name, "must be finite numbers that increase or decrease", values.shape))
        if self.displacement_um.shape != expected:
            turned = ": transpose it" if self.displacement_um.shape == expected[::-1] else ""
            message = f"must have one value per time and depth: shape {expected}{turned}"
            found.append(Problem("displacement_um", message, self.displacement_um.shape))
        elif not np.isfinite(self.displacement_um).all():
            bad = np.argwhere(~np.isfinite(self.displacement_um))[0].tolist()
            found.append(
                Problem("displacement_um", f"is NaN or infinite at time {bad[0]}, depth {bad[1]}: fill the gaps")
            )
        for name in ("axis", "place_axis"):
            if getattr(self, name) not in ("x", "y"):
                found.append(Problem(name, "must be x or y", getattr(self, name)))
        if self.method not in ("linear", "nearest"):
            found.append(Problem("method", "must be linear or nearest", self.method))
        return found

    def at_times(self, times_s: ArrayLike) -> Array:
        """Return the displacement in every bin of place at some times, shape (times, places), in µm."""
        before, after, share = between(np.asarray(times_s, dtype=np.float64), self.times_s, self.method)
        ahead = share[:, np.newaxis]
        values: Array = self.displacement_um[before] * (1 - ahead) + self.displacement_um[after] * ahead
        return values

    def at_points(self, times_s: ArrayLike, places_um: ArrayLike) -> Array:
        """Return the displacement at some places, each at a time of its own, shape (points,), in µm.

        Parameters
        ----------
        times_s, places_um : array_like, shape (points,)
            When and where: a place along ``place_axis``, the depth nearly always.
        """
        early, late, later = between(np.asarray(times_s, dtype=np.float64), self.times_s, self.method)
        below, above, higher = between(np.asarray(places_um, dtype=np.float64), self.bins_um, self.method)
        low, high = (
            self.displacement_um[early, place] * (1 - later) + self.displacement_um[late, place] * later
            for place in (below, above)
        )
        moved: Array = low * (1 - higher) + high * higher
        return moved

    def shares(self, locations_um: NDArray[Any]) -> Array:
        """Return how much of each bin's displacement a unit follows, shape (units, places)."""
        along = np.asarray(locations_um, dtype=np.float64)[:, AXES.index(self.place_axis)]
        below, above, share = between(along, self.bins_um, self.method)
        shares, units = np.zeros((along.size, self.bins_um.size)), np.arange(along.size)
        shares[units, below] += 1 - share
        shares[units, above] += share
        return shares

    def at(self, times_s: ArrayLike, locations_um: NDArray[Any]) -> Array:
        """Return the displacement of every unit at some times, shape (times, units), in µm."""
        moved: Array = self.at_times(times_s) @ self.shares(locations_um).T
        return moved


def between(wanted: Array, centres: Array, method: str = "linear") -> tuple[NDArray[np.intp], NDArray[np.intp], Array]:
    """Return the centres on both sides of every value, and how far it is from the one to the other, 0 to 1."""
    held = np.clip(wanted, centres[0], centres[-1])
    before = np.clip(np.searchsorted(centres, held, side="right") - 1, 0, max(centres.size - 2, 0))
    after = np.minimum(before + 1, centres.size - 1)
    share = (held - centres[before]) / np.where(after > before, centres[after] - centres[before], 1.0)
    return before, after, (share > 0.5).astype(np.float64) if method == "nearest" else share


def read_motion(motion: Any) -> list[MeasuredMotion]:
    """Read SpikeInterface's ``Motion``, or what has the same attributes; one for every segment.

    Raises
    ------
    ConfigError
        When it is something else, or says something that cannot be followed.
    """
    needed = ("displacement", "temporal_bins_s", "spatial_bins_um", "direction")
    if missing := [name for name in needed if not hasattr(motion, name)]:
        raise ConfigError(
            [Problem("motion", f"is not a Motion: it has no {', '.join(missing)}", type(motion).__name__)]
        )
    method, axis = getattr(motion, "interpolation_method", "linear"), motion.direction
    return [
        MeasuredMotion(times, motion.spatial_bins_um, displacement, axis, axis, method)
        for displacement, times in zip(motion.displacement, motion.temporal_bins_s, strict=True)
    ]


def load_motion(folder: str | Path) -> list[MeasuredMotion]:
    """Read a folder written by SpikeInterface's ``Motion.save``; returns one motion per segment.

    Parameters
    ----------
    folder : str or Path
        Its folder, one that holds it as ``motion``, or the ``displacement_seg0.npy`` in it. Arrays of these names
        without SpikeInterface's description are displacement along y.

    Raises
    ------
    ConfigError
        When there is no motion, or it cannot be read.
    """
    path = motion_folder(folder)
    try:
        said = _description(path)
        bins = np.load(path / DEPTHS, allow_pickle=False)
        return [
            MeasuredMotion(
                np.load(path / TIMES.format(index), allow_pickle=False),
                bins,
                _by_place(np.load(path / DISPLACEMENT.format(index), allow_pickle=False), bins),
                said["direction"],
                said["direction"],
                said.get("interpolation_method", "linear"),
            )
            for index in range(int(said["num_segments"]))
        ]
    except ConfigError as error:
        raise ConfigError(
            [Problem("path", f"{_IN_FILES[one.path]} {one.message}", str(folder)) for one in error.problems]
        ) from None
    except (EOFError, OSError, ValueError, KeyError, TypeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        if (missing := getattr(error, "filename", None)) is not None:
            reason = f"{reason}: {Path(missing).name}"
        message = f"is not a SpikeInterface Motion folder ({reason}): give one written by Motion.save"
        raise ConfigError([Problem("path", message, str(folder))]) from None


def _description(folder: Path) -> dict[str, Any]:
    """Return what SpikeInterface says of a motion; without it, that it is one along y."""
    if not (folder / INFO).is_file():
        number = next(index for index in range(MOST_SEGMENTS) if not (folder / DISPLACEMENT.format(index)).is_file())
        return {"direction": "y", "num_segments": number}
    said: dict[str, Any] = json.loads((folder / INFO).read_text(encoding="utf-8"))
    if said["object"] != "Motion":
        raise ValueError(f"it contains a {said['object']}")
    return said


def _by_place(displacement_um: NDArray[Any], bins_um: NDArray[Any]) -> NDArray[Any]:
    """Return displacement with a column per place, also of a rigid motion that was saved without one."""
    return displacement_um[:, np.newaxis] if displacement_um.ndim == 1 and bins_um.size == 1 else displacement_um
