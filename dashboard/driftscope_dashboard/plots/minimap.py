"""The whole probe on a narrow strip: where units are dense, how the tissue is displaced now, and what is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import holoviews as hv
import numpy as np
from driftscope.motion import Motion
from numpy.typing import NDArray

from ..reduce.channels import depth_limits_um
from ..reduce.shanks import shank_count, shown_shanks, unit_shanks
from .dimensions import DEPTH, SHANK
from .field import displacement_at, limit_of
from .sources import is_source, seen, shown_time
from .style import Theme, checked, dots, faded, ink, load_backends, picture, segments, themed

Array = NDArray[Any]

ROWS = 160
"""Into how many depths units are sorted to show where they are dense."""
ARROWS = 9
"""In a lane."""
LANE = (0.14, 0.86)
"""From where to where a lane reaches between one shank and the next."""
LONGEST_ARROW = 0.85
"""Of the gap between two arrows, the one of the motion's largest displacement."""
LEAST_SHARE = 0.03
"""Shorter arrows, measured by the longest one, have no head."""
HEAD_PIXELS = 6.0
HIDDEN = 0.35
"""How strongly lanes are drawn whose shank is not shown."""


@dataclass(frozen=True)
class Minimap:
    """What the strip shows.

    Attributes
    ----------
    limits_um : tuple of float
        From which depth to which it reaches.
    lanes : int
        How many shanks there are.
    shown : tuple of int
        The shanks that are shown.
    depths_um, shanks : ndarray, shape (units,)
        Where units stand at rest.
    arrows_um : tuple of ndarray, shape (arrows,)
        Depths, and how far up the tissue is displaced there now.
    limit_um : float
        The largest displacement of the motion.
    depth_range_um : tuple of float
        Which depths are looked at.
    """

    limits_um: tuple[float, float]
    lanes: int
    shown: tuple[int, ...]
    depths_um: Array
    shanks: Array
    arrows_um: tuple[Array, Array] = field(default_factory=lambda: (np.empty(0), np.empty(0)))
    limit_um: float = 1.0
    depth_range_um: tuple[float, float] = (0.0, 1.0)


def arrows_of(motion: Motion, unit_depths_um: Array, limits_um: tuple[float, float], now: int) -> tuple[Array, Array]:
    """Return evenly spaced depths, and how far up the tissue is displaced there in a time bin, in µm."""
    edges = np.linspace(*limits_um, ARROWS + 1)
    depths = (edges[1:] + edges[:-1]) / 2
    if not len(motion.factors):
        return np.empty(0), np.empty(0)
    return depths, displacement_at(motion, unit_depths_um, depths, np.array([now]))[:, 0]


def lane_columns(found: Minimap) -> dict[str, Array]:
    """Return the strips on which the shanks are drawn: columns ``left``, ``right``, ``bottom`` and ``top``."""
    lanes = np.arange(found.lanes, dtype=float)
    low, high = (np.full(found.lanes, end) for end in found.limits_um)
    return {"left": lanes + LANE[0], "right": lanes + LANE[1], "bottom": low, "top": high}


def density_columns(found: Minimap) -> dict[str, Array]:
    """Return a line across its lane for every depth where units stand: ``x0``, ``x1``, ``y`` and ``strength``."""
    low, high = found.limits_um
    rows = np.clip(((found.depths_um - low) / (high - low) * ROWS).astype(np.int64), 0, ROWS - 1)
    counts = np.bincount(found.shanks * ROWS + rows, minlength=found.lanes * ROWS)
    at = np.flatnonzero(counts)
    lane, row = np.divmod(at, ROWS)
    strength = 0.25 + 0.6 * np.sqrt(counts[at] / max(counts.max(initial=1), 1))
    return {
        "x0": (lane + LANE[0]).astype(np.float32),
        "x1": (lane + LANE[1]).astype(np.float32),
        "y": (low + (row + 0.5) * (high - low) / ROWS).astype(np.float32),
        "strength": (strength * _lit(found, lane)).astype(np.float32),
    }


def arrow_columns(found: Minimap) -> dict[str, Array]:
    """Return the arrows of now, in every lane: ``x``, ``y0``, ``y1``, ``head``, ``angle``, ``strength``, ``moved``."""
    depths, moved = found.arrows_um
    gap = (found.limits_um[1] - found.limits_um[0]) / ARROWS
    length = LONGEST_ARROW * gap * moved / found.limit_um
    lane = np.repeat(np.arange(found.lanes), depths.size)
    up = np.tile(length, found.lanes)
    middle = np.tile(depths, found.lanes)
    is_seen = np.abs(up) > LEAST_SHARE * gap
    return {
        "x": (lane + 0.5).astype(np.float32),
        "y0": (middle - up / 2).astype(np.float32),
        "y1": (middle + up / 2).astype(np.float32),
        "head": np.where(is_seen, HEAD_PIXELS, 0.0).astype(np.float32),
        "angle": np.where(up < 0, np.pi, 0.0).astype(np.float32),
        "strength": _lit(found, lane).astype(np.float32),
        "moved": np.tile(moved, found.lanes).astype(np.float32),
    }


def frame_of(found: Minimap) -> tuple[float, float]:
    """Return from where to where the frame around what is looked at reaches across the lanes."""
    return min(found.shown, default=0) + 0.02, max(found.shown, default=0) + 0.98


def _lit(found: Minimap, lane: Array) -> Array:
    return np.where(np.isin(lane, found.shown), 1.0, HIDDEN)


