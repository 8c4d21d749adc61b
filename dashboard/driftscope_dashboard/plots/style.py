"""How pictures look with either of HoloViews' backends: themes, and the marks that pictures are made of."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Literal

import holoviews as hv
import holoviews.plotting.bokeh
import numpy as np
from bokeh.models import HoverTool

from ..theme import COLOURS, FONT, amplitude_palette, displacement_palette, potential_palette

Theme = Literal["light", "dark", "print"]

THEMES: tuple[Theme, ...] = ("light", "dark", "print")
PRINTED = {"panel": "#ffffff", "ink": "#000000", "text": "#000000", "muted": "#333333", "line-strong": "#333333"}
"""Where a printed picture differs from a light one: black on white."""
SIZE = (660, 260)
"""Width and height of a picture with Bokeh, in pixels; with Matplotlib the same at 96 pixels an inch."""
FONT_SIZES = {"title": 13, "labels": 12, "ticks": 11, "legend": 11}
POINTS_A_PIXEL = 0.75
MATPLOTLIB_DASHES = {"dashed": (0, (5, 3)), "long": (0, (6, 4)), "dotted": (0, (2, 4)), "solid": "solid"}
BOKEH_DASHES = {"dashed": "5 3", "long": "6 4", "dotted": "2 4", "solid": "solid"}

hv.renderer("bokeh").webgl = False


@cache
def load_backends() -> None:
    """Let elements be styled for Matplotlib, too, where it is installed."""
    if importlib.util.find_spec("matplotlib") is not None:
        import holoviews.plotting.mpl  # noqa: F401


def checked(theme: str) -> Theme:
    """Return a theme that exists.

    Raises
    ------
    ValueError
        When there is no such theme.

    Examples
    --------
    >>> checked("dark")
    'dark'
    """
    for known in THEMES:
        if theme == known:
            return known
    raise ValueError(f"Unknown theme {theme!r}. Available: {', '.join(THEMES)}.")


def ink(name: str, theme: Theme) -> str:
    """Return a colour by what it is for; a name that is a colour itself stays.

    Examples
    --------
    >>> ink("ink", "light"), ink("ink", "print"), ink("#cc6677", "dark")
    ('#1a212b', '#000000', '#cc6677')
    """
    if name not in COLOURS:
        return name
    if theme == "print":
        return PRINTED.get(name, COLOURS[name][0])
    return COLOURS[name][theme == "dark"]


def faded(colours: Sequence[str], strengths: Any) -> list[str]:
    """Return colours that are opaque to a share of their own.

    Examples
    --------
    >>> faded(["#cc6677", "#44aa99"], [1.0, 0.2])
    ['#cc6677ff', '#44aa9933']
    """
    return [f"{one}{round(255 * float(share)):02x}" for one, share in zip(colours, strengths, strict=True)]


def palette(kind: Literal["amplitude", "displacement", "potential"], theme: Theme) -> list[str]:
    """Return a colour map of the page in a theme."""
    made = {"amplitude": amplitude_palette, "displacement": displacement_palette, "potential": potential_palette}
    return made[kind](dark=theme == "dark")


def themed(element: Any, theme: Theme, both: dict[str, Any], bokeh: dict[str, Any], matplotlib: dict[str, Any]) -> Any:
    """Return an element with its options for every backend that is loaded.

    Parameters
    ----------
    element : holoviews.Element or holoviews.Overlay
        What to style.
    theme : {"light", "dark", "print"}
        How.
    both, bokeh, matplotlib : dict
        Options under names that both backends share, and those of one.
    """
    element = element.opts(**both, **bokeh, hooks=[_bokeh_hook(theme)], backend="bokeh")
    if "matplotlib" in hv.Store.loaded_backends():
        element = element.opts(**both, **matplotlib, hooks=[_matplotlib_hook(theme)], backend="matplotlib")
    return element


def line(data: Any, kdim: Any, vdim: Any, look: dict[str, Any], theme: Theme) -> hv.Curve:
    """Return a line; `look` says ``label``, ``colour``, ``width``, ``dash`` and ``alpha``."""
    vdims = vdim if isinstance(vdim, list) else [vdim]
    made = hv.Curve(data, kdim, vdims, label=look.get("label", ""))
    width, dash = look.get("width", 1.4), look.get("dash", "solid")
    both = {"color": ink(look["colour"], theme), "alpha": look.get("alpha", 1.0)}
    hover = _hover(look, "vline")
    return themed(
        made, theme, both, {"line_width": width, "line_dash": BOKEH_DASHES[dash], **hover},
        {"linewidth": width * POINTS_A_PIXEL, "linestyle": MATPLOTLIB_DASHES[dash]},
    )  # fmt: skip


def lines(paths: Sequence[tuple[Any, Any]], dims: Sequence[Any], look: dict[str, Any], theme: Theme) -> hv.Contours:
    """Return several lines of one look as one element; a NaN is a gap."""
    made = hv.Contours([np.column_stack(one) for one in paths], kdims=list(dims), label=look.get("label", ""))
    width, dash = look.get("width", 1.0), look.get("dash", "solid")
    both = {"color": ink(look["colour"], theme), "alpha": look.get("alpha", 1.0)}
    bokeh = {"line_width": width, "line_dash": BOKEH_DASHES[dash], **_hover(look, "mouse")}
    both["show_legend"] = look.get("legend", False)
    matplotlib = {"linewidth": width * POINTS_A_PIXEL, "linestyle": MATPLOTLIB_DASHES[dash]}
    return themed(made, theme, both, bokeh, matplotlib)


def dots(data: Any, kdims: Sequence[Any], vdims: Sequence[Any], look: dict[str, Any], theme: Theme) -> hv.Points:
    """Return points; a ``colour`` or ``size`` that is one of the value dimensions differs from point to point."""
    made = hv.Points(data, kdims=list(kdims), vdims=list(vdims), label=look.get("label", ""))
    named = {str(dim) for dim in vdims}
    colour, size, alpha = look.get("colour", "ink"), look.get("size", 3), look.get("alpha", 1.0)
    fill: Any = hv.dim(colour) if colour in named else ink(colour, theme)
    bokeh: dict[str, Any] = {"marker": look.get("marker", "circle"), "size": hv.dim(size) if size in named else size}
    if look.get("hollow"):
        bokeh |= {"fill_color": None, "line_color": fill, "line_alpha": alpha}
    else:
        edge = look.get("edge")
        bokeh |= {"fill_color": fill, "fill_alpha": alpha}
        bokeh |= {"line_color": ink(edge, theme) if edge else None, "line_width": look.get("edge_width", 1)}
    return themed(made, theme, {}, bokeh | _hover(look, "mouse"), _matplotlib_dots(look, fill, size, named))


def _matplotlib_dots(look: dict[str, Any], fill: Any, size: Any, named: set[str]) -> dict[str, Any]:
    markers = {"circle": "o", "square": "s", "triangle": "^", "inverted_triangle": "v", "x": "x"}
    made: dict[str, Any] = {"marker": markers[look.get("marker", "circle")], "alpha": look.get("alpha", 1.0)}
    made["s"] = (hv.dim(size) * POINTS_A_PIXEL) ** 2 if size in named else (size * POINTS_A_PIXEL) ** 2
    if look.get("hollow"):
        return made | {"facecolors": "none", "edgecolors": fill, "linewidth": POINTS_A_PIXEL}
    return made | {"color": fill, "linewidth": 0}


def segments(data: Any, kdims: Sequence[Any], vdims: Sequence[Any], look: dict[str, Any], theme: Theme) -> hv.Segments:
    """Return straight lines from points to points."""
    made = hv.Segments(data, kdims=list(kdims), vdims=list(vdims), label=look.get("label", ""))
    named, colour, width, alpha = (
        {str(dim) for dim in vdims},
        look["colour"],
        look.get("width", 1.0),
        look.get("alpha", 1.0),
    )
    fill: Any = hv.dim(colour) if colour in named else ink(colour, theme)
    both, dash = {"color": fill, "alpha": alpha}, look.get("dash", "solid")
    bokeh = {"line_width": width, "line_dash": BOKEH_DASHES[dash], **_hover(look, "mouse")}
    matplotlib = {"linewidth": width * POINTS_A_PIXEL, "linestyle": MATPLOTLIB_DASHES[dash]}
    return themed(made, theme, both, bokeh, matplotlib)


def area(columns: dict[str, Any], dims: Sequence[Any], look: dict[str, Any], theme: Theme) -> hv.Overlay:
    """Return an area between two lines that run up the picture: at which heights, and from where to where.

    It is drawn as one closed outline, which both backends can.
    """
    x = np.concatenate([columns["x0"], columns["x1"][::-1]])
    y = np.concatenate([columns["y"], columns["y"][::-1]])
    made = hv.Polygons([{dims[1].name: x, dims[0].name: y}], kdims=[dims[1], dims[0]], label=look.get("label", ""))
    colour = ink(look["colour"], theme)
    bokeh = {"fill_color": colour, "fill_alpha": 0.18, "line_color": None}
    return themed(made, theme, {}, bokeh, {"facecolor": colour, "alpha": 0.18, "linewidth": 0})


def between(data: Any, kdim: Any, vdims: Sequence[Any], look: dict[str, Any], theme: Theme) -> hv.Area:
    """Return the area between two lines over the same places; `look` says ``label``, ``colour`` and ``alpha``."""
    made = hv.Area(data, kdim, list(vdims), label=look.get("label", ""))
    colour, alpha = ink(look["colour"], theme), look.get("alpha", 0.2)
    bokeh = {"fill_color": colour, "fill_alpha": alpha, "line_color": None}
    return themed(made, theme, {}, bokeh, {"facecolor": colour, "alpha": alpha, "linewidth": 0})


def bars(columns: dict[str, Any], dims: Sequence[Any], look: dict[str, Any], theme: Theme) -> hv.Rectangles:
    """Return upright bars: where each begins and is drawn to, where it ends, and how high it is."""
    heights = columns["top"]
    data = (columns["left"], heights * 0, columns["right"], heights, columns["end"])
    made = hv.Rectangles(data, kdims=[*dims, "right", "top"], vdims=["end"], label=look.get("label", ""))
    colour = ink(look["colour"], theme)
    bokeh = {"fill_color": colour, "line_color": None, **_hover(look, "mouse")}
    return themed(made, theme, {}, bokeh, {"facecolor": colour, "linewidth": 0})


def band(low: float, high: float, look: dict[str, Any], theme: Theme, *, across: bool = True) -> Any:
    """Return a shaded band, across the picture or upright."""
    made = (hv.HSpan if across else hv.VSpan)(low, high)
    colour, alpha = ink(look["colour"], theme), look.get("alpha", 0.12)
    return themed(
        made, theme, {"alpha": alpha}, {"color": colour, "line_alpha": 0, "level": "underlay"},
        {"facecolor": colour, "color": None, "linewidth": 0},
    )  # fmt: skip


def rule(place: float, look: dict[str, Any], theme: Theme, *, across: bool = True) -> Any:
    """Return a straight line through the whole picture, across or upright."""
    made = (hv.HLine if across else hv.VLine)(place)
    width, dash = look.get("width", 1.25), look.get("dash", "solid")
    return themed(
        made, theme, {"color": ink(look["colour"], theme), "alpha": look.get("alpha", 1.0)},
        {"line_width": width, "line_dash": BOKEH_DASHES[dash], "level": "overlay"},
        {"linewidth": width * POINTS_A_PIXEL, "linestyle": MATPLOTLIB_DASHES[dash]},
    )  # fmt: skip


def words(places: tuple[Any, Any, list[str]], kdims: Sequence[Any], look: dict[str, Any], theme: Theme) -> hv.Labels:
    """Return words at places: x, y, and what is written there."""
    made = hv.Labels(places, kdims=list(kdims), vdims=["words"], label=look.get("label", ""))
    colour, align = ink(look.get("colour", "ink"), theme), look.get("align", "left")
    bokeh = {
        "text_color": colour, "text_font_size": "12px", "text_align": align,
        "text_baseline": look.get("baseline", "middle"),
    }  # fmt: skip
    upright = {"middle": "center", "bottom": "bottom", "top": "top"}[look.get("baseline", "middle")]
    matplotlib = {"color": colour, "size": 8, "horizontalalignment": align, "verticalalignment": upright}
    return themed(made, theme, {}, bokeh, matplotlib)


def image(values: Any, bounds: tuple[float, float, float, float], dims: Sequence[Any], look: dict[str, Any]) -> Any:
    """Return an image; `look` says its ``theme``, the ``palette``, its ``limits`` and ``vdim``.

    Parameters
    ----------
    values : ndarray, shape (rows, columns)
        The lowest row first.
    bounds : tuple of float
        Left, bottom, right and top.
    dims : sequence of Dimension
        Of both axes.
    look : dict
        How it looks.
    """
    theme = look["theme"]
    made = hv.Image(values[::-1], bounds=bounds, kdims=list(dims), vdims=[look["vdim"]], label=look.get("label", ""))
    both = {"cmap": palette(look["palette"], theme), "clim": look["limits"], "alpha": look.get("alpha", 1.0)}
    bokeh = {"colorbar": look.get("colorbar", False), **_hover(look, "mouse")}
    return themed(made, theme, both, bokeh, {"interpolation": "nearest"})


def picture(overlay: Any, theme: Theme, **options: Any) -> Any:
    """Return a finished picture: its size, its axes and its ground.

    Parameters
    ----------
    overlay : holoviews.Overlay or Element
        What it shows.
    theme : {"light", "dark", "print"}
        How it looks.
    **options : Any
        Of both backends: ``title``, ``xlim``, ``ylim``, ``show_legend``, ``width``, ``height``.
    """
    width, height = options.pop("width", SIZE[0]), options.pop("height", SIZE[1])
    legend = {"show_legend": options.pop("show_legend", False)} if isinstance(overlay, hv.Overlay) else {}
    shared = {"show_grid": theme != "print", "bgcolor": ink("panel", theme), "title": "", **options, **legend}
    bokeh = {"width": width, "height": height, "fontsize": {**FONT_SIZES}, "autohide_toolbar": True}
    if legend.get("show_legend"):
        bokeh |= {"legend_position": "right"}
    overlay = overlay.opts(**shared, **bokeh, backend="bokeh")
    if "matplotlib" in hv.Store.loaded_backends():
        matplotlib = {"fig_inches": (width / 96, height / 96), "fontsize": 9, "aspect": "auto"}
        if legend.get("show_legend"):
            matplotlib |= {"legend_position": "right"}
        overlay = overlay.opts(**shared, **matplotlib, backend="matplotlib")
    return overlay


def titled(layout: hv.Layout, said: str, theme: Theme) -> hv.Layout:
    """Return pictures beside each other below a sentence; HoloViews writes it black, which a dark ground swallows."""
    return layout.opts(title="" if theme == "dark" else said, shared_axes=False, backend="bokeh")


def _hover(look: dict[str, Any], mode: Literal["mouse", "vline"]) -> dict[str, Any]:
    """Return the options of what is told under the pointer: ``tell`` names values as Bokeh's hover tool writes them."""
    if "tell" not in look:
        return {}
    tool = HoverTool(
        tooltips=list(look["tell"].items()), mode=mode, point_policy="snap_to_data", attachment="horizontal"
    )
    return {"tools": [tool]}


