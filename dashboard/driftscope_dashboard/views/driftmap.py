"""The driftmap: every spike's depth over time, its amplitude as colour."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from bokeh.models import ColumnDataSource, LinearColorMapper, PanTool, WheelZoomTool
from bokeh.models.annotations import Label, Span

from ..plots.driftmap import USUAL_PIXELS, Picture, Request, draw_driftmap, driftmap_picture, point_columns
from ..raster import Frame
from ..shanks import shank_count, shown_shanks, unit_shanks
from ..stage import align_depth, align_time, put_depths
from ..theme import amplitude_palette
from ..workbench import Control, Node
from .base import View, update_columns
from .figures import Figure
from .marks import TimeMarks
from .result_marks import MissMarks


def example() -> Any:
    """Return a picture of one spike, from which the figure is declared."""
    one = np.zeros(1, np.float32)
    return driftmap_picture(
        Picture(
            Frame(0.0, 1.0, 0.0, 1.0, 2, 2), np.eye(2, dtype=np.uint8), 1.0, "", one, one, np.zeros(1, np.int64), (0,)
        )
    )


def driftmap_figure(axes: Any) -> tuple[Any, dict[str, ColumnDataSource], LinearColorMapper]:
    """Return the empty figure, its sources and the mapper of its colours."""
    figure = Figure(example, "driftmap", x_range=axes.time, y_range=axes.depth, tools=[])
    made = figure.made
    mapper = LinearColorMapper(palette=amplitude_palette(dark=False), low=0, high=255)
    sources = {
        "image": ColumnDataSource({"image": [], "x": [], "y": [], "dw": [], "dh": []}),
        "points": ColumnDataSource({"x": [], "y": [], "colour": []}),
    }
    place = {name: name for name in ("image", "x", "y", "dw", "dh")}
    figure.add("spikes", sources["image"], **place, color_mapper=mapper, global_alpha=1.0)
    figure.add("selected", sources["points"], x="x", y="y", fill_color="colour")
    put_depths(align_depth(align_time(made)))
    made.grid.visible = False
    zoom, pan = WheelZoomTool(dimensions="width"), PanTool()
    made.add_tools(zoom, pan)
    made.toolbar.active_scroll, made.toolbar.active_drag = zoom, pan
    return made, sources, mapper


def hidden_units(source: Any, shanks: tuple[int, ...]) -> bytes:
    """Return which units are on shanks that are not shown, a byte for each; nothing when all are shown."""
    own = unit_shanks(source)
    hidden = ~np.isin(own, shown_shanks(shanks, shank_count(source)))
    return hidden.tobytes() if hidden.any() else b""


class DriftmapView(View):
    """Every spike of the visible time."""

    name: ClassVar[str] = "driftmap"
    title: ClassVar[str] = "Driftmap"
    order: ClassVar[int] = 20
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("units", "moving", "shanks"),
    }

    def build(self) -> None:
        """Make the figure, its marks and its tools."""
        axes = self.services.axes
        self.figure, self.sources, self.mapper = driftmap_figure(axes)
        self.image = self.figure.renderers[0].glyph
        self.marks = TimeMarks(self.figure, self.state, self.services)
        self.rest = Span(dimension="width", line_width=1.5, line_dash=[6, 4], visible=False, tags=["line:static"])
        self.figure.add_layout(self.rest)
        self.rest_words = Label(
            x=4, y=0, x_units="screen", text="", y_offset=3, text_font_size="12px", visible=False,
            tags=["text:static", "background_fill:panel"], background_fill_alpha=0.85,
        )  # fmt: skip
        self.figure.add_layout(self.rest_words)
        self.misses = MissMarks(self.figure, self.state, self.services)
        self.words = Label(
            x=8, y=8, x_units="screen", y_units="screen", text="", text_font_size="11px", tags=["text:text"]
        )
        self.figure.add_layout(self.words)
        self.figures = [self.figure]
        moves = self.services.latest_only(lambda asked: asked, lambda _: self.refresh())
        resize = self.services.safe(self._resize)
        axes.subscribe(self.services.safe(lambda: moves.ask(None)))
        self._pixels = USUAL_PIXELS
        self._limit_uv: float | None = None
        self._picture: Picture | None = None
        self.figure.on_change("inner_width", lambda attr, old, new: resize(new, self._pixels[1]))
        self.figure.on_change("inner_height", lambda attr, old, new: resize(self._pixels[0], new))
        self.key = Control(kind="legend", options=[])
        self.choice = Control(
            kind="segments", label="Driftmap of", value=self._kind(),
            options=[[kind, kind, kind] for kind in ("static", "drifting")], hook="driftmap-kind",
        )  # fmt: skip
        choose = self.services.safe(lambda value: self.state.selection.look(moving=value == "drifting"))
        self.choice.on_set(choose)
        self.state.selection.subscribe({"moving"}, lambda: setattr(self.choice, "value", self._kind()))

    def tools(self) -> list[Node]:
        """Return the key of the colours and the choice of recording."""
        return [self.key, self.choice]

    def request(self) -> Request:
        """Return the spikes, what moves them, what is visible on how many pixels, and the selected units."""
        simulation, selection, shown = self.state.session.simulation, self.state.selection, self.services.axes.shown
        config = simulation.config
        return Request(
            simulation.spikes,
            simulation.motion if selection.moving else None,
            simulation.locations_um,
            simulation.template_maker,
            simulation.expected_spikes / config.duration_s,
            config.num_samples,
            *shown["time"],
            *shown["depth"],
            *self._pixels,
            selection.units,
            hidden_units(simulation, selection.shanks),
        )

    compute = staticmethod(draw_driftmap)

    def show(self, picture: Picture) -> None:
        """Draw the image and the spikes of the selected units."""
        frame = picture.frame
        place = {"x": frame.start_s, "y": frame.low_um, "dw": frame.end_s - frame.start_s}
        columns = {**place, "dh": frame.high_um - frame.low_um}
        image = {"image": [picture.image], **{name: [at] for name, at in columns.items()}}
        update_columns(self.sources["image"], image)
        self._picture = picture
        self._show_selected(picture)
        self.words.text = picture.words
        self._limit_uv = picture.limit_uv if picture.image.any() else None
        self._show_key()

    def restyle(self) -> None:
        """Paint the figure, and the image with the palette that begins at the panel's colour."""
        super().restyle()
        self.mapper.palette = amplitude_palette(dark=self.state.appearance.dark)
        if self._picture is not None:
            self._show_selected(self._picture)
        self._show_key()

    def _show_selected(self, picture: Picture) -> None:
        """Draw the spikes of the selected units, and where the first of them is at rest."""
        dark, rest_um = self.state.appearance.dark, picture.rest_um
        update_columns(self.sources["points"], point_columns(picture, dark=dark))
        self.rest.update(visible=rest_um is not None, location=rest_um or 0.0)
        words = f"{picture.selected[0]} at rest" if picture.selected else ""
        self.rest_words.update(visible=rest_um is not None, y=rest_um or 0.0, text=words)

    def _show_key(self) -> None:
        shades = amplitude_palette(dark=self.state.appearance.dark)[1::51]
        options = [[shades, f"0 to {self._limit_uv:g} µV"]] if self._limit_uv else []
        if self.key.options != options:
            self.key.options = options

    def _resize(self, columns: int, rows: int) -> None:
        self._pixels = columns, rows
        self.refresh()

    def _kind(self) -> str:
        return "drifting" if self.state.selection.moving else "static"
