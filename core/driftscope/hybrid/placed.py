"""The added units' templates on the recording's contacts, at any displacement; each unit is an object of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..cache import once
from ..localization import locate_templates
from ..moved_templates import MovedTemplates
from ..templates import SparseTemplate

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class FittedTemplate:
    """A library's template in the window and on the coordinates of a recording, neither moved nor scaled.

    Attributes
    ----------
    moved : MovedTemplates
        Makes it.
    resampled_from_hz : float or None
        The rate that it had in its library, when that is not the recording's.
    """

    moved: MovedTemplates
    resampled_from_hz: float | None = None

    @property
    def waveform(self) -> NDArray[np.float32]:
        """The template on its own probe, shape (samples, channels)."""
        return np.asarray(self.moved.templates[0])

    @once
    def location_um(self) -> Array:
        """Where its unit stands, shape (3,)."""
        location: Array = locate_templates(self.moved.templates, self.moved.interpolator.positions_um)[0]
        return location


@dataclass(frozen=True, eq=False)
class PlacedUnit:
    """One added unit: a fitted template, moved and scaled.

    Attributes
    ----------
    fitted : FittedTemplate
        Its template.
    move_um : (float, float)
        How far it is moved.
    plain : PlacedUnit or None
        The same as large as in its library; None for that itself.
    scale : float
        What it is multiplied by.
    said : dict
        What was advised about it, by its number among all units.
    """

    fitted: FittedTemplate
    move_um: tuple[float, float]
    plain: PlacedUnit | None = None
    scale: float = 1.0
    said: dict[int, tuple[Any, ...]] = field(default_factory=dict, repr=False)

    @once
    def moved(self) -> MovedTemplates:
        """Makes it at any displacement from where its template was recorded."""
        plain = self.fitted.moved
        return MovedTemplates(plain.templates, plain.interpolator, plain.contacts_um, self.scale)

    def make(self, displacements_um: Array) -> list[SparseTemplate]:
        """Return its template at some displacements, shape (n, 2)."""
        return self.moved.make([0] * len(displacements_um), np.asarray(self.move_um) + displacements_um)

    @once
    def rest(self) -> SparseTemplate:
        """Its template without drift."""
        [template] = self.make(np.zeros((1, 2)))
        return template

    @property
    def peak_uv(self) -> float:
        """Height of its largest peak without drift."""
        return float(np.abs(self.rest.waveform).max(initial=0.0))

    @once
    def location_um(self) -> Array:
        """Where it stands, shape (3,): located where its template was recorded, then moved along."""
        location: Array = self.fitted.location_um + np.array([*self.move_um, 0.0])
        return location


@dataclass(frozen=True, eq=False)
class PlacedTemplates:
    """The templates of all added units, each moved from its own dataset's probe onto the recording's.

    A unit that drifts is interpolated once, from where its template was recorded, however far it was moved.

    Attributes
    ----------
    units : tuple of PlacedUnit
        All with the same window.
    sampling_frequency_hz : float
        The recording's rate.
    num_before : int
        Sample of the peak.
    """

    units: tuple[PlacedUnit, ...]
    sampling_frequency_hz: float
    num_before: int

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return sum(unit.fitted.moved.nbytes for unit in self.units)

    @property
    def num_samples(self) -> int:
        """How many samples a template has."""
        return len(self.units[0].fitted.waveform)

    def unit(self, index: int) -> PlacedUnit:
        """Return one unit, the same object in every configuration that has it."""
        return self.units[index]

    def make(self, units: Sequence[int], displacements_um: Array) -> list[SparseTemplate]:
        """Make templates, many at once: of these units, at these displacements, shape (n, 2)."""
        by = np.asarray(displacements_um, dtype=np.float64)
        return [self.units[unit].make(by[number : number + 1])[0] for number, unit in enumerate(units)]

    @once
    def at_rest(self) -> NDArray[np.float32]:
        """The templates without drift on all channels, shape (units, samples, channels), in µV."""
        channels = len(self.units[0].fitted.moved.contacts_um)
        dense = np.zeros((len(self.units), self.num_samples, channels), dtype=np.float32)
        for whole, unit in zip(dense, self.units, strict=True):
            whole[:, unit.rest.channels] = unit.rest.waveform
        dense.flags.writeable = False
        return dense

    @once
    def peaks_uv(self) -> Array:
        """Height of every unit's largest peak without drift, shape (units,)."""
        return np.array([unit.peak_uv for unit in self.units])

    @once
    def locations_um(self) -> Array:
        """Positions of the units, shape (units, 3), in µm."""
        located = np.array([unit.location_um for unit in self.units])
        located.flags.writeable = False
        return located
