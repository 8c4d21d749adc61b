"""The minimap: the whole probe, with a frame around what the pictures beside it show."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.events import DoubleTap, Tap
from bokeh.models import ColumnDataSource, CustomJS, Range1d
from bokeh.models.annotations import BoxAnnotation
from driftscope.motion import Motion
from numpy.typing import NDArray

from ..plots.field import limit_of
from ..plots.minimap import (
    Minimap,
    arrow_columns,
    arrows_of,
    density_columns,
    frame_of,
    lane_columns,
    minimap_picture,
)
from ..reduce.channels import depth_limits_um
from ..reduce.selection import present_units
from ..reduce.shanks import shank_count, shanks_with, shown_shanks, toggled, unit_shanks
from ..workbench import Control, FigureSlot, Node, Stack
from .axes import SHORTEST_UM
from .base import View, update_columns
from .figures import Figure
from .stage import align_depth, hide_axis

FRAME_FOLLOWS = "frame.setv({bottom: depth.start, top: depth.end}, {sync: false})"
DEPTHS_FOLLOW = f"""
const {{bottom, top}} = frame
const moved = bottom !== depth.start || top !== depth.end
if (moved && top - bottom >= {SHORTEST_UM}) depth.setv({{start: bottom, end: top}})
"""
"""The frame and the range of depths are one thing, in the browser alone; the range tells the server when it rests."""


class Request(NamedTuple):
    """What the picture depends on."""

    contacts_um: NDArray[Any]
    locations_um: NDArray[Any]
    motion: Motion
    now: int
    unit_shanks: bytes
    lanes: int
    chosen: str


def example() -> Any:
    """Return a picture of two units, from which the figure is declared."""
    arrows = np.array([0.5, 0.5]), np.array([1.0, -1.0])
    return minimap_picture(Minimap((0.0, 1.0), 1, (0,), np.array([0.2, 0.8]), np.zeros(2, np.intp), arrows))


def minimap_figure() -> tuple[Any, dict[str, ColumnDataSource]]:
    """Return the empty figure of the minimap and its sources: lanes, density and arrows."""
    ranges = {"x_range": Range1d(start=0, end=1), "y_range": Range1d(start=0, end=1)}
    figure = Figure(example, "minimap", **ranges, tools=[])
    made = align_depth(figure.made)
    made.min_border_left = made.min_border_right = 0
    made.grid.visible = False
    for axis in made.axis:
        hide_axis(axis)
    sources = {
        "lanes": ColumnDataSource({name: [] for name in ("left", "right", "bottom", "top")}),
        "density": ColumnDataSource({name: [] for name in ("x0", "x1", "y", "strength")}),
        "arrows": ColumnDataSource({name: [] for name in ("x", "y0", "y1", "head", "angle", "strength", "moved")}),
    }
    edges = {name: name for name in ("left", "right", "bottom", "top")}
    figure.add("lanes", sources["lanes"], **edges).glyph.tags = ["fill:field"]
    lines = figure.add("density", sources["density"], x0="x0", y0="y", x1="x1", y1="y", line_alpha="strength")
    shafts = figure.add("shafts", sources["arrows"], x0="x", y0="y0", x1="x", y1="y1", line_alpha="strength")
    look = {"size": "head", "angle": "angle", "fill_alpha": "strength", "line_color": None}
    heads = figure.add("heads", sources["arrows"], x="x", y="y1", **look)
    for part, tag in ((lines, "line:common"), (shafts, "line:ink"), (heads, "fill:ink")):
        part.glyph.tags = [tag]
    return made, sources


class MinimapView(View):
    """The whole probe; its frame is the range of depths, and its lanes are the shanks."""

    name: ClassVar[str] = "minimap"
    title: ClassVar[str] = "The whole probe"
    area: ClassVar[str] = "probe"
    order: ClassVar[int] = -1
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("time_s", "shanks"),
    }

    def build(self) -> None:
        """Make the figure, its frame and the buttons of the shanks."""
        self.figure, self.sources = minimap_figure()
        self.figures = [self.figure]
        self.frame = BoxAnnotation(
            level="overlay", editable=True, movable="y", resizable="y", fill_alpha=0.06, line_alpha=1, line_width=2,
            hover_line_width=2, hover_fill_alpha=0.16, left=0.0, right=1.0,  # no nodes, which would be looked for later
            tags=["line:ink", "hover_line:ink", "fill:ink", "hover_fill:ink"],
        )  # fmt: skip
        self.figure.add_layout(self.frame)
        self._bind_frame()
        self.figure.on_event(Tap, self.services.safe(self._tapped))
        self.figure.on_event(DoubleTap, self.services.safe(lambda _: self.services.axes.show_all_depth()))
        self.buttons = Control(kind="shanks", label="Shanks", help="Shift: several", value=[], options=[])
        self.buttons.on_message(self.services.safe(self._chosen))
        self.lanes = 1
        self.state.selection.subscribe({"units"}, self._follow_unit)

    def _bind_frame(self) -> None:
        """Let frame and range of depths follow each other."""
        depth = self.services.axes.depth
        self.frame.update(bottom=depth.start, top=depth.end)
        models = {"frame": self.frame, "depth": depth}
        for model, names, code in (
            (depth, ("start", "end"), FRAME_FOLLOWS),
            (self.frame, ("top", "bottom"), DEPTHS_FOLLOW),
        ):
            for name in names:
                model.js_on_change(name, CustomJS(args=models, code=code))

    def body(self) -> Node:
        """Return the figure, and the buttons of the shanks below it."""
        return Stack(FigureSlot(self.figure), self.buttons)

    def request(self) -> Request:
        """Return contacts, units, their motion, the bin of the cursor and the chosen shanks."""
        simulation, selection = self.state.session.simulation, self.state.selection
        motion = simulation.motion
        now = min(int(selection.time_s * motion.sampling_frequency_hz), len(motion.vectors_um) - 1)
        chosen = ",".join(map(str, selection.shanks))
        shanks, lanes = unit_shanks(simulation).tobytes(), shank_count(simulation)
        return Request(simulation.contact_positions_um, simulation.locations_um, motion, now, shanks, lanes, chosen)

    @staticmethod
    def compute(request: Request) -> Minimap:
        """Place units and arrows."""
        depths, limits = request.locations_um[:, 1], depth_limits_um(request.contacts_um, request.locations_um)
        chosen = tuple(int(one) for one in request.chosen.split(",") if one)
        arrows = arrows_of(request.motion, depths, limits, request.now)
        lanes, shanks = request.lanes, np.frombuffer(request.unit_shanks, dtype=np.intp)
        shown = shown_shanks(chosen, lanes)
        return Minimap(limits, lanes, shown, depths, shanks, arrows, limit_of(request.motion))

    def show(self, picture: Minimap) -> None:
        """Draw lanes, units and arrows, and the frame around the shown shanks."""
        self.lanes = picture.lanes
        update_columns(self.sources["lanes"], lane_columns(picture))
        update_columns(self.sources["density"], density_columns(picture))
        update_columns(self.sources["arrows"], arrow_columns(picture))
        low, high = picture.limits_um
        self.figure.y_range.update(start=low, end=high)
        self.figure.x_range.end = picture.lanes
        left, right = frame_of(picture)
        self.frame.update(left=left, right=right, bottom_limit=low, top_limit=high)
        options = [[shank, str(shank + 1)] for shank in range(picture.lanes)] if picture.lanes > 1 else []
        self.buttons.update(options=options, value=list(picture.shown))

    def _follow_unit(self) -> None:
        """Show the shank of the first selected unit, whoever selected it."""
        own, units = unit_shanks(self.state.session.simulation), self.state.selection.units[:1]
        for unit in present_units(units, own.size):
            self.state.selection.look(shanks=shanks_with(int(own[unit]), self.state.selection.shanks))

    def _tapped(self, event: Tap) -> None:
        """Choose the shank that was hit, or bring the depth that was hit into the middle."""
        if event.x is None or event.y is None:
            return
        shank = min(max(int(event.x), 0), self.lanes - 1)
        several = bool(event.modifiers and event.modifiers["shift"])
        shown = shown_shanks(self.state.selection.shanks, self.lanes)
        if self.lanes == 1 or (shown == (shank,) and not several):
            self._centre(event.y)
        else:
            self._choose(shank, several=several)

    def _centre(self, depth_um: float) -> None:
        low, high = self.services.axes.shown["depth"]
        half = (high - low) / 2
        if not low <= depth_um <= high:
            self.state.selection.look(depths_um=(depth_um - half, depth_um + half))

    def _chosen(self, message: dict[str, Any]) -> None:
        shank = message.get("shank")
        if isinstance(shank, int) and 0 <= shank < self.lanes:
            self._choose(shank, several=bool(message.get("several")))

    def _choose(self, shank: int, *, several: bool) -> None:
        self.state.selection.look(shanks=toggled(self.state.selection.shanks, shank, self.lanes, several=several))
