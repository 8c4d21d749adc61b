"""How the noise of neighbouring channels is correlated, and the factors that make independent normals so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..cache import once

TILE = 32
_ROWS_AT_ONCE = 256
_FAINT = 1e-4
_JITTER = 1e-9

Array = NDArray[np.float64]


def covariance(contact_positions_um: Array, spatial_decay_um: float | None) -> Array | None:
    """Return the correlation between channels, shape (channels, channels): ``exp(-distance / decay)``."""
    if spatial_decay_um is None:
        return None
    number = len(contact_positions_um)
    correlation = np.empty((number, number))
    for rows in _blocks(number):
        own = correlation[rows]
        own[:] = 0.0
        for places in contact_positions_um.T:
            gaps = places[rows, np.newaxis] - places
            own += np.multiply(gaps, gaps, out=gaps)
        np.sqrt(own, out=own)
        np.divide(own, -spatial_decay_um, out=own)
        np.exp(own, out=own)
    return correlation


def _blocks(number: int) -> Iterator[slice]:
    """Yield slices of rows, so few at a time that what is in between is small."""
    return (slice(begin, min(begin + _ROWS_AT_ONCE, number)) for begin in range(0, number, _ROWS_AT_ONCE))


@dataclass(frozen=True, eq=False)
class Tile:
    """Some output channels, the few inputs that each needs, and the weights from one to the other.

    Attributes
    ----------
    outputs : slice or ndarray of int
        Channels that are made.
    inputs : slice
        Independent normals that they are made of.
    weights : ndarray, shape (outputs, inputs)
        Rows of unit length.
    """

    outputs: Any
    inputs: slice
    weights: Array

    def at_levels(self, levels: Array) -> NDArray[np.float32]:
        """Return the weights that give every channel its level, shape (inputs, outputs)."""
        return np.ascontiguousarray((self.weights * levels[self.outputs, np.newaxis]).T, dtype=np.float32)


@dataclass(frozen=True, eq=False)
class BandedFactor:
    """The Cholesky factor of a correlation, cut where it is below 1e-4, in tiles.

    Their products are so small that the linear algebra library computes each in one thread: quick while other
    threads work, and the same bits on any number of cores. Levels are not part of it.
    """

    tiles: tuple[Tile, ...]

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return sum(tile.weights.nbytes for tile in self.tiles)


def banded_factor(correlation: Array) -> BandedFactor:
    """Cut the Cholesky factor of a correlation into tiles of output channels and the few inputs each needs.

    Channels are put in an order of small bandwidth (reverse Cuthill-McKee) when that is better than their own.

    Parameters
    ----------
    correlation : ndarray, shape (channels, channels)
        Unit diagonal; changed, so that only two such arrays are needed at a time.
    """
    order: Any = np.arange(len(correlation))
    correlation[order, order] += _JITTER
    cut = _CutFactor.of(correlation, order)
    if np.mean(order - cut.first) > 2 * TILE:
        better = _order_of_small_bandwidth(correlation)
        correlation = correlation[np.ix_(better, better)]
        other = _CutFactor.of(correlation, better)
        cut = other if other.first.sum() > cut.first.sum() else cut
    return BandedFactor(cut.tiles)


@dataclass(frozen=True, eq=False)
class _CutFactor:
    """Tiles in one order of the channels, and the first input that each row needs."""

    tiles: tuple[Tile, ...]
    first: NDArray[np.intp]

    @classmethod
    def of(cls, correlation: Array, order: NDArray[np.intp]) -> _CutFactor:
        """Return the Cholesky factor without its faintest parts, its rows of unit length."""
        factor: Array = np.asarray(np.linalg.cholesky(correlation), dtype=np.float64)
        first = np.empty(len(order), dtype=np.intp)
        for block in _blocks(len(order)):
            rows = factor[block]
            rows[np.abs(rows) < _FAINT] = 0.0
            rows /= np.linalg.norm(rows, axis=1, keepdims=True)
            first[block] = np.argmax(rows != 0, axis=1)
        return cls(tuple(_tiles(factor, first, order)), first)


def _tiles(factor: Array, first: NDArray[np.intp], order: NDArray[np.intp]) -> Iterator[Tile]:
    is_own = bool(np.all(order[:-1] < order[1:]))
    for begin in range(0, len(order), TILE):
        end = min(begin + TILE, len(order))
        inputs = slice(int(first[begin:end].min()), end)
        yield Tile(slice(begin, end) if is_own else order[begin:end], inputs, factor[begin:end, inputs].copy())


def _order_of_small_bandwidth(correlation: Array) -> NDArray[np.intp]:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import reverse_cuthill_mckee

    near = csr_array(correlation > 10 * _FAINT)
    return np.asarray(reverse_cuthill_mckee(near, symmetric_mode=True), dtype=np.intp)


def svd_factor(correlation: Array) -> Array:
    """Return the factor that numpy's ``multivariate_normal`` mixes with, shape (channels, channels)."""
    left, singular, _ = np.linalg.svd(correlation)
    left *= np.sqrt(singular)
    factor: Array = left.T
    return factor


@dataclass(frozen=True, eq=False)
class Correlation:
    """A correlation between channels, given as a matrix; each of its factors is computed once.

    Attributes
    ----------
    matrix : ndarray, shape (channels, channels)
        The correlation or covariance.
    """

    matrix: Array

    @once
    def banded(self) -> BandedFactor:
        """The factor of the fast noise."""
        return banded_factor(self.matrix.copy())

    @once
    def svd(self) -> Array:
        """The factor of the reference's noise."""
        return svd_factor(self.matrix)

    def __getstate__(self) -> dict[str, Any]:
        """Leave the factors behind: another process computes its own."""
        return {"matrix": self.matrix}


@dataclass(frozen=True, eq=False)
class ContactCorrelation:
    """The correlation ``exp(-distance / decay)`` between contacts; the matrix is made only to be factored.

    Attributes
    ----------
    positions_um : ndarray, shape (channels, 2)
        Positions of the contacts.
    decay_um : float
        Distance over which it falls to 1/e, 37 %.
    """

    positions_um: Array
    decay_um: float

    @once
    def banded(self) -> BandedFactor:
        """The factor of the fast noise."""
        return banded_factor(self._matrix())

    @once
    def svd(self) -> Array:
        """The factor of the reference's noise."""
        return svd_factor(self._matrix())

    def _matrix(self) -> Array:
        matrix = covariance(self.positions_um, self.decay_um)
        assert matrix is not None  # noqa: S101 - there is a decay
        return matrix

    def __getstate__(self) -> dict[str, Any]:
        """Leave the factors behind: another process computes its own."""
        return {"positions_um": self.positions_um, "decay_um": self.decay_um}


class Correlated(Protocol):
    """Whatever gives the factors of a correlation, each computed when it is asked for."""

    @property
    def banded(self) -> BandedFactor:
        """The factor of the fast noise."""
        ...

    @property
    def svd(self) -> Array:
        """The factor of the reference's noise."""
        ...


def correlated(correlation: Correlated | Array) -> Correlated:
    """Return a given matrix as something that gives its factors."""
    return Correlation(correlation) if isinstance(correlation, np.ndarray) else correlation
