"""How far points stand apart: which are too close to another one, and which channel is nearest to a unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FEW = 1_000
_ROWS_AT_ONCE = 64
_UNITS_AT_ONCE = 256
_ROUNDING = 1e-5
"""Share of a distance within which float32 may decide otherwise than float64."""

Points = NDArray[np.float32]
Indices = NDArray[np.intp]


def too_close(locations: Points, distance: float, among: Indices | None = None) -> Indices:
    """Return the points that have another one nearer than a distance, computed in float32 as the reference does.

    Parameters
    ----------
    locations : ndarray, shape (points, 3)
        x, y and z of each point, in µm.
    distance : float
        In µm.
    among : ndarray of int, optional
        Increasing indices of the points that are asked about; all by default.

    Returns
    -------
    ndarray of int
        Increasing; none when the distance is kept.

    Examples
    --------
    >>> import numpy as np
    >>> too_close(np.array([[0, 0, 5], [0, 90, 5], [3, 2, 5]], dtype=np.float32), 18.0)
    array([0, 2])
    """
    asked = np.arange(len(locations)) if among is None else among
    if len(locations) < 2 or asked.size == 0 or distance <= 0:
        return np.empty(0, dtype=np.intp)
    few = len(locations) <= _FEW
    close = _compared_with_all(locations, distance, asked) if few else _searched(locations, distance, asked)
    return asked[close]


def _compared_with_all(locations: Points, distance: float, asked: Indices) -> NDArray[np.bool_]:
    close = np.zeros(asked.size, dtype=np.bool_)
    for rows in _blocks(asked.size):
        points = asked[rows]
        gaps = _gaps(locations[points], locations)
        gaps[np.arange(points.size), points] = np.inf
        close[rows] = gaps.min(axis=1) < distance
    return close


def _gaps(some: Points, others: Points) -> Points:
    """Return the distance of every point to every other one, shape (some, others): the terms added axis by axis."""
    squares = np.zeros((len(some), len(others)), dtype=np.float32)
    for axis in range(some.shape[1]):
        along = some[:, axis, np.newaxis] - others[:, axis]
        squares += np.multiply(along, along, out=along)
    return np.sqrt(squares, out=squares)


def _blocks(number: int) -> Iterator[slice]:
    return (slice(begin, begin + _ROWS_AT_ONCE) for begin in range(0, number, _ROWS_AT_ONCE))


def _searched(locations: Points, distance: float, asked: Indices) -> NDArray[np.bool_]:
    """Look for the nearest other point in a k-d tree; where rounding could matter, decide in float32."""
    from scipy.spatial import KDTree

    exact = locations.astype(np.float64)
    tree = KDTree(exact)
    farthest = distance * (1 + _ROUNDING)
    nearest = np.asarray(tree.query(exact[asked], k=2, distance_upper_bound=farthest)[0])[:, 1]
    close: NDArray[np.bool_] = nearest < distance * (1 - _ROUNDING)
    for place in np.flatnonzero((nearest <= farthest) & ~close).tolist():
        point = int(asked[place])
        others = [other for other in tree.query_ball_point(exact[point], farthest) if other != point]
        close[place] = bool((np.linalg.norm(locations[others] - locations[point], axis=1) < distance).any())
    return close


def nearest_channel(locations_um: NDArray[Any], contact_positions_um: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the channel nearest to each unit, in the plane of the probe.

    Parameters
    ----------
    locations_um : ndarray, shape (units, 2 or 3)
        Positions of the units, in µm.
    contact_positions_um : ndarray, shape (channels, 2)
        Positions of the contacts, in µm.

    Returns
    -------
    ndarray of int, shape (units,)
        Indices of channels; the first one when two are equally near.
    """
    nearest = np.empty(len(locations_um), dtype=np.intp)
    for rows in (slice(begin, begin + _UNITS_AT_ONCE) for begin in range(0, len(nearest), _UNITS_AT_ONCE)):
        gaps = locations_um[rows, np.newaxis, :2] - contact_positions_um[np.newaxis, :, :2]
        nearest[rows] = np.argmin(np.linalg.norm(gaps, axis=2), axis=1)
    return nearest
