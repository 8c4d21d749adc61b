"""The parameters of each unit's template: drawn once, in the order of the reference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..base import draw_per_unit
from ..streams import Streams
from .config import TemplatesConfig

Array = NDArray[np.float64]

DRAWN = (
    "alpha_uv",
    "depolarization_ms",
    "repolarization_ms",
    "recovery_ms",
    "positive_amplitude",
    "smooth_ms",
    "spatial_decay_um",
    "propagation_speed_um_per_ms",
    "ellipse_shrink",
    "ellipse_angle_rad",
    "spatial_power",
)
"""The per-unit parameters, in the order in which the reference draws them."""


@dataclass(frozen=True, eq=False)
class UnitParameters:
    """What every unit's template is made of; each an array of shape (units,).

    ``propagation_speed_um_per_ms`` is infinite where a spike reaches all contacts at once.
    """

    alpha_uv: Array
    depolarization_ms: Array
    repolarization_ms: Array
    recovery_ms: Array
    positive_amplitude: Array
    smooth_ms: Array
    spatial_decay_um: Array
    propagation_speed_um_per_ms: Array
    ellipse_shrink: Array
    ellipse_angle_rad: Array
    spatial_power: Array

    @property
    def num_units(self) -> int:
        """Number of units."""
        return self.alpha_uv.size

    def of_unit(self, unit: int) -> dict[str, float]:
        """Return one unit's parameters by name."""
        return {name: float(getattr(self, name)[unit]) for name in DRAWN}


def draw_unit_parameters(config: TemplatesConfig, num_units: int, streams: Streams) -> UnitParameters:
    """Draw the template parameters of each unit.

    Parameters
    ----------
    config : TemplatesConfig
        For each parameter a value, a range, or one value per unit.
    num_units : int
        Number of units.
    streams : Streams
        With independent streams every parameter has its own, so that none changes with another; the reference
        draws all ranges from one.

    Returns
    -------
    UnitParameters
        Read-only arrays.

    References
    ----------
    Buccino et al. (2020), SpikeInterface, a unified framework for spike sorting, eLife 9, e61834,
    doi:10.7554/eLife.61834: the model is that of its generation module.
    """
    shared = streams.generator("templates")
    values = {}
    for name in DRAWN:
        rng = shared if streams.is_reference else streams.generator(f"templates.{name}")
        value = getattr(config, name)
        values[name] = draw_per_unit(np.inf if value is None else value, num_units, rng)
        values[name].flags.writeable = False
    return UnitParameters(**values)
