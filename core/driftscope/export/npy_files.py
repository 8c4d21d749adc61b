"""NumPy files that are written part by part, so that no array must fit into memory."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray


class GrowingArray:
    """A ``.npy`` file to which rows are added; its header is completed at the end.

    Parameters
    ----------
    path : Path
        The file; an existing one is replaced.
    dtype : dtype
        Type of the items.
    row_shape : tuple of int
        Shape of one row; the empty tuple for a row of one number.
    """

    def __init__(self, path: Path, dtype: Any, row_shape: tuple[int, ...] = ()) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.num_rows = 0
        self._dtype, self._row_shape = np.dtype(dtype), row_shape
        self._file: IO[bytes] = path.open("wb")
        self._write_header()

    def add(self, rows: NDArray[Any]) -> None:
        """Add rows, shape (rows, *row_shape)."""
        self._file.write(np.ascontiguousarray(rows, self._dtype).data)
        self.num_rows += len(rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        """Complete the header, which has room for any number of rows, and close the file."""
        if kind is None:
            self._file.seek(0)
            self._write_header()
        self._file.close()

    def _write_header(self) -> None:
        shape = (self.num_rows, *self._row_shape)
        header = {"descr": npy.dtype_to_descr(self._dtype), "fortran_order": False, "shape": shape}
        npy.write_array_header_1_0(self._file, header)
