"""Interpolation between scattered points by triangles: linear, and the smooth one of Clough and Tocher.

Both are local. A value at a place follows from the three corners of its triangle: their values, and for the smooth one
their gradients, which are linear in all values and estimated once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..cache import once

if TYPE_CHECKING:
    from scipy.sparse import csr_array
    from scipy.spatial import Delaunay

_NO_GRADIENT = 1e-13
_NEXT, _AFTER = (1, 2, 0), (2, 0, 1)

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Triangulation:
    """Points, the triangles between them, and how values at other places follow from values at the points.

    Attributes
    ----------
    points : ndarray, shape (points, 2)
        Not all in one line.
    """

    points: Array

    @once
    def _triangles(self) -> Delaunay:
        from scipy.spatial import Delaunay

        return Delaunay(self.points)

    @once
    def gradients(self) -> tuple[csr_array[Any], csr_array[Any]]:
        """What takes values at the points to gradients there in x and in y, each of shape (points, points)."""
        from scipy.interpolate import CloughTocher2DInterpolator
        from scipy.sparse import csr_array

        made: Any = CloughTocher2DInterpolator(self._triangles, np.eye(len(self.points)))
        estimated: Array = made.grad  # as old as the class, though its type stubs leave it out
        estimated[np.abs(estimated) * np.ptp(self.points, axis=0).max() < _NO_GRADIENT] = 0.0
        return csr_array(estimated[:, :, 0]), csr_array(estimated[:, :, 1])

    def linear(self, places: Array) -> csr_array[Any]:
        """Return what takes values at the points to values at places, linear within each triangle.

        Places outside of all triangles get 0.
        """
        inside, corners, shares, _ = self._located(places)
        return _rows(inside, corners, shares, (len(places), len(self.points)))

    def cubic(self, places: Array) -> csr_array[Any]:
        """Return the same for the piecewise cubic interpolation of Clough and Tocher.

        References
        ----------
        Alfeld (1984), A trivariate Clough-Tocher scheme for tetrahedral data, Comput. Aided Geom. Des. 1, 169-181,
        doi:10.1016/0167-8396(84)90029-3;
        Farin (1986), Triangular Bernstein-Bezier patches, Comput. Aided Geom. Des. 3, 83-127. Gradients and the
        direction of the cross-boundary derivatives are those of ``scipy.interpolate``.
        """
        inside, corners, shares, found = self._located(places)
        shape = len(places), len(self.points)
        weights = _CubicPatch(self.points[corners], self._slants[found]).weights(shares)
        values, in_x, in_y = (_rows(inside, corners, weights[part], shape) for part in range(3))
        by_x, by_y = self.gradients
        operator: csr_array[Any] = (values + in_x @ by_x + in_y @ by_y).tocsr()
        return operator

    def _located(self, places: Array) -> tuple[NDArray[Any], NDArray[Any], Array, NDArray[Any]]:
        """Return which places lie in a triangle, and for these the corners, barycentric coordinates and triangle."""
        found = self._triangles.find_simplex(places)
        inside = np.flatnonzero(found >= 0)
        found = found[inside]
        shares = self._barycentric(found, places[inside])
        return inside, self._triangles.simplices[found], shares, found

    def _barycentric(self, triangles: NDArray[Any], places: Array) -> Array:
        into = self._triangles.transform[triangles]
        two = np.einsum("nij,nj->ni", into[:, :2], places - into[:, 2])
        return np.concatenate([two, 1.0 - two.sum(axis=1, keepdims=True)], axis=1)

    @once
    def _slants(self) -> Array:
        """For every triangle and edge, the direction across the edge in which both sides' derivatives agree.

        It points to the centre of the neighbouring triangle, which leaves the result the same in stretched
        coordinates; straight on where there is no neighbour.
        """
        corners, neighbours = self._triangles.simplices, self._triangles.neighbors
        centres = self.points[corners].mean(axis=1)
        slants = np.full(neighbours.shape, -0.5)
        for edge in range(3):
            own = np.flatnonzero(neighbours[:, edge] >= 0)
            shares = self._barycentric(own, centres[neighbours[own, edge]])
            near, far = shares[:, _NEXT[edge]], shares[:, _AFTER[edge]]
            slants[own, edge] = (2 * far + near - 1) / (2 - 3 * far - 3 * near)
        return slants


def _rows(inside: NDArray[Any], corners: NDArray[Any], weights: Array, shape: tuple[int, int]) -> csr_array[Any]:
    """Return a sparse matrix with three weights in each row that is inside."""
    from scipy.sparse import csr_array

    return csr_array((weights.ravel(), (np.repeat(inside, 3), corners.ravel())), shape=shape)


@dataclass(frozen=True, eq=False)
class _CubicPatch:
    """Cubic patches over triangles that are split at their centres, by control points as in Bezier curves.

    Everything is linear in nine inputs (value, slope in x and slope in y at three corners): control points are arrays
    of shape (triangles, 9), the part of every input in them.
    """

    corners: Array
    slants: Array

    def weights(self, shares: Array) -> Array:
        """Return the weights of values, slopes in x and in y at the corners, shape (3, places, 3).

        Parameters
        ----------
        shares : ndarray, shape (places, 3)
            Barycentric coordinates in each triangle.
        """
        ends, beside = self._corners_and_edges()
        inner = [(beside[k, _NEXT[k]] + beside[k, _AFTER[k]] + ends[k]) / 3 for k in range(3)]
        middle = [self._across(k, ends, beside, inner) for k in range(3)]
        spokes = [(middle[_NEXT[k]] + middle[_AFTER[k]] + inner[k]) / 3 for k in range(3)]
        centre = (spokes[0] + spokes[1] + spokes[2]) / 3
        smallest = shares.min(axis=1, keepdims=True)
        at, rest = (shares - smallest).T[:, :, np.newaxis], 3 * smallest
        total = rest**3 * centre
        for k in range(3):
            one, other = _NEXT[k], _AFTER[k]
            total += at[k] ** 3 * ends[k]
            total += 3 * at[k] ** 2 * (at[one] * beside[k, one] + at[other] * beside[k, other] + rest * inner[k])
            total += 3 * at[k] * rest**2 * spokes[k] + 6 * at[one] * at[other] * rest * middle[k]
        by_kind: Array = total.reshape(-1, 3, 3).transpose(1, 0, 2)
        return by_kind

    def _corners_and_edges(self) -> tuple[list[Array], dict[tuple[int, int], Array]]:
        """Return the control points at the corners, and on each edge next to its first corner."""
        number = len(self.corners)
        ends, beside = [], {}
        for k in range(3):
            end = np.zeros((number, 9))
            end[:, k] = 1.0
            ends.append(end)
            for towards in (_NEXT[k], _AFTER[k]):
                point, edge = end.copy(), self.corners[:, towards] - self.corners[:, k]
                point[:, 3 + k], point[:, 6 + k] = edge[:, 0] / 3, edge[:, 1] / 3
                beside[k, towards] = point
        return ends, beside

    def _across(self, k: int, ends: list[Array], beside: dict[tuple[int, int], Array], inner: list[Array]) -> Array:
        """Return the control point behind the edge opposite to a corner, where derivatives across it are to agree."""
        one, other, slant = _NEXT[k], _AFTER[k], self.slants[:, k, np.newaxis]
        along = -ends[one] + 3 * beside[one, other] - 3 * beside[other, one] + ends[other]
        bent = -ends[one] + 2 * beside[one, other] - beside[other, one] + inner[one] + inner[other]
        return (slant * along + bent) / 2
