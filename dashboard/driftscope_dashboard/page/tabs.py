"""The panel of tabs below the traces: which tab is open, and which views stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..session.state import State
from ..views.base import Services
from ..workbench import TabNode
from .enlarged import EnlargedPicture

TITLES = {"unit": "Unit"}
"""What tabs with several views are called; one with a single view has its title."""


def arranged(views: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the tabs in the order of their first views, each with its title and its views.

    Parameters
    ----------
    views : iterable of dict
        Descriptions of views, with ``tab`` and ``title``.

    Examples
    --------
    >>> two = [{"tab": "unit", "title": "Peak"}, {"tab": "noise", "title": "Noise"}]
    >>> [(tab["name"], tab["title"], tab["shared"]) for tab in arranged(two)]
    [('unit', 'Unit', True), ('noise', 'Noise', False)]
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for view in views:
        found.setdefault(view["tab"], []).append(view)
    return [
        {
            "name": name, "title": TITLES.get(name, inside[0]["title"]), "views": inside, "shared": name in TITLES,
        }
        for name, inside in found.items()
    ]  # fmt: skip


class Tabs:
    """Which tab is open, and which picture fills the page.

    Parameters
    ----------
    state : State
        Whose selection is read and written, and which says what is offered.
    services : Services
        Turns the errors of callbacks into words.
    names : sequence of str
        Which tabs this page has; one that it has not, or does not offer now, gives way to the first.
    """

    def __init__(self, state: State, services: Services, names: Sequence[str] = ()) -> None:
        self.state, self.names = state, names
        self._open_offered()
        self.link = TabNode(value=state.selection.tab, hidden=sorted(state.tabs.hidden))
        self.enlarged = EnlargedPicture(state, services)
        self.link.on_set(services.safe(self._opened))
        state.selection.subscribe({"tab"}, self._follow_tab)
        state.tabs.subscribe({"hidden"}, self._offer)

    def controls(self) -> dict[str, Any]:
        """Return the controls by name."""
        return {"link": self.link, "enlarged": self.enlarged.node}

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
