"""The probe: its contacts, the units around it, and where the motion takes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import holoviews as hv
import numpy as np
from driftscope.streams import Streams
from driftscope.units import UnitsConfig, depth_density
from numpy.typing import NDArray

from ..theme import amplitude_colour, colour, followed_colours
from .dimensions import ACROSS, DEPTH
from .sources import is_source, seen, shown_time
from .style import Theme, area, checked, dots, faded, load_backends, picture, segments

Array = NDArray[Any]
Range = tuple[float, float]

DIMMED = 0.5
DENSITY_POINTS = 200
DENSITY_WIDTH = 0.3
STEP_UM = 10.0
LEAST_ARROW_UM = 1.0
FAINT_UV = 60.0
"""Units whose peak at rest is lower are dots without an arrow."""
FAINT_PIXELS = 3.2


@dataclass(frozen=True)
class Scene:
    """What stands where.

    Attributes
    ----------
    contacts_um : ndarray, shape (contacts, 2)
        The probe.
    rest_um, moved_um : ndarray, shape (units, 2)
        The units at rest and at the cursor's time.
    sizes : ndarray, shape (units,)
        Diameter of each unit on the screen, larger for larger amplitudes.
    strengths : ndarray, shape (units,)
        How opaque each unit is drawn; less than 1 for those that are not looked at.
    depth_range_um : tuple of float or None
        Depths between which traces are drawn as lines.
    density : tuple of ndarray or None
        Depths in µm, and how many units stand there, 1 where they are densest; None without layers.
    units : tuple of int
        The selected units: blue at rest and orange now, where all others are grey.
    channels : tuple of int
        The channel that is best for the first selected unit at rest, and the one that is best now.
    faint : ndarray of bool, shape (units,), or None
        Units so small that they are dots without an arrow; None for none.
    across_um : tuple of float or None
        Between which places across the probe one looks; all contacts and units when None.
    """

    contacts_um: Array
    rest_um: Array
    moved_um: Array
    sizes: Array
    strengths: Array
    depth_range_um: Range | None
    density: tuple[Array, Array] | None
    units: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()
    faint: Array | None = None
    across_um: Range | None = None


def unit_sizes(amplitudes_uv: Array) -> Array:
    """Return diameters whose area grows with the amplitude, in pixels.

    Examples
    --------
    >>> import numpy as np
    >>> unit_sizes(np.array([0.0, 100.0, 400.0])).tolist()
    [3.0, 6.0, 9.0]
    """
    largest = max(float(np.max(amplitudes_uv, initial=0.0)), 1e-9)
    return 3.0 + 6.0 * np.sqrt(amplitudes_uv / largest)


def strengths(number: int, chosen: tuple[int, ...], anything: bool) -> Array:
    """Return how opaque units are drawn: the chosen ones fully, the others only when nothing is selected.

    Examples
    --------
    >>> strengths(3, (1,), anything=True).tolist(), strengths(3, (), anything=False).tolist()
    ([0.5, 1.0, 0.5], [1.0, 1.0, 1.0])
    """
    opaque = np.full(number, DIMMED if anything else 1.0)
    opaque[list(chosen)] = 1.0
    return opaque


@lru_cache(maxsize=16)
def density_of(
    units: UnitsConfig, contacts_um: tuple[tuple[float, float], ...], streams: Streams
) -> tuple[Array, Array] | None:
    """Return depths and the relative density of units there, or None when units do not stand in layers."""
    if units.distribution == "uniform" or units.locations_um is not None:
        return None
    depths, density = depth_density(units, np.array(contacts_um), streams)
    thin = slice(None, None, max(density.size // DENSITY_POINTS, 1))
    return depths[thin], density[thin] / density.max()


def probe_limits_um(across_um: Array) -> tuple[float, float]:
    """Return between which places across the probe there is room for all, in steps that other units seldom change.

    Examples
    --------
    >>> import numpy as np
    >>> probe_limits_um(np.array([0.0, -12.1, 32.0]))
    (-30.0, 50.0)
    """
    low, high = np.floor(across_um.min() / STEP_UM) - 1, np.ceil(across_um.max() / STEP_UM) + 1
    return float(low) * STEP_UM, float(high) * STEP_UM


def density_columns(found: Scene) -> dict[str, Array]:
    """Return the density of units as an area at the left edge: columns ``x0``, ``x1`` and ``y``."""
    depths, density = found.density or (np.empty(0), np.empty(0))
    left, right = across_limits_um(found)
    return {"x0": np.full(depths.size, left), "x1": left + (right - left) * DENSITY_WIDTH * density, "y": depths}


def across_limits_um(found: Scene) -> tuple[float, float]:
    """Return from where to where the axis across the probe runs."""
    if found.across_um is not None:
        return found.across_um
    return probe_limits_um(np.concatenate([found.contacts_um, found.rest_um])[:, 0])


def unit_columns(found: Scene, wider_pixels: float = 0.0, *, dark: bool = False) -> dict[str, Any]:
    """Return the units as they are drawn: places, sizes, colours and strengths."""
    rest, moved = found.rest_um.astype(np.float32), found.moved_um.astype(np.float32)
    now, at_rest = _colours(found, dark=dark)
    up, faint = moved[:, 1] - rest[:, 1], _faint(found)
    has_arrow = (np.abs(up) >= LEAST_ARROW_UM) & ~faint
    sizes = np.where(faint, FAINT_PIXELS, found.sizes)
    is_chosen = np.isin(np.arange(len(rest)), found.units)
    pale = np.where(found.strengths < 1, 0.45 * found.strengths, 0.9 if found.units else 0.45)
    return {
        "x": moved[:, 0].copy(),
        "y": moved[:, 1].copy(),
        "x0": rest[:, 0].copy(),
        "y0": rest[:, 1].copy(),
        "size": np.where(has_arrow & ~is_chosen, 0.0, sizes).astype(np.float32),
        "ring": np.where(faint, 0.0, sizes + wider_pixels).astype(np.float32),
        "colour": now,
        "ring_colour": at_rest,
        "head": np.where(has_arrow, found.sizes + 1.5, 0.0).astype(np.float32),
        "angle": np.where(up < 0, np.pi, 0.0).astype(np.float32),
        "strength": (0.85 * found.strengths).astype(np.float32),
        "trail": pale.astype(np.float32),
        "shaft": np.where(has_arrow, 0.85 * found.strengths, 0.0).astype(np.float32),
    }


def _faint(found: Scene) -> Array:
    """Return which units are dots without an arrow, of those that nobody chose."""
    faint = np.zeros(len(found.rest_um), dtype=bool) if found.faint is None else found.faint.copy()
    faint[list(found.units)] = False
    return faint


def _colours(found: Scene, *, dark: bool) -> tuple[list[str], list[str]]:
    """Return the colours of all units now and at rest: greys by their size, but for the selected ones."""
    largest = max(float(np.max(found.sizes, initial=0.0)), 1e-9)
    greys = [amplitude_colour(size / largest, dark=dark) for size in found.sizes.tolist()]
    now, rest = list(greys), list(greys)
    for unit, one in followed_colours(found.units, dark=dark).items():
        now[unit] = one
    for unit in found.units[:1]:
        rest[unit] = colour("static", dark=dark)
    return now, rest


def contact_marks(found: Scene) -> list[dict[str, Any]]:
    """Return the contact that is best at rest, and the one that is best now, each as columns ``x`` and ``y``."""
    places = found.contacts_um[list(found.channels)].reshape(-1, 2).astype(np.float32)
    marked = [places[:1], places[1:]]
    return [{"x": one[:, 0].copy(), "y": one[:, 1].copy()} for one in marked]


def probe_picture(found: Scene, theme: Theme = "light") -> hv.Overlay:
    """Draw contacts as squares, units at rest as rings, and now as discs."""
    units, density = unit_columns(found, dark=theme == "dark"), density_columns(found)
    x, y = found.contacts_um.astype(np.float32).T
    number = np.arange(len(units["x"]))
    rest, now = (units["x0"], units["y0"]), (units["x"], units["y"])
    told, places = ["unit", "rest_um", "now_um"], (number, units["y0"], units["y"])
    tell = {"unit": "@unit", "depth at rest": "@rest_um{0.0} µm", "now": "@now_um{0.0} µm"}
    bold = faded(units["colour"], units["strength"])
    shafts = faded(units["colour"], units["shaft"])
    faint = faded(units["ring_colour"], units["trail"])
    colour = {"colour": "colour"} if number.size else {"colour": "ink"}
    ends = [ACROSS, DEPTH, "x1_um", "depth1_um"]
    drawn = [
        dots((x, y), [ACROSS, DEPTH], [], {"label": "contacts", "colour": "common", "marker": "square"}, theme),
        segments((*rest, *now, shafts), ends, ["colour"], {"label": "ways", **colour}, theme),
        dots(
            (*rest, units["ring"], faint),
            [ACROSS, DEPTH],
            ["size", "colour"],
            {"label": "rest", "hollow": True, "size": "size", **colour},
            theme,
        ),
        dots(
            (*now, np.maximum(units["size"], units["head"]), bold, *places),
            [ACROSS, DEPTH],
            ["size", "colour", *told],
            {"label": "now", "size": "size", "tell": tell, **colour},
            theme,
        ),
    ]
    if found.density is not None:
        drawn.append(area(density, [DEPTH, ACROSS], {"label": "density", "colour": "accent"}, theme))
    limits = {"xlim": across_limits_um(found), "ylim": depth_limits_um(found)}
    return picture(hv.Overlay(drawn), theme, width=300, height=560, **limits)


def depth_limits_um(found: Scene) -> tuple[float, float]:
    """Return from where to where the axis of the depth runs."""
    depths = np.concatenate([found.contacts_um[:, 1], found.rest_um[:, 1], found.moved_um[:, 1]])
    return float(depths.min()) - 30.0, float(depths.max()) + 30.0


def scene_of(whole: Any, moved_um: Array) -> Scene:
    """Return what stands around the probe of a source, its units displaced, shape (units, 2)."""
    contacts, rest = whole.contact_positions_um, whole.locations_um[:, :2]
    density = density_of(whole.config.units, tuple((x, y) for x, y in contacts.tolist()), whole.config.random)
    sizes = unit_sizes(unit_heights_uv(whole))
    return Scene(contacts[:, :2], rest, rest + moved_um, sizes, np.ones(len(rest)), None, density)


def unit_heights_uv(whole: Any) -> Array:
    """Return by what units are drawn larger and smaller, shape (units,).

    Of a simulation it is the height of the spike at the unit itself, which is known before any template is made; of
    others the height of the peak on the recording's channels.
    """
    parameters = getattr(whole, "unit_parameters", None)
    heights: Array = whole.peaks_uv if parameters is None else parameters.alpha_uv
    return heights


def displaced_um(whole: Any, time_s: float) -> Array:
    """Return how far the units of a source are displaced at a moment, shape (units, 2)."""
    moving, units = whole.motion, np.arange(len(whole.locations_um))
    last = moving.vectors_um.shape[0] - 1
    now = min(int(time_s * moving.sampling_frequency_hz), last)
    moved: Array = moving.displacement_um(np.full(units.size, now), units)
    return moved


def probe(
    source: Any,
    locations_um: Array | None = None,
    moved_um: Array | None = None,
    *,
    time_s: float | None = None,
    displacement_um: float | None = None,
    theme: Theme = "light",
) -> hv.Overlay:
    """Draw the contacts, with units at rest as rings and displaced units as discs.

    Parameters
    ----------
    source : Simulation, Hybrid or ndarray, shape (channels, 2)
        Whose probe and units; or where contacts are, x and depth in µm.
    locations_um : ndarray, shape (units, 2 or 3), optional
        Where units rest; for contacts.
    moved_um : ndarray, shape (units, 2), optional
        Where they are now; for contacts. At rest by default.
    time_s : float, optional
        When; by default at the moment of the largest displacement.
    displacement_um : float, optional
        How far up all units are, instead of where they are at a time.
    theme : {"light", "dark", "print"}
        How it looks.

    Returns
    -------
    holoviews.Overlay
        Depth against x, in µm.
    """
    load_backends()
    theme = checked(theme)
    if is_source(source):
        whole = seen(source)
        if displacement_um is None:
            return probe_picture(scene_of(whole, displaced_um(whole, shown_time(whole, time_s))), theme)
        return probe_picture(scene_of(whole, np.array([0.0, displacement_um])), theme)
    rest = np.empty((0, 2)) if locations_um is None else np.asarray(locations_um)[:, :2]
    now = rest + np.array([0.0, displacement_um or 0.0]) if moved_um is None else np.asarray(moved_um)[:, :2]
    found = Scene(np.asarray(source)[:, :2], rest, now, np.full(len(rest), 6.0), np.ones(len(rest)), None, None)
    return probe_picture(found, theme)