def _bokeh_hook(theme: Theme) -> Callable[[Any, Any], None]:
    """Return what colours axes, and names what is drawn after the element's label."""

    def dress(plot: Any, element: Any) -> None:
        made = plot.state
        if "glyph_renderer" in plot.handles and element.label:
            plot.handles["glyph_renderer"].name = element.label
        made.border_fill_color, made.outline_line_color = ink("panel", theme), None
        made.title.text_color, made.title.text_font = ink("ink", theme), FONT
        for axis in made.axis:
            axis.axis_line_color = axis.major_tick_line_color = ink("line-strong", theme)
            axis.minor_tick_line_color = None
            axis.major_label_text_color, axis.axis_label_text_color = ink("muted", theme), ink("text", theme)
            axis.axis_label_text_font = axis.major_label_text_font = FONT
            axis.axis_label_text_font_style = "normal"
        for grid in made.grid:
            grid.grid_line_color = ink("grid", theme)
        for legend in made.legend:
            legend.label_text_color, legend.background_fill_color = ink("text", theme), None
            legend.border_line_color = None
        for bar in [part for part in made.right if hasattr(part, "color_mapper")]:
            bar.background_fill_color = None
            bar.major_label_text_color = bar.title_text_color = ink("muted", theme)
            bar.bar_line_color = bar.major_tick_line_color = None
            bar.title_text_font_style = "normal"

    return dress


