"""The traces: a window of the static and the drifting recording, as lines or as a map over all channels."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from time import perf_counter
from typing import Any, ClassVar

import numpy as np
from bokeh.models import ColumnDataSource, FixedTicker, LinearColorMapper, PanTool, Range1d, WheelZoomTool
from bokeh.models.annotations import ColorBar

from ..plots.dimensions import WINDOW
from ..plots.traces import (
    KINDS,
    LINES,
    NO_LINE,
    SCALE_UV,
    Picture,
    Request,
    draw_lines,
    draw_maps,
    traces_picture,
)
from ..stage import align_depth
from ..state import LONGEST_WINDOW_S, SHORTEST_WINDOW_S
from ..theme import potential_mapper, potential_palette
from ..workbench import Control, Node
from .base import View, update_columns
from .figures import Figure, declared


def example() -> Any:
    """Return a picture of a line of every kind, from which the figures are declared."""
    marks = {name: np.ones(1) for name in ("x", "y", "size", "alpha", "unit")} | {"colour": ["#cc6677"]}
    line = np.array([0.0, 1.0]), np.array([0.0, 1.0])
    found = Picture(0.0, 1.0, 0.0, (0.0, 1.0), scale_um=1.0, lines=dict.fromkeys(KINDS, line), marks=marks)
    return traces_picture(found, {"time": WINDOW, "cursor": 0.0, "xlim": (0.0, 1.0)})


def map_example() -> Any:
    """Return a picture of a map, from which its part is declared."""
    marks = {name: np.ones(1) for name in ("x", "y", "size", "alpha", "unit")} | {"colour": ["#cc6677"]}
    image = np.full((2, 2), 128, np.uint8)
    found = Picture(0.0, 1.0, 0.0, (0.0, 1.0), limit_uv=1.0, maps=[image], maps_ms=(0.0, 1.0), marks=marks)
    return traces_picture(found, {"time": WINDOW, "cursor": 0.0, "xlim": (0.0, 1.0)})


def traces_figure(
    name: str, time_range: Range1d, depth_range: Range1d, mapper: LinearColorMapper
) -> tuple[Figure, ColumnDataSource]:
    """Return an empty figure of traces and the source of its image."""
    figure = Figure(example, name, x_range=time_range, y_range=depth_range, tools=[])
    image = ColumnDataSource({"image": [], "x": [], "y": [], "dw": [], "dh": []})
    figure.parts = declared(map_example)
    place = {name: name for name in ("image", "x", "y", "dw", "dh")}
    figure.add("map", image, **place, color_mapper=mapper)
    figure.parts = declared(example)
    figure.made.xgrid.grid_line_color = None
    align_depth(figure.made)
    return figure, image


def add_lines(figure: Figure) -> dict[str, ColumnDataSource]:
    """Add a line for every kind of trace; the drifting one lies above the static one.

    Each is a list of one line: of a plain line the browser indexes every point, which takes longer than drawing it.
    """
    sources = {kind: ColumnDataSource({"x": [], "y": []}) for kind in KINDS}
    for kind, source in sources.items():
        figure.add(kind, source, xs="x", ys="y")
    return sources


def add_marks(figures: list[Figure]) -> ColumnDataSource:
    """Add the markers of spikes to figures; all show the same."""
    source = ColumnDataSource({"x": [], "y": [], "size": [], "alpha": [], "colour": [], "unit": []})
    look = {"fill_color": "colour", "fill_alpha": "alpha", "line_alpha": "alpha"}
    for figure in figures:
        figure.add("spikes", source, x="x", y="y", size="size", **look)
    return source


def add_scale(figure: Figure) -> ColumnDataSource:
    """Add the bar that shows how high 100 µV are."""
    source = ColumnDataSource({"x": [], "low": [], "high": [], "words": []})
    figure.add("scale", source, x0="x", y0="low", x1="x", y1="high")
    figure.add("words", source, x="x", y="high", text="words", x_offset=-6, y_offset=2)
    return source


def let_pan(made: Any) -> None:
    """Let dragging pan time and the wheel zoom it."""
    zoom = WheelZoomTool(dimensions="width")
    made.add_tools(PanTool(dimensions="width"), zoom)
    made.toolbar.active_scroll = zoom


def add_colour_key(made: Any, mapper: LinearColorMapper) -> ColorBar:
    """Add the key of the colours."""
    bar = ColorBar(
        color_mapper=mapper,
        width=8,
        padding=4,
        label_standoff=6,
        ticker=FixedTicker(ticks=[1, 128, 255]),
        background_fill_color=None,
        bar_line_color=None,
        major_tick_line_color=None,
        major_label_text_font_size="11px",
        tags=["major_label_text:muted"],
    )
    made.add_layout(bar, "right")
    return bar


class TracesView(View):
    """The window around the cursor."""

    name: ClassVar[str] = "traces"
    title: ClassVar[str] = "Traces"
    order: ClassVar[int] = 30
    area: ClassVar[str] = "traces"
    weight: ClassVar[float] = 2.4
    first: ClassVar[bool] = True
    names: ClassVar[dict[str, str]] = {}
    """How the modes are called where they are not called by their own names."""
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("time_s", "window_s", "mode", "style", "depth_um", "gain", "depths_um", "units"),
    }

    def build(self) -> None:
        """Make the figure of lines or of one map, and the one beside it for a second map."""
        shortest, longest = 1000.0 * SHORTEST_WINDOW_S, 1000.0 * LONGEST_WINDOW_S
        self.time_range: Any = Range1d(start=0, end=100, min_interval=shortest, max_interval=longest)
        self.depth_range = Range1d(start=0, end=1)
        self.mapper = potential_mapper()
        ranges = self.time_range, self.depth_range
        main, first = traces_figure("traces", *ranges, self.mapper)
        beside, second = traces_figure("traces-beside", *ranges, self.mapper)
        self.figure, self.beside, self.images = main.made, beside.made, [first, second]
        self.lines, self.scale = add_lines(main), add_scale(main)
        self.marks = add_marks([main, beside])
        self.cursors = [figure.mark() for figure in (main, beside)]
        for made in (self.figure, self.beside):
            let_pan(made)
        self.keys = [add_colour_key(made, self.mapper) for made in (self.figure, self.beside)]
        self.beside.visible = self.beside.yaxis.visible = False
        self.beside.min_border_left = 24
        self.figures = [self.figure, self.beside]
        self._anchor_s, self._panning, self._placing = 0.0, False, False
        self._placed_ms = (0.0, 100.0)
        self._moves = self.services.latest_only(lambda asked: asked, self._panned)
        moved = self.services.safe(self._window_changed)
        for edge in ("start", "end"):
            self.time_range.on_change(edge, lambda attr, old, new: moved())

    def tools(self) -> list[Node]:
        """Return the choices of mode and style."""
        return [
            self._choice("mode", [[name, self.names.get(name, name), name] for name in LINES], 274),
            self._choice("style", [["lines", "lines"], ["heatmap", "heatmap"]], 116),
        ]

    def _choice(self, name: str, options: list[list[str]], width: int) -> Control:
        selection = self.state.selection
        control = Control(
            kind="segments",
            label=f"Trace {name}",
            value=getattr(selection, name),
            options=options,
            hook=f"traces-{name}",
        )
        choose = self.services.safe(lambda value: selection.look(**{name: value}))
        control.on_set(choose)
        selection.subscribe({name}, lambda: setattr(control, "value", getattr(selection, name)))
        return control

    def request(self) -> Request:
        """Return what the picture depends on."""
        chosen = self.state.selection
        return Request(
            self.state.session.simulation,
            chosen.time_s,
            chosen.window_s,
            chosen.mode,
            chosen.style,
            chosen.depth_um,
            chosen.gain,
            chosen.depths_um,
            chosen.units,
            self._anchor_s if self._panning else None,
        )

    @staticmethod
    def compute(request: Request) -> Picture:
        """Read the traces and reduce them to the screen."""
        begun = perf_counter()
        picture = draw_lines(request) if request.style == "lines" else draw_maps(request)
        return replace(picture, took_ms=1000 * (perf_counter() - begun))

    def show(self, picture: Picture) -> None:
        """Draw lines or maps; what is not shown is emptied."""
        for kind, source in self.lines.items():
            x, y = picture.lines.get(kind, NO_LINE)
            update_columns(source, {"x": [x], "y": [y]} if x.size else {"x": [], "y": []})
        low, high = picture.extent_um
        for number, source in enumerate(self.images):
            shown = picture.maps[number : number + 1]
            place = {"x": picture.maps_ms[0], "y": low, "dw": picture.maps_ms[1], "dh": high - low}
            update_columns(source, {"image": shown, **{name: [value] * len(shown) for name, value in place.items()}})
        update_columns(self.marks, picture.marks)
        self._show_axes(picture)
        self._place_window(picture)
        self.state.activity.note_window(picture.took_ms)

    def _place_window(self, picture: Picture) -> None:
        """Let the time axis show the window, unless it does so already because one panned there."""
        panned = picture.anchor_s != picture.start_s
        self._anchor_s = picture.anchor_s
        duration_ms = self.state.session.simulation.config.duration_s * 1000.0
        self.time_range.bounds = (-1000.0 * picture.anchor_s, duration_ms - 1000.0 * picture.anchor_s)
        if not panned:
            start = (picture.start_s - picture.anchor_s) * 1000.0
            self._place(start, start + picture.length_ms)
        for cursor in self.cursors:
            cursor.location = (self.state.selection.time_s - picture.anchor_s) * 1000.0

    def _place(self, start_ms: float, end_ms: float) -> None:
        """Let the time axis show something without taking that for panning."""
        self._placed_ms, self._placing = (start_ms, end_ms), True
        self.time_range.update(start=start_ms, end=end_ms)
        self._placing = False

    def _window_changed(self) -> None:
        if not self._placing:
            self._moves.ask(None)

    def _panned(self, _: None) -> None:
        """Look where one panned or zoomed to, after both ends of the axis have come; it keeps its zero meanwhile."""
        start, end = self.time_range.start, self.time_range.end
        if not isfinite(end - start):  # the wheel was turned over a figure that has no room
            self._place(*self._placed_ms)
            return
        self._panning = True
        try:
            self.state.selection.look(
                time_s=self._anchor_s + (start + end) / 2000.0, window_s=round((end - start) / 1000.0, 4), playing=False
            )
        finally:
            self._panning = False

    def _show_axes(self, picture: Picture) -> None:
        low, high = picture.extent_um
        lines = bool(picture.lines)
        air = 1.1 * picture.scale_um if lines else 0.0
        self.depth_range.update(start=low - air / 2, end=high + air)
        right = (picture.start_s - picture.anchor_s) * 1000.0 + picture.length_ms * 0.995
        bar = {"x": [right], "low": [high + air * 0.05], "high": [high + air * 0.95]}
        empty: dict[str, list[Any]] = {"x": [], "low": [], "high": [], "words": []}
        update_columns(self.scale, {**bar, "words": [f"{SCALE_UV:g} µV"]} if lines else empty)
        self.beside.visible = len(picture.maps) == 2
        for bar_ in self.keys:
            bar_.visible = not lines
            bar_.major_label_overrides = {
                1: f"−{picture.limit_uv:g}", 128: "0 µV", 255: f"+{picture.limit_uv:g}"
            }  # fmt: skip
        self.keys[0].visible = len(picture.maps) == 1
        label = f"time after {picture.anchor_s:.3f} s (ms)"
        static, drifting = (
            (f" · {self.names.get(one, one)}" if self.beside.visible else "") for one in ("static", "drifting")
        )
        self.figure.xaxis.axis_label = label + static
        self.beside.xaxis.axis_label = label + drifting

    def restyle(self) -> None:
        """Paint the figures, and the maps with the palette whose middle is the panel's colour."""
        super().restyle()
        self.mapper.palette = potential_palette(dark=self.state.appearance.dark)
