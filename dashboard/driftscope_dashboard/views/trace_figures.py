"""The figures of the traces, and their columns: the two pictures, and the numbers of the channels to their left."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import pi
from typing import Any, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, HStrip, PanTool, Range1d, WheelZoomTool
from bokeh.models.annotations import Title

from ..plots.dimensions import WINDOW
from ..plots.trace_windows import Dot, Map, Panel, Picture, Plate, Stroke, as_lines
from ..plots.traces import traces_picture
from ..reduce.spikemarks import Marks
from ..reduce.trace_rows import Rows, joining_line
from ..reduce.trace_scale import potential_words
from ..theme import colour as colour_of
from ..theme import potential_mapper, unit_colour
from ..ticks import put_ticks
from .figures import Figure, declared, draw_glyph
from .stage import align_depth

ROWS_WIDTH, JOIN_WIDTH = 58, 24
TICKS, LOCKED_TICKS = 2, 3
TICK_PIXELS = 7
GUTTER_PIXELS = TICK_PIXELS / 2 + 1
USUAL_HEIGHT = 300
JUDGED = {
    "found": ("inverted_triangle", "found"), "missed": ("circle", "missed"), "false": ("x", "ink"),
}  # fmt: skip
"""How spikes are marked above the rows when a sorter's result is compared: the marker and its colour."""
LINE_LOOK = {"xs": "xs", "ys": "ys", "line_color": "colour", "line_width": "width", "line_alpha": "alpha"}
_COLUMNS: dict[str, tuple[str, ...]] = {
    "rows": ("low", "high", "colour", "channel", "depth"),
    "maps": ("image", "x", "y", "dw", "dh"),
    "lines": ("xs", "ys", "colour", "width", "alpha"),
    "threshold": ("x", "y", "x1"),
    "peaks": ("x", "y", "colour", "alpha"),
    "plates": ("x", "y", "words", "colour", "align", "dx", "ground"),
    "marks": ("x", "y", "marker", "size", "fill", "line", "angle"),
}


class Verdicts(NamedTuple):
    """What a sorter made of the followed unit: the frames of its missed spikes, and when it fired in vain."""

    missed: frozenset[int]
    false_s: Any


def example() -> Any:
    """Return a picture with a part of every kind, from which the figures are declared."""
    line, one = np.array([0.0, 1.0]), np.ones(1)
    rows = Rows(np.array([0]), np.array([0.5]), np.array([0.5]), 1.0, (0.0, 1.0))
    stroke, marks = Stroke(line, line, "common"), Marks(np.array([0, 1]), np.array([0, 1]))
    plate, dot = Plate(0.0, 0.5, "1", "drifting"), Dot(0.0, 0.5, "drifting")
    panel = Panel("drifting", [stroke], plates=[plate], dots=[dot], marks=marks, marks_ms=line)
    found = Picture(rows, [panel], 0.0, 1.0, 0.0, 1.0, thresholds_um=one, selected=(0,))
    return traces_picture(found, panel, {"time": WINDOW, "xlim": (0.0, 1.0)})


def map_example() -> Any:
    """Return a picture of a map, from which its part is declared."""
    rows = Rows(np.array([0]), np.array([0.5]), np.array([0.5]), 1.0, (0.0, 1.0))
    panel = Panel("drifting", maps=[Map(np.full((2, 2), 128, np.uint8), 0.0, 1.0, 0.0, 1.0)])
    found = Picture(rows, [panel], 0.0, 1.0, 0.0, 1.0, limit_uv=1.0)
    return traces_picture(found, panel, {"time": WINDOW, "xlim": (0.0, 1.0)})


@dataclass(eq=False)
class TraceFigure:
    """One of the two pictures.

    Attributes
    ----------
    made : bokeh figure
        The figure.
    title : bokeh.models.Title
        What it shows.
    sources : dict of ColumnDataSource
        Its rows, maps, lines, threshold, peaks, plates and marks.
    pixels : list of int
        Width and height of its frame; zeros before the browser has told them.
    """

    made: Any
    title: Title
    sources: dict[str, ColumnDataSource] = field(default_factory=dict)
    pixels: list[int] = field(default_factory=lambda: [0, 0])

    def entitle(self, words: str, colour: str, *, dark: bool) -> None:
        """Say what the picture shows, in a colour by its name."""
        if self.title.text != words or self.title.tags != [f"text:{colour}"]:
            self.title.update(text=words, tags=[f"text:{colour}"], text_color=colour_of(colour, dark=dark))

    def say_unit(self, said: bool) -> None:
        """Let the last tick carry the unit, or not: it would touch the ticks of a picture beside it."""
        formatter = self.made.xaxis[0].formatter
        if (unit := "ms" if said else "") != formatter.args["unit"]:
            formatter.args = {**formatter.args, "unit": unit}


