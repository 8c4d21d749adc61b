"""Dragging the selected unit to another place at rest: from then on all units have given positions."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

import numpy as np
from driftscope import ConfigError, Problem
from numpy.typing import NDArray

from ..reduce.selection import present_units
from ..session.session import origin_of
from ..session.state import State
from ..workbench import Control
from .base import Services

PATH = "units.locations_um"
MOST_UNITS = 2_000
"""Positions of more units are too much to be written into a configuration one by one."""
FARTHEST_UM = 1e6
GIVEN_NOW = "The positions of all {number} units are now listed one by one; undo restores the random ones."
TOO_MANY = f"With more than {MOST_UNITS} units, dragging is disabled: set {PATH} in a file"
NOT_YET = "the units are still being placed: try again in a moment"


def moved_locations(
    locations_um: NDArray[Any], unit: int, place_um: tuple[float, float]
) -> tuple[tuple[float, ...], ...]:
    """Return positions with one unit elsewhere; the others stay exactly where they are.

    Parameters
    ----------
    locations_um : ndarray, shape (units, 3)
        Where the units are at rest.
    unit : int
        Which one is moved.
    place_um : tuple of float
        Where to, across and along the probe; its distance from the probe stays.

    Examples
    --------
    >>> moved_locations(np.array([[0.0, 10.0, 5.0], [0.1, 20.0, 5.0]], dtype=np.float32), 0, (3.0, 12.34))
    ((3.0, 12.3, 5.0), (0.1, 20.0, 5.0))
    """
    rows = [[float(str(value)) for value in row] for row in np.asarray(locations_um, dtype=np.float32)]
    rows[unit][:2] = [round(min(max(value, -FARTHEST_UM), FARTHEST_UM), 1) for value in place_um]
    return tuple(tuple(row) for row in rows)


class UnitDrag:
    """Takes the places to which the browser drags the selected unit; a whole drag is one step of the history.

    Parameters
    ----------
    state : State
        Whose configuration is changed.
    services : Services
        Turns errors into words.

    Attributes
    ----------
    node : Control
        What the browser holds: the selected unit as its only option. It sets ``{"unit", "x", "y"}``, in µm.
    """

    def __init__(self, state: State, services: Services) -> None:
        self.state = state
        self.node = Control(kind="unitdrag", hook="unit-drag", options=[], on_set=services.safe(self._moved))
        state.selection.subscribe({"units"}, self._follow)
        state.session.subscribe({"simulation"}, self._follow)
        self._follow()

    def _follow(self) -> None:
        number = len(self.state.session.simulation.locations_um)
        self.node.options = list(present_units(self.state.selection.units, number)[:1])

    def _moved(self, value: Any) -> None:
        """Move a unit."""
        session = self.state.session
        asked = _asked(value)
        if asked is None:
            return
        unit, place_um = asked
        locations = self._locations()
        if not 0 <= unit < len(locations):
            return
        were_drawn = session.config.units.locations_um is None
        session.change({PATH: moved_locations(locations, unit, place_um)})
        if were_drawn and session.config.units.locations_um is not None:
            self.state.notices.say(GIVEN_NOW.format(number=len(locations)))

    def _locations(self) -> NDArray[Any]:
        """Return where the units stand by the configuration, which may be ahead of what is shown."""
        config, shown = self.state.session.config, self.state.session.simulation
        if config.units.num_units > MOST_UNITS:
            raise ConfigError([Problem(PATH, TOO_MANY)])
        if config.units.locations_um is not None:
            return np.array(config.units.locations_um, dtype=np.float32)
        known = origin_of(shown)
        if any(getattr(known, name) != getattr(config, name) for name in ("units", "probe", "seed", "streams")):
            raise ConfigError([Problem(PATH, NOT_YET)])
        found: NDArray[Any] = shown.locations_um
        return found


def _asked(value: Any) -> tuple[int, tuple[float, float]] | None:
    """Return which unit is wanted where; None for what is no place."""
    if not isinstance(value, Mapping):
        return None
    unit, x, y = (value.get(name) for name in ("unit", "x", "y"))
    numbers = all(isinstance(one, (int, float)) and not isinstance(one, bool) and isfinite(one) for one in (x, y))
    if not isinstance(unit, int) or isinstance(unit, bool) or not numbers:
        return None
    return unit, (float(x), float(y))  # type: ignore[arg-type]
