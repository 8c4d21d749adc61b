"""The page's figures, made from the pictures of `plots`: declared there once, drawn here with columns that change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import holoviews as hv
from bokeh.model import Model
from bokeh.models import ColumnDataSource
from bokeh.models.annotations import Annotation
from bokeh.models.renderers import GlyphRenderer

from ..theme import COLOURS, plot

TINTED = ("line", "fill", "text")
"""Which colours glyphs and annotations may have."""


@dataclass(frozen=True, eq=False)
class Declared:
    """What a picture is made of.

    Attributes
    ----------
    glyphs : dict
        The look of what is drawn, by the labels of the picture's elements.
    annotations : list
        Bands and rules, in their order.
    axis_labels : tuple of str
        Of the horizontal and the vertical axis.
    """

    glyphs: dict[str, Any]
    annotations: list[Any]
    axis_labels: tuple[str, str]


@cache
def declared(picture: Callable[[], Any]) -> Declared:
    """Return what an example of a picture is made of; HoloViews renders it once in a process.

    Parameters
    ----------
    picture : callable
        Returns the picture, in the light theme; of values that are there, so that nothing is left out.
    """
    made = hv.render(picture(), backend="bokeh")
    drawn = [part for part in made.renderers if isinstance(part, GlyphRenderer)]
    marks = [part for part in made.renderers if isinstance(part, Annotation)]
    for part in [*(one.glyph for one in drawn), *marks]:
        part.tags = tints(part)
    return Declared({str(one.name): one.glyph for one in drawn}, marks, (made.xaxis.axis_label, made.yaxis.axis_label))


def tints(part: Any) -> list[str]:
    """Return which colours of a glyph or annotation are which of ours, as `theme.paint` reads it."""
    names = {pair[0]: name for name, pair in COLOURS.items()}
    values = {kind: getattr(part, f"{kind}_color", None) for kind in TINTED}
    return [f"{kind}:{names[value]}" for kind, value in values.items() if isinstance(value, str) and value in names]


EDGES = ("left", "right", "top", "bottom")


def copy_of(part: Any, **fields: Any) -> Any:
    """Return a glyph or annotation like another one, with no part in common: a model belongs to one page only."""
    plain = part.properties_with_values(include_defaults=False)
    own = {name: value for name, value in plain.items() if name != "id" and not isinstance(value, Model)}
    # HoloViews sets an open edge of a band to None, which browsers refuse: without a value it is the frame's.
    own = {name: value for name, value in own.items() if value is not None or name not in EDGES}
    return type(part)(**own | fields)


def draw_glyph(made: Any, glyph: Any, source: ColumnDataSource, **options: Any) -> GlyphRenderer:
    """Draw a glyph on a figure.

    The methods of the figure, ``made.scatter`` for example, would make two more glyphs of each, for when it is muted
    or others are selected: a third of what a page has to make, look through and send. The browser makes them itself.

    Parameters
    ----------
    made : bokeh.plotting.figure
        Where.
    glyph : bokeh.models.Glyph
        What.
    source : ColumnDataSource
        Where its values come from.
    **options : Any
        Of the renderer: its name and level, for example.
    """
    drawn: GlyphRenderer = made.add_glyph(source, glyph, **options)
    return drawn


class Figure:
    """A figure of the page in the making: parts of a declared picture, each with a source of its own.

    Parameters
    ----------
    picture : callable
        See `declared`.
    name : str
        By which the figure is found.
    **options : Any
        Of Bokeh's figure: its ranges and tools.

    Attributes
    ----------
    made : bokeh.plotting.figure
        The figure.
    """

    def __init__(self, picture: Callable[[], Any], name: str, **options: Any) -> None:
        self.parts = declared(picture)
        self.made = plot(name, **options)
        self.made.xaxis.axis_label, self.made.yaxis.axis_label = self.parts.axis_labels

    def add(self, label: str, source: ColumnDataSource, **fields: Any) -> Any:
        """Draw a part of the picture.

        Parameters
        ----------
        label : str
            Which one.
        source : ColumnDataSource
            Where its values come from.
        **fields : Any
            Which properties of the glyph are which columns of the source, and where it looks otherwise here.

        Returns
        -------
        bokeh.models.GlyphRenderer
            What draws it.
        """
        return self.made.add_glyph(source, copy_of(self.parts.glyphs[label], **fields))

    def mark(self, number: int = 0) -> Any:
        """Return the band or rule of the picture with this number, on the figure."""
        mark = copy_of(self.parts.annotations[number])
        self.made.add_layout(mark)
        return mark
