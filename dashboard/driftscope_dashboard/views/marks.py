"""What several pictures have in common: cursor and trace window on time, and dragging over depths."""

from __future__ import annotations

from typing import Any

from bokeh.events import DoubleTap, SelectionGeometry, Tap
from bokeh.models import BoxSelectTool, CustomJS
from bokeh.models.annotations import BoxAnnotation, Span

from ..reduce.selection import depth_range, present_units
from ..session.selection import window_frames
from ..session.state import State
from .base import Services

SMALLEST_RANGE_UM = 1.0
DRAGGED = "dragged"
LEAD_CURSOR = f"""
if (box.pan.leads) return
box.pan.leads = true
box.pan.connect(([phase]) => {{
  if (phase === "pan:start") box.name = "{DRAGGED}"
  if (phase === "pan") cursor.location = (box.left + box.right) / 2
  if (phase === "pan:end") box.name = null
}})
"""
"""Lets the window take the cursor along while it is dragged, and say so; to be done once the figure is there."""


class TimeMarks:
    """Cursor and trace window on a figure whose horizontal axis is the recording's time.

    Both can be dragged, a click moves them, a double click shows the whole recording. They lie in the layer above the
    picture, which is not painted anew when they move.

    Parameters
    ----------
    figure : bokeh figure
        On which.
    state : State
        Whose selection is marked and moved.
    services : Services
        Turns the errors of callbacks into words.
    """

    def __init__(self, figure: Any, state: State, services: Services) -> None:
        self.state = state
        self.cursor = Span(dimension="height", level="overlay", line_width=1.25, editable=True, tags=["line:ink"])
        self.window = BoxAnnotation(
            level="overlay", fill_alpha=0.12, line_alpha=0, hover_line_alpha=0, hover_fill_alpha=0.2,
            tags=["fill:ink", "hover_fill:ink"], editable=True, movable="x", resizable="none",
        )  # fmt: skip
        figure.add_layout(self.window)
        figure.add_layout(self.cursor)
        figure.on_event(Tap, services.safe(self.tapped))
        figure.on_event(DoubleTap, services.safe(lambda _: go_back(services, state)))
        drags = services.latest_only(lambda asked: asked, self._dragged)
        dragging = services.safe(lambda: drags.ask(None))
        self.cursor.on_change("location", lambda attr, old, new: dragging())
        lead = CustomJS(args={"box": self.window, "cursor": self.cursor}, code=LEAD_CURSOR)
        figure.js_on_change("inner_width", lead)
        let_go = services.safe(self._follow)
        self.window.on_change("name", lambda attr, old, new: let_go())
        state.selection.subscribe({"time_s", "window_s"}, self._follow)
        state.session.subscribe({"simulation"}, self._follow)
        self._follow()

    def tapped(self, event: Tap) -> None:
        """Move the cursor to a click."""
        if event.x is not None:
            self._go(event.x)

    def _dragged(self, _: None) -> None:
        """Look where the cursor was dragged by now; of many steps that came meanwhile only the last one counts."""
        if isinstance(self.cursor.location, (int, float)):
            self._go(self.cursor.location)

    def _go(self, time_s: float) -> None:
        if time_s != self.state.selection.time_s:
            duration = self.state.session.simulation.config.duration_s
            self.state.selection.look(time_s=min(max(time_s, 0.0), duration))
            self._follow()

    def _follow(self) -> None:
        """Mark what is looked at; a window that is being dragged is where the hand is, which may be ahead of us."""
        selection, config = self.state.selection, self.state.session.simulation.config
        start, end = window_frames(selection.time_s, selection.window_s, config)
        rate = config.sampling_frequency_hz
        if self.cursor.location != selection.time_s:
            self.cursor.location = selection.time_s
        self.window.update(left_limit=0.0, right_limit=config.num_samples / rate)
        if self.window.name != DRAGGED:
            self.window.update(left=start / rate, right=end / rate)


def go_back(services: Services, state: State) -> None:
    """Show what one looked at first; when that is shown already, the whole recording on all depths."""
    before = state.selection.times_s, state.selection.depths_um, state.selection.shanks
    state.selection.go_home()
    after = state.selection.times_s, state.selection.depths_um, state.selection.shanks
    if before == after or after == (None, None, ()):
        services.axes.show_all_time()
        services.axes.show_all_depth()


class DepthDrag:
    """Lets a drag over a figure whose vertical axis is the depth on the probe show these depths.

    Parameters
    ----------
    figure : bokeh figure
        On which.
    state : State
        Whose depths are shown.
    services : Services
        Turns the errors of callbacks into words.
    """

    def __init__(self, figure: Any, state: State, services: Services) -> None:
        self.state = state
        self.tool = BoxSelectTool(dimensions="height")
        self.tool.overlay.update(fill_alpha=0.12, line_alpha=0.5, fill_color="#3b82c4", line_color="#3b82c4")
        figure.add_tools(self.tool)
        figure.toolbar.active_drag = self.tool
        figure.on_event(SelectionGeometry, services.safe(self.selected))

    def selected(self, event: SelectionGeometry) -> None:
        """Show what was dragged over; a unit that is followed stays so if it is inside."""
        geometry: Any = event.geometry
        if event.final and geometry.get("type") == "rect":
            depths_um = depth_range(geometry["y0"], geometry["y1"])
            if depths_um[1] - depths_um[0] >= SMALLEST_RANGE_UM:
                self.state.selection.look(depths_um=depths_um, units=self._inside(depths_um))

    def _inside(self, depths_um: tuple[float, float]) -> tuple[int, ...]:
        places = self.state.session.simulation.locations_um[:, 1]
        units = present_units(self.state.selection.units, len(places))
        return tuple(unit for unit in units if depths_um[0] <= places[unit] <= depths_um[1])
