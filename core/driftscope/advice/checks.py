"""All checks for implausible settings of a configuration."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from ..config import SimulationConfig
from .advice import Advice
from .motion import motion_advice
from .placement import placement_advice
from .settings import settings_advice

Array = NDArray[Any]


def advice_on(
    config: SimulationConfig, locations_um: Array | None = None, contact_positions_um: Array | None = None
) -> list[Advice]:
    """Return what is not plausible in a configuration.

    Parameters
    ----------
    config : SimulationConfig
        Any valid one.
    locations_um : ndarray, shape (units, 3), optional
        Where its units were placed, in µm; without it nothing is said about their places.
    contact_positions_um : ndarray, shape (channels, 2), optional
        Positions of the contacts, in µm; needed with ``locations_um``.

    Returns
    -------
    list of Advice
        On settings, on the motion, on where the units were placed; empty when everything is plausible.

    Examples
    --------
    >>> advice_on(SimulationConfig())
    []
    >>> [one] = advice_on(SimulationConfig().replace({"spikes.refractory_period_ms": 0.2}))
    >>> one.path, one.remedy
    ('spikes.refractory_period_ms', 'Use 4 ms')
    """
    found = [*settings_advice(config), *motion_advice(config, contact_positions_um)]
    if locations_um is not None and contact_positions_um is not None:
        found += placement_advice(config, locations_um, contact_positions_um)
    return found
