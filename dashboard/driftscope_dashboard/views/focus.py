"""The unit that is looked at closely: the selected one, or one that stands for what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from driftscope import Simulation
from numpy.typing import NDArray

from ..plots.probe import unit_heights_uv
from ..reduce.channels import channels_shown
from ..reduce.selection import chosen_units, present_units
from ..session.selection import Selection

Array = NDArray[Any]

_MOST_COMPARED = 64


@dataclass(frozen=True)
class Focus:
    """The unit that is looked at closely.

    Attributes
    ----------
    unit : int or None
        Which one; None when there are no units.
    selected : bool
        Whether someone chose it.
    others : tuple of int
        All selected units, this one among them.
    """

    unit: int | None
    selected: bool = False
    others: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """Which unit it is, to begin a sentence with."""
        if not self.selected:
            return f"Unit {self.unit} (the largest in view)"
        return f"Unit {self.unit}" + (f" (of {len(self.others)} selected)" if len(self.others) > 1 else "")


def default_unit(depths_um: Array, amplitudes_uv: Array, low_um: float, high_um: float) -> int | None:
    """Choose the unit of largest amplitude between two depths, else the one nearest to their middle.

    Parameters
    ----------
    depths_um, amplitudes_uv : ndarray, shape (units,)
        Where the units stand and how large their templates are.
    low_um, high_um : float
        Between which depths to look.

    Returns
    -------
    int or None
        None when there are no units.

    Examples
    --------
    >>> import numpy as np
    >>> depths, amplitudes = np.array([0.0, 50.0, 60.0]), np.array([90.0, 20.0, 30.0])
    >>> default_unit(depths, amplitudes, 40.0, 80.0), default_unit(depths, amplitudes, 20.0, 40.0)
    (2, 1)
    """
    if len(depths_um) == 0:
        return None
    within = (depths_um >= low_um) & (depths_um <= high_um)
    if within.any():
        return int(np.argmax(np.where(within, amplitudes_uv, -np.inf)))
    return int(np.argmin(np.abs(depths_um - (low_um + high_um) / 2)))


def focus_of(simulation: Simulation, selection: Selection) -> Focus:
    """Return the unit to look at: the first that is selected, else the largest one in what is shown."""
    locations = simulation.locations_um
    if units := present_units(selection.units, len(locations)):
        return Focus(units[0], True, units)
    contacts = simulation.contact_positions_um
    shown = contacts[channels_shown(contacts, selection.depth_um), 1]
    middle, reach = (shown.min() + shown.max()) / 2, max((shown.max() - shown.min()) / 4, 10.0)
    low, high = selection.depths_um or (middle - reach, middle + reach)
    candidates = np.flatnonzero((locations[:, 1] >= low) & (locations[:, 1] <= high))
    amplitudes = unit_heights_uv(simulation).copy()
    if candidates.size:
        loudest = candidates[np.argsort(amplitudes[candidates])[-_MOST_COMPARED:]]
        reached, _ = simulation.template_maker.footprint(loudest, np.zeros((loudest.size, 2)))
        amplitudes = np.zeros(len(locations))
        amplitudes[loudest] = reached.max(axis=1, initial=0.0)
    return Focus(
        default_unit(locations[:, 1], amplitudes, low, high),
        False,
        chosen_units((), selection.depths_um, locations[:, 1]),
    )
