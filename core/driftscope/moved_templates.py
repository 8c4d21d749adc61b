"""Templates that are given as arrays, at any displacement: interpolated when a spike shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .cache import the_cache
from .interpolation import Interpolator, applied
from .templates import NEGLIGIBLE_UV, SparseTemplate

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, eq=False)
class _Kept:
    """An operator that says how large it is."""

    operator: csr_array[Any]

    @property
    def nbytes(self) -> int:
        return int(self.operator.data.nbytes + self.operator.indices.nbytes + self.operator.indptr.nbytes)


@dataclass(frozen=True, eq=False)
class MovedTemplates:
    """Makes the template of any unit at any displacement, out of given ones.

    Attributes
    ----------
    templates : ndarray, shape (units, samples, channels)
        The templates at rest, on the contacts of the interpolator.
    interpolator : Interpolator
        How templates follow between contacts.
    contacts_um : ndarray, shape (places, 2)
        Where the recording's channels are.
    """

    templates: NDArray[Any]
    interpolator: Interpolator
    contacts_um: NDArray[np.float64]

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self.templates.nbytes

    def make(self, units: Sequence[int], displacements_um: NDArray[np.float64]) -> list[SparseTemplate]:
        """Make templates, many at once.

        Parameters
        ----------
        units : sequence of int, length n
            Which units.
        displacements_um : ndarray, shape (n, 2)
            How far each is from its place.

        Returns
        -------
        list of SparseTemplate
            Channels that a template reaches with less than 0.001 µV (or steps) are left out.
        """
        together: defaultdict[tuple[float, ...], list[int]] = defaultdict(list)
        for number, displacement in enumerate(np.asarray(displacements_um).tolist()):
            together[tuple(displacement)].append(number)
        made: dict[int, SparseTemplate] = {}
        for displacement_um, numbers in together.items():
            operator = self._operator(displacement_um)
            made |= {number: _sparse(applied(operator, self.templates[units[number]])) for number in numbers}
        return [made[number] for number in range(len(units))]

    def _operator(self, displacement_um: tuple[float, ...]) -> csr_array[Any]:
        key = self.interpolator, "operator", self.contacts_um.tobytes(), displacement_um
        return the_cache().get(key, lambda: _Kept(self.interpolator.moving(displacement_um, self.contacts_um))).operator


def _sparse(template: NDArray[Any]) -> SparseTemplate:
    reached = np.flatnonzero(np.abs(template).max(axis=0) > NEGLIGIBLE_UV)
    waveform = np.ascontiguousarray(template[:, reached])
    waveform.flags.writeable = False
    return SparseTemplate(reached, waveform)