def _matplotlib_hook(theme: Theme) -> Callable[[Any, Any], None]:
    """Return what colours the axes."""

    def dress(plot: Any, element: Any) -> None:
        axes = plot.handles["axis"]
        axes.set_facecolor(ink("panel", theme))
        plot.handles["fig"].set_facecolor(ink("panel", theme))
        axes.tick_params(colors=ink("muted", theme), labelcolor=ink("muted", theme))
        axes.set_axisbelow(True)
        for grid_line in [*axes.get_xgridlines(), *axes.get_ygridlines()]:
            grid_line.set_color(ink("grid", theme))
        for name, spine in axes.spines.items():
            spine.set_color(ink("line-strong", theme))
            spine.set_visible(name in ("left", "bottom"))
        _add_matplotlib_colorbar(plot, element, theme)
        for label in (axes.xaxis.label, axes.yaxis.label, axes.title):
            label.set_color(ink("text", theme))

    return dress


def _add_matplotlib_colorbar(plot: Any, element: Any, theme: Theme) -> None:
    """Give an image the key of its colours; HoloViews' own one lies on the image in an overlay."""
    if not isinstance(element, hv.Image) or "colour key" in plot.handles:
        return
    key = plot.handles["fig"].colorbar(
        plot.handles["artist"], ax=plot.handles["axis"], label=element.vdims[0].pprint_label
    )
    key.ax.tick_params(colors=ink("muted", theme), labelsize=8)
    key.ax.yaxis.label.set_color(ink("text", theme))
    key.outline.set_visible(False)
    plot.handles["colour key"] = key
