"""MeasuredDrift drift from files: tables of text and NumPy arrays, read without trust."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .base import ConfigError, Problem
from .curves import DisplacementCurve, max_limit_um

MOST_BYTES = 4 * 2**20
MOST_PROBLEMS = 5
COLUMNS = ("time_s", "displacement_um")


@dataclass(frozen=True, eq=False)
class MeasuredDrift:
    """A course from a file.

    Attributes
    ----------
    curve : DisplacementCurve
        Times and displacements.
    note : str
        What was assumed in reading them; empty when nothing was.
    """

    curve: DisplacementCurve
    note: str = ""


def is_drift_file(name: str) -> bool:
    """Return whether a file's name says that it holds a measured drift.

    Examples
    --------
    >>> is_drift_file("drift.CSV"), is_drift_file("mine.yaml")
    (True, False)
    """
    return _ending(name) in _READERS


def read_drift(name: str, content: bytes, duration_s: float) -> MeasuredDrift:
    """Read a course from a CSV or NPY file.

    Parameters
    ----------
    name : str
        The file's name; its ending says what it is.
    content : bytes
        What it holds: columns ``time_s`` and ``displacement_um`` with or without a heading, or an array of shape
        (n, 2) with the same columns, or (n,) with displacements evenly over the recording.
    duration_s : float
        How long the recording is.

    Raises
    ------
    ConfigError
        When it is too large or holds no course.
    """
    if len(content) > MOST_BYTES:
        raise _refused(name, f"is larger than {MOST_BYTES // 2**20} MiB: give fewer samples a second", len(content))
    if not content.strip():
        raise _refused(name, "is empty")
    values, words = _READERS[_ending(name)](name, content)
    if values.ndim == 1:
        values, words = _spread(name, values, duration_s)
    problems = list(_faults(name, values, duration_s))
    if problems:
        raise ConfigError(problems)
    last = float(values[-1, 0])
    if last > duration_s:
        late = f"It lasts {last:g} s, the recording {duration_s:g} s: what comes later is not reached."
        words = f"{words} {late}".strip()
    return MeasuredDrift(DisplacementCurve(values[:, 0].copy(), values[:, 1].copy()), words)


def _ending(name: str) -> str:
    return PurePath(name).suffix.lower()


def _refused(name: str, message: str, given: object = None) -> ConfigError:
    return ConfigError([Problem(name, message, given)])


def _spread(name: str, values: NDArray[np.float64], duration_s: float) -> tuple[NDArray[np.float64], str]:
    """Return samples without times evenly over the recording, and words that say so."""
    if values.size < 2:
        raise _refused(name, "holds fewer than two samples", values.size)
    apart = duration_s / (values.size - 1)
    words = f"It has no times: its {values.size} samples are spread evenly over the recording, {apart:.3g} s apart."
    return np.column_stack([np.linspace(0.0, duration_s, values.size), values]), words


def _faults(name: str, values: NDArray[np.float64], duration_s: float) -> Iterator[Problem]:
    """Yield what makes columns of times and displacements no course."""
    if len(values) < 2:
        yield Problem(name, "holds fewer than two samples", len(values))
        return
    if not np.isfinite(values).all():
        row, column = np.argwhere(~np.isfinite(values))[0]
        yield Problem(name, f"sample {row + 1}: {COLUMNS[column]} is no number", float(values[row, column]))
        return
    steps = np.flatnonzero(np.diff(values[:, 0]) <= 0)
    if steps.size:
        row = int(steps[0]) + 1
        message = f"sample {row + 1}: times must increase, but {values[row, 0]:g} s follows {values[row - 1, 0]:g} s"
        yield Problem(name, message, float(values[row, 0]))
    if values[:, 0].min() < 0:
        yield Problem(name, "times begin at the recording's start: none can be negative", float(values[:, 0].min()))
    elif values[:, 0].min() >= duration_s:
        yield Problem(name, f"it begins after the recording ends ({duration_s:g} s)", float(values[:, 0].min()))
    farthest, most = float(np.abs(values[:, 1]).max()), max_limit_um()
    if farthest > most:
        message = f"reaches {farthest:g} µm, farther than the {most:g} µm that are possible: is it in µm?"
        yield Problem(name, message, farthest)


def _read_csv(name: str, content: bytes) -> tuple[NDArray[np.float64], str]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(name, "is not text: save it as CSV in UTF-8") from None
    rows = list(_rows(name, text))
    if not rows:
        raise _refused(name, "is empty")
    time, moved = _places(name, rows[0][1])
    if not _is_number(rows[0][1][time]):
        rows = rows[1:]
    values, problems = [], []
    for line, row in rows:
        try:
            values.append((float(row[time]), float(row[moved])))
        except (ValueError, IndexError):
            shown = ", ".join(row)[:40]
            problems.append(Problem(name, f"line {line}: needs two numbers, time_s and displacement_um", shown))
    if problems:
        left = len(problems) - MOST_PROBLEMS
        more = [Problem(name, f"and {left} more lines", left)] if left > 0 else []
        raise ConfigError([*problems[:MOST_PROBLEMS], *more])
    return np.array(values, dtype=np.float64).reshape(-1, 2), ""


def _rows(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that are not empty, with their numbers, split where the first one is."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((mark for mark in (";", "\t", ",") if mark in first), " ")
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise _refused(name, f"line {reader.line_num} is no line of a table: {error}") from None


def _places(name: str, first: list[str]) -> tuple[int, int]:
    """Return in which columns times and displacements stand."""
    heading = [cell.lower() for cell in first]
    if all(column in heading for column in COLUMNS):
        return heading.index(COLUMNS[0]), heading.index(COLUMNS[1])
    if len(first) == 2 and all(map(_is_number, first)):
        return 0, 1
    if any(map(_is_number, first)):
        raise _refused(name, "needs two columns, time_s and displacement_um", ", ".join(first)[:40])
    message = "is no table of a drift: its columns must be called time_s and displacement_um"
    raise _refused(name, message, ", ".join(first)[:40])


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _read_npy(name: str, content: bytes) -> tuple[NDArray[np.float64], str]:
    """Read an array from its bytes; nothing is ever unpickled."""
    stream = io.BytesIO(content)
    try:
        shape, by_column, dtype = _npy_header(stream)
    except Exception:  # what the reader trips over in a broken heading can be anything
        raise _refused(name, "is no NPY file of a plain array") from None
    if dtype.hasobject:
        raise _refused(name, "holds Python objects, which are never opened: save plain numbers", str(dtype))
    if dtype.kind not in "fiu":
        raise _refused(name, "must hold real numbers", str(dtype))
    if not (len(shape) == 1 or (len(shape) == 2 and shape[1] == 2)):
        turned = ": turn it round" if len(shape) == 2 and shape[0] == 2 else ""
        raise _refused(name, f"must have the shape (n, 2), time_s and displacement_um, or (n,){turned}", shape)
    left = len(content) - stream.tell()
    if math.prod(shape) * dtype.itemsize != left:
        raise _refused(name, f"is broken: {math.prod(shape)} numbers are announced, {left // dtype.itemsize} are there")
    values = np.frombuffer(content, dtype, offset=stream.tell())
    with np.errstate(over="ignore"):
        return values.reshape(shape, order="F" if by_column else "C").astype(np.float64), ""


def _npy_header(stream: io.BytesIO) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = np.lib.format.read_magic(stream)
    read: Any = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }[version]
    header: tuple[tuple[int, ...], bool, np.dtype[Any]] = read(stream)
    return header


_READERS: dict[str, Callable[[str, bytes], tuple[NDArray[np.float64], str]]] = {".csv": _read_csv, ".npy": _read_npy}
