"""The axes that several pictures share: the recording's time and the depth on the probe."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from bokeh.models import CustomJS, Range1d
from driftscope import Simulation
from numpy.typing import NDArray

from ..reduce.channels import depth_limits_um
from ..session.selection import Selection
from ..session.session import Session

SHORTEST_S = 0.05
SHORTEST_UM = 20.0

RESTS_MS = 90
TELL_SHOWN = f"""
clearTimeout(axis.telling)
axis.telling = setTimeout(() => {{
  const [start, end] = axis.tags.length ? axis.tags : axis.bounds
  if (axis.start < axis.end && Number.isFinite(axis.end - axis.start)) axis.tags = [axis.start, axis.end]
  else axis.setv({{start, end}})
}}, {RESTS_MS})
"""
"""Lets the browser say what an axis shows whoever changed it, both ends at once, in the range's tags, when it rests.

What the browser and we change at once may leave it with an end of each. Ends that have nothing between them, or are
no numbers because the wheel was turned over a figure that has no room, are taken back.
"""

Limits = tuple[float, float]
LOOKED_AT = {"time": "times_s", "depth": "depths_um"}
"""What of the selection each axis shows."""


def kept(shown: Limits, before: Limits, now: Limits) -> Limits:
    """Return what an axis shows after its limits changed: everything if it did so before, else what it can keep.

    Examples
    --------
    >>> kept((0, 600), (0, 600), (0, 900)), kept((100, 200), (0, 600), (0, 900)), kept((500, 600), (0, 600), (0, 300))
    ((0, 900), (100, 200), (0, 300))
    """
    inside = max(shown[0], now[0]), min(shown[1], now[1])
    return inside if shown != before and inside[0] < inside[1] else now


class Axes:
    """Ranges of a page, to be given to every figure that has such an axis; whoever pans one pans all.

    The depths that are shown are the selected ones: whatever changes one of them changes the other.

    Parameters
    ----------
    session : Session
        Whose recording and probe they cover.
    selection : Selection
        Whose depths and times are shown.

    Attributes
    ----------
    time : Range1d
        Seconds of the recording.
    depth : Range1d
        Depth on the probe, in µm.
    shown : dict
        From when to when, and between which depths: what the browser shows of ``"time"`` and ``"depth"``.
    """

    def __init__(self, session: Session, selection: Selection) -> None:
        self.session, self.selection = session, selection
        self.time: Any = Range1d(start=0, end=1, min_interval=SHORTEST_S)
        self.depth: Any = Range1d(start=0, end=1, min_interval=SHORTEST_UM)
        self.shown: dict[str, Limits] = {}
        self._limits: dict[str, Limits] = {}
        self._contacts: NDArray[Any] | None = None
        self._listeners: list[Callable[[], None]] = []
        for name, axis in (("time", self.time), ("depth", self.depth)):
            tell = CustomJS(args={"axis": axis}, code=TELL_SHOWN)
            axis.js_on_change("start", tell)
            axis.js_on_change("end", tell)
            axis.on_change("tags", partial(self._told, name))
        session.subscribe({"simulation"}, self._follow)
        self._follow()
        for name, field in LOOKED_AT.items():
            selection.subscribe({field}, partial(self._look, name, field))
            self._look(name, field)

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call a listener whenever an axis shows something else, changed in the browser or here."""
        self._listeners.append(listener)

    def show_all_time(self) -> None:
        """Show the whole recording."""
        self._insist("time")
        self.selection.look(times_s=None)

    def show_all_depth(self) -> None:
        """Show the whole probe."""
        self._insist("depth")
        self.selection.look(depths_um=None)

    def _look(self, name: str, field: str) -> None:
        """Show what is selected, all of the axis where nothing is."""
        limits = self._limits[name]
        wanted = getattr(self.selection, field) or limits
        inside = max(wanted[0], limits[0]), min(wanted[1], limits[1])
        if inside[0] < inside[1] and inside != self.shown[name]:
            self._show(name, inside)

    def _follow(self) -> None:
        simulation: Simulation = self.session.simulation
        contacts = simulation.contact_positions_um
        self._limit("time", (0.0, simulation.config.duration_s))
        self._limit("depth", depth_limits_um(contacts, simulation.locations_um))
        if self._contacts is not None and not np.array_equal(self._contacts, contacts):
            self.show_all_depth()
            self.selection.look(shanks=())
        self._contacts = contacts

    def _limit(self, name: str, limits: Limits) -> None:
        before = self._limits.get(name)
        if before != limits:
            self._limits[name] = limits
            getattr(self, name).bounds = limits
            self._show(name, kept(self.shown[name], before, limits) if before else limits)

    def _insist(self, name: str) -> None:
        """Show all of an axis also where it seems to be shown: the browser may have moved it meanwhile."""
        low, high = self._limits[name]
        getattr(self, name).update(start=low - 1.0, end=high + 1.0)
        self._show(name, (low, high))

    def _show(self, name: str, limits: Limits) -> None:
        getattr(self, name).update(start=limits[0], end=limits[1])
        self._note(name, limits)

    def _told(self, name: str, attr: str, old: Any, new: Any) -> None:
        start, end = new
        self._note(name, (start, end))
        field = LOOKED_AT[name]
        shown = None if (start, end) == self._limits[name] else (start, end)
        if getattr(self.selection, field) != shown:
            self.selection.look(**{field: shown})

    def _note(self, name: str, limits: Limits) -> None:
        if self.shown.get(name) != limits:
            self.shown[name] = limits
            for listener in self._listeners:
                listener()
