"""Operators applied to templates as small dense products."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..products import rows_at_once

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_OUTPUTS = 32


@dataclass(frozen=True, eq=False)
class _Tile:
    """Some places, the channels that they follow from, and the weights, shape (inputs, outputs)."""

    outputs: slice
    inputs: slice
    weights: NDArray[Any]

    def within(self, reached: slice) -> _Tile:
        """Return the same without the channels that are not reached."""
        begin = min(max(self.inputs.start, reached.start), self.inputs.stop)
        end = max(min(self.inputs.stop, reached.stop), begin)
        rows = slice(begin - self.inputs.start, end - self.inputs.start)
        return _Tile(self.outputs, slice(begin, end), self.weights[rows])


@dataclass(frozen=True, eq=False)
class TiledOperator:
    """What takes templates on some channels to other places: 32 places at a time, from the channels around them.

    Attributes
    ----------
    tiles : tuple
        Places with their channels and weights.
    shape : tuple of int
        Places and channels.
    """

    tiles: tuple[_Tile, ...]
    shape: tuple[int, int]

    @classmethod
    def of(cls, operator: csr_array[Any], dtype: Any = np.float32) -> TiledOperator:
        """Cut a sparse operator, shape (places, channels), into tiles."""
        return cls(tuple(_tiles(operator, np.dtype(dtype))), operator.shape)

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return sum(tile.weights.nbytes for tile in self.tiles)

    def apply(self, templates: NDArray[Any], moved: NDArray[Any], reached: slice) -> None:
        """Write moved templates into an array.

        Parameters
        ----------
        templates : ndarray, shape (units, samples, channels)
            Of the weights' type.
        moved : ndarray, shape (units, samples, places)
            Where they are written.
        reached : slice
            Channels outside of which all templates are zero.
        """
        samples = templates.shape[1]
        for tile in (tile.within(reached) for tile in self.tiles):
            if tile.weights.size == 0:
                moved[:, :, tile.outputs] = 0.0
                continue
            size = rows_at_once(tile.weights.size, samples)
            for rows in (slice(begin, begin + size) for begin in range(0, samples, size)):
                np.matmul(templates[:, rows, tile.inputs], tile.weights, out=moved[:, rows, tile.outputs])


def _tiles(operator: csr_array[Any], dtype: np.dtype[Any]) -> Iterator[_Tile]:
    bounds, columns, weights = operator.indptr, operator.indices, operator.data
    for begin in range(0, operator.shape[0], _OUTPUTS):
        end = min(begin + _OUTPUTS, operator.shape[0])
        own = slice(int(bounds[begin]), int(bounds[end]))
        first = int(columns[own].min(initial=operator.shape[1]))
        inputs = slice(first, max(int(columns[own].max(initial=-1)) + 1, first))
        dense = np.zeros((inputs.stop - inputs.start, end - begin), dtype=dtype)
        rows = np.repeat(np.arange(end - begin), np.diff(bounds[begin : end + 1]))
        dense[columns[own] - inputs.start, rows] = weights[own]
        yield _Tile(slice(begin, end), inputs, dense)


def reached_channels(templates: NDArray[Any]) -> slice:
    """Return the channels from the first to the last one on which templates are not zero."""
    reached = np.flatnonzero(templates.reshape(-1, templates.shape[-1]).any(axis=0))
    return slice(int(reached[0]), int(reached[-1]) + 1) if reached.size else slice(0, 0)


def applied(operator: csr_array[Any], templates: NDArray[Any]) -> NDArray[Any]:
    """Apply an operator to the last axis of templates.

    Parameters
    ----------
    operator : scipy.sparse.csr_array, shape (places, channels)
        From `Interpolator`.
    templates : ndarray, shape (..., channels)
        Any templates; whole numbers become float32, as steps of a converter have no halves.

    Returns
    -------
    ndarray, shape (..., places)
        Of the templates' float type.
    """
    exact = templates if templates.dtype.kind == "f" else templates.astype(np.float32)
    flat = exact.reshape(1, -1, exact.shape[-1])
    moved = np.empty((*flat.shape[:2], operator.shape[0]), dtype=exact.dtype)
    TiledOperator.of(operator, exact.dtype).apply(flat, moved, reached_channels(flat))
    return moved.reshape(*exact.shape[:-1], operator.shape[0])
