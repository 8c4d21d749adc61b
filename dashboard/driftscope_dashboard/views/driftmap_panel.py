"""One picture of a driftmap: the spikes of one shank, or of all; several stand side by side."""

from __future__ import annotations

from textwrap import fill
from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, LinearColorMapper, PanTool, WheelZoomTool
from bokeh.models.annotations import Label, Span

from ..plots.driftmap import Picture, driftmap_picture, point_columns
from ..reduce.raster import Frame
from ..session.state import State
from ..theme import amplitude_palette, paint
from ..ticks import ACROSS
from .base import Services, update_columns
from .cursor_words import CursorWords
from .figures import Figure
from .marks import TimeMarks
from .result_marks import MissMarks
from .stage import LEFT, RIGHT, align_depth, align_time, hide_axis, put_depths

GAP = 8
"""Pixels beside a picture that stands right of another one."""
USUAL_PIXELS, LETTER_PIXELS, FEWEST_LETTERS = 400, 7, 12
ABOVE_TIME = 28
"""Pixels from the bottom to a remark, so that it clears the time at the cursor."""
PLACE = ("image", "x", "y", "dw", "dh")
PLATE: dict[str, Any] = {"text_font_size": "12px", "background_fill_alpha": 0.85}


def example() -> Any:
    """Return a picture of one spike, from which the figure is declared."""
    one = np.zeros(1, np.float32)
    frame = Frame(0.0, 1.0, 0.0, 1.0, 2, 2)
    return driftmap_picture(Picture(frame, np.eye(2, dtype=np.uint8), 1.0, "", one, one, np.zeros(1, np.int64), (0,)))


def driftmap_figure(axes: Any) -> tuple[Any, dict[str, ColumnDataSource], LinearColorMapper]:
    """Return the empty figure, its sources and the mapper of its colours."""
    figure = Figure(example, "driftmap", x_range=axes.time, y_range=axes.depth, tools=[])
    made = figure.made
    mapper = LinearColorMapper(palette=amplitude_palette(dark=False), low=0, high=255)
    sources = {
        "image": ColumnDataSource({name: [] for name in PLACE}),
        "points": ColumnDataSource({"x": [], "y": [], "colour": []}),
    }
    figure.add("spikes", sources["image"], **{name: name for name in PLACE}, color_mapper=mapper, global_alpha=1.0)
    figure.add("selected", sources["points"], x="x", y="y", fill_color="colour")
    put_depths(align_depth(align_time(made)))
    made.grid.visible = False
    zoom, pan = WheelZoomTool(dimensions="width"), PanTool()
    made.add_tools(zoom, pan)
    made.toolbar.active_scroll, made.toolbar.active_drag = zoom, pan
    return made, sources, mapper


class DriftmapPanel:
    """A figure with the spikes of some units, its cursor, and the depth at which the selected unit rests.

    Parameters
    ----------
    state : State
        What it marks.
    services : Services
        Whose axes it has.
    is_first : bool
        Whether it has an axis of depths; the others stand right of one that has.
    """

    def __init__(self, state: State, services: Services, *, is_first: bool) -> None:
        self.state, self.is_first = state, is_first
        self.figure, self.sources, self.mapper = driftmap_figure(services.axes)
        self.marks = TimeMarks(self.figure, state, services)
        drawn = len(self.figure.renderers)
        self.misses = MissMarks(self.figure, state, services)
        self._of_unit = self.figure.renderers[drawn:]
        self.rest = Span(dimension="width", line_width=1.5, line_dash=[6, 4], visible=False, tags=["line:static"])
        rest_tags, name_tags = ([f"text:{tone}", "background_fill:panel"] for tone in ("static", "muted"))
        self.rest_words = Label(x=4, y=0, x_units="screen", text="", y_offset=3, visible=False, tags=rest_tags, **PLATE)
        at_top: dict[str, Any] = {"x": 4, "y": 4, "x_units": "screen", "y_units": "screen"}
        self.name = Label(text="", visible=False, tags=name_tags, **at_top, **PLATE)
        self.words = Label(
            x=8, y=ABOVE_TIME, x_units="screen", y_units="screen", text="", visible=False,
            tags=["text:text", "background_fill:panel"], **PLATE,
        )  # fmt: skip
        for part in (self.rest, self.rest_words, self.name, self.words):
            self.figure.add_layout(part)
        self.cursor_words = CursorWords(self.figure, state, services)
        if not is_first:
            hide_axis(self.figure.yaxis[0])
        self._picture: Picture | None = None
        self._pixels = USUAL_PIXELS
        self.figure.on_change("inner_width", lambda attr, old, new: self._resized(new))

    def arrange(self, number: int) -> None:
        """Take room beside so many pictures in all."""
        self.figure.min_border_left = LEFT if self.is_first else GAP
        self.figure.min_border_right = RIGHT if number == 1 else GAP
        basis = LEFT + GAP if self.is_first else 2 * GAP
        self.figure.styles = {"flex": f"1 1 {basis}px", "min-width": "0"}
        self.figure.xaxis[0].ticker.desired_num_ticks = max(ACROSS // number, 2)

    def show(self, picture: Picture, name: str) -> None:
        """Draw the image and the spikes of the selected units, and say which shank it is."""
        frame = picture.frame
        place = {"x": frame.start_s, "y": frame.low_um, "dw": frame.end_s - frame.start_s}
        columns = {"image": picture.image, **place, "dh": frame.high_um - frame.low_um}
        update_columns(self.sources["image"], {column: [value] for column, value in columns.items()})
        self._picture = picture
        self._show_selected(picture)
        self._show_words()
        self.name.update(visible=bool(name), text=name)

    def _resized(self, pixels: int) -> None:
        if pixels > 0:
            self._pixels = pixels
            self._show_words()

    def _show_words(self) -> None:
        """Say what has to be said about the picture, in lines that it has room for."""
        words = self._picture.words if self._picture else ""
        lines = fill(words, max(self._pixels // LETTER_PIXELS, FEWEST_LETTERS))
        self.words.update(text=lines, visible=bool(words))

    def restyle(self) -> None:
        """Paint the figure, and the image with the palette that begins at the panel's colour."""
        dark = self.state.appearance.dark
        paint(self.figure, dark=dark)
        self.mapper.palette = amplitude_palette(dark=dark)
        if self._picture is not None:
            self._show_selected(self._picture)

    def _show_selected(self, picture: Picture) -> None:
        """Draw the spikes of the selected units, and where the first of them is at rest."""
        update_columns(self.sources["points"], point_columns(picture, dark=self.state.appearance.dark))
        for marks in self._of_unit:
            marks.visible = bool(picture.selected)
        rest_um = picture.rest_um
        self.rest.update(visible=rest_um is not None, location=rest_um or 0.0)
        words = f"{picture.selected[0]} at rest" if picture.selected else ""
        self.rest_words.update(visible=rest_um is not None, y=rest_um or 0.0, text=words)
        self.cursor_words.tell_of(picture.selected)
