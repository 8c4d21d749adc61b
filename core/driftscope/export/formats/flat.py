"""Base class of formats with a flat file (samples x channels), to which processes write in parallel."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ...time_vectors import TimeVector
from ..job import Job
from ..npy_files import GrowingArray
from .base import Format

_TIMES_AT_ONCE = 2**20


class FlatFormat(Format):
    """A format whose samples stand in one flat file; a subclass says where, and writes what belongs beside it."""

    traces: ClassVar[str]
    """Path of the flat file in the recording's folder."""

    def begin(self, folder: Path, job: Job) -> None:
        """Make the flat file in its full size."""
        path = folder / self.traces
        path.parent.mkdir(parents=True, exist_ok=True)
        make_file(path, job.num_bytes)

    def write(self, folder: Path, job: Job, start: int, samples: NDArray[Any]) -> None:
        """Write rows to their place in the flat file."""
        write_rows(folder / self.traces, start, samples)

    def read(self, folder: Path, job: Job, start: int, end: int) -> NDArray[Any]:
        """Return rows of the flat file, shape (end - start, channels)."""
        return read_rows(folder / self.traces, job.dtype, job.num_channels, start, end)


def write_times(path: Path, clock: TimeVector) -> None:
    """Write the time of every sample into an NPY file, part by part."""
    with GrowingArray(path, "<f8") as times:
        for begin in range(0, len(clock.times_s), _TIMES_AT_ONCE):
            times.add(np.asarray(clock.times_s[begin : begin + _TIMES_AT_ONCE], dtype="<f8"))


def make_file(path: Path, num_bytes: int) -> None:
    """Make a file of a size, sparse until it is written; one of that size stays as it is."""
    with path.open("ab") as file:
        file.truncate(num_bytes)


def write_rows(path: Path, start: int, samples: NDArray[Any], offset: int = 0) -> None:
    """Write rows, shape (samples, channels), to their place in a flat file whose rows begin at byte ``offset``."""
    with path.open("r+b", buffering=0) as file:
        file.seek(offset + start * samples.shape[1] * samples.itemsize)
        left = np.ascontiguousarray(samples).data.cast("B")
        while left:
            left = left[file.write(left) :]


def read_rows(path: Path, dtype: np.dtype[Any], num_columns: int, start: int, end: int) -> NDArray[Any]:
    """Return rows ``start`` to ``end`` of a flat file, shape (end - start, num_columns); fewer when it ends early."""
    row_bytes = num_columns * dtype.itemsize
    flat = np.fromfile(path, dtype, (end - start) * num_columns, offset=start * row_bytes)
    return flat.reshape(-1, num_columns)
