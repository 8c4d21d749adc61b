"""How the page looks: every colour, colour map, font and CSS rule, for light and for dark."""

from __future__ import annotations

from itertools import chain, cycle
from pathlib import Path
from typing import Any, Literal

import colorcet
from bokeh.models import CustomJS, HoverTool, LinearColorMapper
from bokeh.plotting import figure

HERE = Path(__file__).parent

FONT = 'Inter, "Segoe UI", -apple-system, "Helvetica Neue", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif'

COLOURS: dict[str, tuple[str, str]] = {
    "page": ("#f3f4f6", "#111418"),
    "panel": ("#ffffff", "#191d23"),
    "field": ("#f0f2f4", "#252b33"),
    "hover": ("#e9ecef", "#2a313a"),
    "line": ("#e4e7eb", "#2a3038"),
    "line-strong": ("#c9cfd6", "#3b444f"),
    "edge": ("#767f8b", "#76818f"),
    "rail": ("#d9dee4", "#343c46"),
    "ink": ("#1a212b", "#e8ebef"),
    "text": ("#3a4452", "#c3cad3"),
    "muted": ("#556070", "#a0aab6"),
    "grid": ("#eef0f3", "#22272e"),
    "accent": ("#3d4d61", "#a9b8ca"),
    "focus": ("#1f6fbf", "#7cbcf0"),
    "static": ("#1f66ad", "#6cb4ec"),
    "static-band": ("#e8f0f8", "#1d2c3a"),
    "drifting": ("#b34b00", "#f59f52"),
    "drifting-band": ("#fbeee3", "#37281a"),
    "common": ("#7f8995", "#76818f"),
    "difference": ("#7a5195", "#b391d6"),
    "found": ("#00695c", "#2fb3a0"),
    "missed": ("#d0246a", "#ff9dbf"),
    "up": ("#167840", "#4ab078"),
    "down": ("#763ea0", "#9e6ac8"),
    "unmoved": ("#f7f7f7", "#22282f"),
    "wrong": ("#b3261e", "#ff8a80"),
    "wrong-soft": ("#fdeeed", "#3a2020"),
    "odd": ("#8a5000", "#f2b84b"),
    "odd-soft": ("#fdf3e1", "#362b17"),
}
"""What each colour is for, light and dark. Static and drifting differ for every kind of colour vision."""

UNIT_COLOURS = (
    "#cc6677", "#5b6bbf", "#c2a83e", "#2f9e67", "#55a8d6", "#b0487b", "#44aa99", "#8f8f3d", "#a05fb4",
)  # fmt: skip
"""The units take turns; after Paul Tol's muted scheme, lightened so that all show on dark."""
_POTENTIAL = (colorcet.CET_D1A, colorcet.bkr)
_AMPLITUDE_ENDS = (("#cdd3da", "#1a212b"), ("#3a424d", "#e8ebef"))
_AMPLITUDE_POWER = 0.75
_DEPTH_STOPS = ((0x7D, 0x5A, 0xB5), (0x46, 0x87, 0xB8), (0x35, 0xA9, 0x8C))

PAGE_SHEETS = ("page", "details", "enlarged", "projector", "print")
"""The style sheets of the page, later ones over earlier ones."""
PLOT_FONT_SIZES = (12, 13)
"""Pixels of what is written in plots, on a desk and on a projector."""
ARRIVAL = """
for (const view of Bokeh.index.query((view) => view.model === cb_obj)) {
  const events = view.canvas_view.events_el
  if (events.hasAttribute("role")) continue
  events.setAttribute("role", "img")
  events.setAttribute("aria-label", label)
  const ring = new CSSStyleSheet()
  ring.replaceSync(css)
  view.canvas_view.shadow_el.adoptedStyleSheets.push(ring)
}
document.dispatchEvent(new CustomEvent("driftscope-figure", {detail: cb_obj}))
if (matchMedia("(min-width: 1700px)").matches) {
  for (const axis of [...cb_obj.left, ...cb_obj.below]) {
    if (axis.major_label_text_font_size === usual) axis.setv({major_label_text_font_size: size}, {sync: false})
    if (axis.axis_label_text_font_size === usual) axis.setv({axis_label_text_font_size: size}, {sync: false})
  }
}
"""
"""What a figure does in the browser when it has found its place there."""

