"""Files from elsewhere, read without executing or believing anything: arrays without pickles, small texts, JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .problems import ResultError

MOST_ENTRIES = 200_000_000
_MOST_TEXT_BYTES = 2**20


def positive_number(path: Path, value: Any) -> float:
    """Return a number from a file, or raise a ResultError when it is not positive and finite."""
    if isinstance(value, (int, float, np.number)) and np.isfinite(value) and value > 0:
        return float(value)
    raise ResultError(f"{path}: the sampling rate must be a positive number, not {str(value)[:80]}")


def is_there(place: Path) -> bool:
    """Return whether there is a file or folder; none can have a name that is too long for a file."""
    try:
        return place.exists()
    except OSError:
        return False


def read_array(path: Path) -> NDArray[Any]:
    """Map an array of a file; raise a ResultError when there is none, or when it is too large or pickled."""
    if not path.is_file():
        raise ResultError(f"{path}: no such file")
    try:
        array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise ResultError(f"{path} cannot be read as an array without pickles ({error})") from None
    if array.size > MOST_ENTRIES:
        raise ResultError(f"{path} has {array.size} entries, more than the maximum of {MOST_ENTRIES}")
    return array


def read_json(path: Path) -> dict[str, Any]:
    """Read an object from a JSON file, or raise a ResultError."""
    try:
        said = json.loads(read_small_text(path))
    except (ValueError, RecursionError) as error:
        if isinstance(error, ResultError):
            raise
        raise ResultError(f"{path} is not valid JSON ({error})") from None
    if not isinstance(said, dict):
        raise ResultError(f"{path} must contain an object with unit_ids and sampling_frequency")
    return said


def read_small_text(path: Path) -> str:
    """Read a text of at most 1 MiB; bytes that are not UTF-8 are replaced."""
    if path.stat().st_size > _MOST_TEXT_BYTES:
        raise ResultError(f"{path} is larger than {_MOST_TEXT_BYTES // 2**20} MiB")
    return path.read_text(encoding="utf-8", errors="replace")