def trace_figure(name: str, time_range: Range1d, rows_range: Range1d) -> TraceFigure:
    """Return an empty picture of traces."""
    figure = Figure(example, name, x_range=time_range, y_range=rows_range, tools=[])
    made, sources = figure.made, {kind: _empty(kind) for kind in _COLUMNS}
    band = HStrip(y0="low", y1="high", fill_color="colour", line_color=None)
    draw_glyph(made, band, sources["rows"], name="rows")
    figure.parts = declared(map_example)
    place = {name: name for name in _COLUMNS["maps"]}
    figure.add("map", sources["maps"], **place, color_mapper=potential_mapper())
    figure.parts = declared(example)
    figure.add("common", sources["lines"], **LINE_LOOK)
    figure.add("threshold", sources["threshold"], x0="x", y0="y", x1="x1", y1="y", line_dash=[2, 3])
    figure.add("peaks", sources["peaks"], x="x", y="y", fill_color="colour", fill_alpha="alpha")
    _add_above_frame(figure, sources)
    _keep_colours_of_columns(made)
    align_depth(made).update(min_border_left=10, min_border_right=30)
    made.yaxis.visible = made.grid.visible = False
    put_ticks(made.xaxis[0], "ms", number=TICKS, signed=True)
    title = Title(text_font_size="12px", text_font_style="bold", standoff=8, vertical_align="top", text="")
    made.add_layout(title, "above")
    zoom = WheelZoomTool(dimensions="width")
    made.add_tools(PanTool(dimensions="width"), zoom)
    made.toolbar.active_scroll = zoom
    return TraceFigure(made, title, sources)


def _add_above_frame(figure: Figure, sources: dict[str, ColumnDataSource]) -> None:
    """Add plates and marks, which may leave the frame: what is drawn at this level is not cut off at its edge."""
    plates = figure.add(
        "plates", sources["plates"], x="x", y="y", text="words", text_color="colour", text_align="align",
        x_offset="dx", text_baseline="middle", text_font_size="12px", text_font_style="bold",
        background_fill_color="ground", padding=2, border_radius=3,
    )  # fmt: skip
    marks = figure.add(
        "marks", sources["marks"], x="x", y="y", marker="marker", size="size", angle="angle", fill_color="fill",
        line_color="line", line_width=1.5,
    )  # fmt: skip
    plates.level = marks.level = "annotation"


def _keep_colours_of_columns(made: Any) -> None:
    """Let the parts whose colours stand in columns not be painted."""
    for one in made.renderers:
        fixed = one.glyph.properties_with_values()
        colours = [name for name, value in fixed.items() if name.endswith("_color") and str(value).startswith("#")]
        tags = [str(tag) for tag in one.glyph.tags]
        one.glyph.tags = [tag for tag in tags if f"{tag.partition(':')[0]}_color" in colours]


def _empty(kind: str) -> ColumnDataSource:
    return ColumnDataSource({name: [] for name in _COLUMNS[kind]})


def row_columns(picture: Picture, *, dark: bool) -> dict[str, Any]:
    """Return every row with its band: those of the channels that are best at rest and now have a colour."""
    rows, half = picture.rows, picture.rows.height_um / 2
    bands = dict(zip(picture.best[::-1], ("drifting-band", "static-band"), strict=False))
    colours = [colour_of(bands[one], dark=dark) if one in bands else "#00000000" for one in rows.channels.tolist()]
    return {
        "low": np.round(rows.centres_um - half, 3).tolist(), "high": np.round(rows.centres_um + half, 3).tolist(),
        "colour": colours, "channel": rows.channels.tolist(), "depth": np.round(rows.depths_um, 1).tolist(),
    }  # fmt: skip


def map_columns(panel: Panel) -> dict[str, Any]:
    """Return the images of a panel."""
    places = [(one.image, one.start_ms, one.low_um, one.length_ms, one.high_um - one.low_um) for one in panel.maps]
    return {name: [place[number] for place in places] for number, name in enumerate(_COLUMNS["maps"])}


