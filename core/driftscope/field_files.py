"""Displacement over time and depth from files, read without trust: CSV tables, NumPy arrays, Motion folders.

The layouts are those of motion estimates: a CSV with the columns ``time_s`` and one a depth, headed by the depth in µm;
an array with that table and NaN in its corner; or times x depths alone.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .base import ConfigError, Problem
from .measured_motion import MeasuredMotion
from .motion_files import DEPTHS, DISPLACEMENT, INFO, TIMES

MOST_BYTES = 4 * 2**20
MOST_KEPT = 20_000
"""So many values a configuration describes a dropped motion with, so that it still fits into a link or a file."""
FINEST_UM = 0.05
TIME = "time_s"

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MeasuredField:
    """Displacement over time and depth as files hold it.

    Attributes
    ----------
    motion : MeasuredMotion
        Times, places and displacements.
    note : str
        What was assumed or left out, in sentences; empty when nothing was.
    """

    motion: MeasuredMotion
    note: str = ""

    def component(self) -> dict[str, Any]:
        """Return it as a component of a motion, plain data."""
        motion, name = self.motion, "displacement_um"
        table = motion.displacement_um.tolist()
        still = np.zeros_like(motion.displacement_um).tolist()
        found = {"kind": "field", "times_s": motion.times_s.tolist(), "depths_um": motion.bins_um.tolist()}
        across = {"displacement_x_um": table, name: still} if motion.axis == "x" else {name: table}
        return {**found, **across, "method": motion.method}


def is_field(name: str, content: bytes) -> bool:
    """Return whether a file holds displacement at several depths by its looks, not over time alone.

    Examples
    --------
    >>> is_field("a.csv", b"time_s,0,500"), is_field("a.csv", b"time_s,displacement_um")
    (True, False)
    """
    ending = PurePath(name).suffix.lower()
    if ending == ".csv":
        heading = [cell.strip(' "\ufeff').lower() for cell in _heading(content)]
        return len(heading) > 1 and heading[0] == TIME and all(map(_is_number, heading[1:]))
    if ending != ".npy" or PurePath(name).name.startswith("displacement_seg"):
        return False
    try:
        array = _array(name, content)
    except ConfigError:
        return False
    return array.ndim == 2 and min(array.shape) > 1 and (array.shape[1] > 2 or bool(np.isnan(array[0, 0])))


def read_field(name: str, content: bytes, duration_s: float, depths_um: tuple[float, float]) -> MeasuredField:
    """Read displacement over time and depth from a CSV or NPY file.

    Parameters
    ----------
    name : str
        File name; its ending says which of the two it is.
    content : bytes
        A table with a column of times and one a depth; or an array of times x depths alone, which are then spread
        evenly over recording and probe.
    duration_s : float
        Duration of the recording.
    depths_um : tuple of float
        The lowest and the highest depth of the probe.

    Raises
    ------
    ConfigError
        When it cannot be read, with what to do.
    """
    if len(content) > MOST_BYTES:
        message = f"is larger than {MOST_BYTES // 2**20} MiB: use fewer times per second"
        raise ConfigError([Problem(name, message, len(content))])
    if PurePath(name).suffix.lower() == ".csv":
        return _checked(name, *_read_csv(name, content))
    array = _array(name, content)
    if array.ndim == 2 and min(array.shape) > 1 and np.isnan(array[0, 0]):
        return _checked(name, array[1:, 0], array[0, 1:], array[1:, 1:])
    if array.ndim != 2 or min(array.shape) < 1:
        raise ConfigError([Problem(name, "must have the shape times x depths", array.shape)])
    times, depths = np.linspace(0.0, duration_s, array.shape[0]), np.linspace(*depths_um, array.shape[1])
    note = (
        f"It has no times and depths: its {array.shape[0]} rows are spread evenly over the recording, its "
        f"{array.shape[1]} columns from the tip of the probe to its top."
    )
    return _checked(name, times, depths if array.shape[1] > 1 else np.zeros(1), array, note)


def read_field_files(name: str, files: Mapping[str, bytes]) -> MeasuredField:
    """Read the files of a Motion folder of SpikeInterface.

    Parameters
    ----------
    name : str
        Of the folder, for messages.
    files : mapping of str to bytes
        What lies in it, by file name.

    Raises
    ------
    ConfigError
        When a file is missing, or it cannot be followed.
    """
    wanted = (DISPLACEMENT.format(0), TIMES.format(0), DEPTHS)
    if missing := [one for one in wanted if one not in files]:
        message = f"is not a SpikeInterface Motion folder: it has no {', '.join(missing)}"
        raise ConfigError([Problem(name, message)])
    if DISPLACEMENT.format(1) in files:
        message = "has several segments, but a generated recording has one: save the motion of one segment"
        raise ConfigError([Problem(name, message)])
    displacement, times, depths = (_array(one, files[one]) for one in wanted)
    said = _said(name, files.get(INFO, b"{}"))
    axis, method = str(said.get("direction", "y")), str(said.get("interpolation_method", "linear"))
    table = displacement[:, np.newaxis] if displacement.ndim == 1 and depths.size == 1 else displacement
    return _checked(name, times, depths, table, axis=axis, method=method)


def _said(name: str, content: bytes) -> dict[str, Any]:
    try:
        said = json.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise ConfigError([Problem(name, f"its {INFO} is damaged: save the motion again")])
    return said


def _checked(
    name: str, times_s: Array, depths_um: Array, table: Array, note: str = "", axis: str = "y", method: str = "linear"
) -> MeasuredField:
    try:
        motion = MeasuredMotion(times_s, depths_um, table, axis, axis, method)
    except ConfigError as error:
        raise ConfigError([Problem(name, f"{one.path} {one.message}", one.given) for one in error.problems]) from None
    if axis == "x" and motion.bins_um.size > 1:
        message = "varies across the probe, which a field over depth cannot represent"
        raise ConfigError([Problem(name, message)])
    kept, off = thinned(motion)
    if kept.times_s.size < motion.times_s.size:
        words = f"{kept.times_s.size} of {motion.times_s.size} times are kept, with an error of at most {off:.2g} µm."
        note = f"{note} {words}".strip()
    return MeasuredField(kept, note)


def thinned(motion: MeasuredMotion, most_values: int = MOST_KEPT) -> tuple[MeasuredMotion, float]:
    """Leave out times between which displacement is nearly linear at every depth.

    Parameters
    ----------
    motion : MeasuredMotion
        What is to be described with fewer times.
    most_values : int
        The largest number of values that is left; within it nothing but what is as good as linear is left out.

    Returns
    -------
    MeasuredMotion, float
        The same with some of its times, and by how many µm it is off at most.
    """
    table, times = motion.displacement_um, motion.times_s
    most = max(most_values // max(table.shape[1], 1), 2)
    tolerance = FINEST_UM if motion.method == "linear" else 0.0
    kept = _needed(times, table, tolerance)
    while np.count_nonzero(kept) > most:
        tolerance = max(tolerance * 1.6, FINEST_UM)
        kept = _needed(times, table, tolerance)
    fewer = MeasuredMotion(times[kept], motion.bins_um, table[kept], motion.axis, motion.place_axis, motion.method)
    return fewer, float(np.abs(fewer.at_times(times) - table).max(initial=0.0))


def _needed(times_s: Array, table: Array, tolerance_um: float) -> NDArray[np.bool_]:
    """Return which times to keep so that lines between them are off by less than a tolerance, at every depth."""
    needed = np.zeros(times_s.size, dtype=np.bool_)
    needed[[0, -1]] = True
    waiting = [(0, times_s.size - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        inner = slice(first + 1, last)
        share = ((times_s[inner] - times_s[first]) / (times_s[last] - times_s[first]))[:, np.newaxis]
        off = np.abs(table[inner] - (table[first] * (1 - share) + table[last] * share)).max(axis=1)
        farthest = int(np.argmax(off))
        if off[farthest] > tolerance_um:
            middle = first + 1 + farthest
            needed[middle] = True
            waiting += [(first, middle), (middle, last)]
    return needed


def _heading(content: bytes) -> list[str]:
    line = content[:65_536].decode("utf-8-sig", errors="replace").partition("\n")[0]
    return next(csv.reader([line.strip()]), [])


def _read_csv(name: str, content: bytes) -> tuple[Array, Array, Array]:
    try:
        rows = [row for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) if row]
    except UnicodeDecodeError:
        raise ConfigError([Problem(name, "is not text: save it as CSV in UTF-8")]) from None
    except csv.Error as error:
        raise ConfigError([Problem(name, f"is not a table: {error}")]) from None
    depths, values = [float(cell) for cell in rows[0][1:]], []
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(rows[0]) or not all(map(_is_number, row)):
            message = f"line {line}: needs {len(rows[0])} numbers, the time and one per depth"
            raise ConfigError([Problem(name, message, ", ".join(row)[:40])])
        values.append([float(cell) for cell in row])
    if not values:
        raise ConfigError([Problem(name, "has no row below its heading")])
    table = np.array(values)
    return table[:, 0], np.array(depths), table[:, 1:]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _array(name: str, content: bytes) -> Array:
    """Read an array of plain numbers from the bytes of an NPY file; nothing is ever unpickled."""
    try:
        array = np.load(io.BytesIO(content), allow_pickle=False)
    except Exception:  # a broken header can make the reader fail in any way
        message = "is not an NPY file of plain numbers; Python objects are never opened"
        raise ConfigError([Problem(name, message)]) from None
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "fiu":
        raise ConfigError([Problem(name, "must contain real numbers")])
    with np.errstate(over="ignore"):
        return array.astype(np.float64)
