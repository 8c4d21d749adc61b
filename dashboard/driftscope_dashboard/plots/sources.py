"""What can be drawn as a whole: a simulation, or a hybrid recording seen like one; and what is shown of it at first."""

from __future__ import annotations

from typing import Any

import numpy as np
from driftscope import Simulation
from driftscope.hybrid import Hybrid

from ..reduce.raster import unit_peaks_uv
from ..scene import Scene

MOST_UNITS = 400
"""Of how many units displacements are compared to find the moment at which they are largest."""


def is_source(given: Any) -> bool:
    """Return whether something is a simulation or a hybrid recording, and no arrays.

    Examples
    --------
    >>> is_source([1.0, 2.0])
    False
    """
    return isinstance(given, (Simulation, Hybrid))


def seen(source: Any) -> Any:
    """Return a hybrid recording with the attributes of a simulation; a simulation as it is."""
    return Scene(source) if isinstance(source, Hybrid) else source


def shown_unit(source: Any, unit: int | None) -> int:
    """Return a unit that exists: the one asked for, else the largest.

    Raises
    ------
    ValueError
        When there is no such unit.
    """
    number = len(source.locations_um)
    if unit is None and number:
        return int(np.argmax(unit_peaks_uv(source.template_maker)))
    if unit is None or not 0 <= unit < number:
        known = f"Available: 0 to {number - 1}." if number else "There are no units."
        raise ValueError(f"Unknown unit {unit}. {known}" if unit is not None else known)
    return int(unit)


def shown_time(source: Any, time_s: float | None) -> float:
    """Return a moment within the recording: the one asked for, else the one of the largest displacement."""
    if time_s is not None:
        return min(max(float(time_s), 0.0), source.config.duration_s)
    motion = source.motion
    if not motion.vectors_um.size or not len(motion.factors):
        return float(source.config.duration_s) / 2
    units = np.linspace(0, len(motion.factors) - 1, min(len(motion.factors), MOST_UNITS)).astype(int)
    bins = np.arange(len(motion.vectors_um))
    moved = [np.abs(motion.displacement_um(bins, np.full(bins.size, unit))).max(axis=1) for unit in units]
    largest = int(np.argmax(np.max(moved, axis=0)))
    return min((largest + 0.5) / motion.sampling_frequency_hz, source.config.duration_s)
