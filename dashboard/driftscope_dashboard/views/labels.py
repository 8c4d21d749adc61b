"""Words over data, each on a plate of the panel's colour, so that no line runs through them."""

from __future__ import annotations

from typing import Any

from bokeh.core.properties import value
from bokeh.models import ColumnDataSource, Text

from ..theme import FONT, colour
from .figures import draw_glyph

PLATE: dict[str, Any] = {"padding": 2, "border_radius": 3}
DEFAULTS: dict[str, Any] = {"align": "left", "baseline": "middle", "dx": 0, "dy": 0}


class Labels:
    """Words in a figure that come and go.

    Parameters
    ----------
    made : bokeh.plotting.figure
        Where they are written.
    """

    def __init__(self, made: Any) -> None:
        self._columns: dict[str, Any] = {}
        names = ("x", "y", "words", "tone", *DEFAULTS)
        self.source = ColumnDataSource({name: [] for name in names})
        self.glyph = Text(
            x="x", y="y", text="words", text_color="tone", text_align="align", text_baseline="baseline",
            x_offset="dx", y_offset="dy", text_font=value(FONT), text_font_size="12px", text_font_style="bold",
            background_fill_alpha=0.85, **PLATE,
        )  # fmt: skip
        draw_glyph(made, self.glyph, self.source, level="overlay")

    def write(self, columns: dict[str, Any], *, dark: bool) -> None:
        """Write words.

        Parameters
        ----------
        columns : dict
            ``x``, ``y``, ``words``, and ``colour``, the name of one of the page's; ``align``, ``baseline``, ``dx`` and
            ``dy`` where they are not as usual.
        dark : bool
            How the page looks.
        """
        self._columns = columns
        number = len(columns["x"])
        usual = {name: columns.get(name, [value] * number) for name, value in DEFAULTS.items()}
        tones = [colour(name, dark=dark) for name in columns["colour"]]
        self.source.data = {"x": columns["x"], "y": columns["y"], "words": columns["words"], "tone": tones, **usual}

    def paint(self, *, dark: bool) -> None:
        """Write the same words in the colours of an appearance."""
        self.glyph.background_fill_color = colour("panel", dark=dark)
        if self._columns:
            self.write(self._columns, dark=dark)
