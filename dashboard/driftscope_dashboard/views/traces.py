"""The traces: a window of the static and the drifting recording, as lines or as a map over all channels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import isfinite
from time import perf_counter
from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, FixedTicker, LinearColorMapper, PanTool, Range1d, WheelZoomTool
from bokeh.models.annotations import ColorBar, Span
from driftscope import Simulation
from numpy.typing import NDArray

from ..channels import channels_looked_at, depth_order, row_centres_um, row_extent_um
from ..decimate import as_bytes, min_max, one_line, strongest
from ..selection import Stretch, present_units
from ..spikemarks import NONE, Marks, mark_spikes
from ..state import LONGEST_WINDOW_S, SHORTEST_WINDOW_S, TraceMode, TraceStyle, window_frames
from ..theme import plot, potential_mapper, potential_palette, unit_colour
from ..workbench import Control, Node
from .base import View, update_columns

LINE_COLUMNS = 640
MAP_COLUMNS = 1_000
SCALE_UV = 100.0
MAP_LIMIT_UV = 200.0
AGREEMENT_UV = 5.0
AROUND_DIFFERENCES = 3
MARGIN_S = 0.1
"""How much more than the window is loaded on both sides, at most a quarter of it, so that one can pan into it."""
MARK_SIZES = (9.0, 14.0)
_ROWS_PER_SCALE = 1.4

Line = tuple[NDArray[Any], NDArray[Any]]
NO_LINE: Line = (np.empty(0, np.float32), np.empty(0, np.float32))

LINES: dict[str, tuple[str, ...]] = {
    "static": ("static",),
    "drifting": ("drifting",),
    "both": ("static", "drifting"),
    "difference": ("difference",),
}
"""Which traces a mode shows; as maps the second one stands beside the first."""


class Request(NamedTuple):
    """What a picture of traces depends on."""

    simulation: Simulation
    time_s: float
    window_s: float
    mode: TraceMode
    style: TraceStyle
    depth_um: float | None
    gain: float
    depths_um: Stretch | None = None
    units: tuple[int, ...] = ()
    anchor_s: float | None = None
    """The zero of the time axis: where it was, while one pans; the beginning of the window when None."""


@dataclass(frozen=True)
class Picture:
    """Traces as they are drawn.

    Attributes
    ----------
    start_s, length_ms : float
        The window.
    anchor_s : float
        The moment at zero on the time axis.
    extent_um : tuple of float
        Between which depths the channels stand.
    scale_um : float
        Height of 100 µV on the depth axis, for lines.
    limit_uv : float
        The potential at the end of the colour map, for maps.
    lines : dict
        x and y of each kind of trace.
    maps : list of ndarray of uint8
        One image, or two beside each other.
    maps_ms : tuple of float
        Where on the time axis they begin, and how long they are.
    marks : dict
        The columns of the spikes' markers.
    took_ms : float
        How long it took to compute.
    """

    start_s: float
    length_ms: float
    anchor_s: float
    extent_um: tuple[float, float]
    scale_um: float = 0.0
    limit_uv: float = 0.0
    lines: dict[str, Line] = field(default_factory=dict)
    maps: list[NDArray[np.uint8]] = field(default_factory=list)
    maps_ms: tuple[float, float] = (0.0, 0.0)
    marks: dict[str, Any] = field(default_factory=dict)
    took_ms: float = 0.0


def loaded_frames(request: Request) -> tuple[int, int]:
    """Return the first frame that is loaded, and the one after the last: more than the window, to pan in."""
    config = request.simulation.config
    start, end = window_frames(request.time_s, request.window_s, config)
    margin = min((end - start) // 4, round(MARGIN_S * config.sampling_frequency_hz))
    return max(start - margin, 0), min(end + margin, config.num_samples)


def window_of(request: Request) -> tuple[float, float, float]:
    """Return where the window begins in seconds, its length in milliseconds, and the zero of the time axis."""
    config = request.simulation.config
    start, end = window_frames(request.time_s, request.window_s, config)
    start_s = start / config.sampling_frequency_hz
    length_ms = (end - start) / config.sampling_frequency_hz * 1000.0
    return start_s, length_ms, start_s if request.anchor_s is None else request.anchor_s


def marks_of(request: Request, channels: NDArray[np.intp], anchor_s: float) -> dict[str, Any]:
    """Return the columns of the spikes' markers: those of selected units are larger, the others then fainter."""
    simulation = request.simulation
    rate, units = simulation.config.sampling_frequency_hz, present_units(request.units, len(simulation.locations_um))
    moving = request.mode != "static"
    found: Marks = (
        mark_spikes(simulation, *loaded_frames(request), channels, units, moving=moving) if channels.size else NONE
    )
    selected = np.isin(found.units, units)
    low, high = row_extent_um(simulation.contact_positions_um[channels, 1])
    above = 0.35 * (high - low) / len(channels) if request.style == "lines" else 0.0
    return {
        "x": ((found.frames / rate - anchor_s) * 1000.0).astype(np.float32),
        "y": (found.rows_um + above).astype(np.float32),
        "size": np.where(selected, MARK_SIZES[1], MARK_SIZES[0]).astype(np.float32),
        "alpha": np.where(selected, 1.0, 0.35 if units else 0.9).astype(np.float32),
        "colour": [unit_colour(unit) for unit in found.units.tolist()],
    }