def line_columns(panel: Panel, *, dark: bool) -> dict[str, Any]:
    """Return the lines of a panel, each with its look."""
    columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS["lines"]}
    for stroke in panel.strokes:
        shown = colour_of(stroke.colour, dark=dark)
        for x, y in as_lines(stroke):
            for name, value in zip(columns, (x, y, shown, stroke.width, stroke.alpha), strict=True):
                columns[name].append(value)
    return columns


def threshold_columns(picture: Picture) -> dict[str, Any]:
    """Return the threshold of every row, from well before the window until well after it."""
    start, length, heights = picture.start_ms, picture.length_ms, picture.thresholds_um
    ends = [[start - length] * heights.size, [start + 2 * length] * heights.size]
    return {"x": ends[0], "y": np.round(heights, 2).tolist(), "x1": ends[1]}


def peak_columns(panel: Panel, *, dark: bool) -> dict[str, Any]:
    """Return the peaks of the spikes that lie above each other."""
    return {
        "x": [round(dot.x_ms, 3) for dot in panel.dots], "y": [round(dot.y_um, 2) for dot in panel.dots],
        "colour": [colour_of(dot.colour, dark=dark) for dot in panel.dots], "alpha": [dot.alpha for dot in panel.dots],
    }  # fmt: skip


def plate_columns(picture: Picture, panel: Panel, words: str, pixel_um: float, *, dark: bool) -> dict[str, Any]:
    """Return the peaks in words, and what stands at the upper right.

    Parameters
    ----------
    picture, panel : Picture, Panel
        What is shown.
    words : str
        What stands above the picture, to the right.
    pixel_um : float
        Height of a pixel on the depth axis.
    dark : bool
        How it looks.
    """
    ground = colour_of("panel", dark=dark)
    found = [
        (round(one.x_ms, 3), round(one.y_um, 2), one.words, colour_of(one.colour, dark=dark),
         "left" if one.right else "right", 14 if one.right else -14, f"{ground}e0")
        for one in panel.plates
    ]  # fmt: skip
    if words:
        end, top = picture.start_ms + picture.length_ms, picture.rows.extent_um[1] + 13 * pixel_um
        found.append((end, top, words, colour_of("muted", dark=dark), "right", 0, "#00000000"))
    return {name: [one[number] for one in found] for number, name in enumerate(_COLUMNS["plates"])}


def mark_columns(
    picture: Picture, panel: Panel, pixel_um: float, verdicts: Verdicts | None = None, *, dark: bool
) -> dict[str, Any]:
    """Return the marks above the rows: a tick for a spike, a triangle for one of a selected unit.

    Parameters
    ----------
    picture, panel : Picture, Panel
        What is shown.
    pixel_um : float
        Height of a pixel on the depth axis.
    verdicts : Verdicts, optional
        What a sorter made of the followed unit's spikes: ▼ found, ○ missed, ✕ false.
    dark : bool
        How it looks.
    """
    y = round(picture.rows.extent_um[1] + GUTTER_PIXELS * pixel_um, 3)
    first = colour_of("static" if panel.kind == "static" else "drifting", dark=dark)
    tick = "dash", TICK_PIXELS, None, colour_of("edge", dark=dark), pi / 2
    found: list[tuple[Any, ...]] = []
    times, frames = np.round(panel.marks_ms, 3).tolist(), panel.marks.frames.tolist()
    for x, frame, unit in zip(times, frames, panel.marks.units.tolist(), strict=True):
        if unit not in picture.selected:
            found.append((x, y, *tick))
        elif verdicts is not None and unit == picture.selected[0]:
            found.append((x, y, *_judged("missed" if frame in verdicts.missed else "found", dark=dark)))
        else:
            shown = first if unit == picture.selected[0] else unit_colour(unit)
            found.append((x, y, "inverted_triangle", 10, shown, None, 0.0))
    if verdicts is not None and not picture.locked:
        start, end = picture.start_ms - picture.length_ms, picture.start_ms + 2 * picture.length_ms
        false = verdicts.false_s * 1000.0 - picture.anchor_s * 1000.0
        near = np.round(false[(false > start) & (false < end)], 3).tolist()
        found += [(x, y, *_judged("false", dark=dark)) for x in near]
    return {name: [one[number] for one in found] for number, name in enumerate(_COLUMNS["marks"])}


