"""The traces: a window of the static and the drifting recording, as lines or as a map over channels."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Literal, NamedTuple, TypedDict, Unpack

import holoviews as hv
import numpy as np
from holoviews.streams import RangeX
from numpy.typing import NDArray

from ..channels import channels_looked_at, depth_order, row_centres_um, row_extent_um
from ..decimate import as_bytes, frames_around, min_max, one_line, strongest
from ..selection import present_units
from ..spikemarks import NONE, Marks, mark_spikes
from ..theme import unit_colour
from .dimensions import DEPTH, POTENTIAL
from .sources import is_source, seen, shown_time, shown_unit
from .style import Theme, checked, dots, faded, image, lines, load_backends, picture, rule, segments, words

Mode = Literal["static", "drifting", "both", "difference"]
Style = Literal["lines", "heatmap"]

LONGEST_S = 5.0
SHORTEST_S = 0.002
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

Array = NDArray[Any]
Line = tuple[NDArray[Any], NDArray[Any]]
NO_LINE: Line = (np.empty(0, np.float32), np.empty(0, np.float32))

LINES: dict[str, tuple[str, ...]] = {
    "static": ("static",),
    "drifting": ("drifting",),
    "both": ("static", "drifting"),
    "difference": ("difference",),
}
"""Which traces a mode shows; as maps the second one stands beside the first."""
KINDS = {"common": 1.0, "static": 1.4, "drifting": 1.0, "difference": 1.0}
"""How wide each kind of line is; the later ones lie above the earlier."""


class Request(NamedTuple):
    """What a picture of traces depends on."""

    simulation: Any
    time_s: float
    window_s: float
    mode: Mode
    style: Style
    depth_um: float | None
    gain: float
    depths_um: tuple[float, float] | None = None
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


def window_frames_of(request: Request) -> tuple[int, int]:
    """Return the first frame of the window, and the one after the last."""
    config = request.simulation.config
    return frames_around(request.time_s, request.window_s, config.sampling_frequency_hz, config.num_samples)


def loaded_frames(request: Request) -> tuple[int, int]:
    """Return the first frame that is loaded, and the one after the last: more than the window, to pan in."""
    config = request.simulation.config
    start, end = window_frames_of(request)
    margin = min((end - start) // 4, round(MARGIN_S * config.sampling_frequency_hz))
    return max(start - margin, 0), min(end + margin, config.num_samples)


def window_of(request: Request) -> tuple[float, float, float]:
    """Return where the window begins in seconds, its length in milliseconds, and the zero of the time axis."""
    config = request.simulation.config
    start, end = window_frames_of(request)
    start_s = start / config.sampling_frequency_hz
    length_ms = (end - start) / config.sampling_frequency_hz * 1000.0
    return start_s, length_ms, start_s if request.anchor_s is None else request.anchor_s


def marks_of(request: Request, channels: NDArray[np.intp], anchor_s: float) -> dict[str, Any]:
    """Return the columns of the spikes' markers: those of selected units are larger, the others then fainter."""
    simulation = request.simulation
    rate, units = simulation.config.sampling_frequency_hz, present_units(request.units, len(simulation.locations_um))
    moving = request.mode != "static"
    found: Marks = (
        mark_spikes(simulation, *loaded_frames(request), channels, units, moving=moving)
        if channels.size and len(simulation.locations_um)
        else NONE
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
        "unit": found.units,
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


def traces_picture(found: Picture, look: dict[str, Any], theme: Theme = "light") -> hv.Overlay:
    """Draw a window as lines, or the first of its maps.

    Parameters
    ----------
    found : Picture
        What to draw.
    look : dict
        The ``time`` dimension, where the ``cursor`` is (milliseconds after the anchor), and ``xlim``.
    theme : {"light", "dark", "print"}
        How it looks.
    """
    dims = [look["time"], DEPTH]
    low, high = found.extent_um
    air = 1.1 * found.scale_um if found.lines else 0.0
    drawn = _lines(found, dims, theme) if found.lines else [_map(found, dims, theme)]
    drawn += [_marks(found.marks, dims, theme)]
    if found.lines:
        drawn += _scale(found, high + air * np.array([0.05, 0.95]), look["xlim"], dims, theme)
    drawn += [
        rule(look["cursor"], {"colour": "ink", "dash": "dotted", "width": 1.0, "alpha": 0.6}, theme, across=False)
    ]
    limits = {"xlim": look["xlim"], "ylim": (low - air / 2, high + air), "title": look.get("title", "")}
    return picture(hv.Overlay(drawn), theme, height=420, **limits)


def _lines(found: Picture, dims: list[Any], theme: Theme) -> list[Any]:
    """Return a line of every kind, the ones that are not shown empty: a picture always has the same parts."""
    return [
        lines(
            [found.lines[kind]] if kind in found.lines else [],
            dims,
            {"label": kind, "colour": kind, "width": width},
            theme,
        )
        for kind, width in KINDS.items()
    ]


def _map(found: Picture, dims: list[Any], theme: Theme) -> hv.Image:
    start, length = found.maps_ms
    values = (found.maps[0].astype(np.float32) - 128.0) * np.float32(found.limit_uv / 127.0)
    look: dict[str, Any] = {"label": "map", "theme": theme, "palette": "potential", "colorbar": True, "vdim": POTENTIAL}
    look |= {"limits": (-found.limit_uv, found.limit_uv)}
    look |= {"tell": {"time": "$x{0.00} ms", "depth": "$y{0} µm", "potential": "@image{0.0} µV"}}
    return image(values, (start, found.extent_um[0], start + length, found.extent_um[1]), dims, look)


def _marks(marks: dict[str, Any], dims: list[Any], theme: Theme) -> hv.Points:
    columns = marks["x"], marks["y"], marks["size"], faded(marks["colour"], marks["alpha"]), marks["unit"]
    look = {"label": "spikes", "size": "size", "marker": "inverted_triangle", "edge": "panel", "edge_width": 0.5}
    look |= {"colour": "colour" if len(marks["x"]) else "ink"}
    look |= {"tell": {"unit": "@unit", "time": "@window_ms{0.00} ms"}}
    return dots(columns, dims, ["size", "colour", "unit"], look, theme)


def _scale(found: Picture, heights: Array, shown: tuple[float, float], dims: list[Any], theme: Theme) -> list[Any]:
    """Return the bar that shows how high 100 µV are."""
    right = [shown[0] + 0.985 * (shown[1] - shown[0])]
    low, high = heights[:1], heights[1:]
    bar = segments(
        (right, low, right, high),
        [*dims, "until_ms", "until_um"],
        [],
        {"label": "scale", "colour": "ink", "width": 2.0},
        theme,
    )
    said = words(
        (right, high, [f"{SCALE_UV:g} µV "]), dims, {"label": "words", "align": "right", "baseline": "top"}, theme
    )
    return [bar, said]


class View(TypedDict, total=False):
    """What is shown of a recording.

    Attributes
    ----------
    time_s : float
        Around which moment; by default the one of the largest displacement.
    window_s : float
        How long a window.
    depth_um : float
        Around which depth; by default that of the largest unit.
    gain : float
        How much larger than usual potentials are drawn.
    units : tuple of int
        Units whose spikes are marked larger.
    lazy : bool
        Whether a window to which one pans or zooms is read then; it needs a running kernel or server.
    """

    time_s: float
    window_s: float
    depth_um: float
    gain: float
    units: tuple[int, ...]
    lazy: bool


def traces(
    source: Any,
    drifting: Any = None,
    contact_positions_um: Array | None = None,
    sampling_frequency_hz: float = 30_000.0,
    *,
    mode: Mode | None = None,
    style: Style = "lines",
    theme: Theme = "light",
    **view: Unpack[View],
) -> hv.DynamicMap | hv.Overlay | hv.Layout:
    """Draw a window of a recording, at rest and drifting; the windows to which one pans are read then.

    Parameters
    ----------
    source : Simulation, Hybrid, recording or ndarray, shape (samples, channels)
        Whose traces; a recording, ours or SpikeInterface's; or samples in µV.
    drifting : recording or ndarray, optional
        A second recording, to be compared with the first.
    contact_positions_um : ndarray, shape (channels, 2), optional
        Where the channels are; for samples. One below the other, 20 µm apart, by default.
    sampling_frequency_hz : float
        Samples a second; for samples.
    mode : {"static", "drifting", "both", "difference"}, optional
        Which traces; both by default, of one recording alone ``"static"``.
    style : {"lines", "heatmap"}
        How they are drawn.
    theme : {"light", "dark", "print"}
        How it looks.
    **view : Any
        ``time_s``, ``window_s`` (0.05), ``depth_um``, ``gain`` (1), ``units`` and ``lazy`` (True); see `View`.

    Returns
    -------
    holoviews.DynamicMap, Overlay or Layout
        Depth in µm against time in ms; two maps beside each other for both recordings as heatmaps.

    Raises
    ------
    ValueError
        When there is no such mode or style.
    TypeError
        When both recordings are asked for and there is only one.
    """
    load_backends()
    theme = checked(theme)
    whole = (
        seen(source) if is_source(source) else _recorded(source, drifting, contact_positions_um, sampling_frequency_hz)
    )
    mode = _checked_mode(mode, style, alone=whole.after is None)
    request = _request(whole, mode, style, view)
    if mode == "both" and style == "heatmap":
        both = [_lazily(request._replace(mode=one), theme, view, one) for one in ("static", "drifting")]
        return hv.Layout(both)
    return _lazily(request, theme, view)


def _checked_mode(mode: str | None, style: str, *, alone: bool) -> Any:
    """Return a mode that exists, for a style that does."""
    if style not in ("lines", "heatmap"):
        raise ValueError(f"Unknown style {style!r}. Available: lines, heatmap.")
    mode = mode or ("static" if alone else "both")
    if mode not in LINES:
        raise ValueError(f"Unknown mode {mode!r}. Available: {', '.join(LINES)}.")
    if alone and mode != "static":
        raise TypeError(f"Mode {mode!r} needs two recordings: give the drifting one, too.")
    return mode


def _request(whole: Any, mode: Mode, style: Style, view: View) -> Request:
    """Return what the first window shows."""
    time_s = shown_time(whole, view.get("time_s"))
    depth = view.get("depth_um")
    if depth is None and len(whole.locations_um):
        depth = float(whole.locations_um[shown_unit(whole, None), 1])
    length, gain, units = view.get("window_s", 0.05), view.get("gain", 1.0), tuple(view.get("units", ()))
    return Request(whole, time_s, length, mode, style, depth, gain, None, units)


def _lazily(request: Request, theme: Theme, view: View, title: str = "") -> Any:
    """Return a window, read anew wherever one pans to; its axis keeps its zero."""
    anchor_s, length_ms, _ = window_of(request)
    time = hv.Dimension("window_ms", label=f"time after {anchor_s:.3f} s", unit="ms")
    cursor = (request.time_s - anchor_s) * 1000.0
    look = {"time": time, "cursor": cursor, "xlim": (0.0, length_ms), "title": title}

    def drawn(x_range: tuple[float, float] | None = None) -> hv.Overlay:
        start, end = x_range or (0.0, length_ms)
        middle, length = anchor_s + (start + end) / 2000.0, min(max((end - start) / 1000.0, SHORTEST_S), LONGEST_S)
        shown = request._replace(time_s=middle, window_s=length, anchor_s=anchor_s)
        found = draw_lines(shown) if shown.style == "lines" else draw_maps(shown)
        return traces_picture(found, look, theme)

    return hv.DynamicMap(drawn, streams=[RangeX()]) if view.get("lazy", True) else drawn()


class _Samples:
    """Samples with the names by which a recording is asked."""

    def __init__(self, samples: Array) -> None:
        self.samples, self.channel_ids = samples, np.arange(samples.shape[1])

    def get_num_channels(self) -> int:
        """Return how many channels there are."""
        return self.samples.shape[1]

    def get_traces(self, start_frame: int, end_frame: int, channel_ids: Any = None) -> Array:
        """Return a window of samples."""
        found = self.samples[start_frame:end_frame]
        return found if channel_ids is None else found[:, channel_ids]


def _recorded(static: Any, drifting: Any, contacts_um: Array | None, rate_hz: float) -> Any:
    """Return one or two recordings, or samples, with the attributes of a simulation without units."""
    if hasattr(static, "get_traces"):
        rate_hz, number = static.get_sampling_frequency(), static.get_num_samples()
        contacts_um = static.get_channel_locations() if contacts_um is None else contacts_um
    else:
        static = _Samples(np.atleast_2d(np.asarray(static).T).T)
        number = len(static.samples)
    if drifting is not None and not hasattr(drifting, "get_traces"):
        drifting = _Samples(np.atleast_2d(np.asarray(drifting).T).T)
    column = 20.0 * np.arange(static.get_num_channels())
    contacts = np.stack([np.zeros_like(column), column], axis=1) if contacts_um is None else np.asarray(contacts_um)
    config = SimpleNamespace(sampling_frequency_hz=rate_hz, num_samples=number, duration_s=number / rate_hz)
    still = SimpleNamespace(vectors_um=np.empty((0, 2, 0)), factors=np.empty((0, 0)))
    return SimpleNamespace(
        before=static, after=drifting, config=config, contact_positions_um=contacts,
        locations_um=np.empty((0, 3)), motion=still,
    )  # fmt: skip
