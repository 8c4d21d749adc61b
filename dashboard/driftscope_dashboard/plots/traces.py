"""The traces: a window of the static and the drifting recording, as lines or as a map over channels."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, TypedDict, Unpack

import holoviews as hv
import numpy as np
from holoviews.streams import RangeX
from numpy.typing import NDArray

from ..reduce.trace_scale import potential_words
from ..theme import unit_colour
from .dimensions import POTENTIAL
from .sources import is_source, seen, shown_time, shown_unit
from .style import Theme, checked, dots, image, ink, lines, load_backends, picture, segments, themed, words
from .trace_request import Mode, Request, Style, window_of
from .trace_windows import PANELS, THIN, Panel, Picture, draw_window, panels_of

LONGEST_S = 5.0
SHORTEST_S = 0.002
USUAL_CHANNELS = 32
AIR = 0.05
"""Room above the rows for the marks of spikes, as a share of the picture."""
MOST_NUMBERS = 32
"""Of more channels, not every one has its number beside it."""
FORMER_MODES = {"both": "overlaid"}
"""How modes were called before."""
ROW = hv.Dimension("row_um", label="channel")

Array = NDArray[Any]


def traces_picture(found: Picture, panel: Panel, look: dict[str, Any], theme: Theme = "light") -> hv.Overlay:
    """Draw a window, or one of two that stand beside each other.

    Parameters
    ----------
    found : Picture
        The window.
    panel : Panel
        Which of its pictures.
    look : dict
        The ``time`` dimension, ``xlim``, and perhaps a ``title``, the ``gain`` and the ``width``.
    theme : {"light", "dark", "print"}
        How it looks.
    """
    dims = [look["time"], ROW]
    low, high = found.rows.extent_um
    air = AIR * (high - low)
    drawn = [*(_maps(found, panel, dims, theme) or _bands(found, look, dims, theme)), *_strokes(panel, dims, theme)]
    drawn += [*_threshold(found, look, dims, theme), *_marks(found, panel, high, air, dims, theme)]
    drawn += [_peaks(panel, dims, theme), *_plates(panel, dims, theme)]
    if panel.strokes:
        drawn += _scale(found, look, dims, theme)
    every = slice(None, None, -(-len(found.rows.channels) // MOST_NUMBERS))
    numbered = zip(found.rows.centres_um[every], found.rows.channels[every], strict=True)
    ticks = [(float(at), str(channel)) for at, channel in numbered]
    options = {"xlim": look["xlim"], "ylim": (low, high + 2.2 * air), "title": look.get("title", "")}
    options |= {"yticks": ticks, "xlabel": look["time"].pprint_label, "ylabel": ROW.pprint_label}
    if "width" in look:
        options["width"] = look["width"]
    return picture(hv.Overlay(drawn), theme, height=420, **options)


def _strokes(panel: Panel, dims: list[Any], theme: Theme) -> list[Any]:
    """Return the lines; each is named after its colour, those of the followed unit's spikes as such."""
    return [
        lines(
            [(one.x, one.y)], dims,
            {
                "label": one.colour if one.width == THIN else f"{one.colour} spikes", "colour": one.colour,
                "width": one.width, "alpha": one.alpha,
            },
            theme,
        )
        for one in panel.strokes
    ]  # fmt: skip


def _bands(found: Picture, look: dict[str, Any], dims: list[Any], theme: Theme) -> list[Any]:
    """Return the bands of the channels that are best at rest and now; they reach farther than what is shown."""
    start, end = look["xlim"]
    made = []
    for channel, name in zip(found.best, ("static-band", "drifting-band"), strict=False):
        row = found.rows.row_of(channel)
        if row is not None:
            middle, half = found.rows.centres_um[row], found.rows.height_um / 2
            corners = [(2 * start - end, middle - half, 2 * end - start, middle + half)]
            band = hv.Rectangles(corners, kdims=[*dims, "until_ms", "until_um"], label="band")
            colour = ink(name, theme)
            bokeh = {"fill_color": colour, "line_color": None}
            made.append(themed(band, theme, {}, bokeh, {"facecolor": colour, "linewidth": 0}))
    return made


