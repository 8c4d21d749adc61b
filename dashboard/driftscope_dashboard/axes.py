"""The axes that several pictures share: the recording's time and the depth on the probe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from bokeh.models import Range1d
from driftscope import Simulation
from numpy.typing import NDArray

from .state import Session

DEPTH_MARGIN_UM = 30.0
SHORTEST_S = 0.05
SHORTEST_UM = 20.0

Limits = tuple[float, float]


def depth_limits_um(contacts_um: NDArray[Any], locations_um: NDArray[Any]) -> Limits:
    """Return the depths between which all contacts and units stand, with some air.

    Examples
    --------
    >>> import numpy as np
    >>> depth_limits_um(np.array([[0.0, 0.0], [0.0, 300.0]]), np.array([[5.0, -20.0, 3.0]]))
    (-50.0, 330.0)
    """
    depths = np.concatenate([contacts_um[:, 1], locations_um[:, 1]])
    return float(depths.min()) - DEPTH_MARGIN_UM, float(depths.max()) + DEPTH_MARGIN_UM


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

    Parameters
    ----------
    session : Session
        Whose recording and probe they cover.

    Attributes
    ----------
    time : Range1d
        Seconds of the recording.
    depth : Range1d
        Depth on the probe, in µm.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.time: Any = Range1d(start=0, end=1, min_interval=SHORTEST_S)
        self.depth: Any = Range1d(start=0, end=1, min_interval=SHORTEST_UM)
        self._limits: dict[str, Limits] = {}
        self._contacts: NDArray[Any] | None = None
        self._listeners: list[Callable[[], None]] = []
        session.subscribe({"simulation"}, self._follow)
        self._follow()

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call a listener whenever a range changed, in the browser or here.

        A range that is set here while changes are held together tells nobody: Panel sends it past Bokeh's callbacks.
        """
        self._listeners.append(listener)
        for axis in (self.time, self.depth):
            for edge in ("start", "end"):
                axis.on_change(edge, lambda attr, old, new: listener())

    @property
    def sound(self) -> bool:
        """Whether both ranges have their ends in order; in between they may not: the browser sends end after end."""
        return bool(self.time.start < self.time.end and self.depth.start < self.depth.end)

    def show_all_time(self) -> None:
        """Show the whole recording."""
        self._insist(self.time, self._limits["time"])

    def show_all_depth(self) -> None:
        """Show the whole probe."""
        self._insist(self.depth, self._limits["depth"])

    def _follow(self) -> None:
        simulation: Simulation = self.session.simulation
        contacts = simulation.contact_positions_um
        self._limit("time", self.time, (0, simulation.config.duration_s))
        self._limit("depth", self.depth, depth_limits_um(contacts, simulation.locations_um))
        if self._contacts is not None and not np.array_equal(self._contacts, contacts):
            self.show_all_depth()
        self._contacts = contacts

    def _limit(self, name: str, axis: Any, limits: Limits) -> None:
        before = self._limits.get(name)
        if before != limits:
            self._limits[name] = limits
            axis.bounds = limits
            self._show(axis, kept((axis.start, axis.end), before, limits) if before else limits)

    def _insist(self, axis: Any, limits: Limits) -> None:
        """Show limits also where they seem to be shown: what the browser and we changed may have crossed on the way."""
        axis.update(start=limits[0] - 1.0, end=limits[1] + 1.0)
        self._show(axis, limits)

    def _show(self, axis: Any, limits: Limits) -> None:
        axis.update(start=limits[0], end=limits[1])
        for listener in self._listeners:
            listener()
