"""The displacement of the tissue over depth and time, as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import holoviews as hv
import numpy as np
from driftscope.motion import Motion, summed_extent_um
from numpy.typing import NDArray

from ..reduce.channels import depth_limits_um
from .dimensions import DEPTH, DISPLACEMENT, TIME
from .sources import is_source, seen
from .style import Theme, checked, image, load_backends, picture

Array = NDArray[Any]

ROWS = 48
"""Into how many depths a motion that is not rigid is divided."""
FINE_COLUMNS = 1_200
NO_MOTION = 127
"""The level of no displacement; the levels run from 0 to 254."""
LEAST_LIMIT_UM = 1.0


class Request(NamedTuple):
    """What the picture depends on.

    Attributes
    ----------
    motion : Motion
        Of the units.
    locations_um : ndarray, shape (units, 2 or 3)
        Where these stand at rest.
    start_s, end_s, low_um, high_um : float
        What is visible.
    columns : int
        On how many pixels across.
    rows : int
        Into how many depths it is divided.
    """

    motion: Motion
    locations_um: Array
    start_s: float
    end_s: float
    low_um: float
    high_um: float
    columns: int
    rows: int = ROWS


@dataclass(frozen=True)
class Field:
    """Displacements as they are drawn.

    Attributes
    ----------
    levels : ndarray of uint8, shape (depths, times)
        The deepest first; 127 is no displacement, 0 and 254 the limit down and up.
    limit_um : float
        The displacement of the strongest colour.
    start_s, end_s, low_um, high_um : float
        What is covered.
    """

    levels: NDArray[np.uint8]
    limit_um: float
    start_s: float
    end_s: float
    low_um: float
    high_um: float

    @property
    def displacement_um(self) -> Array:
        """The displacements, as exact as the levels, shape (depths, times)."""
        return (self.levels.astype(np.float32) - NO_MOTION) * np.float32(self.limit_um / NO_MOTION)


def shares_at(motion: Motion, unit_depths_um: Array, depths_um: Array) -> Array:
    """Return the share of every component that the tissue follows at some depths, shape (depths, components).

    Between units it is interpolated, beyond the outermost ones it is theirs.

    Parameters
    ----------
    motion : Motion
        Of the units.
    unit_depths_um : ndarray, shape (units,)
        Where these stand.
    depths_um : ndarray, shape (depths,)
        Where to look.
    """
    if not len(motion.factors):
        return np.zeros((len(depths_um), motion.vectors_um.shape[2]))
    order = np.argsort(unit_depths_um, kind="stable")
    known = np.asarray(unit_depths_um, dtype=np.float64)[order]
    columns = [np.interp(depths_um, known, shares[order]) for shares in motion.factors.T]
    return np.stack(columns, axis=1) if columns else np.zeros((len(depths_um), 0))


def displacement_at(motion: Motion, unit_depths_um: Array, depths_um: Array, bins: Array) -> Array:
    """Return how far up the tissue is displaced at some depths in some time bins, shape (depths, bins), in µm."""
    moved: Array = shares_at(motion, unit_depths_um, depths_um) @ motion.vectors_um[bins, 1].T
    return moved


def is_rigid(motion: Motion) -> bool:
    """Return whether all units move alike."""
    return not motion.factors.size or float(np.ptp(motion.factors, axis=0).max()) == 0.0


def limit_of(motion: Motion) -> float:
    """Return the largest displacement along the probe that a motion reaches, at least 1 µm."""
    if not motion.vectors_um.size or not motion.factors.size:
        return LEAST_LIMIT_UM
    low, high = summed_extent_um(motion)
    return max(abs(float(low[1])), abs(float(high[1])), LEAST_LIMIT_UM)


def draw_field(request: Request) -> Field:
    """Make the picture of a motion: one depth when it is rigid."""
    motion, _, start, end, low, high, columns, rows = request
    rate, last = motion.sampling_frequency_hz, max(len(motion.vectors_um) - 1, 0)
    number = max(min(columns, int(np.ceil((end - start) * rate)) + 1), 2)
    times = start + (np.arange(number) + 0.5) * (end - start) / number
    bins = np.clip((times * rate).astype(np.int64), 0, last)
    edges = np.linspace(low, high, 2 if is_rigid(motion) else rows + 1)
    limit = limit_of(motion)
    moved = displacement_at(motion, request.locations_um[:, 1], (edges[1:] + edges[:-1]) / 2, bins)
    return Field(levels_of(moved, limit), limit, start, end, low, high)


def levels_of(displacement_um: Array, limit_um: float) -> NDArray[np.uint8]:
    """Return displacements as bytes.

    Examples
    --------
    >>> import numpy as np
    >>> levels_of(np.array([-30.0, 0.0, 15.0, 90.0]), 30.0)
    array([  0, 127, 190, 254], dtype=uint8)
    """
    share = np.clip(displacement_um / limit_um, -1.0, 1.0)
    return np.round(NO_MOTION * (1.0 + share)).astype(np.uint8)


def field_picture(found: Field, theme: Theme = "light", *, height: int = 200) -> hv.Overlay:
    """Draw displacements as an image, green upwards and purple downwards."""
    bounds = (found.start_s, found.low_um, found.end_s, found.high_um)
    tell = {"time": "$x{0.0} s", "depth": "$y{0} µm", "displacement": "@image{0.0} µm"}
    look: dict[str, Any] = {
        "label": "field", "theme": theme, "palette": "displacement", "limits": (-found.limit_um, found.limit_um),
        "vdim": DISPLACEMENT, "colorbar": True, "tell": tell,
    }  # fmt: skip
    drawn = image(found.displacement_um, bounds, [TIME, DEPTH], look)
    limits = {"xlim": bounds[::2], "ylim": bounds[1::2]}
    return picture(hv.Overlay([drawn]), theme, height=height, show_grid=False, **limits)


def field(
    source: Any,
    sampling_frequency_hz: float = 5.0,
    depths_um: Array | None = None,
    *,
    times_s: tuple[float, float] | None = None,
    theme: Theme = "light",
) -> hv.Overlay:
    """Draw the tissue displacement over depth and time.

    Parameters
    ----------
    source : Simulation, Hybrid or ndarray, shape (times,) or (times, depths)
        Whose motion; or displacements in µm, positive up the probe.
    sampling_frequency_hz : float
        Displacements a second; for displacements.
    depths_um : ndarray, shape (depths,), optional
        Where they are, in increasing order and evenly spaced; for displacements.
    times_s : tuple of float, optional
        From when to when; the whole recording by default. For a simulation or hybrid.
    theme : {"light", "dark", "print"}
        How it looks.

    Returns
    -------
    holoviews.Overlay
        Depth in µm against time in s, the displacement in µm as colour.
    """
    load_backends()
    theme = checked(theme)
    if not is_source(source):
        return field_picture(_given(np.asarray(source, dtype=np.float64), sampling_frequency_hz, depths_um), theme)
    whole = seen(source)
    start, end = times_s or (0.0, whole.config.duration_s)
    limits = depth_limits_um(whole.contact_positions_um, whole.locations_um)
    request = Request(whole.motion, whole.locations_um, start, end, *limits, FINE_COLUMNS)
    return field_picture(draw_field(request), theme)


def _given(displacement_um: Array, rate_hz: float, depths_um: Array | None) -> Field:
    """Return displacements as they are given."""
    moved = displacement_um.reshape(len(displacement_um), -1).T
    depths = np.arange(len(moved), dtype=float) if depths_um is None else np.asarray(depths_um, dtype=float)
    half = (depths[-1] - depths[0]) / (2 * (depths.size - 1)) if depths.size > 1 else 0.5
    limit = max(float(np.abs(moved).max(initial=0.0)), 1e-9)
    duration = len(displacement_um) / rate_hz
    return Field(levels_of(moved, limit), limit, 0.0, duration, float(depths[0] - half), float(depths[-1] + half))
