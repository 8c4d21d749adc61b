"""The displacement over depth and time, large, and the points of a motion field on it: dragged, added, removed."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, LinearColorMapper, PointDrawTool, Range1d, WheelZoomTool
from driftscope.motion import FieldMotion, Motion
from numpy.typing import NDArray

from ..plots.field import Field, Request, draw_field
from ..reduce import knots
from ..reduce.channels import depth_limits_um
from ..theme import displacement_palette
from ..workbench import Node, Row, Stack
from .base import update_columns
from .field import PLACE, example
from .figures import Figure
from .knot_controls import KnotControls
from .stage import align_time, put_depths
from .tab import TabView

NO_FIELD = "No field yet: press “New field”, or drop a Motion folder, a CSV or an NPY (times × depths) here."
HOW = "Drag a point up or down to move the tissue, or sideways in time. Click to add one, Backspace to remove one."
COLUMNS, ROWS = 900, 64
AIR = 0.12
"""Share of the probe that is left free at its ends, so that points there can be seen."""
EMPTY: dict[str, Any] = {"x": [], "y": [], "row": [], "column": []}


class Asked(NamedTuple):
    """What the picture depends on: motion and units, depths and time, and the field whose points are shown."""

    motion: Motion
    locations_um: NDArray[Any]
    duration_s: float
    low_um: float
    high_um: float
    field: FieldMotion | None


class KnotsView(TabView):
    """Displacement at every depth and time, with the points of a field."""

    name: ClassVar[str] = "knots"
    title: ClassVar[str] = "Field"
    tab: ClassVar[str] = "field"
    order: ClassVar[int] = 40

    def draw(self) -> list[Any]:
        """Make the figure, its image, the lines of the depths and their points."""
        self._gain, self._quiet = 0.0, False
        self._shown: FieldMotion | None = None
        figure = Figure(example, "knots", x_range=self.services.axes.time, y_range=Range1d(start=0, end=1), tools=[])
        self.figure = put_depths_of(align_time(figure.made))
        self.image = ColumnDataSource({name: [] for name in PLACE})
        self.mapper = LinearColorMapper(palette=displacement_palette(dark=False), low=0, high=254)
        figure.add("field", self.image, **{name: name for name in PLACE}, color_mapper=self.mapper, global_alpha=0.8)
        self.lines, self.points, self.chosen = (
            ColumnDataSource({"xs": [], "ys": []}), ColumnDataSource(dict(EMPTY)), ColumnDataSource({"x": [], "y": []}),
        )  # fmt: skip
        self.figure.multi_line("xs", "ys", source=self.lines, line_width=1.5, tags=["line:ink"])
        drawn = self.figure.scatter(
            "x", "y", source=self.points, size=11, line_width=1.5, tags=["fill:panel", "line:ink"], level="overlay"
        )
        self.figure.scatter(
            "x", "y", source=self.chosen, size=17, fill_color=None, line_width=2.5, tags=["line:drifting"]
        )
        self._give_tools(drawn)
        self.over_time(self.figure)
        return [self.figure]

    def _give_tools(self, drawn: Any) -> None:
        tool, zoom = (
            PointDrawTool(renderers=[drawn], default_overrides={"row": -1, "column": -1}),
            WheelZoomTool(dimensions="width"),
        )
        self.figure.add_tools(tool, zoom)
        self.figure.toolbar.active_scroll, self.figure.toolbar.active_drag = zoom, tool
        self.figure.toolbar.active_tap = tool
        done = self.services.safe(self._done)
        self.points.on_change("data", lambda attr, old, new: None if self._quiet else done(new))
        picked = self.services.safe(self._picked)
        self.points.selected.on_change("indices", lambda attr, old, new: picked(new))

    def body(self) -> Node:
        """Return the controls with the picture beside them."""
        self.row = self.column = 0
        acts = {
            "depths": self._spread,
            "depth": lambda value: self._choose(self.row, round(value) - 1),
            "point": lambda value: self._choose(round(value) - 1, self.column),
            "time": lambda value: self._change(lambda field: self._at_time(field, float(value))),
            "moved": lambda value: self._change(
                lambda field: knots.with_value(field, self.row, self.column, float(value))
            ),
            "add": lambda _: self._change(self._with_halfway),
            "remove": lambda _: self._change(lambda field: knots.without_time(field, self.row)),
            "new": lambda _: self._new_field(),
        }
        self.controls = KnotControls(self.services.safe, acts)
        beside = Stack(*self.controls.nodes(), hook="knots-tools")
        return Row(beside, Stack(self.words, self.picture, hook="knots-picture"), hook="knots-body")

    def headline(self) -> Node | None:
        """Return nothing: the words stand above the picture."""
        return None

    @property
    def field(self) -> FieldMotion | None:
        """The field whose points are shown: the last that is on, else the last."""
        config = self.state.session.config
        parts = [config.motion.components[index] for index in knots.fields_of(config)]
        return next((part for part in reversed(parts) if part.enabled), parts[-1] if parts else None)

    def request(self) -> Asked:
        """Return the motion, the units' depths and the field."""
        simulation = self.state.session.simulation
        limits = depth_limits_um(simulation.contact_positions_um, simulation.locations_um)
        duration = simulation.config.duration_s
        return Asked(simulation.motion, simulation.locations_um, duration, *limits, self.field)

    @staticmethod
    def compute(request: Asked) -> tuple[Field, FieldMotion | None]:
        """Make the image."""
        motion, locations_um, duration_s, low_um, high_um, field = request
        return draw_field(Request(motion, locations_um, 0.0, duration_s, low_um, high_um, COLUMNS, ROWS)), field

    def show(self, picture: tuple[Field, FieldMotion | None]) -> None:
        """Draw the image and the points."""
        image, _ = picture
        low, high = image.low_um, image.high_um
        place = {"x": image.start_s, "y": low, "dw": image.end_s - image.start_s, "dh": high - low}
        update_columns(self.image, {"image": [image.levels], **{name: [value] for name, value in place.items()}})
        air = AIR * (high - low)
        self.figure.y_range.update(start=low - air, end=high + air)
        self._draw_points()
        self.move_cursor()

    def restyle(self) -> None:
        """Paint the figure in the colours of the appearance."""
        super().restyle()
        if self.figures:
            self.mapper.palette = displacement_palette(dark=self.state.appearance.dark)

    def _draw_points(self) -> None:
        """Draw lines and points where the session has them, whatever was done to them on the picture."""
        field = self._shown = self.field
        if field is None:
            self.lines.data, columns = {"xs": [], "ys": []}, dict(EMPTY)
        else:
            span = float(self.figure.y_range.end - self.figure.y_range.start)
            self._gain = knots.gain_for(field, span, self._gain)
            moved = np.array(field.depths_um) + self._gain * knots.displacement_um(field)
            times, end = np.array(field.times_s), self.state.session.config.duration_s
            ends = np.concatenate([[min(0.0, times[0])], times, [max(end, times[-1])]])
            held = np.concatenate([moved[:1], moved, moved[-1:]])
            self.lines.data = {"xs": [ends] * held.shape[1], "ys": list(held.T)}
            rows, places = (one.ravel() for one in np.indices(moved.shape))
            columns = {"x": times[rows], "y": moved.ravel(), "row": rows, "column": places}
        self._quiet = True
        self.points.data = columns
        self._quiet = False
        self._tell()

    def _tell(self) -> None:
        """Show which point is chosen, and its numbers."""
        field = self._shown
        if field is None:
            self.say(NO_FIELD)
            self.chosen.data = {"x": [], "y": []}
        else:
            moved = knots.displacement_um(field)
            self.row, self.column = min(self.row, len(moved) - 1), min(self.column, moved.shape[1] - 1)
            time_s, depth_um, um = field.times_s[self.row], field.depths_um[self.column], moved[self.row, self.column]
            where = f"{um:+.3g} µm at a depth of {depth_um:g} µm and {time_s:g} s".replace("-", "−")
            self.say(f"{where}. {HOW} Displacement is drawn {self._gain:g} × larger.")
            self.chosen.data = {"x": [time_s], "y": [depth_um + self._gain * um]}
        self.controls.tell(field, self.row, self.column, self.state.session.config.duration_s)

    def _choose(self, row: int, column: int) -> None:
        self.row, self.column = max(row, 0), max(column, 0)
        self._tell()

    def _picked(self, indices: Any) -> None:
        if len(indices) == 1 and self._shown is not None and indices[0] < len(self.points.data["row"]):
            self._choose(int(self.points.data["row"][indices[0]]), int(self.points.data["column"][indices[0]]))

    def _done(self, data: Any) -> None:
        """Take what was done to the points on the picture, in one step that can be undone."""
        field, duration = self._shown, self.state.session.config.duration_s
        found = None if field is None else knots.edited(field, data, self._gain, duration)
        if found is None or field is None:
            self._draw_points()
            return
        changed, self.row, self.column = found
        self._change(lambda _: changed)

    def _change(self, make: Any) -> None:
        """Put a changed field into the session; what was drawn goes back when it cannot be."""
        config, field = self.state.session.config, self.field
        if field is None:
            return
        parts = list(config.motion.components)
        at = next(index for index, part in enumerate(parts) if part is field)
        try:
            parts[at] = make(field)
            if parts[at] != field:
                self.state.session.restructure({"motion.components": [part.to_dict() for part in parts]})
        finally:
            self._draw_points()

    def _at_time(self, field: FieldMotion, time_s: float) -> FieldMotion:
        return knots.with_time(field, self.row, time_s, self.state.session.config.duration_s)

    def _spread(self, number: Any) -> None:
        contacts = self.state.session.simulation.contact_positions_um[:, 1]
        ends = float(contacts.min()), float(contacts.max())
        self._change(lambda field: knots.with_depths(field, round(number), ends))

    def _with_halfway(self, field: FieldMotion) -> FieldMotion:
        times, end = field.times_s, self.state.session.config.duration_s
        later = times[self.row + 1] if self.row + 1 < len(times) else max(end, times[-1])
        earlier = times[self.row] if later > times[self.row] else times[max(self.row - 1, 0)]
        found, self.row = knots.with_point(field, self.column, (earlier + later) / 2)
        return found

    def _new_field(self) -> None:
        """Add a field that does nothing yet, at three depths."""
        config = self.state.session.config
        contacts = self.state.session.simulation.contact_positions_um[:, 1]
        still = FieldMotion(times_s=(0.0, config.duration_s), displacement_um=((0.0,), (0.0,)))
        field = knots.with_depths(still, 3, (float(contacts.min()), float(contacts.max())))
        parts = [part.to_dict() for part in config.motion.components]
        self.row, self.column = 0, 1
        self.state.session.restructure({"motion.components": [*parts, field.to_dict()]})
        self._draw_points()


def put_depths_of(made: Any) -> Any:
    """Let the vertical axis tell depths; there is no grid over the image."""
    put_depths(made)
    made.grid.visible = False
    made.min_border_bottom = 26
    return made
