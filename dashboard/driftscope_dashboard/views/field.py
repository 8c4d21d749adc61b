"""The displacement over depth and time, on a strip below the curves."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from bokeh.models import ColumnDataSource, CustomJS, FixedTicker, LinearColorMapper, PanTool, Range1d, WheelZoomTool
from bokeh.models.annotations import Span

from ..plots.field import Field, Request, draw_field, field_picture
from ..reduce.channels import depth_limits_um
from ..reduce.selection import present_units
from ..theme import colour, displacement_palette
from .base import View, update_columns
from .figures import Figure
from .marks import TimeMarks
from .stage import align_time

USUAL_COLUMNS = 440
PLACE = ("image", "x", "y", "dw", "dh")
HIDE_WHERE_LOW = "axis.setv({visible: figure.inner_height >= 20}, {sync: false})"
"""Names of the ends of the probe need room."""


def example() -> Any:
    """Return a picture of no motion, from which the figure is declared."""
    return field_picture(Field(np.full((1, 2), 127, np.uint8), 1.0, 0.0, 1.0, 0.0, 1.0))


def field_figure(time_range: Range1d) -> tuple[Any, ColumnDataSource, LinearColorMapper]:
    """Return the empty figure, its source and the mapper of its colours."""
    figure = Figure(example, "field", x_range=time_range, y_range=Range1d(start=0, end=1), tools=[])
    made = align_time(figure.made)
    source = ColumnDataSource({name: [] for name in (*PLACE, "limit")})
    mapper = LinearColorMapper(palette=displacement_palette(dark=False), low=0, high=254)
    figure.add("field", source, **{name: name for name in PLACE}, color_mapper=mapper, global_alpha=1.0)
    made.grid.visible = made.xaxis.visible = False
    made.yaxis.ticker = FixedTicker(ticks=[0, 1])
    made.yaxis.axis_label, made.yaxis.axis_line_color, made.yaxis.major_tick_line_color = "", None, None
    made.min_border_top, made.min_border_bottom = 0, 4
    made.js_on_change("inner_height", CustomJS(args={"axis": made.yaxis[0], "figure": made}, code=HIDE_WHERE_LOW))
    zoom = WheelZoomTool(dimensions="width")
    made.add_tools(PanTool(dimensions="width"), zoom)
    made.toolbar.active_scroll = zoom
    return made, source, mapper


class FieldView(View):
    """The displacement at every depth and time of what is visible."""

    name: ClassVar[str] = "field"
    title: ClassVar[str] = "Displacement over depth and time"
    order: ClassVar[int] = 15
    watches: ClassVar[dict[str, tuple[str, ...]]] = {"session": ("simulation",)}

    def build(self) -> None:
        """Make the figure and its marks."""
        axes = self.services.axes
        self.figure, self.source, self.mapper = field_figure(axes.time)
        self.marks = TimeMarks(self.figure, self.state, self.services)
        self.unit = Span(dimension="width", line_width=1.5, visible=False, tags=["line:drifting"])
        self.figure.add_layout(self.unit)
        self.figures = [self.figure]
        self._columns = USUAL_COLUMNS
        moves = self.services.latest_only(lambda asked: asked, lambda _: self.refresh())
        axes.subscribe(self.services.safe(lambda: moves.ask(None)))
        resize = self.services.safe(self._resize)
        self.figure.on_change("inner_width", lambda attr, old, new: resize(new))
        self.state.selection.subscribe({"units"}, self._mark_unit)

    def request(self) -> Request:
        """Return the motion, the units' depths and what is visible."""
        simulation = self.state.session.simulation
        limits = depth_limits_um(simulation.contact_positions_um, simulation.locations_um)
        shown = self.services.axes.shown["time"]
        return Request(simulation.motion, simulation.locations_um, *shown, *limits, self._columns)

    compute = staticmethod(draw_field)

    def show(self, picture: Field) -> None:
        """Draw the image."""
        low, high = picture.low_um, picture.high_um
        place = {"x": picture.start_s, "y": low, "dw": picture.end_s - picture.start_s, "dh": high - low}
        columns = {"image": picture.levels, **place, "limit": picture.limit_um}
        update_columns(self.source, {name: [value] for name, value in columns.items()})
        self.figure.y_range.update(start=low, end=high)
        self.figure.yaxis[0].ticker.ticks = [low, high]
        self.figure.yaxis.major_label_overrides = {low: "tip", high: "top"}
        self._mark_unit()

    def restyle(self) -> None:
        """Paint the figure in the colours of the appearance."""
        super().restyle()
        dark = self.state.appearance.dark
        self.mapper.palette = displacement_palette(dark=dark)
        self.figure.outline_line_color = colour("edge", dark=dark)
        self.figure.yaxis.axis_line_color = self.figure.yaxis.major_tick_line_color = None

    def _mark_unit(self) -> None:
        """Mark the depth at which the first selected unit rests."""
        depths = self.state.session.simulation.locations_um[:, 1]
        units = present_units(self.state.selection.units, len(depths))
        self.unit.update(visible=bool(units), location=float(depths[units[0]]) if units else 0.0)

    def _resize(self, columns: int) -> None:
        self._columns = columns
        self.refresh()