def minimap_picture(found: Minimap, theme: Theme = "light") -> hv.Overlay:
    """Draw lanes, units as lines across them, arrows, and a frame around what is looked at."""
    density, arrows = density_columns(found), arrow_columns(found)
    ends = [SHANK, DEPTH, "shank1", "depth1_um"]
    lines = (density["x0"], density["y"], density["x1"], density["y"])
    shafts = (arrows["x"], arrows["y0"], arrows["x"], arrows["y1"])
    ticks = faded([ink("common", theme)] * len(density["y"]), density["strength"])
    bold = faded([ink("ink", theme)] * len(arrows["x"]), arrows["strength"])
    drawn = [
        _boxes(lane_columns(found), {"label": "lanes", "fill": "field"}, theme),
        segments((*lines, ticks), ends, ["colour"], {"label": "density", **_coloured(ticks)}, theme),
        segments((*shafts, bold), ends, ["colour"], {"label": "shafts", **_coloured(bold), "width": 1.5}, theme),
        _heads(arrows, arrows["angle"] == 0, "triangle", theme),
        _heads(arrows, arrows["angle"] != 0, "inverted_triangle", theme),
        _boxes(_frame_columns(found), {"label": "frame", "line": "ink"}, theme),
    ]  # fmt: skip
    limits = {"xlim": (0.0, float(found.lanes)), "ylim": found.limits_um}
    return picture(hv.Overlay(drawn), theme, width=140, height=560, **limits)


def _heads(arrows: dict[str, Array], chosen: Array, marker: str, theme: Theme) -> hv.Points:
    """Return the heads of some arrows."""
    x, y, size, strength, moved = (arrows[name][chosen] for name in ("x", "y1", "head", "strength", "moved"))
    colours = faded([ink("ink", theme)] * len(x), strength)
    look = {"label": "heads" if marker == "triangle" else "heads down", "marker": marker, "size": "size"}
    tell = {"depth": "@depth_um{0} µm", "moved": "@moved{+0.0} µm"}
    columns = (x, y, size, colours, moved)
    return dots(columns, [SHANK, DEPTH], ["size", "colour", "moved"], look | _coloured(colours) | {"tell": tell}, theme)


def _coloured(colours: list[str]) -> dict[str, str]:
    return {"colour": "colour"} if colours else {"colour": "ink"}


def _frame_columns(found: Minimap) -> dict[str, Array]:
    left, right = frame_of(found)
    low, high = found.depth_range_um
    return {name: np.array([at]) for name, at in zip(("left", "bottom", "right", "top"), (left, low, right, high),
                                                     strict=True)}  # fmt: skip


def _boxes(columns: dict[str, Array], look: dict[str, str], theme: Theme) -> Any:
    """Return rectangles, filled or as outlines."""
    data = (columns["left"], columns["bottom"], columns["right"], columns["top"])
    made = hv.Rectangles(data, kdims=[SHANK, DEPTH, "shank1", "depth1_um"], label=look["label"])
    fill, line = (ink(look[name], theme) if name in look else None for name in ("fill", "line"))
    bokeh = {"fill_color": fill, "line_color": line, "line_width": 2}
    matplotlib = {"facecolor": fill or "none", "edgecolor": line or "none", "linewidth": 1.5}
    return themed(made, theme, {}, bokeh, matplotlib)


def minimap(
    source: Any,
    displacement_um: Array | None = None,
    depths_um: Array | None = None,
    *,
    time_s: float | None = None,
    depth_range_um: tuple[float, float] | None = None,
    shanks: tuple[int, ...] = (),
    theme: Theme = "light",
) -> hv.Overlay:
    """Draw an overview of the whole probe: density of units, and tissue displacement at one time.

    Parameters
    ----------
    source : Simulation, Hybrid or ndarray, shape (units,)
        Whose units and motion; or the depths of units, in µm.
    displacement_um : ndarray, shape (depths,), optional
        How far up the tissue is displaced at some depths; for depths of units.
    depths_um : ndarray, shape (depths,), optional
        At which depths; for displacements.
    time_s : float, optional
        When; by default at the moment of the largest displacement.
    depth_range_um : tuple of float, optional
        Around which depths a frame is drawn; all of them by default.
    shanks : tuple of int
        Which shanks are emphasised, from 0; all of them by default.
    theme : {"light", "dark", "print"}
        How it looks.

    Returns
    -------
    holoviews.Overlay
        Depth in µm against the shank.
    """
    load_backends()
    theme = checked(theme)
    if is_source(source):
        return minimap_picture(minimap_of(seen(source), time_s, depth_range_um, shanks), theme)
    depths = np.asarray(source, dtype=np.float64)
    moved = np.empty(0) if displacement_um is None else np.asarray(displacement_um, dtype=np.float64)
    places = np.empty(0) if depths_um is None else np.asarray(depths_um, dtype=np.float64)
    everything = np.concatenate([depths, places])
    limits = (float(everything.min(initial=0.0)) - 30.0, float(everything.max(initial=1.0)) + 30.0)
    found = Minimap(
        limits, 1, (0,), depths, np.zeros(depths.size, np.intp), (places, moved),
        max(float(np.abs(moved).max(initial=0.0)), 1.0), depth_range_um or limits,
    )  # fmt: skip
    return minimap_picture(found, theme)


def minimap_of(
    whole: Any, time_s: float | None, depth_range_um: tuple[float, float] | None, shanks: tuple[int, ...]
) -> Minimap:
    """Return what the strip shows of a source at a moment."""
    motion, depths = whole.motion, whole.locations_um[:, 1]
    now = min(int(shown_time(whole, time_s) * motion.sampling_frequency_hz), len(motion.vectors_um) - 1)
    limits, lanes = depth_limits_um(whole.contact_positions_um, whole.locations_um), shank_count(whole)
    return Minimap(
        limits, lanes, shown_shanks(shanks, lanes), depths, unit_shanks(whole),
        arrows_of(motion, depths, limits, now), limit_of(motion), depth_range_um or limits,
    )  # fmt: skip
