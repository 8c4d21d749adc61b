"""The motion: how far units are displaced, over the whole recording."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, NoOverlap, PanTool, Range1d, WheelZoomTool
from bokeh.models.annotations import Label
from driftscope import ConfigError, SimulationConfig
from driftscope.curves import motion_range, redraw
from driftscope.motion import CurveMotion, Motion, RangeMotion
from numpy.typing import NDArray

from ..plots.motion import Curves, curves_of, displacements, motion_picture, padded, representative_units
from ..reduce.selection import present_units
from ..theme import UNIT_COLOURS, amplitude_colour, followed_colours
from ..ticks import put_ticks
from ..workbench import Control, Freehand, Node
from .base import View
from .estimate import EstimatedLines
from .figures import Figure
from .freehand import curve_of
from .marks import TimeMarks
from .result_marks import EstimateLine
from .stage import align_time

NO_WAY = "Start and stop are equal: set them apart to draw drift between them."
FEW_TICKS = 3
"""About so many displacements are told beside the curves, which are low."""
MUTED = "The motion is now the drawn curve. The other components are muted but stay in the list."
ADDED = "Motion in µm (fields, wander, kicks, oscillations) still adds to it."


class Request(NamedTuple):
    """What the picture depends on: the motion of which units, which of them are selected, and the appearance."""

    motion: Motion
    locations_um: NDArray[Any]
    duration_s: float
    units: tuple[int, ...]
    dark: bool


def units_shown(request: Request) -> tuple[NDArray[np.intp], list[str]]:
    """Return the units whose displacement is drawn, and their colours.

    Some units stand for all in greys, deep ones light and shallow ones dark; the selected ones lie above them.
    """
    depths = request.locations_um[:, 1]
    others = representative_units(depths, request.motion.factors)
    followed = followed_colours(present_units(request.units, len(depths))[: len(UNIT_COLOURS)], dark=request.dark)
    greys = [amplitude_colour(share, dark=request.dark) for share in np.linspace(0, 0.6, others.size)]
    units = np.append(others, np.array([*followed][::-1], dtype=np.intp))
    return units, [*greys, *[*followed.values()][::-1]]


def words_about_stroke(before: SimulationConfig, cut: bool) -> str:
    """Return what has to be said after something was drawn: that it was cut, and what became of other motions."""
    low, high = motion_range(before.motion).limits_um
    enabled = [part for part in before.motion.components if part.enabled]
    moving = [part for part in enabled if isinstance(part, RangeMotion)]
    other = len(moving) > 1 or any(not isinstance(part, CurveMotion) for part in moving)
    beyond = (
        f"Clipped at the motion's limits, {low:g} to {high:g} µm: set Start and Stop farther apart to draw beyond them."
    )
    added = len(moving) < len(enabled)
    return "\n".join([beyond] * cut + [MUTED] * other + [ADDED] * added)


def example() -> Any:
    """Return a picture of one curve, from which the figure is declared."""
    return motion_picture(curves_of(np.zeros((2, 1, 2)), np.zeros(1), 1.0, 2.0))


def motion_figure(time_range: Range1d) -> tuple[Any, ColumnDataSource]:
    """Return the empty figure of the motion and the source of its curves."""
    figure = Figure(example, "motion", x_range=time_range, y_range=Range1d(start=-1, end=1), tools=[])
    made = figure.made
    source = ColumnDataSource({"xs": [], "ys": [], "colour": [], "dash": [], "label": []})
    [curve] = figure.parts.glyphs
    figure.add(curve, source, xs="xs", ys="ys", line_color="colour", line_dash="dash")
    align_time(made)
    put_ticks(made.yaxis[0], "µm", number=FEW_TICKS, signed=True).major_label_policy = NoOverlap(min_distance=-4)
    made.xaxis.visible = False
    made.min_border_top = made.min_border_bottom = 7
    zoom = WheelZoomTool(dimensions="width")
    made.add_tools(PanTool(dimensions="width"), zoom)
    made.toolbar.active_scroll = zoom
    return made, source


class MotionView(View):
    """Displacement over time, with the cursor and the trace window."""

    name: ClassVar[str] = "motion"
    title: ClassVar[str] = "Motion"
    order: ClassVar[int] = 10
    watches: ClassVar[dict[str, tuple[str, ...]]] = {"session": ("simulation",), "selection": ("units",)}

    def build(self) -> None:
        """Make the figure, the cursor and the window."""
        self.figure, self.source = motion_figure(self.services.axes.time)
        self.estimated = EstimatedLines(self.figure, self.state, self.services)
        self.marks = TimeMarks(self.figure, self.state, self.services)
        self.estimate = EstimateLine(self.figure, self.state, self.services)
        self.words = Label(
            x=8, y=8, x_units="screen", y_units="screen", text="", text_font_size="11px", tags=["text:text"]
        )
        self.figure.add_layout(self.words)
        self.figures = [self.figure]
        self.draw = Control(
            kind="press", label="Draw", icon="pencil", value=False,
            help="Draw all or part of the drift by hand. Esc ends drawing.", hook="motion-draw",
        )  # fmt: skip
        told = self.services.safe(self._told)
        self.pencil = Freehand(figure=self.name, on_message=told)
        self.draw.on_set(self.services.safe(lambda value: self._turn(bool(value))))
        self.state.session.subscribe({"simulation"}, self._follow_limits)
        self._shown_um = (-1.0, 1.0)

    def tools(self) -> list[Node]:
        """Return the pencil."""
        return [self.pencil, self.draw, self.estimated.switch]

    def request(self) -> Request:
        """Return motion, locations of the units, duration, and what is selected."""
        simulation, selection = self.state.session.simulation, self.state.selection
        return Request(
            simulation.motion,
            simulation.locations_um,
            simulation.config.duration_s,
            selection.units,
            self.state.appearance.dark,
        )

    @staticmethod
    def compute(request: Request) -> Curves:
        """Make the curves of the selected units, or of representative ones."""
        motion, depths = request.motion, request.locations_um[:, 1]
        units, colours = units_shown(request)
        moved = displacements(motion, units)
        return curves_of(moved, depths[units], motion.sampling_frequency_hz, request.duration_s, colours)

    def show(self, picture: Curves) -> None:
        """Draw the curves."""
        self.source.data = {
            "xs": picture.times_s,
            "ys": picture.displacement_um,
            "colour": picture.colours,
            "dash": picture.dashes,
            "label": picture.labels,
        }
        self.words.text = "" if picture.labels else "No units to move."
        self._shown_um = picture.limits_um
        self._scale()
        if self.pencil.active:
            self.pencil.wipe()

    def restyle(self) -> None:
        """Paint the figure, and draw the curves in the colours of the appearance."""
        super().restyle()
        if self._asked is not None:
            self.refresh()

    def _scale(self) -> None:
        """Show what there is, and while one draws all that could be drawn."""
        low, high = self._shown_um
        if self.pencil.active:
            lowest, highest = padded(*self.pencil.limits)
            low, high = min(low, lowest), max(high, highest)
        self.figure.y_range.update(start=low, end=high)

    def _follow_limits(self) -> None:
        self.pencil.limits = list(motion_range(self.state.session.simulation.config.motion).limits_um)

    def _turn(self, on: bool) -> None:
        """Begin or end drawing."""
        if on and not motion_range(self.state.session.config.motion).length_um:
            self.draw.value = False
            self.state.notices.say(NO_WAY)
            return
        self._follow_limits()
        self.pencil.active = on
        self._scale()

    def _told(self, message: dict[str, Any]) -> None:
        """Make what was drawn the motion, in one step."""
        if message.get("off"):
            self.draw.value = False
            self._turn(False)
        elif (drawn := curve_of(message)) is not None:
            before = self.state.session.config
            try:
                self.state.session.restructure(redraw(before, drawn))
            except ConfigError:
                self.pencil.wipe()
                raise
            if words := words_about_stroke(before, bool(message.get("cut"))):
                self.state.notices.say(words)
            if self.state.session.config == before:
                self.pencil.wipe()
