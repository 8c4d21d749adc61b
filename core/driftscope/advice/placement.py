"""Checks of the placement of units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..cache import the_cache
from ..config import SimulationConfig
from ..coverage import coverage_of
from ..spacing import too_close
from ..units import place_units
from .advice import Advice

Array = NDArray[Any]

FARTHEST_UM = 100.0
MOST_OFF_PROBE = 0.25
"""Share of units that may stand farther off than `FARTHEST_UM`."""
MOST_IN_GAPS = 0.1
"""Share of units that may stand between shanks or banks."""
MOST_TRIED_UNITS = 1_000
ROUNDS_TRIED = 20


def placement_advice(config: SimulationConfig, locations_um: Array, contact_positions_um: Array) -> list[Advice]:
    """Return what is not plausible about where units were placed.

    Parameters
    ----------
    config : SimulationConfig
        What they were placed by.
    locations_um : ndarray, shape (units, 3)
        Where they are, in µm.
    contact_positions_um : ndarray, shape (channels, 2)
        Positions of the contacts, in µm.
    """
    if config.units.locations_um is not None or config.units.num_units == 0:
        return []
    return [
        *_crowded(config, locations_um, contact_positions_um),
        *_in_gaps(config, locations_um, contact_positions_um),
        *_off_the_probe(config, locations_um, contact_positions_um),
    ]


def _crowded(config: SimulationConfig, locations_um: Array, contacts_um: Array) -> Iterator[Advice]:
    units, path = config.units, "units.minimum_distance_um"
    if units.minimum_distance_um is None:
        return
    close = too_close(locations_um, units.minimum_distance_um).size
    if close == 0:
        return
    words = (
        f"Not enough room: {close} of {units.num_units} units are closer than "
        f"{units.minimum_distance_um:g} µm to another one."
    )
    distance = _feasible_distance_um(config, contacts_um)
    remedy = "Allow any distance" if distance is None else f"Use {distance:g} µm"
    yield Advice(path, words, remedy=remedy, changes={path: distance})


def _feasible_distance_um(config: SimulationConfig, contacts_um: Array) -> float | None:
    """Return a smaller minimum distance that can be kept; None when none was found soon."""
    units = config.units
    if units.num_units > MOST_TRIED_UNITS or units.minimum_distance_um is None:
        return None
    key = ("feasible distance", units, config.random, contacts_um.tobytes())
    return the_cache().get(key, lambda: _try_distances(config, contacts_um, units.minimum_distance_um or 0.0))


def _try_distances(config: SimulationConfig, contacts_um: Array, distance_um: float) -> float | None:
    for share in (0.8, 0.6, 0.4, 0.2):
        smaller = float(f"{share * distance_um:.2g}")
        changes = {
            "minimum_distance_um": smaller,
            "distance_strict": True,
            "max_iteration": min(ROUNDS_TRIED, config.units.max_iteration),
        }
        try:
            place_units(config.units.replace(changes), contacts_um, config.random)
        except ValueError:
            continue
        return smaller
    return None


def _in_gaps(config: SimulationConfig, locations_um: Array, contacts_um: Array) -> Iterator[Advice]:
    """Find units between shanks or banks, where only the streams of the reference place them."""
    lost = int(np.count_nonzero(~_is_covered(config, locations_um, contacts_um)))
    if config.random.is_reference and lost > MOST_IN_GAPS * len(locations_um):
        words = (
            f"{lost} of {len(locations_um)} units lie in the gaps between contacts, where SpikeInterface also places "
            "them. With independent streams, units are placed near contacts."
        )
        yield Advice("streams", words, remedy="Use independent streams", changes={"streams": "independent"})


def _is_covered(config: SimulationConfig, locations_um: Array, contacts_um: Array) -> NDArray[np.bool_]:
    across, along = config.units.margins_um
    return coverage_of(contacts_um, (max(across, 0.0), max(along, 0.0))).contains(locations_um[:, :2])


def _off_the_probe(config: SimulationConfig, locations_um: Array, contacts_um: Array) -> Iterator[Advice]:
    from scipy.spatial import cKDTree

    beside, _ = cKDTree(contacts_um).query(locations_um[:, :2])
    is_off = np.hypot(beside, locations_um[:, 2]) > FARTHEST_UM
    off = int(np.count_nonzero(is_off & _is_covered(config, locations_um, contacts_um)))
    margin = config.units.margin_um
    if off > MOST_OFF_PROBE * len(locations_um) and margin > 0:
        words = (
            f"{off} of {len(locations_um)} units are farther than {FARTHEST_UM:g} µm from every contact: "
            "no contact records them."
        )
        closer = 20.0 if margin > 20.0 else 0.0
        yield Advice("units.margin_um", words, remedy=f"Use {closer:g} µm", changes={"units.margin_um": closer})
