"""What follows from a choice of units or of a depth range: plain functions on plain arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from driftscope.spikes import SpikeTrains
from numpy.typing import NDArray

DepthRange = tuple[float, float]

_FIRST_LOOK_FRAMES = 60_000


def depth_range(one_um: float, other_um: float) -> DepthRange:
    """Return the range between two depths, the deeper one first.

    Examples
    --------
    >>> depth_range(400.0, 250.0)
    (250.0, 400.0)
    """
    return min(float(one_um), float(other_um)), max(float(one_um), float(other_um))


def present_units(units: tuple[int, ...], number: int) -> tuple[int, ...]:
    """Return those of some units that exist among so many.

    Examples
    --------
    >>> present_units((3, 12), 10)
    (3,)
    """
    return tuple(unit for unit in units if 0 <= unit < number)


def with_unit(units: tuple[int, ...], unit: int, *, more: bool) -> tuple[int, ...]:
    """Return what is selected after a click on a unit: it alone, or with more it joins the others or leaves them.

    Examples
    --------
    >>> with_unit((3, 4), 5, more=False), with_unit((3, 4), 5, more=True), with_unit((3, 4), 3, more=True)
    ((5,), (3, 4, 5), (4,))
    """
    if not more:
        return (unit,)
    return tuple(one for one in units if one != unit) if unit in units else (*units, unit)


def units_within(depths_um: NDArray[Any], depth_range_um: DepthRange) -> tuple[int, ...]:
    """Return the units within a depth range.

    Parameters
    ----------
    depths_um : ndarray, shape (units,)
        Depth of every unit.
    depth_range_um : tuple of float
        From where to where, both included.

    Examples
    --------
    >>> import numpy as np
    >>> units_within(np.array([10.0, 300.0, 120.0]), (100.0, 300.0))
    (1, 2)
    """
    low, high = depth_range_um
    return tuple(np.flatnonzero((depths_um >= low) & (depths_um <= high)).tolist())


def chosen_units(units: tuple[int, ...], depth_range_um: DepthRange | None, depths_um: NDArray[Any]) -> tuple[int, ...]:
    """Return the units one looks at: the selected ones, else those within the depth range, else none.

    Examples
    --------
    >>> import numpy as np
    >>> depths = np.array([10.0, 300.0, 120.0])
    >>> chosen_units((0,), (100.0, 200.0), depths), chosen_units((), (100.0, 200.0), depths)
    ((0,), (2,))
    """
    if units:
        return present_units(units, len(depths_um))
    return () if depth_range_um is None else units_within(depths_um, depth_range_um)


def nearest_unit(
    places_um: NDArray[Any], point_um: tuple[float, float], reach_um: tuple[float, float] = (np.inf, np.inf)
) -> int | None:
    """Return the unit nearest to a point, or None when none is within reach.

    Parameters
    ----------
    places_um : ndarray, shape (units, 2)
        x and depth of every unit.
    point_um : tuple of float
        x and depth of the point.
    reach_um : tuple of float
        How far away in x and in depth a unit may be; a picture whose axes are scaled differently measures
        distance in these. Infinite ones measure in µm.

    Examples
    --------
    >>> import numpy as np
    >>> places = np.array([[0.0, 0.0], [30.0, 200.0]])
    >>> nearest_unit(places, (25.0, 190.0)), nearest_unit(places, (25.0, 100.0), (10.0, 40.0))
    (1, None)
    """
    if len(places_um) == 0:
        return None
    scale = np.where(np.isfinite(reach_um), reach_um, 1.0)
    distances = np.hypot(*((places_um[:, :2] - np.asarray(point_um)) / scale).T)
    nearest = int(np.argmin(distances))
    return nearest if distances[nearest] <= (1.0 if np.isfinite(reach_um).all() else np.inf) else None


def depths_with(depth_um: float, shown_um: tuple[float, float] | None) -> tuple[float, float] | None:
    """Return the depths to show so that a unit is seen: as they are if it is inside, else centred on it.

    Examples
    --------
    >>> depths_with(120.0, (100.0, 200.0)), depths_with(500.0, (100.0, 200.0)), depths_with(500.0, None)
    ((100.0, 200.0), (450.0, 550.0), None)
    """
    if shown_um is None or shown_um[0] <= depth_um <= shown_um[1]:
        return shown_um
    half = (shown_um[1] - shown_um[0]) / 2
    return depth_um - half, depth_um + half


def neighbour_spike(
    trains: SpikeTrains, units: tuple[int, ...], frame: int, direction: int, num_samples: int
) -> int | None:
    """Return the frame of the next or previous spike of some units, or None when there is none.

    Parameters
    ----------
    trains : SpikeTrains
        All spikes; only the time that has to be searched is asked for.
    units : tuple of int
        Whose spikes count; every unit's when empty.
    frame : int
        From where; a spike at this very frame does not count.
    direction : int
        1 for the next spike, -1 for the previous one.
    num_samples : int
        Length of the recording.
    """
    reach, edge = _FIRST_LOOK_FRAMES, frame + 1 if direction > 0 else frame
    while 0 <= edge <= num_samples and (edge < num_samples if direction > 0 else edge > 0):
        start, end = (edge, min(edge + reach, num_samples)) if direction > 0 else (max(edge - reach, 0), edge)
        spikes = trains.between(start, end)
        frames = spikes.sample_index if not units else spikes.sample_index[np.isin(spikes.unit_index, units)]
        if frames.size:
            return int(frames[0] if direction > 0 else frames[-1])
        edge, reach = (end if direction > 0 else start), 2 * reach
    return None
