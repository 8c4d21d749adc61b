"""The templates that a recording was made with, for comparison with what an analysis finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .drifting_templates import DriftingTemplates
from .template_set import Templates
from .templates import SparseTemplate

if TYPE_CHECKING:
    from probeinterface import Probe


class Injected(Protocol):
    """Spikes with templates that were added to a recording."""

    @property
    def templates(self) -> Any:
        """Gives the template of a unit at a displacement step."""
        ...

    @property
    def num_before(self) -> int:
        """Samples before the peak."""
        ...

    @property
    def num_samples(self) -> int:
        """Samples of a template."""
        ...

    @property
    def sampling_frequency_hz(self) -> float:
        """Rate in Hz."""
        ...

    @property
    def resting_step(self) -> int:
        """The displacement step of units at rest."""
        ...


@dataclass(frozen=True, eq=False)
class TrueTemplates:
    """The templates of all added units.

    Attributes
    ----------
    injection : Injection
        What was added.
    unit_ids : sequence
        Name of every unit.
    array : ndarray, shape (units, samples, channels) or (units, samples, channels, phases), or None
        The templates at rest, where they were given; else they are made when asked for.
    num_phases : int or None
        How many phases between two samples every template has.
    steps_um : ndarray, shape (steps, 2), or None
        The displacements at which units can be, in µm; None for units that cannot move.
    """

    injection: Injected
    unit_ids: Sequence[Any] | NDArray[Any]
    array: NDArray[Any] | None = None
    num_phases: int | None = None
    steps_um: NDArray[np.float64] | None = None

    def at_rest(self, num_channels: int) -> NDArray[Any]:
        """Return the templates without displacement, shape (units, samples, channels[, phases])."""
        if self.array is not None:
            return self.array
        return self.at_step(self.injection.resting_step, num_channels)

    def at_step(self, step: int, num_channels: int) -> NDArray[Any]:
        """Return the templates at a displacement step, shape (units, samples, channels[, phases])."""
        number = len(self.unit_ids) * (self.num_phases or 1)
        made: Sequence[SparseTemplate] = self.injection.templates(list(range(number)), [step] * number)
        dense = np.zeros((number, self.injection.num_samples, num_channels), dtype=np.float32)
        for unit, template in enumerate(made):
            dense[unit][:, template.channels] = template.waveform
        if self.num_phases is None:
            return dense
        return np.moveaxis(dense.reshape(-1, self.num_phases, *dense.shape[1:]), 1, 3)

    def at_all_steps(self, num_channels: int) -> NDArray[Any]:
        """Return the templates at all displacements, shape (steps, units, samples, channels)."""
        steps = np.zeros((0, 2)) if self.steps_um is None else self.steps_um
        return np.stack([self.at_step(step, num_channels) for step in range(len(steps))])

    def drifting(self, channel_ids: NDArray[Any], probe: Probe) -> DriftingTemplates:
        """Return the templates as a set that knows its displacements; the moved ones are made when asked for."""
        at_rest = Templates(
            self.at_rest(channel_ids.size), self.injection.sampling_frequency_hz, self.injection.num_before,
            channel_ids=channel_ids, unit_ids=np.asarray(self.unit_ids), probe=probe,
        )  # fmt: skip
        steps = np.zeros((0, 2)) if self.steps_um is None else self.steps_um
        return DriftingTemplates.made_anew(at_rest, steps, partial(self.at_all_steps, channel_ids.size))
