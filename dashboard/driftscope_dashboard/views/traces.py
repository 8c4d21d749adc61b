"""The traces: a window of the static and the drifting recording, as lines or as a map over all channels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

import numpy as np
import panel as pn
from bokeh.layouts import row
from bokeh.models import ColumnDataSource, FixedTicker, LinearColorMapper, Range1d
from bokeh.models.annotations import ColorBar
from driftscope import Simulation
from numpy.typing import NDArray
from panel.viewable import Viewable

from ..channels import channels_shown, depth_order, row_centres_um, row_extent_um
from ..controls import Control
from ..decimate import as_bytes, min_max, one_line, strongest
from ..state import TraceMode, TraceStyle, window_frames
from ..theme import plot, potential_mapper, potential_palette
from .base import View, update_columns

LINE_COLUMNS = 640
MAP_COLUMNS = 1_000
SCALE_UV = 100.0
MAP_LIMIT_UV = 200.0
AGREEMENT_UV = 5.0
AROUND_DIFFERENCES = 3
_ROWS_PER_SCALE = 1.4

Line = tuple[NDArray[Any], NDArray[Any]]

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


@dataclass(frozen=True)
class Picture:
    """Traces as they are drawn.

    Attributes
    ----------
    start_s, length_ms : float
        The window.
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
    """

    start_s: float
    length_ms: float
    extent_um: tuple[float, float]
    scale_um: float = 0.0
    limit_uv: float = 0.0
    lines: dict[str, Line] = field(default_factory=dict)
    maps: list[NDArray[np.uint8]] = field(default_factory=list)


def read_traces(request: Request, channels: NDArray[np.intp]) -> tuple[float, dict[str, NDArray[Any]]]:
    """Read the window of every kind of trace that a mode shows.

    Returns
    -------
    start_s : float
        Where the window begins.
    traces : dict of ndarray, shape (samples, channels)
        By kind, in µV.
    """
    simulation, config = request.simulation, request.simulation.config
    start, end = window_frames(request.time_s, request.window_s, config)

    def read(kind: str) -> NDArray[Any]:
        recording = simulation.static if kind == "static" else simulation.drifting
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
    channels = channels_shown(positions, request.depth_um)
    start_s, traces = read_traces(request, channels)
    bases = row_centres_um(positions[channels, 1])
    low, high = row_extent_um(positions[channels, 1])
    scale = (high - low) / len(channels) * _ROWS_PER_SCALE * request.gain
    rate = request.simulation.config.sampling_frequency_hz
    reduced = {kind: min_max(values, LINE_COLUMNS) for kind, values in traces.items()}
    lines = {
        kind: one_line(places / rate * 1000.0, points, bases, scale / SCALE_UV)
        for kind, (places, points) in reduced.items()
    }
    if request.mode == "both":
        lines = set_apart(lines["static"], lines["drifting"], AGREEMENT_UV * scale / SCALE_UV)
    length_ms = max(len(values) for values in traces.values()) / rate * 1000.0
    return Picture(start_s, length_ms, (low, high), scale_um=scale, lines=lines)


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
    start_s, traces = read_traces(request, depth_order(positions))
    limit = MAP_LIMIT_UV / request.gain
    images = [np.ascontiguousarray(as_bytes(strongest(values, MAP_COLUMNS), limit).T) for values in traces.values()]
    samples = max(len(values) for values in traces.values())
    length_ms = samples / request.simulation.config.sampling_frequency_hz * 1000.0
    return Picture(start_s, length_ms, row_extent_um(positions[:, 1]), limit_uv=limit, maps=images)


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
    """Add a line for every kind of trace; the drifting one lies above the static one."""
    sources = {}
    for kind in ("common", "static", "drifting", "difference"):
        sources[kind] = ColumnDataSource({"x": [], "y": []})
        made.line("x", "y", source=sources[kind], line_width=1.4 if kind == "static" else 1.0, tags=[f"line:{kind}"])
    return sources


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
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("time_s", "window_s", "mode", "style", "depth_um", "gain"),
    }

    def build(self) -> None:
        """Make the figure of lines or of one map, and the one beside it for a second map."""
        self.time_range, self.depth_range = Range1d(start=0, end=100), Range1d(start=0, end=1)
        self.mapper = potential_mapper()
        ranges = self.time_range, self.depth_range
        self.figure, main = traces_figure("traces", *ranges, self.mapper)
        self.beside, second = traces_figure("traces-beside", *ranges, self.mapper)
        self.images = [main, second]
        self.lines, self.scale = add_lines(self.figure), add_scale(self.figure)
        self.keys = [add_colour_key(made, self.mapper) for made in (self.figure, self.beside)]
        self.beside.visible = self.beside.yaxis.visible = False
        self.beside.min_border_left = 24
        self.figures = [self.figure, self.beside]

    def body(self) -> Viewable:
        """Return the figures beside each other."""
        return pn.pane.Bokeh(row([self.figure, self.beside], sizing_mode="stretch_both"), sizing_mode="stretch_both")

    def tools(self) -> list[Viewable]:
        """Return the choices of mode and style."""
        return [
            self._choice("mode", [[name, name, name] for name in LINES], 274),
            self._choice("style", [["lines", "lines"], ["heatmap", "heatmap"]], 116),
        ]

    def _choice(self, name: str, options: list[list[str]], width: int) -> Control:
        selection = self.state.selection
        control = Control(
            kind="segments",
            label=f"Trace {name}",
            value=getattr(selection, name),
            options=options,
            css_classes=[f"ds-traces-{name}"],
            width=width,
            height=24,
            margin=0,
        )
        choose = self.services.guarded(lambda event: selection.look(**{name: event.new}))
        control.param.watch(choose, "value")
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
        )

    @staticmethod
    def compute(request: Request) -> Picture:
        """Read the traces and reduce them to the screen."""
        return draw_lines(request) if request.style == "lines" else draw_maps(request)

    def show(self, picture: Picture) -> None:
        """Draw lines or maps; what is not shown is emptied."""
        for kind, source in self.lines.items():
            x, y = picture.lines.get(kind, (np.empty(0, np.float32), np.empty(0, np.float32)))
            update_columns(source, {"x": x, "y": y})
        low, high = picture.extent_um
        for number, source in enumerate(self.images):
            shown = picture.maps[number : number + 1]
            place = {"x": 0.0, "y": low, "dw": picture.length_ms, "dh": high - low}
            source.data = {"image": shown, **{name: [value] * len(shown) for name, value in place.items()}}
        self._show_axes(picture)

    def _show_axes(self, picture: Picture) -> None:
        low, high = picture.extent_um
        lines = bool(picture.lines)
        air = 1.1 * picture.scale_um if lines else 0.0
        self.depth_range.update(start=low - air / 2, end=high + air)
        self.time_range.update(start=0, end=picture.length_ms)
        bar = {"x": [picture.length_ms * 0.995], "low": [high + air * 0.05], "high": [high + air * 0.95]}
        empty: dict[str, list[Any]] = {"x": [], "low": [], "high": [], "words": []}
        self.scale.data = {**bar, "words": [f"{SCALE_UV:g} µV"]} if lines else empty
        self.beside.visible = len(picture.maps) == 2
        for bar_ in self.keys:
            bar_.visible = not lines
            bar_.major_label_overrides = {
                1: f"−{picture.limit_uv:g}", 128: "0 µV", 255: f"+{picture.limit_uv:g}"
            }  # fmt: skip
        self.keys[0].visible = len(picture.maps) == 1
        label = f"time after {picture.start_s:.3f} s (ms)"
        static, drifting = (" · static", " · drifting") if self.beside.visible else ("", "")
        self.figure.xaxis.axis_label = label + static
        self.beside.xaxis.axis_label = label + drifting

    def restyle(self) -> None:
        """Paint the figures, and the maps with the palette whose middle is the panel's colour."""
        super().restyle()
        self.mapper.palette = potential_palette(dark=self.state.appearance.dark)
