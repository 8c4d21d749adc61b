"""Templates that are given as arrays, at any displacement: interpolated when a spike shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cache import once, the_cache
from .interpolation import Interpolator, TiledOperator, reached_channels
from .templates import NEGLIGIBLE_UV, SparseTemplate


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
    scale : float
        What they are multiplied by.
    """

    templates: NDArray[Any]
    interpolator: Interpolator
    contacts_um: NDArray[np.float64]
    scale: float = 1.0

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return self.templates.nbytes

    def make(self, units: Sequence[int], displacements_um: NDArray[np.float64]) -> list[SparseTemplate]:
        """Make templates, many at once.

        Parameters
        ----------
        units : sequence of int, length n
            Indices of the units.
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
            made |= {number: self._moved(units[number], operator) for number in numbers}
        return [made[number] for number in range(len(units))]

    def _moved(self, unit: int, operator: TiledOperator) -> SparseTemplate:
        template = self._exact[unit : unit + 1]
        moved = np.empty((*template.shape[:2], len(self.contacts_um)), dtype=template.dtype)
        operator.apply(template, moved, self._reached[unit])
        if self.scale != 1.0:
            moved *= moved.dtype.type(self.scale)
        return _sparse(moved[0])

    @once
    def _exact(self) -> NDArray[Any]:
        """The templates in a float type: steps of a converter have no halves."""
        return self.templates if self.templates.dtype.kind == "f" else self.templates.astype(np.float32)

    @once
    def _reached(self) -> list[slice]:
        """The channels outside of which each template is zero."""
        return [reached_channels(template) for template in self.templates]

    def _operator(self, displacement_um: tuple[float, ...]) -> TiledOperator:
        key = self.interpolator, "operator", self._exact.dtype, self.contacts_um.tobytes(), displacement_um

        def make() -> TiledOperator:
            return TiledOperator.of(self.interpolator.moving(displacement_um, self.contacts_um), self._exact.dtype)

        return the_cache().get(key, make)


def _sparse(template: NDArray[Any]) -> SparseTemplate:
    reached = np.flatnonzero(np.abs(template).max(axis=0) > NEGLIGIBLE_UV)
    waveform = np.ascontiguousarray(template[:, reached])
    waveform.flags.writeable = False
    return SparseTemplate(reached, waveform)
