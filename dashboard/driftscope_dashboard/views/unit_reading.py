"""Reading what is known of units in pieces, so that the first ones are seen soon; all views of a page share it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from driftscope import Simulation

from ..session.session import Session
from ..workbench import Control
from .base import View
from .unit_list import Known, UnitList, known_of, rates_hz

PIECE = 40
"""So many units are read at first, then half of what is there."""
USUAL_BINS = 6_000
"""Of recordings with more bins of motion, fewer units are read at a time."""

Depths = Literal["shown", "all"]

_lists: WeakKeyDictionary[Session, UnitList] = WeakKeyDictionary()


class Request(NamedTuple):
    """Which units of a recording are asked for, and those of them that are to be read next."""

    simulation: Simulation
    units: str
    missing: str
    rates_known: bool


class Read(NamedTuple):
    """What was read."""

    request: Request
    known: dict[int, Known]
    rates_hz: Any

    @property
    def units(self) -> list[int]:
        """The units that were asked for."""
        return _split(self.request.units)


def list_of(session: Session) -> UnitList:
    """Return what is known of the units of a page's recording."""
    if session not in _lists:
        _lists[session] = UnitList(session.simulation)
    return _lists[session]


def depths_control(hook: str, label: str, choose: Any, value: Depths = "shown") -> Control:
    """Return the choice between the units of the depths shown and all of them."""
    options = [["shown", "visible depths"], ["all", "all"]]
    return Control(kind="segments", label=label, value=value, hook=hook, options=options, on_set=choose)


def ask(known: UnitList, simulation: Simulation, depths_um: tuple[float, float] | None, already: int) -> Request:
    """Return what is asked for next.

    Parameters
    ----------
    known : UnitList
        What is known already.
    simulation : Simulation or Scene
        Whose units.
    depths_um : tuple of float or None
        Between which depths; all of them when None.
    already : int
        How many units are shown.
    """
    known.follow(simulation)
    places = simulation.locations_um[:, 1]
    low, high = depths_um or (-np.inf, np.inf)
    units = np.flatnonzero((places >= low) & (places <= high)).tolist()
    bins = len(simulation.motion.vectors_um)
    piece = max(round(max(PIECE, already // 2) * min(1.0, USUAL_BINS / max(bins, 1))), 1)
    return Request(simulation, _joined(units), _joined(known.missing(units)[:piece]), known.rates_hz is not None)


def read(request: Request) -> Read:
    """Read some units; runs beside the event loop."""
    rates = None if request.rates_known else rates_hz(request.simulation)
    return Read(request, known_of(request.simulation, _split(request.missing)), rates)


def keep(known: UnitList, found: Read) -> bool:
    """Note what was read; return whether it is of the recording that is shown now."""
    if found.request.simulation is not known.source:
        return False
    known.known |= found.known
    if found.rates_hz is not None:
        known.rates_hz = found.rates_hz
    return True


class ReadsUnits(View):
    """A view of the units in the depths shown, or of all there are, which are read in pieces.

    Attributes
    ----------
    depths : {"shown", "all"}
        Of which depths.
    list : UnitList
        What is known of them.
    """

    watches: ClassVar[dict[str, tuple[str, ...]]] = {"session": ("simulation",), "selection": ("depths_um",)}

    depths: Depths
    list: UnitList
    _shown: Sequence[int]

    def request(self) -> Request:
        """Return which units there are, and some of those that are not known yet."""
        depths_um = self.state.selection.depths_um if self.depths == "shown" else None
        return ask(self.list, self.state.session.simulation, depths_um, len(self._shown))

    @staticmethod
    def compute(request: Request) -> Read:
        """Read some units."""
        return read(request)

    def choose_depths(self, value: Any) -> None:
        """List the units of other depths."""
        self.depths = "all" if value == "all" else "shown"
        self.refresh()


def progress(shown: Sequence[int], units: Sequence[int]) -> str:
    """Say how many units are read, until all are.

    Examples
    --------
    >>> progress([1], [1, 2]), progress([1], [1])
    ('Read 1 of 2 units …', '')
    """
    return "" if len(shown) == len(units) else f"Read {len(shown)} of {len(units)} units …"


def _joined(units: Sequence[int]) -> str:
    return " ".join(map(str, units))


def _split(units: str) -> list[int]:
    return [int(unit) for unit in units.split()]