def _judged(verdict: str, *, dark: bool) -> tuple[Any, ...]:
    marker, name = JUDGED[verdict]
    shown = colour_of(name, dark=dark)
    return marker, 9, shown if verdict == "found" else None, shown, 0.0


@dataclass(eq=False)
class RowsFigure:
    """The numbers of the channels, each joined to its depth by a thin line, and the bar of the gain."""

    made: Any
    lines: ColumnDataSource
    words: ColumnDataSource


def rows_figure(rows_range: Range1d) -> RowsFigure:
    """Return the empty figure to the left of the pictures."""
    figure = Figure(example, "traces-rows", x_range=Range1d(start=0, end=ROWS_WIDTH), y_range=rows_range, tools=[])
    made = figure.made
    lines = ColumnDataSource({name: [] for name in _COLUMNS["lines"]})
    words = ColumnDataSource({"x": [], "y": [], "words": [], "colour": [], "style": []})
    figure.add("common", lines, **LINE_LOOK)
    numbers = figure.add(
        "plates", words, x="x", y="y", text="words", text_color="colour", text_font_style="style", text_align="right",
        text_baseline="middle", text_font_size="12px",
    )  # fmt: skip
    numbers.level = "annotation"
    _keep_colours_of_columns(made)
    made.axis.visible = made.grid.visible = False
    align_depth(made).update(min_border_left=0, min_border_right=0)
    made.update(width=ROWS_WIDTH, sizing_mode="stretch_height", styles={"order": "-1"})
    return RowsFigure(made, lines, words)


def join_columns(picture: Picture, *, dark: bool) -> dict[str, Any]:
    """Return the lines from the depths of the contacts to their rows, and the bar of the gain."""
    columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS["lines"]}
    low, high = picture.rows.extent_um
    for channel, centre, depth in zip(
        picture.rows.channels.tolist(), picture.rows.centres_um.tolist(), picture.rows.depths_um.tolist(), strict=True
    ):
        name, strong = _row_colour(picture, channel)
        x, y = joining_line(min(max(depth, low), high), centre, JOIN_WIDTH)
        shown = colour_of(name if strong else "edge", dark=dark)
        look = x, y, shown, 1.75 if strong else 1.0, 1.0 if strong else 0.6
        for column, value in zip(columns.values(), look, strict=True):
            column.append(value)
    if not picture.limit_uv:
        bar = [ROWS_WIDTH - 2] * 2, [high, high - picture.rows.unit_um], colour_of("ink", dark=dark), 2.0, 1.0
        for column, value in zip(columns.values(), bar, strict=True):
            column.append(value)
    return columns


def number_columns(picture: Picture, pixel_um: float, *, dark: bool) -> dict[str, Any]:
    """Return the numbers of the channels, the names of shanks, and what the bar of the gain is worth."""
    found, rows = [], picture.rows
    least = 13 * pixel_um
    every = max(int(np.ceil(least / rows.height_um)), 1)
    best = rows.centres_um[np.isin(rows.channels, picture.best)]
    for number, (channel, centre) in enumerate(zip(rows.channels.tolist(), rows.centres_um.tolist(), strict=True)):
        name, strong = _row_colour(picture, channel)
        beside = not strong and np.abs(best - centre).min(initial=np.inf) < least
        if strong or (number % every == 0 and not beside):
            found.append((ROWS_WIDTH - 8, centre, str(channel), name, "bold" if strong else "normal"))
    found += [(ROWS_WIDTH - 8, middle, name, "text", "normal") for name, middle in rows.gaps]
    if not picture.limit_uv:
        bar = potential_words(rows.unit_um / picture.um_per_uv)
        found.append((ROWS_WIDTH, rows.extent_um[1] + 12 * pixel_um, bar, "text", "normal"))
    x, y, words, colours, styles = (list(one) for one in zip(*found, strict=True)) if found else ([],) * 5
    shown = [colour_of(name, dark=dark) for name in colours]
    return {"x": list(x), "y": list(y), "words": list(words), "colour": shown, "style": list(styles)}


def _row_colour(picture: Picture, channel: int) -> tuple[str, bool]:
    """Return the colour of a row's number, and whether it is one of the two best."""
    for best, name in zip(picture.best, ("static", "drifting"), strict=False):
        if channel == best:
            return name, True
    return "muted", False
