"""The panel of tabs below the traces: which tab is open, which views stand in it, and of which unit it tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..session.state import State
from ..views.base import Services
from ..views.focus import focus_of
from ..workbench import Control, TabNode

TITLES = {"unit": "Unit"}
"""What tabs with several views are called; one with a single view has its title."""


def arranged(views: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the tabs in the order of their first views, each with its title and its views.

    Parameters
    ----------
    views : iterable of dict
        Descriptions of views, with ``tab``, ``title`` and ``about_unit``.

    Examples
    --------
    >>> two = [
    ...     {"tab": "unit", "title": "Peak", "about_unit": True},
    ...     {"tab": "noise", "title": "Noise", "about_unit": 0},
    ... ]
    >>> [(tab["name"], tab["title"], tab["shared"]) for tab in arranged(two)]
    [('unit', 'Unit', True), ('noise', 'Noise', False)]
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for view in views:
        found.setdefault(view["tab"], []).append(view)
    return [
        {
            "name": name, "title": TITLES.get(name, inside[0]["title"]), "views": inside, "shared": name in TITLES,
            "about_unit": any(view["about_unit"] for view in inside),
        }
        for name, inside in found.items()
    ]  # fmt: skip


class Tabs:
    """The open tab, and the chooser of the unit that its view tells of.

    Parameters
    ----------
    state : State
        Whose selection is read and written.
    services : Services
        Turns the errors of callbacks into words.
    names : sequence of str
        Which tabs this page has; one that it has not, or does not offer now, gives way to the first.
    """

    def __init__(self, state: State, services: Services, names: Sequence[str] = ()) -> None:
        self.state, self.names = state, names
        self._open_offered()
        self.link = TabNode(value=state.selection.tab, hidden=sorted(state.tabs.hidden))
        self.unit = Control(
            kind="stepper", label="Unit", step=1, hook="tabs-unit",
            help="The unit that this view shows. Left alone, it is the largest one near the depths shown.",
        )  # fmt: skip
        self.link.on_set(services.safe(self._opened))
        self.unit.on_set(services.safe(self._chosen))
        state.selection.subscribe({"tab"}, self._follow_tab)
        state.tabs.subscribe({"hidden"}, self._offer)
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
        self._open_offered()
        self.link.value = self.state.selection.tab

    def _offer(self) -> None:
        self.link.hidden = sorted(self.state.tabs.hidden)
        self._open_offered()

    def _open_offered(self) -> None:
        """Open the first tab in place of one that is not there."""
        offered = [name for name in self.names if name not in self.state.tabs.hidden]
        if offered and self.state.selection.tab not in ("", *offered):
            self.state.selection.look(tab=offered[0])

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