def _maps(found: Picture, panel: Panel, dims: list[Any], theme: Theme) -> list[hv.Image]:
    look: dict[str, Any] = {"label": "map", "theme": theme, "palette": "potential", "vdim": POTENTIAL}
    look |= {"limits": (-found.limit_uv, found.limit_uv)}
    look |= {"tell": {"time": "$x{0.00} ms", "potential": "@image{0.0} µV"}}
    made = []
    for number, one in enumerate(panel.maps):
        values = (one.image.astype(np.float32) - 128.0) * np.float32(found.limit_uv / 127.0)
        bounds = (one.start_ms, one.low_um, one.start_ms + one.length_ms, one.high_um)
        made.append(image(values, bounds, dims, look | {"colorbar": number == 0}))
    return made


def _threshold(found: Picture, look: dict[str, Any], dims: list[Any], theme: Theme) -> list[Any]:
    heights = found.thresholds_um
    if not heights.size:
        return []
    start, end = (np.full(heights.size, limit) for limit in look["xlim"])
    said = {"label": "threshold", "colour": "ink", "dash": "dotted"}
    return [segments((start, heights, end, heights), [*dims, "until_ms", "until_um"], [], said, theme)]


def _marks(found: Picture, panel: Panel, high: float, air: float, dims: list[Any], theme: Theme) -> list[Any]:
    """Return a tick for every spike, above the rows, and a triangle for each of a selected unit."""
    own = np.isin(panel.marks.units, found.selected)
    others = panel.marks_ms[~own]
    ends = np.full(others.size, high + 0.3 * air), np.full(others.size, high + air)
    ticks = segments(
        (others, ends[0], others, ends[1]), [*dims, "until_ms", "until_um"], [],
        {"label": "ticks", "colour": "edge", "width": 1.5}, theme,
    )  # fmt: skip
    rest = panel.kind == "static"
    colours = [_colour_of(unit, found.selected, rest, theme) for unit in panel.marks.units[own].tolist()]
    columns = panel.marks_ms[own], np.full(int(own.sum()), high + 0.6 * air), colours, panel.marks.units[own]
    look = {"label": "marks", "size": 10, "marker": "inverted_triangle"}
    look |= {"colour": "colour" if colours else "ink", "tell": {"unit": "@unit", "time": "@window_ms{0.00} ms"}}
    return [ticks, dots(columns, dims, ["colour", "unit"], look, theme)]


def _colour_of(unit: int, selected: tuple[int, ...], rest: bool, theme: Theme) -> str:
    first = bool(selected) and unit == selected[0]
    return ink("static" if rest else "drifting", theme) if first else unit_colour(unit)


def _peaks(panel: Panel, dims: list[Any], theme: Theme) -> hv.Points:
    x, y = [dot.x_ms for dot in panel.dots], [dot.y_um for dot in panel.dots]
    colours = [ink(dot.colour, theme) for dot in panel.dots]
    look = {"label": "peaks", "size": 4, "colour": "colour" if colours else "ink"}
    return dots((x, y, colours), dims, ["colour"], look, theme)


def _plates(panel: Panel, dims: list[Any], theme: Theme) -> list[hv.Labels]:
    """Return the peaks in words, those to the left of their spike and those to its right."""
    made = []
    for colour, right in dict.fromkeys((one.colour, one.right) for one in panel.plates):
        own = [one for one in panel.plates if (one.colour, one.right) == (colour, right)]
        said = [f"   {one.words}" if right else f"{one.words}   " for one in own]
        look = {"label": "plates", "colour": colour, "align": "left" if right else "right"}
        made.append(words(([one.x_ms for one in own], [one.y_um for one in own], said), dims, look, theme))
    return made