def read_traces(request: Request, channels: NDArray[np.intp]) -> tuple[float, dict[str, NDArray[Any]]]:
    """Read what is loaded of every kind of trace that a mode shows.

    Returns
    -------
    start_s : float
        Where it begins.
    traces : dict of ndarray, shape (samples, channels)
        By kind, in µV.
    """
    simulation, config = request.simulation, request.simulation.config
    start, end = loaded_frames(request)

    def read(kind: str) -> NDArray[Any]:
        recording = simulation.before if kind == "static" else simulation.after
        ids = None if channels.size == recording.get_num_channels() else list(recording.channel_ids[channels])
        traces = recording.get_traces(start_frame=start, end_frame=end, channel_ids=ids)
        return traces[:, channels] if ids is None else traces

    if request.mode == "difference":
        found = {"difference": read("drifting") - read("static")}
    else:
        found = {kind: read(kind) for kind in LINES[request.mode]}
    return start / config.sampling_frequency_hz, found


def draw_lines(request: Request) -> Picture:
    """Make the picture of some channels as lines."""
    positions = request.simulation.contact_positions_um
    channels = channels_looked_at(positions, request.depth_um, request.depths_um)
    loaded_s, traces = read_traces(request, channels)
    start_s, length_ms, anchor_s = window_of(request)
    bases = row_centres_um(positions[channels, 1])
    low, high = row_extent_um(positions[channels, 1])
    scale = (high - low) / len(channels) * _ROWS_PER_SCALE * request.gain
    rate = request.simulation.config.sampling_frequency_hz
    samples = max(len(values) for values in traces.values())
    columns = round(LINE_COLUMNS * samples / max(length_ms / 1000.0 * rate, 1.0))
    reduced = {kind: min_max(values, columns) for kind, values in traces.items()}
    lines = {
        kind: one_line((places / rate + loaded_s - anchor_s) * 1000.0, points, bases, scale / SCALE_UV)
        for kind, (places, points) in reduced.items()
    }
    if request.mode == "both":
        lines = set_apart(lines["static"], lines["drifting"], AGREEMENT_UV * scale / SCALE_UV)
    marks = marks_of(request, channels, anchor_s)
    return Picture(start_s, length_ms, anchor_s, (low, high), scale_um=scale, lines=lines, marks=marks)


def set_apart(static: Line, drifting: Line, tolerance: float) -> dict[str, Line]:
    """Show both recordings where they differ, and one neutral line where they agree.

    Parameters
    ----------
    static, drifting : tuple of ndarray
        x and y of two lines with the same x.
    tolerance : float
        How near two points count as equal.

    Returns
    -------
    dict
        The line ``common``, and the pieces of ``static`` and ``drifting`` that leave it.
    """
    differs = np.abs(static[1] - drifting[1]) > tolerance
    apart = _widened(differs, AROUND_DIFFERENCES)
    inner = _widened(differs, AROUND_DIFFERENCES - 1)
    kept = _widened(apart, 1)
    pieces = {}
    for kind, (x, y) in {"static": static, "drifting": drifting}.items():
        cut = np.where(apart, y, np.float32(np.nan))
        pieces[kind] = (x[kept], cut[kept])
    common = (static[0], np.where(inner, np.float32(np.nan), static[1]))
    return {"common": common, **pieces}


def _widened(mask: NDArray[np.bool_], points: int) -> NDArray[np.bool_]:
    """Return a mask whose stretches reach some points farther on both sides."""
    return np.convolve(mask, np.ones(2 * points + 1), mode="same") > 0.5


