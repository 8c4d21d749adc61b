"""Spikes that are added to a background: where each one stands, and with which template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ..motion import Motion
from ..spikes import Spikes, SpikeTrains
from ..templates import SparseTemplate
from .background import Channels


class TemplateSource(Protocol):
    """Gives the templates of visible spikes."""

    def __call__(self, units: Sequence[int], steps: Sequence[int], /) -> Sequence[SparseTemplate]:
        """Return one template for every pair of unit and displacement step."""
        ...


@runtime_checkable
class KnowsReach(Protocol):
    """A source that can tell which templates matter for some channels, so that the others need not be made."""

    def reaching(
        self, units: NDArray[np.int64], steps: NDArray[np.int64], channels: NDArray[np.intp], /
    ) -> NDArray[np.bool_]:
        """Return which pairs of unit and displacement step may have a part on one of the channels."""
        ...


@dataclass(frozen=True, eq=False)
class Injection:
    """Spikes with their templates, added onto a background.

    Attributes
    ----------
    trains : SpikeTrains
        Which unit fires when.
    templates : TemplateSource
        Template of a unit at a displacement step.
    num_before, num_samples : int
        Samples of a template before the peak, and in all.
    sampling_frequency_hz : float
        The recording's rate.
    motion : Motion or None
        What moves the units; None leaves them at ``resting_step``.
    resting_step : int
        The step used without motion.
    """

    trains: SpikeTrains
    templates: TemplateSource
    num_before: int
    num_samples: int
    sampling_frequency_hz: float
    motion: Motion | None = None
    resting_step: int = 0

    def visible(self, start: int, end: int) -> Spikes:
        """Return the spikes whose templates reach into a window."""
        return self.trains.between(start + self.num_before - self.num_samples + 1, end + self.num_before)

    def steps(self, spikes: Spikes) -> NDArray[np.int64]:
        """Return the displacement step of every spike, shape (spikes,)."""
        if self.motion is None or len(spikes) == 0:
            return np.full(len(spikes), self.resting_step, dtype=np.int64)
        return self.motion.step_of(spikes.sample_index, spikes.unit_index, self.sampling_frequency_hz)

    def add_to(self, traces: NDArray[Any], start: int, channels: Channels, num_channels: int) -> None:
        """Add every visible spike, in the order of time, onto the window that begins at ``start``."""
        spikes = self.visible(start, start + len(traces))
        steps = self.steps(spikes)
        if channels is not None and isinstance(self.templates, KnowsReach):
            near = self.templates.reaching(spikes.unit_index, steps, channels)
            spikes, steps = spikes.where(near), steps[near]
        templates = self.templates(spikes.unit_index.tolist(), steps.tolist())
        columns = None if channels is None else _columns(channels, num_channels)
        begins = (spikes.sample_index - self.num_before - start).tolist()
        for number, (begin, template) in enumerate(zip(begins, templates, strict=True)):
            rows = slice(max(begin, 0), min(begin + self.num_samples, len(traces)))
            waveform = template.waveform[rows.start - begin : rows.stop - begin]
            if spikes.amplitude_factor is not None:
                waveform = waveform * np.float32(spikes.amplitude_factor[number])
            waveform = waveform.astype(traces.dtype, copy=False)
            if columns is None:
                for reached, own in template.runs:
                    traces[rows, reached] += waveform[:, own]
            else:
                target = columns[template.channels]
                traces[rows, target[target >= 0]] += waveform[:, target >= 0]


def _columns(channels: NDArray[np.intp], num_channels: int) -> NDArray[np.intp]:
    columns = np.full(num_channels, -1, dtype=np.intp)
    columns[channels] = np.arange(channels.size)
    return columns
