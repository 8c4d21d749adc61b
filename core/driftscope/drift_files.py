"""Measured motion from CSV, NumPy and SpikeInterface Motion files, read defensively."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .base import ConfigError, Problem
from .curves import DisplacementCurve, max_limit_um
from .measured_motion import load_motion
from .motion_files import refusal_of_file, refuse_other_segment
from .paths import located

MOST_BYTES = 4 * 2**20
MOST_PROBLEMS = 5
COLUMNS = ("time_s", "displacement_um")


@dataclass(frozen=True, eq=False)
class MeasuredDrift:
    """Displacement over time, read from a file.

    Attributes
    ----------
    curve : DisplacementCurve
        Times and displacements.
    note : str
        What was assumed or left out, in sentences; empty when nothing was.
    """

    curve: DisplacementCurve
    note: str = ""


def is_drift_file(name: str) -> bool:
    """Return whether a file name has the extension of a measured motion: .csv or .npy.

    Examples
    --------
    >>> is_drift_file("drift.CSV"), is_drift_file("mine.yaml")
    (True, False)
    """
    return _ending(name) in _READERS


def read_drift(name: str, content: bytes, duration_s: float) -> MeasuredDrift:
    """Read measured motion from the content of a CSV or NPY file.

    Parameters
    ----------
    name : str
        File name; its extension says which of the two it is.
    content : bytes
        A table with the columns ``time_s`` and ``displacement_um``, with or without a header row; or an array of shape
        (n, 2) with the same columns, or (n,) with displacements that are spread evenly over the recording.
    duration_s : float
        Duration of the recording in s.

    Returns
    -------
    MeasuredDrift
        Times in s and displacements in µm.

    Raises
    ------
    ConfigError
        When the file is larger than 4 MiB, cannot be read, or holds no displacement over time.
    """
    if len(content) > MOST_BYTES:
        raise _refused(name, f"is larger than {MOST_BYTES // 2**20} MiB: use fewer samples per second", len(content))
    if not content.strip():
        raise _refused(name, "is empty")
    if message := refusal_of_file(name) or _refusal_of_array(name):
        raise _refused(name, message)
    values, words = _READERS[_ending(name)](name, content)
    if values.ndim == 1:
        values, words = _spread(name, values, duration_s)
    return _checked(name, values, duration_s, words)


def open_drift(path: str | Path, duration_s: float, segment_index: int = 0) -> MeasuredDrift:
    """Read measured motion from a CSV file, an NPY file or a SpikeInterface ``Motion`` folder.

    Parameters
    ----------
    path : str or Path
        The file or folder.
    duration_s : float
        Duration of the recording in s.
    segment_index : int
        Segment of the recording, for a folder.

    Returns
    -------
    MeasuredDrift
        Times in s and displacements in µm; times that decrease are put in order. A curve moves all depths alike, so a
        non-rigid motion is averaged over its depths; ``note`` says so, and by how much depths differ from the mean.

    Raises
    ------
    ConfigError
        When there is no such file or folder, or it holds no displacement over time.

    Examples
    --------
    >>> from driftscope import SimulationConfig
    >>> from driftscope.curves import add_curve
    >>> drift = open_drift("drift.csv", duration_s=600.0)  # doctest: +SKIP
    >>> config = SimulationConfig().replace(add_curve(SimulationConfig().motion, drift.curve))  # doctest: +SKIP
    """
    path = located(path)
    if path.is_dir() or _is_displacement(path.name):
        return _from_motion(path, duration_s, segment_index)
    if not is_drift_file(path.name):
        raise _refused(str(path), "is not a measured motion: use a .csv or .npy file, or a Motion folder")
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _refused(str(path), f"cannot be read: {error.strerror}") from None
    return read_drift(str(path), content, duration_s)


def _is_displacement(name: str) -> bool:
    return PurePath(name).name.startswith("displacement_seg")


def _refusal_of_array(name: str) -> str:
    """Return why the displacement of a Motion folder cannot be read alone; nothing for other files."""
    if not _is_displacement(name):
        return ""
    return "is the displacement of a Motion folder, without its bins of time and depth: open the folder instead"


def _from_motion(folder: Path, duration_s: float, segment_index: int) -> MeasuredDrift:
    refuse_other_segment(folder, segment_index)
    segments = load_motion(folder)
    if segment_index >= len(segments):
        raise _refused(str(folder), f"has {len(segments)} segments, numbered from 0", segment_index)
    motion = segments[segment_index]
    mean = motion.displacement_um.mean(axis=1)
    spread = float(np.abs(motion.displacement_um - mean[:, np.newaxis]).max(initial=0.0))
    note = ""
    if spread > 0:
        depths = motion.displacement_um.shape[1]
        note = f"Its {depths} depths are averaged, because a curve is rigid; they differ by up to {spread:.3g} µm."
    return _checked(str(folder), np.column_stack([motion.times_s, mean]), duration_s, note)


def _checked(name: str, values: NDArray[np.float64], duration_s: float, note: str) -> MeasuredDrift:
    """Return columns of times and displacements as a curve; a ConfigError when they are not one."""
    if len(values) > 1 and (np.diff(values[:, 0]) < 0).all():
        values = values[::-1]
    if problems := list(_faults(name, values, duration_s)):
        raise ConfigError(problems)
    if (last := float(values[-1, 0])) > duration_s:
        note = f"{note} It lasts {last:g} s, the recording {duration_s:g} s: the rest is omitted.".strip()
    return MeasuredDrift(DisplacementCurve(values[:, 0].copy(), values[:, 1].copy()), note)


def _ending(name: str) -> str:
    return PurePath(name).suffix.lower()


def _refused(name: str, message: str, given: object = None) -> ConfigError:
    return ConfigError([Problem(name, message, given)])


def _spread(name: str, values: NDArray[np.float64], duration_s: float) -> tuple[NDArray[np.float64], str]:
    """Spread samples without times evenly over the recording, and return a note that says so."""
    if values.size < 2:
        raise _refused(name, "holds fewer than two samples", values.size)
    apart = duration_s / (values.size - 1)
    words = f"It has no times: its {values.size} samples are spread evenly over the recording, {apart:.3g} s apart."
    return np.column_stack([np.linspace(0.0, duration_s, values.size), values]), words


def _faults(name: str, values: NDArray[np.float64], duration_s: float) -> Iterator[Problem]:
    """Yield what is wrong with columns of times and displacements, shape (n, 2)."""
    if len(values) < 2:
        yield Problem(name, "holds fewer than two samples", len(values))
        return
    if not np.isfinite(values).all():
        row, column = np.argwhere(~np.isfinite(values))[0]
        yield Problem(name, f"sample {row + 1}: {COLUMNS[column]} is NaN or infinite", float(values[row, column]))
        return
    steps = np.flatnonzero(np.diff(values[:, 0]) <= 0)
    if steps.size:
        row = int(steps[0]) + 1
        message = f"sample {row + 1}: times must increase, but {values[row, 0]:g} s follows {values[row - 1, 0]:g} s"
        yield Problem(name, message, float(values[row, 0]))
    if values[:, 0].min() < 0:
        yield Problem(
            name, "times are in s from the start of the recording: none can be negative", float(values[:, 0].min())
        )
    elif values[:, 0].min() >= duration_s:
        yield Problem(name, f"it begins after the recording ends ({duration_s:g} s)", float(values[:, 0].min()))
    farthest, most = float(np.abs(values[:, 1]).max()), max_limit_um()
    if farthest > most:
        message = f"reaches {farthest:g} µm, more than the maximum of {most:g} µm: is it in µm?"
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
    """Yield the rows that are not empty, with their line numbers, split at the delimiter of the first one."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((mark for mark in (";", "\t", ",") if mark in first), " ")
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise _refused(name, f"line {reader.line_num} is not a row of a table: {error}") from None