def draw_maps(request: Request) -> Picture:
    """Make the picture of all channels as one image, or two."""
    positions = request.simulation.contact_positions_um
    channels = depth_order(positions)
    if request.depths_um is not None:
        channels = channels_looked_at(positions, None, request.depths_um, most=channels.size)
    loaded_s, traces = read_traces(request, channels)
    start_s, length_ms, anchor_s = window_of(request)
    limit = MAP_LIMIT_UV / request.gain
    loaded_ms = 1000.0 * max(map(len, traces.values())) / request.simulation.config.sampling_frequency_hz
    columns = round(MAP_COLUMNS * loaded_ms / length_ms)
    images = [np.ascontiguousarray(as_bytes(strongest(values, columns), limit).T) for values in traces.values()]
    span = (loaded_s - anchor_s) * 1000.0, loaded_ms
    marks, extent = marks_of(request, channels, anchor_s), row_extent_um(positions[channels, 1])
    return Picture(start_s, length_ms, anchor_s, extent, limit_uv=limit, maps=images, maps_ms=span, marks=marks)


def traces_figure(
    name: str, time_range: Range1d, depth_range: Range1d, mapper: LinearColorMapper
) -> tuple[Any, ColumnDataSource]:
    """Return an empty figure of traces and the source of its image."""
    made = plot(name, x_range=time_range, y_range=depth_range, tools=[])
    image = ColumnDataSource({"image": [], "x": [], "y": [], "dw": [], "dh": []})
    made.image("image", "x", "y", "dw", "dh", source=image, color_mapper=mapper)
    made.xgrid.grid_line_color = None
    made.yaxis.axis_label = "depth (µm)"
    return made, image


def add_lines(made: Any) -> dict[str, ColumnDataSource]:
    """Add a line for every kind of trace; the drifting one lies above the static one.

    Each is a list of one line: of a plain line the browser indexes every point, which takes longer than drawing it.
    """
    sources = {}
    for kind in ("common", "static", "drifting", "difference"):
        sources[kind] = ColumnDataSource({"x": [], "y": []})
        width = 1.4 if kind == "static" else 1.0
        made.multi_line("x", "y", source=sources[kind], line_width=width, tags=[f"line:{kind}"])
    return sources


def add_marks(figures: list[Any]) -> ColumnDataSource:
    """Add the markers of spikes to figures; all show the same."""
    source = ColumnDataSource({"x": [], "y": [], "size": [], "alpha": [], "colour": []})
    for made in figures:
        made.scatter(
            "x", "y", size="size", fill_color="colour", fill_alpha="alpha", line_alpha="alpha", source=source,
            marker="inverted_triangle", line_width=0.5, tags=["line:panel"],
        )  # fmt: skip
    return source


def add_cursor(made: Any) -> Span:
    """Add the line that marks the cursor."""
    cursor = Span(
        dimension="height", level="overlay", line_width=1, line_dash="2 4", line_alpha=0.6, tags=["line:ink"]
    )  # fmt: skip
    made.add_layout(cursor)
    return cursor


def let_pan(made: Any) -> None:
    """Let dragging pan time and the wheel zoom it."""
    zoom = WheelZoomTool(dimensions="width")
    made.add_tools(PanTool(dimensions="width"), zoom)
    made.toolbar.active_scroll = zoom


def add_scale(made: Any) -> ColumnDataSource:
    """Add the bar that shows how high 100 µV are."""
    source = ColumnDataSource({"x": [], "low": [], "high": [], "words": []})
    made.segment("x", "low", "x", "high", source=source, line_width=2, tags=["line:ink"])
    made.text(
        "x", "high", "words", source=source, x_offset=-6, y_offset=2, text_align="right", text_baseline="top",
        text_font_size="11px", tags=["text:ink"],
    )  # fmt: skip
    return source


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
        self.figure, main = traces_figure("traces", *ranges, self.mapper)
        self.beside, second = traces_figure("traces-beside", *ranges, self.mapper)
        self.images = [main, second]
        self.lines, self.scale = add_lines(self.figure), add_scale(self.figure)
        self.marks = add_marks([self.figure, self.beside])
        self.cursors = [add_cursor(made) for made in (self.figure, self.beside)]
        for made in (self.figure, self.beside):
            let_pan(made)
        self.keys = [add_colour_key(made, self.mapper) for made in (self.figure, self.beside)]
        self.beside.visible = self.beside.yaxis.visible = False
        self.beside.min_border_left = 24
        self.figures = [self.figure, self.beside]
        self._anchor_s, self._panning, self._placing = 0.0, False, False
        self._placed_ms = (0.0, 100.0)
        self._moves = self.services.keeper(lambda asked: asked, self._panned)
        moved = self.services.guarded(self._window_changed)
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
        choose = self.services.guarded(lambda value: selection.look(**{name: value}))
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
