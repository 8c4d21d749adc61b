"""Unit locations."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..streams import Streams
from ..units import UnitsConfig, place_units
from .arguments import fixed_seed, renamed, spoken_of

_NAMES = {
    "minimum_z_um": "minimum_z",
    "maximum_z_um": "maximum_z",
    "minimum_distance_um": "minimum_distance",
}


def generate_unit_locations(
    num_units: int,
    channel_locations: NDArray[Any],
    margin_um: float = 20.0,
    minimum_z: float = 5.0,
    maximum_z: float = 40.0,
    minimum_distance: float | None = 20.0,
    max_iteration: int = 100,
    distance_strict: bool = False,
    distribution: str = "uniform",
    num_modes: int = 2,
    seed: int | None = None,
) -> NDArray[np.float32]:
    """Place units at random around a probe.

    Parameters
    ----------
    num_units : int
        Number of units.
    channel_locations : ndarray, shape (channels, 2 or 3)
        Positions of the contacts, in µm; a third coordinate is not looked at.
    margin_um : float
        How far beyond the contacts' extent units may stand, in µm; negative keeps them inside.
    minimum_z, maximum_z : float
        Smallest and largest distance from the probe's plane, in µm.
    minimum_distance : float or None
        No two units nearer to each other than this, in µm; None allows any distance.
    max_iteration : int
        How many rounds of redrawing the minimum distance may cost.
    distance_strict : bool
        Fail, rather than warn, when it cannot be kept.
    distribution : {"uniform", "multimodal"}
        Evenly over the depth, or in layers.
    num_modes : int
        How many layers. As in the reference they are measured from depth 0, not from the lower end.
    seed : int or None
        Where the draws start.

    Returns
    -------
    ndarray, shape (num_units, 3), float32
        x, y and z in µm.

    Raises
    ------
    ConfigError
        When an argument is out of bounds.
    ValueError
        When ``distance_strict`` and no placement keeps the minimum distance.

    Examples
    --------
    >>> import numpy as np
    >>> from driftscope.generation import generate_unit_locations
    >>> generate_unit_locations(3, np.zeros((1, 2)), seed=1).shape
    (3, 3)
    """
    with spoken_of(renamed(_NAMES)):
        config = UnitsConfig.from_dict({
            "num_units": num_units,
            "distribution": distribution,
            "num_modes": num_modes,
            "margin_um": margin_um,
            "minimum_z_um": minimum_z,
            "maximum_z_um": maximum_z,
            "minimum_distance_um": minimum_distance,
            "max_iteration": max_iteration,
            "distance_strict": distance_strict,
        })  # fmt: skip
    if minimum_z > maximum_z:
        raise ValueError(f"minimum_z ({minimum_z:g} µm) is above maximum_z ({maximum_z:g} µm): swap them")
    positions = planar(channel_locations)
    return place_units(config, positions, Streams(fixed_seed(seed), "spikeinterface")).copy()


def planar(channel_locations: Any) -> NDArray[np.float64]:
    """Return x and y of channel locations, shape (channels, 2); a ValueError when they are something else."""
    positions = np.asarray(channel_locations, dtype=np.float64)
    if positions.ndim != 2 or positions.shape[1] not in (2, 3) or len(positions) == 0:
        raise ValueError(f"channel_locations must have shape (channels, 2 or 3), not {positions.shape}")
    if not np.isfinite(positions).all():
        raise ValueError("channel_locations has a channel without a position (NaN or infinite)")
    return positions[:, :2]


def solid(unit_locations: Any, num_units: int | None = None) -> NDArray[Any]:
    """Return unit locations of shape (units, 3), of a float type; a ValueError when they are something else."""
    locations = np.array(unit_locations)
    if locations.dtype.kind != "f":
        locations = locations.astype(np.float64)
    if locations.ndim != 2 or locations.shape[1] != 3 or len(locations) == 0:
        raise ValueError(f"unit_locations must have shape (units, 3), not {locations.shape}")
    if num_units is not None and len(locations) != num_units:
        raise ValueError(f"unit_locations has {len(locations)} rows for {num_units} units")
    return locations