def _scale(found: Picture, look: dict[str, Any], dims: list[Any], theme: Theme) -> list[Any]:
    """Return the bar that says how high a potential is drawn."""
    (low, high), shown = found.rows.extent_um, look["xlim"]
    x, height = np.array([shown[0] + 0.985 * (shown[1] - shown[0])]), found.rows.unit_um
    bar = segments(
        (x, np.array([high - height]), x, np.array([high])), [*dims, "until_ms", "until_um"], [],
        {"label": "scale", "colour": "ink", "width": 2.0}, theme,
    )  # fmt: skip
    place = x, np.array([high + 1.3 * AIR * (high - low)]), [potential_words(height / found.um_per_uv)]
    said = words(place, dims, {"label": "words", "align": "right", "baseline": "bottom"}, theme)
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
        Units whose spikes are marked; the first one's are coloured, on the channels where it is largest.
    channels : int
        How many channels; 8 of a unit, else 32 around a depth. 0 shows all.
    threshold_noise : float
        Where a threshold is drawn, in times the noise.
    referenced : bool
        Whether the median of all channels is subtracted.
    lazy : bool
        Whether a window to which one pans or zooms is read then; it needs a running kernel or server.
    """

    time_s: float
    window_s: float
    depth_um: float
    gain: float
    units: tuple[int, ...]
    channels: int
    threshold_noise: float
    referenced: bool
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
    """Draw traces of the static and drifting recording; windows are read when you pan to them.

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
    mode : {"static", "drifting", "side by side", "overlaid", "difference"}, optional
        Which traces; both in one picture by default, of one recording alone ``"static"``.
    style : {"lines", "heatmap"}
        How they are drawn.
    theme : {"light", "dark", "print"}
        How it looks.
    **view : Any
        ``time_s``, ``window_s`` (0.05), ``depth_um``, ``gain`` (1), ``units``, ``channels``, ``threshold_noise``,
        ``referenced`` and ``lazy`` (True); see `View`.

    Returns
    -------
    holoviews.DynamicMap, Overlay or Layout
        Channels from shallow to deep against time in ms; two pictures beside each other side by side, and for both
        recordings as heatmaps.

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
    request = _request(whole, _checked_mode(mode, style, alone=whole.after is None), style, view)
    kinds, lazy = panels_of(request), view.get("lazy", True)
    if len(kinds) == 1:
        return _lazily(request, theme, {}, lazy=lazy)
    looks: list[dict[str, Any]] = [{"title": kind, "width": 420} for kind in kinds]
    return hv.Layout([
        _lazily(request._replace(mode="static" if kind == "static" else "drifting"), theme, look, lazy=lazy)
        for kind, look in zip(kinds, looks, strict=True)
    ])  # fmt: skip


def _checked_mode(mode: str | None, style: str, *, alone: bool) -> Any:
    """Return a mode that exists, for a style that does."""
    if style not in ("lines", "heatmap"):
        raise ValueError(f"Unknown style {style!r}. Available: lines, heatmap.")
    mode = mode or ("static" if alone else "overlaid")
    mode = FORMER_MODES.get(mode, mode)
    if mode not in PANELS:
        raise ValueError(f"Unknown mode {mode!r}. Available: {', '.join(PANELS)}.")
    if alone and mode != "static":
        raise TypeError(f"Mode {mode!r} needs two recordings: also give the drifting one.")
    return mode


def _request(whole: Any, mode: Mode, style: Style, view: View) -> Request:
    """Return what the first window shows."""
    time_s, units = shown_time(whole, view.get("time_s")), tuple(view.get("units", ()))
    depth = view.get("depth_um")
    if depth is None and len(whole.locations_um):
        depth = float(whole.locations_um[shown_unit(whole, None), 1])
    number = view.get("channels", None if units or style == "heatmap" else USUAL_CHANNELS)
    return Request(
        whole, time_s, view.get("window_s", 0.05), mode, style, view.get("gain", 1.0), units=units, channels=number,
        depth_um=None if style == "heatmap" else depth, threshold_noise=view.get("threshold_noise"),
        referenced=view.get("referenced", False),
    )  # fmt: skip


def _lazily(request: Request, theme: Theme, look: dict[str, Any], *, lazy: bool) -> Any:
    """Return a window, read anew wherever one pans to; its axis keeps its zero."""
    start_s, length_ms, anchor_s = window_of(request)
    time = hv.Dimension("window_ms", label=f"time after {anchor_s:.3f} s", unit="ms")
    first = (start_s - anchor_s) * 1000.0
    shown = (first, first + length_ms)
    look = {"time": time, "xlim": shown, **look}

    def drawn(x_range: tuple[float, float] | None = None) -> hv.Overlay:
        start, end = x_range or shown
        middle, length = anchor_s + (start + end) / 2000.0, min(max((end - start) / 1000.0, SHORTEST_S), LONGEST_S)
        found = draw_window(request._replace(time_s=middle, window_s=length, anchor_s=anchor_s))
        return traces_picture(found, found.panels[0], look, theme)

    return hv.DynamicMap(drawn, streams=[RangeX()]) if lazy else drawn()


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
