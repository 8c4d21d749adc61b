"""The motion: how far units are displaced over time, and the vectors of which this is made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import holoviews as hv
import numpy as np
from driftscope.motion import Motion
from numpy.typing import NDArray

from ..reduce.decimate import thinned
from ..theme import depth_colour, unit_colour
from .dimensions import DISPLACEMENT, TIME
from .sources import is_source, seen
from .style import Theme, checked, lines, load_backends, picture

Array = NDArray[Any]

COLUMNS = 1_500
MOST_CURVES = 5


@dataclass(frozen=True)
class Curves:
    """Displacement of some units over time.

    Attributes
    ----------
    times_s : list of ndarray
        One for every curve.
    displacement_um : list of ndarray
        One for every curve.
    colours, dashes, labels : list of str
        How each is drawn and what it is.
    duration_s : float
        Length of the recording.
    limits_um : tuple of float
        Between which they lie.
    """

    times_s: list[NDArray[Any]]
    displacement_um: list[NDArray[Any]]
    colours: list[str]
    dashes: list[str]
    labels: list[str]
    duration_s: float
    limits_um: tuple[float, float]


def representative_units(depths_um: NDArray[Any], factors: NDArray[Any]) -> NDArray[np.intp]:
    """Choose units that stand for all: one when all move alike, else some evenly spread over depth.

    Parameters
    ----------
    depths_um : ndarray, shape (units,)
        Where the units stand.
    factors : ndarray, shape (units, components)
        Share of each component that a unit follows.

    Returns
    -------
    ndarray of int
        Indices of units, from deep to shallow.
    """
    order = np.argsort(depths_um, kind="stable")
    if factors.size == 0 or np.ptp(factors, axis=0).max() == 0:
        return order[len(order) // 2 : len(order) // 2 + 1]
    places = np.linspace(0, len(order) - 1, min(MOST_CURVES, len(order))).round().astype(int)
    return order[np.unique(places)]


def curves_of(
    displacement_um: NDArray[Any],
    depths_um: NDArray[Any],
    rate_hz: float,
    duration_s: float,
    colours: list[str] | None = None,
) -> Curves:
    """Turn displacements into curves: along the probe solid, across it dashed and only where there is any.

    Parameters
    ----------
    displacement_um : ndarray, shape (times, units, 2)
        x and y displacement.
    depths_um : ndarray, shape (units,)
        Depth of these units.
    rate_hz, duration_s : float
        Times a second, and length.
    colours : list of str, optional
        Of the units; of their depths otherwise.

    Returns
    -------
    Curves
        Ready to be drawn.
    """
    times = np.arange(len(displacement_um)) / rate_hz
    shades = colours or (
        [depth_colour(share) for share in np.linspace(0, 1, len(depths_um))]
        if len(depths_um) > 1
        else [depth_colour(0.5)]
    )
    parts: dict[str, list[Any]] = {"times": [], "values": [], "colours": [], "dashes": [], "labels": []}
    for axis, dash in ((1, "solid"), (0, "dashed")):
        if axis == 0 and not displacement_um[:, :, 0].any():
            continue
        kept_times, kept = thinned(times, displacement_um[:, :, axis], COLUMNS)
        for unit, depth in enumerate(depths_um):
            parts["times"].append(kept_times.astype(np.float32))
            parts["values"].append(kept[:, unit].astype(np.float32))
            parts["colours"].append(shades[unit])
            parts["dashes"].append(dash)
            parts["labels"].append(f"{'xy'[axis]} at {depth:.0f} µm")
    extent = displacement_um if displacement_um.size else np.zeros(1)
    limits = padded(float(extent.min()), float(extent.max()))
    return Curves(
        parts["times"], parts["values"], parts["colours"], parts["dashes"], parts["labels"], duration_s, limits
    )


def padded(low: float, high: float) -> tuple[float, float]:
    """Return limits with some air around them, also around a flat line."""
    air = max(0.08 * (high - low), 1.0)
    return low - air, high + air


def displacements(motion: Motion, units: NDArray[np.intp]) -> Array:
    """Return the displacement of some units at every time, shape (times, units, 2), in µm."""
    bins = np.arange(motion.vectors_um.shape[0])
    moved = [motion.displacement_um(bins, np.full(bins.size, unit)) for unit in units]
    return np.stack(moved, axis=1) if moved else np.zeros((bins.size, 0, 2))


def told(label: str) -> dict[str, str]:
    """Return what is told of a curve under the pointer."""
    return {"curve": label, "time": "$x{0.0} s", "displacement": "$y{0.0} µm"}


def motion_picture(found: Curves, theme: Theme = "light", *, height: int = 220) -> hv.Overlay:
    """Draw displacement over time: along the probe solid, across it dashed."""
    drawn = [
        lines(
            [(times, moved)],
            [TIME, DISPLACEMENT],
            {"label": label, "colour": colour, "width": 1.5, "dash": dash, "legend": True, "tell": told(label)},
            theme,
        )
        for times, moved, colour, dash, label in zip(
            found.times_s, found.displacement_um, found.colours, found.dashes, found.labels, strict=True
        )
    ] or [lines([], [TIME, DISPLACEMENT], {"label": "none", "colour": "ink"}, theme)]
    limits = {"xlim": (0.0, found.duration_s), "ylim": found.limits_um}
    return picture(hv.Overlay(drawn), theme, height=height, show_legend=len(drawn) > 1, **limits)


def motion(
    source: Any,
    sampling_frequency_hz: float = 5.0,
    depths_um: Array | None = None,
    *,
    units: tuple[int, ...] = (),
    theme: Theme = "light",
) -> hv.Overlay:
    """Draw the displacement of units over the recording.

    Parameters
    ----------
    source : Simulation, Hybrid or ndarray, shape (times,), (times, units) or (times, units, 2)
        Whose units; or displacements in µm, along the probe, or across and along it.
    sampling_frequency_hz : float
        Displacements a second; for displacements.
    depths_um : ndarray, shape (units,), optional
        Where the units are; for displacements.
    units : tuple of int
        Which units; by default some that stand for all, from deep to shallow.
    theme : {"light", "dark", "print"}
        How it looks.

    Returns
    -------
    holoviews.Overlay
        Displacement in µm against time in s.

    Raises
    ------
    ValueError
        When there are no such units.
    """
    load_backends()
    theme = checked(theme)
    if is_source(source):
        return motion_picture(_curves(seen(source), units), theme)
    moved = np.asarray(source, dtype=np.float64)
    if moved.ndim < 3:
        along = moved.reshape(len(moved), -1)
        moved = np.stack([np.zeros_like(along), along], axis=2)
    depths = np.arange(moved.shape[1], dtype=float) if depths_um is None else np.asarray(depths_um)
    return motion_picture(curves_of(moved, depths, sampling_frequency_hz, len(moved) / sampling_frequency_hz), theme)


def _curves(whole: Any, units: tuple[int, ...]) -> Curves:
    """Return the curves of some units of a source."""
    moving, depths = whole.motion, whole.locations_um[:, 1]
    if missing := [unit for unit in units if not 0 <= unit < len(depths)]:
        raise ValueError(f"Unknown unit {missing[0]}. Available: 0 to {len(depths) - 1}.")
    shown = np.array(units, dtype=np.intp) if units else representative_units(depths, moving.factors)
    colours = [unit_colour(unit) for unit in units] or None
    rate = moving.sampling_frequency_hz
    return curves_of(displacements(moving, shown), depths[shown], rate, whole.config.duration_s, colours)


def motion_vectors(source: Any, sampling_frequency_hz: float = 5.0, *, theme: Theme = "light") -> hv.Overlay:
    """Draw the displacement vector of each motion component over time.

    Parameters
    ----------
    source : Simulation, Hybrid or ndarray, shape (times, 2, components)
        Whose motion; or displacement vectors, x and y in µm.
    sampling_frequency_hz : float
        Vectors a second; for vectors.
    theme : {"light", "dark", "print"}
        How it looks.

    Returns
    -------
    holoviews.Overlay
        Displacement in µm against time in s: along the probe solid, across it dashed.
    """
    load_backends()
    theme = checked(theme)
    if is_source(source):
        moving = seen(source).motion
        vectors, rate = moving.vectors_um, moving.sampling_frequency_hz
    else:
        vectors, rate = np.asarray(source, dtype=np.float64), sampling_frequency_hz
    number = vectors.shape[2]
    colours = [unit_colour(component) for component in range(number)]
    moved = vectors.transpose(0, 2, 1)
    found = curves_of(moved, np.arange(number, dtype=float), rate, len(vectors) / rate, colours)
    named = [f"{label.split()[0]} of component {label.split()[2]}" for label in found.labels]
    return motion_picture(replace(found, labels=named), theme)
