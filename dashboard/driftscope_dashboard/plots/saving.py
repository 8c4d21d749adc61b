"""Saving pictures to files that need nothing else: no server, no network."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import holoviews as hv
from bokeh.embed import components
from bokeh.layouts import column
from bokeh.models import CustomJS, CustomJSTickFormatter, Plot
from bokeh.models.widgets import Slider
from bokeh.resources import Resources

from .style import load_backends

PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
{scripts}</head>
<body style="margin: 12px; background: {ground}">
{drawn}
{begin}
</body>
</html>
"""
COMPONENTS: Any = ["bokeh", "bokeh-widgets"]
FORMATS = {".html": "bokeh", ".pdf": "matplotlib", ".svg": "matplotlib", ".png": "matplotlib"}
SHOW_ONE = "pictures.forEach((picture, number) => { picture.visible = number === cb_obj.value })"
"""Shows the picture at the slider's place."""


def save(picture: Any, path: str | Path) -> Path:
    """Save a picture to a file that needs neither a server nor the network.

    Parameters
    ----------
    picture : HoloViews object
        An element, an overlay, a layout, or a map of them (``holoviews.HoloMap``) over one dimension.
    path : str or Path
        Where to: ``.html`` stays interactive and contains all it needs, a map with a slider; ``.svg``, ``.png`` and
        ``.pdf`` are drawn by Matplotlib.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ValueError
        When the name has another ending.
    ModuleNotFoundError
        When Matplotlib is needed and not installed.

    Examples
    --------
    >>> save(None, "picture.gif")
    Traceback (most recent call last):
    ValueError: Unknown format '.gif'. Available: .html, .pdf, .svg, .png.
    """
    path = Path(path)
    backend = FORMATS.get(path.suffix.lower())
    if backend is None:
        raise ValueError(f"Unknown format {path.suffix!r}. Available: {', '.join(FORMATS)}.")
    picture = _still(picture)
    if backend == "bokeh":
        path.write_text(_page(picture, path.stem), encoding="utf-8")
        return path
    load_backends()
    if backend not in hv.Store.loaded_backends():
        raise ModuleNotFoundError(f"Saving {path.suffix} files needs Matplotlib: pip install matplotlib")
    hv.save(picture, path, backend=backend)
    return path


def _still(picture: Any) -> Any:
    """Return a picture whose lazy parts show what they show at first: a file reads nothing anew."""
    if isinstance(picture, hv.DynamicMap):
        return picture[()] if not picture.kdims else picture
    return picture.map(_still, hv.DynamicMap) if isinstance(picture, hv.core.Dimensioned) else picture


def _page(picture: Any, title: str) -> str:
    """Return a page with a picture and all scripts that it needs."""
    models = _models(picture)
    begin, drawn = components(models)
    ground = next((plot.border_fill_color for plot in models.select({"type": Plot})), "#ffffff")
    scripts = "\n".join(f"<script>{script}</script>" for script in Resources("inline", components=COMPONENTS).js_raw)
    return PAGE.format(title=escape(title), scripts=scripts, ground=ground, drawn=drawn, begin=begin)


def _models(picture: Any) -> Any:
    """Return Bokeh's models of a picture, of a map with a slider over its pictures."""
    if not isinstance(picture, hv.HoloMap):
        return hv.render(picture, backend="bokeh")
    pictures = [hv.render(one, backend="bokeh") for one in picture.values()]
    values = [_words(picture, key) for key in picture.data]
    for number, one in enumerate(pictures):
        one.visible = number == 0
    if len(pictures) < 2:
        return column(pictures)
    said = CustomJSTickFormatter(args={"values": values}, code="return values[tick]")
    name = ", ".join(dim.label for dim in picture.kdims)
    slider = Slider(start=0, end=len(pictures) - 1, step=1, value=0, title=name, format=said)
    slider.js_on_change("value", CustomJS(args={"pictures": pictures}, code=SHOW_ONE))
    return column([slider, *pictures])


def _words(picture: Any, key: Any) -> str:
    """Return the place of one picture in a map, with units."""
    places = zip(picture.kdims, key if isinstance(key, tuple) else (key,), strict=True)
    return ", ".join(f"{dim.pprint_value(value)} {dim.unit or ''}".strip() for dim, value in places)
