"""Which spikes of a window are marked above the channels that are shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from driftscope import Simulation
from driftscope.spikes import Spikes
from numpy.typing import NDArray

from .raster import unit_peaks_uv

REACHES_UV = 20.0
NEAR_UM = 200.0
MOST_MARKS = 1_200

Array = NDArray[Any]


@dataclass(frozen=True)
class Marks:
    """Spikes to be marked.

    Attributes
    ----------
    frames : ndarray of int, shape (marks,)
        When.
    units : ndarray of int, shape (marks,)
        Whose.
    """

    frames: Array
    units: Array


NONE = Marks(np.empty(0, np.int64), np.empty(0, np.int64))


def mark_spikes(
    simulation: Simulation, start: int, end: int, channels: Array, units: tuple[int, ...], *, moving: bool
) -> Marks:
    """Find the spikes that reach the channels shown, and those of selected units wherever they are.

    Parameters
    ----------
    simulation : Simulation
        Whose spikes.
    start, end : int
        The window, in samples.
    channels : ndarray of int
        What is shown.
    units : tuple of int
        Selected ones; they are kept when there are too many spikes.
    moving : bool
        Whether units are where the motion takes them, or at rest.
    """
    spikes, motion = simulation.spikes.between(start, end), simulation.motion
    if len(spikes) == 0 or channels.size == 0:
        return NONE
    rate = simulation.config.sampling_frequency_hz
    bins = (spikes.sample_index / rate * motion.sampling_frequency_hz).astype(np.int64)
    bins = np.minimum(bins, motion.vectors_um.shape[0] - 1)
    still = np.zeros((len(spikes), 2))
    moved = motion.displacement_at(spikes.sample_index, spikes.unit_index, rate) if moving else still
    positions = simulation.contact_positions_um[channels]
    depths = simulation.locations_um[spikes.unit_index, 1] + moved[:, 1]
    own = np.isin(spikes.unit_index, units)
    near = (depths > positions[:, 1].min() - NEAR_UM) & (depths < positions[:, 1].max() + NEAR_UM)
    kept = _most_important(spikes, np.flatnonzero(near | own), unit_peaks_uv(simulation.template_maker), units)
    if kept.size == 0:
        return NONE
    maker = replace(simulation.template_maker, contact_positions_um=positions)
    _, first, of = np.unique(
        spikes.unit_index[kept] * len(motion.vectors_um) + bins[kept], return_index=True, return_inverse=True
    )
    amplitudes, _ = maker.footprint(spikes.unit_index[kept[first]], moved[kept[first]])
    seen = (amplitudes.max(axis=1)[of] >= REACHES_UV) | own[kept]
    return Marks(spikes.sample_index[kept][seen], spikes.unit_index[kept][seen])


def _most_important(spikes: Spikes, places: Array, peaks_uv: Array, units: tuple[int, ...]) -> Array:
    """Return at most `MOST_MARKS` spikes: those of selected units first, then of the loudest ones."""
    if places.size <= MOST_MARKS:
        return places
    whose = spikes.unit_index[places]
    order = np.lexsort((-peaks_uv[whose], ~np.isin(whose, units)))
    return np.sort(places[order[:MOST_MARKS]])
