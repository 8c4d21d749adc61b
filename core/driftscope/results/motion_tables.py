"""Motion estimates as plain tables: CSV and NPY, displacement by time and depth."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..base import ConfigError
from ..measured_motion import MeasuredMotion
from .problems import ResultError
from .untrusted_files import read_array

TABLE_FORMS = (
    "a CSV with the columns time_s and one per depth, headed by that depth in µm, or time_s,displacement_um; an NPY "
    "with the same table, or with times x depths and times_s.npy and depths_um.npy next to it"
)
RIGID = "displacement_um"
MOST_VALUES = 20_000_000
_SPIKES = "spike_"
_TIME, _UNIT = "time_s", "unit"
_MOST_BYTES = 2**28
_MOST_SHOWN = 60

Floats = NDArray[np.float64]


def is_motion_table(path: Path) -> bool:
    """Return whether a file is a motion estimate by its looks: an NPY, or a CSV of time_s and no units."""
    ending = path.suffix.lower()
    if ending != ".csv":
        return ending == ".npy" and path.is_file() and not path.name.startswith(_SPIKES)
    try:
        with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
            first, second = (file.read(_MOST_SHOWN).splitlines()[:1] or [""])[0].partition(",")[::2]
    except OSError:
        return False
    return first.strip(' "').startswith(_TIME) and not second.strip(' "').startswith(_UNIT)


def read_motion_table(path: Path) -> MeasuredMotion:
    """Read a motion estimate from a table.

    Parameters
    ----------
    path : Path
        A CSV or NPY file, see ``TABLE_FORMS``. Without a depth the motion is rigid.

    Returns
    -------
    MeasuredMotion
        Displacement over time and depth, in µm along the probe.

    Raises
    ------
    ResultError
        When it is no such table; the message names the line or the shape.
    """
    times_s, depths_um, displacement_um = (_read_csv if path.suffix.lower() == ".csv" else _read_npy)(path)
    try:
        return MeasuredMotion(times_s, depths_um, displacement_um)
    except ConfigError as error:
        raise ResultError(f"{path}: {'; '.join(f'{one.path} {one.message}' for one in error.problems)}") from None


def _read_csv(path: Path) -> tuple[Floats, Floats, Floats]:
    if path.stat().st_size > _MOST_BYTES:
        raise ResultError(f"{path} is larger than {_MOST_BYTES // 2**20} MiB; a motion estimate is smaller")
    rows: list[list[float]] = []
    number = 1
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            lines = csv.reader(file)
            depths_um = _depths(path, next(lines, []))
            for number, row in enumerate(lines, 2):
                if row:
                    rows.append(_numbers(path, number, row, 1 + depths_um.size))
    except UnicodeDecodeError:
        raise ResultError(f"{path} is not text in UTF-8; a motion estimate is {TABLE_FORMS}") from None
    except csv.Error as error:
        raise ResultError(f"{path}, line {number}: {error}") from None
    if not rows:
        raise ResultError(f"{path} has no row below its heading")
    table = np.array(rows, dtype=np.float64)
    return table[:, 0], depths_um, table[:, 1:]


def _depths(path: Path, heading: list[str]) -> Floats:
    names = [name.strip() for name in heading]
    if names[:1] != [_TIME] or len(names) < 2:
        shown = ",".join(names)[:_MOST_SHOWN] or "nothing"
        raise ResultError(f"{path}, line 1 is {shown}; a motion estimate is {TABLE_FORMS}")
    if names[1:] == [RIGID]:
        return np.zeros(1)
    try:
        return np.array([float(name) for name in names[1:]])
    except ValueError:
        shown = ",".join(names)[:_MOST_SHOWN]
        raise ResultError(f"{path}, line 1: depths are numbers in µm, not {shown}; it is {TABLE_FORMS}") from None


def _numbers(path: Path, number: int, row: list[str], expected: int) -> list[float]:
    if len(row) != expected:
        raise ResultError(f"{path}, line {number} has {len(row)} columns, but the heading has {expected}")
    try:
        return [float(cell) for cell in row]
    except ValueError:
        raise ResultError(f"{path}, line {number}: {','.join(row)[:_MOST_SHOWN]} are not all numbers") from None


def _read_npy(path: Path) -> tuple[Floats, Floats, Floats]:
    array = read_array(path)
    if array.size > MOST_VALUES:
        raise ResultError(f"{path} has {array.size} values, more than the maximum of {MOST_VALUES}")
    if array.dtype.kind not in "fiu":
        raise ResultError(f"{path} must contain real numbers, not {array.dtype}; a motion estimate is {TABLE_FORMS}")
    if bins := _bins_beside(path):
        times_s, depths_um = bins
        return times_s, depths_um, _by_depth(array, depths_um)
    table = np.asarray(array, dtype=np.float64)
    if table.ndim == 2 and table.shape[1] == 2:
        return table[:, 0], np.zeros(1), table[:, 1:]
    if table.ndim == 2 and min(table.shape) > 1 and np.isnan(table[0, 0]):
        return table[1:, 0], table[0, 1:], table[1:, 1:]
    raise ResultError(
        f"{path} has the shape {array.shape}, but no times and depths: put times_s.npy and depths_um.npy "
        "next to it, or add a first row of depths and a first column of times, with NaN in the corner"
    )


def _bins_beside(path: Path) -> tuple[Floats, Floats] | None:
    """Return times and depths from files beside an array: of the same name, or the only ones there."""
    for prefix in (f"{path.stem}_", ""):
        times, depths = path.with_name(f"{prefix}times_s.npy"), path.with_name(f"{prefix}depths_um.npy")
        if times.is_file() and depths.is_file():
            return _plain(times), _plain(depths)
    return None


def _plain(path: Path) -> Floats:
    array = read_array(path)
    if array.dtype.kind not in "fiu":
        raise ResultError(f"{path} must contain real numbers, not {array.dtype}")
    return np.atleast_1d(np.asarray(array, dtype=np.float64))


def _by_depth(array: NDArray[Any], depths_um: Floats) -> Floats:
    values = np.asarray(array, dtype=np.float64)
    return values[:, np.newaxis] if values.ndim == 1 and depths_um.size == 1 else values