def _places(name: str, first: list[str]) -> tuple[int, int]:
    """Return the indices of the columns of times and displacements."""
    heading = [cell.lower() for cell in first]
    if all(column in heading for column in COLUMNS):
        return heading.index(COLUMNS[0]), heading.index(COLUMNS[1])
    if len(first) == 2 and all(map(_is_number, first)):
        return 0, 1
    if any(map(_is_number, first)):
        raise _refused(name, "needs two columns, time_s and displacement_um", ", ".join(first)[:40])
    message = "is not a motion table: its columns must be named time_s and displacement_um"
    raise _refused(name, message, ", ".join(first)[:40])


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _read_npy(name: str, content: bytes) -> tuple[NDArray[np.float64], str]:
    """Read an array from the bytes of an NPY file; nothing is ever unpickled."""
    stream = io.BytesIO(content)
    try:
        shape, by_column, dtype = _npy_header(stream)
    except Exception:  # a broken header can make the reader fail in any way
        raise _refused(name, "is not an NPY file with a plain array") from None
    if dtype.hasobject:
        raise _refused(name, "contains Python objects, which are never opened: save plain numbers", str(dtype))
    if dtype.kind not in "fiu":
        raise _refused(name, "must contain real numbers", str(dtype))
    if not (len(shape) == 1 or (len(shape) == 2 and shape[1] == 2)):
        is_field = len(shape) == 2 and min(shape) > 2
        field = ": non-rigid motion (times x depths) needs its bins: open its Motion folder"
        turned = field if is_field else ": transpose it" if len(shape) == 2 and shape[0] == 2 else ""
        raise _refused(name, f"must have the shape (n, 2), time_s and displacement_um, or (n,){turned}", shape)
    left = len(content) - stream.tell()
    if math.prod(shape) * dtype.itemsize != left:
        raise _refused(name, f"is damaged: its header says {math.prod(shape)} numbers, it has {left // dtype.itemsize}")
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
