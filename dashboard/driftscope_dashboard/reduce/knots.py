"""The points of a motion field as one edits them: times along one axis, depths along the other, displacement at each.

All functions take and return `FieldMotion`; a new one is valid whatever was asked for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from driftscope import SimulationConfig
from driftscope.measured_motion import between
from driftscope.motion import FieldMotion
from numpy.typing import NDArray

MOST_DEPTHS = 40
MOST_TIMES = 2_000
FARTHEST_UM = 5_000.0
LEAST_GAP_S = 0.001
LEAST_CHANGE = 1e-6
LEAST_UM = 5.0

Array = NDArray[np.float64]


def fields_of(config: SimulationConfig) -> list[int]:
    """Return which components of a motion are fields."""
    return [index for index, part in enumerate(config.motion.components) if isinstance(part, FieldMotion)]


def with_value(field: FieldMotion, row: int, column: int, moved_um: float) -> FieldMotion:
    """Return a field with another displacement at one point, in µm as units follow it."""
    table = _table(field)
    table[row, column] = _stored(field, moved_um)
    return _remade(field, _times(field), _depths(field), table, _across(field))


def with_time(field: FieldMotion, row: int, time_s: float, duration_s: float) -> FieldMotion:
    """Return a field with one row at another time, between its neighbours and within the recording."""
    times = _times(field)
    low = times[row - 1] + LEAST_GAP_S if row else 0.0
    high = times[row + 1] - LEAST_GAP_S if row + 1 < times.size else max(duration_s, float(times[row]))
    times[row] = round(float(np.clip(time_s, low, max(high, low))), 4)
    if (np.diff(times) <= 0).any():
        return field
    return _remade(field, times, _depths(field), _table(field), _across(field))


def with_point(
    field: FieldMotion, column: int, time_s: float, moved_um: float | None = None
) -> tuple[FieldMotion, int]:
    """Return a field with a row more, and its number; other depths keep their displacement at that time.

    A time that is there already gets no second row: then only the displacement changes.
    """
    times, table, across = _times(field), _table(field), _across(field)
    time_s = round(float(time_s), 4)
    row = int(np.searchsorted(times, time_s))
    is_there = row < times.size and times[row] - time_s < LEAST_GAP_S
    if not is_there and row and time_s - times[row - 1] < LEAST_GAP_S:
        row, is_there = row - 1, True
    if not is_there:
        if times.size >= MOST_TIMES:
            return field, min(row, times.size - 1)
        table = np.insert(table, row, _at(field, times, table, time_s), axis=0)
        across = None if across is None else np.insert(across, row, _at(field, times, across, time_s), axis=0)
        times = np.insert(times, row, time_s)
    if moved_um is not None:
        table[row, column] = _stored(field, moved_um)
    return _remade(field, times, _depths(field), table, across), row


def without_time(field: FieldMotion, row: int) -> FieldMotion:
    """Return a field without one of its times, at all depths; the last one stays."""
    times = _times(field)
    if times.size < 2:
        return field
    across = _across(field)
    kept = None if across is None else np.delete(across, row, axis=0)
    return _remade(field, np.delete(times, row), _depths(field), np.delete(_table(field), row, axis=0), kept)


def with_depths(field: FieldMotion, number: int, depths_um: tuple[float, float]) -> FieldMotion:
    """Return a field at so many depths, evenly from the one to the other, with what it displaced these by so far."""
    number = min(max(int(number), 1), MOST_DEPTHS)
    low, high = depths_um
    middle = round((low + high) / 2, 1)
    depths = np.round(np.linspace(low, high, number), 1) if number > 1 and high > low else np.array([middle])
    below, above, share = between(depths, _depths(field), field.method)

    def there(table: Array) -> Array:
        return np.round(table[:, below] * (1 - share) + table[:, above] * share, 4)

    across = _across(field)
    return _remade(field, _times(field), depths, there(_table(field)), None if across is None else there(across))


def edited(field: FieldMotion, data: Any, gain: float, duration_s: float) -> tuple[FieldMotion, int, int] | None:
    """Return what a field becomes by what somebody did to its points on a picture, and which point that was about.

    Parameters
    ----------
    field : FieldMotion
        As it was drawn.
    data : mapping
        Columns ``x`` (time), ``y`` (depth plus ``gain`` times displacement), ``row`` and ``column`` of the points as
        they are now. A point that was added has the row -1; one that is missing was removed.
    gain : float
        How much farther than they are points are drawn from their depths.
    duration_s : float
        Of the recording.

    Returns
    -------
    (FieldMotion, int, int) or None
        The field, and row and column of the point; None when nothing changed, or the data are no points.
    """
    try:
        columns = [np.array(data[name], dtype=np.float64) for name in ("x", "y", "row", "column")]
    except (KeyError, TypeError, ValueError):
        return None
    if len({one.size for one in columns}) != 1 or not np.isfinite(np.concatenate(columns)).all():
        return None
    x, y, rows, places = columns
    if (rows < 0).any():
        new = int(np.flatnonzero(rows < 0)[0])
        return _added(field, float(np.clip(x[new], 0.0, duration_s)), float(y[new]), gain)
    depths, moved = _depths(field), displacement_um(field)
    known = {(int(row), int(place)) for row, place in zip(rows, places, strict=True)}
    lost = sorted({(row, place) for row in range(len(moved)) for place in range(depths.size)} - known)
    if lost:
        return without_time(field, lost[0][0]), max(lost[0][0] - 1, 0), lost[0][1]
    inside = (rows < len(moved)) & (places >= 0) & (places < depths.size)
    if not inside.all():
        return None
    at = rows.astype(int), places.astype(int)
    off = np.abs(x - _times(field)[at[0]]) + np.abs(y - depths[at[1]] - gain * moved[at])
    changed = int(np.argmax(off))
    if off[changed] < LEAST_CHANGE:
        return None
    row, place = int(at[0][changed]), int(at[1][changed])
    found = with_value(field, row, place, (float(y[changed]) - float(depths[place])) / gain)
    return with_time(found, row, float(x[changed]), duration_s), row, place


def _added(field: FieldMotion, time_s: float, y: float, gain: float) -> tuple[FieldMotion, int, int]:
    depths = _depths(field)
    drawn = depths + gain * field.scale * _at(field, _times(field), _table(field), time_s)
    place = int(np.argmin(np.abs(drawn - y)))
    found, row = with_point(field, place, time_s, (y - float(depths[place])) / gain)
    return found, row, place


def gain_for(field: FieldMotion, span_um: float, present: float = 0.0) -> float:
    """Return how much farther than they are points are drawn, so that depths are told apart; a round number.

    The present one stays as long as it is not much too small or too large.
    """
    reach = 0.45 * span_um / max(len(field.depths_um), 1)
    largest = max(float(np.abs(displacement_um(field)).max(initial=0.0)), LEAST_UM)
    fitting = max(reach / largest, 1e-3)
    if present and 0.4 * fitting <= present <= 1.2 * fitting:
        return present
    magnitude = 10.0 ** np.floor(np.log10(fitting))
    return float(max(step * magnitude for step in (1, 2, 5) if step * magnitude <= fitting * (1 + 1e-9)))


def displacement_um(field: FieldMotion) -> Array:
    """Return the displacement at every point as units follow it, shape (times, depths), in µm."""
    return _table(field) * field.scale


def _stored(field: FieldMotion, moved_um: float) -> float:
    value = moved_um / field.scale if field.scale else moved_um
    return round(float(np.clip(value, -FARTHEST_UM, FARTHEST_UM)), 3)


def _at(field: FieldMotion, times: Array, table: Array, time_s: float) -> Array:
    before, after, share = between(np.array([time_s]), times, field.method)
    moved: Array = np.round(table[before[0]] * (1 - share[0]) + table[after[0]] * share[0], 4)
    return moved


def _times(field: FieldMotion) -> Array:
    return np.array(field.times_s, dtype=np.float64)


def _depths(field: FieldMotion) -> Array:
    return np.array(field.depths_um, dtype=np.float64)


def _table(field: FieldMotion) -> Array:
    return np.array(field.displacement_um, dtype=np.float64).reshape(len(field.times_s), len(field.depths_um))


def _across(field: FieldMotion) -> Array | None:
    table = field.displacement_x_um
    return None if table is None else np.array(table, dtype=np.float64).reshape(len(field.times_s), -1)


def _remade(field: FieldMotion, times: Array, depths: Array, table: Array, across: Array | None) -> FieldMotion:
    arrays: dict[str, Any] = {
        "times_s": times.tolist(), "depths_um": depths.tolist(), "displacement_um": table.tolist(),
        "displacement_x_um": None if across is None else across.tolist(),
    }  # fmt: skip
    return field.replace(arrays)
