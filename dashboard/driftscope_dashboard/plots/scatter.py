"""Two properties of all units against each other, one dot for every unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import holoviews as hv
import numpy as np
from driftscope.lessons.measures import correlation
from driftscope.results import Comparison, Result
from driftscope.unit_table import table_of
from numpy.typing import NDArray

from ..theme import amplitude_colour, followed_colours
from ..unit_properties import FURTHER, OWN, RESULT, Column, on_axes, result_values
from .sources import is_source, seen, shown_time
from .style import Theme, checked, dots, load_backends, picture

Array = NDArray[Any]

DOT, CHOSEN_DOT = 6.0, 10.0
FULL_UV = 245.0
"""From which peak on a dot is as dark as it can be."""
AIR = 0.06
"""Which share of the axis stays free on either side."""


@dataclass(frozen=True, eq=False)
class Scattered:
    """What is drawn.

    Attributes
    ----------
    x, y : ndarray, shape (dots,)
        Values of both properties, in the units of their axes.
    units : ndarray of int, shape (dots,)
        Which unit each dot is.
    peaks_uv : ndarray, shape (dots,)
        Peaks at rest, which make a dot darker.
    labels : tuple of two str
        What stands on the axes, with units.
    chosen : tuple of int
        The selected units.
    """

    x: Array
    y: Array
    units: Array
    peaks_uv: Array
    labels: tuple[str, str]
    chosen: tuple[int, ...] = ()


def axis_values(column: Column, values: Sequence[Any] | Array) -> Array:
    """Return values as they stand on an axis: shares in percent, NaN where there is none.

    Examples
    --------
    >>> axis_values(Column("recall", "recall", "", "share"), [0.5, None]).tolist()
    [50.0, nan]
    """
    found = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    return found * 100 if column.kind == "share" else found


def scattered(
    units: Array, peaks_uv: Array, pair: tuple[tuple[Column, Any], tuple[Column, Any]], chosen: tuple[int, ...]
) -> Scattered:
    """Return dots of the units that have both properties."""
    (x, x_values), (y, y_values) = pair
    across, up = axis_values(x, x_values), axis_values(y, y_values)
    there = np.isfinite(across) & np.isfinite(up)
    labels = (x.axis_label, y.axis_label)
    return Scattered(across[there], up[there], units[there], peaks_uv[there], labels, chosen)


def dot_columns(found: Scattered, *, dark: bool = False) -> dict[str, dict[str, Any]]:
    """Return dots of all units, darker for larger ones, and of the selected ones in their colours."""
    followed = followed_colours(found.chosen, dark=dark)
    at = {int(unit): place for place, unit in enumerate(found.units)}
    places = [at[unit] for unit in found.chosen if unit in at]
    greys = [amplitude_colour(peak / FULL_UV, dark=dark) for peak in found.peaks_uv.tolist()]
    chosen = [followed.get(int(found.units[place]), "") for place in places]
    return {
        "units": {"x": found.x, "y": found.y, "unit": found.units, "colour": greys},
        "chosen": {"x": found.x[places], "y": found.y[places], "unit": found.units[places], "colour": chosen},
    }


def axis_limits(values: Array) -> tuple[float, float]:
    """Return from where to where an axis reaches that shows some values.

    Examples
    --------
    >>> axis_limits(np.array([0.0, 100.0])), axis_limits(np.array([3.0, 3.0])), axis_limits(np.empty(0))
    ((-6.0, 106.0), (2.5, 3.5), (0.0, 1.0))
    """
    if not values.size:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    air = AIR * (high - low) or 0.5
    return low - air, high + air


def scatter_picture(found: Scattered, theme: Theme = "light") -> hv.Overlay:
    """Draw the dots."""
    across, up = hv.Dimension("across", label=found.labels[0]), hv.Dimension("up", label=found.labels[1])
    tell = {"unit": "@unit", found.labels[0]: "@across{0.0}", found.labels[1]: "@up{0.0}"}
    drawn = []
    for name, columns in dot_columns(found, dark=theme == "dark").items():
        look: dict[str, Any] = {"label": name, "size": CHOSEN_DOT if name == "chosen" else DOT, "edge": "panel"}
        look |= {"colour": "colour"} if len(columns["x"]) else {"colour": "ink"}
        drawn.append(
            dots(
                (columns["x"], columns["y"], columns["unit"], columns["colour"]), [across, up], ["unit", "colour"],
                look | ({"tell": tell} if name == "units" else {}), theme,
            )
        )  # fmt: skip
    return picture(hv.Overlay(drawn), theme, xlim=axis_limits(found.x), ylim=axis_limits(found.y))


def scatter_words(found: Scattered) -> str:
    """Say how many units there are, and how the two properties go together."""
    number = found.x.size
    one, other = found.labels
    said = f"{number} unit{'' if number == 1 else 's'}: {other} against {one}"
    if number < 3:
        return f"{said}."
    return f"{said}; correlation {correlation(found.x, found.y):.2f}.".replace("-", "\u2212")


def scatter(
    source: Any,
    x: Any = "rest_uv",
    y: str = "left",
    *,
    time_s: float | None = None,
    result: Result | Comparison | None = None,
    units: tuple[int, ...] = (),
    theme: Theme = "light",
) -> hv.Overlay:
    """Draw two properties of all units against each other.

    Parameters
    ----------
    source : Simulation, Hybrid or array_like, shape (units,)
        Whose units; or their values along the horizontal axis.
    x : str or array_like, shape (units,)
        The property along the horizontal axis; for plain values, those along the vertical one.
    y : str
        The property along the vertical axis. Properties: ``"depth_um"``, ``"moved_um"``, ``"rest_uv"``, ``"now_uv"``,
        ``"left"``, ``"best_uv"``, ``"rate_hz"``, ``"share_below"``, ``"snr"``, ``"alpha_uv"`` of a simulation,
        ``"distance_um"``; with a result ``"lost"``, ``"accuracy"``, ``"recall"``, ``"precision"``, ``"tracking"``.
    time_s : float, optional
        The moment of what changes with time; the one of the largest displacement by default.
    result : Result or Comparison, optional
        From ``driftscope.results.compare``, for the properties of a result.
    units : tuple of int
        Which units are told apart by colour.
    theme : {"light", "dark", "print"}
        How it looks.

    Returns
    -------
    holoviews.Overlay
        A dot for every unit that has both; the larger its peak at rest, the darker. Shares are in percent.

    Raises
    ------
    ValueError
        When there is no such property, or it needs a result that was not given.
    TypeError
        When plain values come alone.
    """
    load_backends()
    theme = checked(theme)
    if not is_source(source):
        return scatter_picture(_plain(source, x, units), theme)
    whole = seen(source)
    values, every = property_values(whole, shown_time(whole, time_s), result), np.arange(len(whole.locations_um))
    missing = next((name for name in (x, y) if name not in values), None)
    if missing is not None:
        raise ValueError(f"Unknown property {missing!r}. Available: {', '.join(values)}.")
    peaks = np.asarray(values["rest_uv"][1], dtype=np.float64)
    return scatter_picture(scattered(every, peaks, (values[x], values[y]), units), theme)


def property_values(
    source: Any, time_s: float, result: Result | Comparison | None = None
) -> dict[str, tuple[Column, Any]]:
    """Return all properties of all units at a moment, by name."""
    rows = table_of(source, range(len(source.locations_um)), time_s)
    own = {one.property_name: one for one in on_axes((*OWN, FURTHER[0]))}
    found: dict[str, tuple[Column, Any]] = {}
    found |= {name: (one, [getattr(row, name) for row in rows]) for name, one in own.items()}
    found |= {one.property_name: (one, values) for one, values in further_values(source)}
    comparison = result.comparison if isinstance(result, Result) else result
    if comparison is not None:
        added = zip(RESULT, result_values(comparison), strict=True)
        found |= {one.property_name: (one, values) for one, values in added if one.has_axis}
    return found


def further_values(source: Any) -> list[tuple[Column, Array]]:
    """Return properties that no motion changes: amplitudes at the cell, where they are known, and distances."""
    alpha, distance = FURTHER[1:]
    found = [(distance, np.asarray(source.locations_um, dtype=np.float64)[:, 2])]
    if hasattr(source, "unit_parameters"):
        found.insert(0, (alpha, np.asarray(source.unit_parameters.alpha_uv, dtype=np.float64)))
    return found


def _plain(across: Any, up: Any, units: tuple[int, ...]) -> Scattered:
    if isinstance(up, str):
        raise TypeError("Give values for both axes: plots.scatter(x_values, y_values).")
    x, y = np.asarray(across, dtype=np.float64), np.asarray(up, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape:
        raise ValueError(f"Both axes need one value per unit, but have shapes {x.shape} and {y.shape}.")
    plain = Column("x", "x", ""), Column("y", "y", "")
    return scattered(np.arange(x.size), np.full(x.size, FULL_UV / 2), ((plain[0], x), (plain[1], y)), units)
