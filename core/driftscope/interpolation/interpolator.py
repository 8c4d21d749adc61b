"""Knows how values at other places follow from values at the contacts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..cache import once
from .triangles import Triangulation

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Array = NDArray[np.float64]
Method = Literal["cubic", "linear", "nearest", "thin_plate"]
METHODS: tuple[Method, ...] = ("cubic", "linear", "nearest", "thin_plate")
THIN_PLATE_NEIGHBORS = 12
_SMALLEST_WEIGHT = 1e-8
_ON_THE_LINE_UM = 1e-6
_BYTES_PER_CONTACT = 5_000


@dataclass(frozen=True, eq=False)
class Interpolator:
    """Knows how values at other places follow from values at the contacts.

    Attributes
    ----------
    positions_um : ndarray, shape (channels, 2)
        Positions of the contacts.
    method : {"cubic", "linear", "nearest", "thin_plate"}
        Clough-Tocher, piecewise linear, the nearest contact, or a thin-plate spline of the nearest twelve. The first
        two are zero outside the contacts' convex hull.
    options : mapping
        Keywords of the interpolator: ``rescale`` for the first three, ``neighbors``, ``smoothing``, ``epsilon`` and
        ``degree`` for the last.

    References
    ----------
    Alfeld (1984), A trivariate Clough-Tocher scheme for tetrahedral data, Comput. Aided Geom. Des. 1, 169-181,
    doi:10.1016/0167-8396(84)90029-3; as in ``scipy.interpolate``.
    """

    positions_um: Array
    method: Method = "cubic"
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        positions = np.array(self.positions_um, dtype=np.float64)
        if positions.ndim != 2 or positions.shape[1] < 2 or not np.isfinite(positions).all():
            raise ValueError(f"positions must be finite and of shape (channels, 2), not {positions.shape}")
        if self.method not in METHODS:
            raise ValueError(f"Unknown interpolation {self.method!r}. Available: {', '.join(METHODS)}")
        allowed = ("neighbors", "smoothing", "epsilon", "degree") if self.method == "thin_plate" else ("rescale",)
        if unknown := sorted(self.options.keys() - set(allowed)):
            raise ValueError(f"interpolation {self.method!r} has no option {unknown[0]!r}: give {', '.join(allowed)}")
        object.__setattr__(self, "positions_um", positions[:, :2])

    def __getstate__(self) -> dict[str, Any]:
        """Leave the triangulation behind: another process makes its own."""
        return {name: value for name, value in self.__dict__.items() if name not in ("_weights", "_triangulation")}

    @property
    def nbytes(self) -> int:
        """Bytes held, about: triangles and gradients, or the identity's values."""
        number = len(self.positions_um)
        is_local = self.method in ("cubic", "linear")
        return number * (_BYTES_PER_CONTACT if is_local else 8 * number)

    @once
    def along(self) -> Array | None:
        """The direction of contacts that stand in one line, shape (2,); None when they span a plane."""
        centred = self.positions_um - self.positions_um.mean(axis=0)
        _, extents, axes = np.linalg.svd(centred, full_matrices=True)
        across = extents[1] if extents.size > 1 else 0.0
        return None if across > _ON_THE_LINE_UM else np.asarray(axes[0])

    def operator(self, places_um: ArrayLike) -> csr_array[Any]:
        """Return what takes values at the contacts to values at other places.

        Parameters
        ----------
        places_um : array, shape (places, 2)
            Where values are wanted.

        Returns
        -------
        scipy.sparse.csr_array, shape (places, channels)
            Weights; those below 1e-8 are left out.

        Raises
        ------
        ValueError
            When the contacts stand in one line and a place is off it.

        Examples
        --------
        >>> from driftscope.interpolation import Interpolator
        >>> contacts = [[0.0, 0.0], [0.0, 20.0], [0.0, 40.0]]
        >>> Interpolator(contacts, "linear").operator([[0.0, 5.0]]).toarray()
        array([[0.75, 0.25, 0.  ]])
        """
        places = np.asarray(places_um, dtype=np.float64)[:, :2]
        operator = self._dense(places) if self._triangulation is None else self._local(self._triangulation, places)
        operator.data[np.abs(operator.data) <= _SMALLEST_WEIGHT] = 0.0
        operator.eliminate_zeros()
        return operator

    def _dense(self, places: Array) -> csr_array[Any]:
        from scipy.sparse import csr_array

        return csr_array(self._weights(places))

    def _local(self, triangulation: Triangulation, places: Array) -> csr_array[Any]:
        origin, scale = self._frame
        placed = (places - origin) / scale
        return triangulation.cubic(placed) if self.method == "cubic" else triangulation.linear(placed)

    @once
    def _frame(self) -> tuple[Array, Array]:
        """Origin and scale of the coordinates that triangles are made in: other ones with the option ``rescale``."""
        if not self.options.get("rescale", False):
            return np.zeros(2), np.ones(2)
        extent = np.ptp(self.positions_um, axis=0)
        return self.positions_um.mean(axis=0), np.where(extent > 0, extent, 1.0)

    @once
    def _triangulation(self) -> Triangulation | None:
        """The triangles of the first two methods; None for the others, and for contacts in one line."""
        if self.method not in ("cubic", "linear") or self.along is not None:
            return None
        origin, scale = self._frame
        return Triangulation((self.positions_um - origin) / scale)

    def moving(self, displacement_um: ArrayLike, contacts_um: ArrayLike | None = None) -> csr_array[Any]:
        """Return what moves a template by a displacement, seen on the same or on other contacts.

        Parameters
        ----------
        displacement_um : array, shape (2,)
            How far the unit moves in x and y: its template is then found at ``contact - displacement``.
        contacts_um : array, shape (places, 2), optional
            Where it is seen; on the same contacts by default.

        Returns
        -------
        scipy.sparse.csr_array, shape (places, channels)
        """
        seen_at = self.positions_um if contacts_um is None else np.asarray(contacts_um, dtype=np.float64)[:, :2]
        return self.operator(seen_at - np.asarray(displacement_um, dtype=np.float64))

    @once
    def _weights(self) -> Callable[[Array], Array]:
        from scipy import interpolate

        identity = np.eye(len(self.positions_um))
        if self.method == "thin_plate":
            options = {"neighbors": THIN_PLATE_NEIGHBORS, **self.options}
            return interpolate.RBFInterpolator(self.positions_um, identity, kernel="thin_plate_spline", **options)
        if self.method == "nearest":
            return interpolate.NearestNDInterpolator(self.positions_um, identity, **self.options)
        return self._along_a_line

    def _along_a_line(self, places_um: Array) -> Array:
        """Interpolate between contacts in one line, which no triangle holds: by a cubic spline or linearly."""
        from scipy.interpolate import CubicSpline, interp1d

        direction, origin = np.asarray(self.along), self.positions_um.mean(axis=0)
        own, wanted = (self.positions_um - origin) @ direction, (places_um - origin) @ direction
        gaps = places_um - origin
        off = np.abs(direction[0] * gaps[:, 1] - direction[1] * gaps[:, 0])
        if (off > _ON_THE_LINE_UM).any():
            raise ValueError("the contacts lie on one line: templates can only be moved along it")
        order, weights = np.argsort(own), np.zeros((len(wanted), own.size))
        inside = (wanted >= own.min() - _ON_THE_LINE_UM) & (wanted <= own.max() + _ON_THE_LINE_UM)
        if own.size == 1:
            weights[inside] = 1.0
            return weights
        known = own[order], np.eye(own.size)[order]
        clipped = wanted[inside].clip(own.min(), own.max())
        weights[inside] = (CubicSpline(*known) if self.method == "cubic" else interp1d(*known, axis=0))(clipped)
        return weights
