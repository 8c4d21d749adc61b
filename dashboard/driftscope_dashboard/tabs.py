"""The panel of tabs below the traces: which of its views is open, and of which unit it tells."""

from __future__ import annotations

from typing import Any

from .focus import focus_of
from .state import State
from .views.base import Services
from .workbench import Control, TabNode


class Tabs:
    """The open tab, and the chooser of the unit that its view tells of.

    Parameters
    ----------
    state : State
        Whose selection is read and written.
    services : Services
        Turns the errors of callbacks into words.
    """

    def __init__(self, state: State, services: Services) -> None:
        self.state = state
        self.link = TabNode(value=state.selection.tab)
        self.unit = Control(
            kind="stepper", label="Unit", step=1, hook="tabs-unit",
            help="The unit that this view shows. Left alone, it is the largest one near the depths shown.",
        )  # fmt: skip
        self.link.on_set(services.safe(self._opened))
        self.unit.on_set(services.safe(self._chosen))
        state.selection.subscribe({"tab"}, self._follow_tab)
        state.selection.subscribe({"units", "depth_um", "depths_um"}, self.follow)
        state.session.subscribe({"simulation"}, self.follow)
        self.follow()

    def controls(self) -> dict[str, Any]:
        """Return the controls by name."""
        return {"link": self.link, "unit": self.unit}

    def follow(self) -> None:
        """Show the unit that is looked at."""
        simulation = self.state.session.simulation
        focus, number = focus_of(simulation, self.state.selection), len(simulation.locations_um)
        self.unit.update(
            value=focus.unit, end=max(number - 1, 0), unit=f"of {number}", optional=focus.selected,
            disabled=focus.unit is None,
        )  # fmt: skip

    def _follow_tab(self) -> None:
        self.link.value = self.state.selection.tab

    def _opened(self, value: Any) -> None:
        self.state.selection.look(tab=value)

    def _chosen(self, value: Any) -> None:
        selection, simulation = self.state.selection, self.state.session.simulation
        if value is None:
            selection.look(units=())
        elif value != focus_of(simulation, selection).unit:
            last = len(simulation.locations_um) - 1
            selection.look(units=(min(max(round(value), 0), last),))
        self.follow()
