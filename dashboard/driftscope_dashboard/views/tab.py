"""What the views in tabs have in common: one is visible at a time, and hidden ones compute nothing."""

from __future__ import annotations

from typing import Any, ClassVar

from bokeh.events import Tap
from bokeh.layouts import row
from bokeh.models.annotations import Span
from driftscope import Simulation

from ..session.state import State
from ..workbench import Control, FigureSlot, Node, Stack
from .base import Services, View, tab_of

FEW = 3
"""About how many ticks an axis of a low picture has."""
NO_UNITS = "No units: increase their number under Units."


class TabView(View):
    """A view in a tab: a sentence that says what one sees, and figures beside each other below it.

    A new view with a name of its own is a new tab; several views whose `tab` is the same stand beside each other in it,
    each with its sentence for a heading. A view whose subject may be missing sets `hidden_at_first` and asks
    `State.tabs` to show or hide its tab. Figures are made when the tab is opened for the first time.
    """

    area: ClassVar[str] = "tabs"

    def __init__(self, state: State, services: Services) -> None:
        self.words = Control(kind="words", hook=f"{self.name}-words")
        self.picture = FigureSlot(visible=False)
        self._steady: tuple[tuple[Any, ...], Simulation] | None = None
        self._cursor: Span | None = None
        super().__init__(state, services)
        if self.hidden_at_first:
            state.tabs.hide(tab_of(self))
        state.selection.subscribe({"tab"}, self.refresh)
        state.selection.subscribe({"tab", "time_s"}, self.move_cursor)
        self.refresh()

    @property
    def visible(self) -> bool:
        """Whether its tab is the open one."""
        return self.state.selection.tab == tab_of(self)

    def build(self) -> None:
        """Make no figures yet: the page is there sooner without those of the other tabs."""

    def draw(self) -> list[Any]:
        """Make the figures, once; return them from left to right."""
        raise NotImplementedError

    def body(self) -> Node:
        """Return what the tab holds; it is filled when the tab is opened."""
        return self.picture if self.tab else Stack(self.words, self.picture, hook=f"{self.name}-body")

    def headline(self) -> Node | None:
        """Return the sentence where the tab is shared."""
        return self.words if self.tab else None

    def refresh(self) -> None:
        """Ask for a new picture while visible, unless nothing changed that it depends on."""
        if not self.visible:
            return
        if not self.figures:
            self.open_figures()
            self.restyle()
        super().refresh()

    def say(self, words: str, *, empty: bool = False) -> None:
        """Say what one sees, or why there is nothing to see."""
        self.words.label = words
        self.picture.visible = not empty

    def steady(self, *parts: Any) -> Simulation:
        """Return the simulation, an earlier one as long as these parts of its configuration are the same."""
        if self._steady is None or self._steady[0] != parts:
            self._steady = (parts, self.state.session.simulation)
        return self._steady[1]

    def over_time(self, made: Any) -> None:
        """Give a figure whose horizontal axis is the time the cursor; a click brings it there."""
        self._cursor = Span(dimension="height", level="overlay", line_width=1.25, tags=["line:ink"])
        made.add_layout(self._cursor)
        made.on_event(Tap, self.services.safe(self._tapped))
        self.move_cursor()

    def move_cursor(self) -> None:
        """Put the cursor where the time is now."""
        if self._cursor is not None and self.visible:
            self._cursor.location = self.state.selection.time_s

    def _tapped(self, event: Tap) -> None:
        if event.x is not None:
            duration = self.state.session.simulation.config.duration_s
            self.state.selection.look(time_s=min(max(event.x, 0.0), duration))

    def open_figures(self) -> None:
        """Make the figures when they are first seen."""
        self.figures = self.draw()
        self.picture.fill(row(self.figures, sizing_mode="stretch_both"))


class PlainTab(TabView):
    """A view in a tab without figures: its `table`, a node, is all of it."""

    table: Node

    def body(self) -> Node:
        """Return the node."""
        return self.table

    def headline(self) -> Node | None:
        """Return nothing: the node says everything."""
        return None

    def draw(self) -> list[Any]:
        """Return no figures."""
        return []

    def open_figures(self) -> None:
        """Open nothing: there are no figures."""


def spread(figures: list[Any], shares: list[float]) -> list[Any]:
    """Divide the width between figures."""
    for made, share in zip(figures, shares, strict=True):
        made.styles = {"flex": f"{share:g} 1 0px", "min-width": "0"}
    return figures


def narrow(made: Any, left: int = 44) -> Any:
    """Let a figure that stands beside others use little room for its axes."""
    made.min_border_left, made.min_border_right, made.min_border_top = left, 14, 4
    for axis in made.axis:
        axis.axis_label_standoff = 2
        axis.major_label_standoff = 3
    made.yaxis.ticker.desired_num_ticks = 3
    return made