RING_CSS = """
.bk-events:focus { outline: none; }
.bk-events:focus-visible { outline: 2px solid var(--ds-focus); outline-offset: -2px; border-radius: 6px; }
"""
"""How a plot shows that it has the focus, where it was brought by a key."""


def depth_colour(share: float) -> str:
    """Return the colour of a depth, from 0 at the deepest to 1 at the shallowest.

    Examples
    --------
    >>> depth_colour(0.0), depth_colour(0.5), depth_colour(1.0)
    ('#7d5ab5', '#4687b8', '#35a98c')
    """
    place = min(max(share, 0.0), 1.0) * (len(_DEPTH_STOPS) - 1)
    first = min(int(place), len(_DEPTH_STOPS) - 2)
    here, there = _DEPTH_STOPS[first], _DEPTH_STOPS[first + 1]
    mixed = (round(a + (place - first) * (b - a)) for a, b in zip(here, there, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def colour(name: str, *, dark: bool) -> str:
    """Return a colour by what it is for."""
    return COLOURS[name][dark]


def unit_colour(unit: int) -> str:
    """Return the colour that a unit keeps everywhere."""
    return UNIT_COLOURS[unit % len(UNIT_COLOURS)]


def potential_palette(*, dark: bool) -> list[str]:
    """Return the map of potentials: no potential is the colour of the panel."""
    return list(_POTENTIAL[dark])


def amplitude_palette(*, dark: bool) -> list[str]:
    """Return the map of amplitudes, from nothing, which is not drawn, to the strongest: a ramp of greys."""
    return ["#00000000", *(amplitude_colour(share / 254, dark=dark) for share in range(255))]


def displacement_palette(*, dark: bool) -> list[str]:
    """Return the map of displacements: purple downwards, green upwards, and no colour where nothing moves."""
    down, middle, up = (_parts(colour(name, dark=dark)) for name in ("down", "unmoved", "up"))
    halves = [(down, middle, 127), (middle, up, 128)]
    return [_mixed(one, other, step / 127) for one, other, steps in halves for step in range(steps)]


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def _mixed(one: tuple[int, ...], other: tuple[int, ...], share: float) -> str:
    return "#" + "".join(f"{round(a + share * (b - a)):02x}" for a, b in zip(one, other, strict=True))


def amplitude_colour(share: float, *, dark: bool) -> str:
    """Return the grey of an amplitude, from 0 for the faintest to 1 for the strongest.

    Examples
    --------
    >>> amplitude_colour(0.0, dark=False), amplitude_colour(1.0, dark=False)
    ('#cdd3da', '#1a212b')
    """
    faint, strong = map(_parts, _AMPLITUDE_ENDS[dark])
    return _mixed(faint, strong, min(max(share, 0.0), 1.0) ** _AMPLITUDE_POWER)


def followed_colours(units: tuple[int, ...], *, dark: bool, moving: bool = True) -> dict[int, str]:
    """Return the colours of selected units: the first is orange as it drifts, blue at rest; others take turns.

    Examples
    --------
    >>> followed_colours((7,), dark=False), followed_colours((7,), dark=False, moving=False)
    ({7: '#b34b00'}, {7: '#1f66ad'})
    """
    first = colour("drifting" if moving else "static", dark=dark)
    return dict(zip(units, chain([first], cycle(UNIT_COLOURS)), strict=False))


def variables(*, dark: bool) -> str:
    """Return the CSS variables of one appearance."""
    lines = [f"--ds-{name}: {pair[dark]};" for name, pair in COLOURS.items()]
    return " ".join([f"color-scheme: {'dark' if dark else 'light'};", *lines])


def page_css() -> str:
    """Return the style sheet of the page, with the colours of both appearances."""
    tokens = (
        f":root {{ --ds-font: {FONT}; --ds-size: 14px; --ds-sentence: 16px; {variables(dark=False)} }}\n"
        "@media (min-width: 1501px) { :root { --ds-sentence: 17px; } }\n"
        "@media (min-width: 1700px) and (min-height: 1000px) { :root { --ds-size: 15px; --ds-sentence: 19px; } }\n"
        f':root[data-theme="dark"] {{ {variables(dark=True)} }}\n'
    )
    return tokens + "".join((HERE / "workbench" / f"{name}.css").read_text(encoding="utf-8") for name in PAGE_SHEETS)


def controls_css() -> str:
    """Return the style sheet inside every control."""
    return (HERE / "workbench" / "controls.css").read_text(encoding="utf-8")


def plot(name: str, **options: Any) -> Any:
    """Return an empty figure in the page's style; `paint` gives it its colours.

    Parameters
    ----------
    name : str
        By which it is found, and by which a screen reader calls it.
    **options : Any
        Of Bokeh's figure.
    """
    usual, large = (f"{size}px" for size in PLOT_FONT_SIZES)
    made: Any = figure(
        name=name,
        sizing_mode="stretch_both",
        toolbar_location=None,
        min_border=0,
        min_border_left=66,
        min_border_right=14,
        min_border_top=6,
        min_border_bottom=18,
        lod_threshold=None,
        background_fill_color=None,
        border_fill_color=None,
        outline_line_color=None,
        **options,
    )
    for axis in made.axis:
        axis.axis_label_text_font = axis.major_label_text_font = FONT
        axis.axis_label_text_font_style = "normal"
        axis.axis_label_text_font_size = axis.major_label_text_font_size = usual
        axis.major_tick_in, axis.major_tick_out = 0, 4
        axis.minor_tick_out = 0
        axis.axis_label_standoff = 6
        axis.major_label_standoff = 4
        axis.ticker.desired_num_ticks = 5
    for grid in made.grid:
        grid.minor_grid_line_color = None
    label = f"{name.replace('-', ', ')}: picture"
    made.js_on_change(
        "inner_width", CustomJS(args={"label": label, "usual": usual, "size": large, "css": RING_CSS}, code=ARRIVAL)
    )
    return made


def tell_values(
    made: Any, glyphs: list[Any], rows: dict[str, str], *, along: Literal["mouse", "vline"] = "mouse"
) -> None:
    """Let a figure tell the values of a glyph under the pointer, in one box.

    Parameters
    ----------
    made : bokeh.plotting.figure
        Where.
    glyphs : list of bokeh.models.GlyphRenderer
        Of which glyphs; of no two that lie on each other, or their boxes pile up.
    rows : dict
        What is told: columns of the source, as Bokeh's hover tool writes them, by their names.
    along : str
        ``"mouse"`` for what is under the pointer, ``"vline"`` for the point of a line above or below it.
    """
    lines = "".join(f"<tr>{_cell(name)}{_cell(value, right=True)}</tr>" for name, value in rows.items())
    hover = HoverTool(
        renderers=glyphs, tooltips=f'<table style="border-spacing: 0">{lines}</table>', mode=along, visible=False,
        point_policy="snap_to_data", line_policy="nearest", attachment="horizontal", limit=1,
    )  # fmt: skip
    made.add_tools(hover)


def _cell(words: str, *, right: bool = False) -> str:
    """Return a cell with its style: no style sheet of the page reaches into the box."""
    look = "padding: 0; text-align: right" if right else "padding: 0 12px 0 0; opacity: 0.75"
    return f'<td style="{look}">{words}</td>'


def paint(made: Any, *, dark: bool) -> None:
    """Give a figure the colours of an appearance; parts get the colours that their tags name.

    A tag such as ``line:ink`` says which colour of a glyph or annotation is which of ours.
    """
    for axis in made.axis:
        axis.axis_line_color = axis.major_tick_line_color = colour("line-strong", dark=dark)
        axis.major_label_text_color = colour("muted", dark=dark)
        axis.axis_label_text_color = colour("text", dark=dark)
    for grid in made.grid:
        grid.grid_line_color = colour("grid", dark=dark)
    for part in [*(renderer.glyph for renderer in made.renderers), *made.center, *made.right, *made.above]:
        for tag in part.tags:
            target, _, name = str(tag).partition(":")
            if name in COLOURS:
                setattr(part, f"{target}_color", colour(name, dark=dark))


def potential_mapper() -> LinearColorMapper:
    """Return the mapper from bytes (see `decimate.as_bytes`) to the colours of potentials."""
    return LinearColorMapper(palette=potential_palette(dark=False), low=1, high=255)
