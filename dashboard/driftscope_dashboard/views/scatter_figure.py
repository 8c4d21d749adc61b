"""The figure of the scatter of units, declared by the picture of `plots.scatter`."""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, Range1d
from numpy.typing import NDArray

from ..plots.scatter import Scattered, axis_limits, dot_columns, scatter_picture
from .base import update_columns
from .figures import Figure
from .tab import narrow

Array = NDArray[Any]

USUAL_PIXELS = {"inner_width": 800, "inner_height": 100}
"""How large the figure is before the browser has said it."""
NAMES = ("x", "y", "unit", "colour")


def example() -> Any:
    """Return a picture of two units, from which the figure is declared."""
    two = np.array([1.0, 2.0])
    return scatter_picture(Scattered(two, two, np.arange(2), two, ("x", "y"), (0,)))


class ScatterFigure:
    """A dot for every unit, and larger ones for those that are selected."""

    def __init__(self) -> None:
        figure = Figure(example, "scatter", x_range=Range1d(start=0, end=1), y_range=Range1d(start=0, end=1), tools=[])
        self.made = narrow(figure.made, 48)
        self.made.yaxis.axis_label = ""  # there is no room: the sentence above tells it
        self.sources = {name: ColumnDataSource({one: [] for one in NAMES}) for name in ("units", "chosen")}
        for name, source in self.sources.items():
            figure.add(name, source, x="x", y="y", fill_color="colour")
        self._pixels = dict(USUAL_PIXELS)
        for side in USUAL_PIXELS:
            self.made.on_change(side, lambda attr, old, new: self._pixels.update({attr: new or USUAL_PIXELS[attr]}))
        self._about: Any = None
        self._found: Scattered | None = None

    def show(self, found: Scattered, about: Any, *, dark: bool) -> None:
        """Draw the dots; as long as they are about the same, axes only grow, so that a dot's way can be followed."""
        for name, columns in dot_columns(found, dark=dark).items():
            update_columns(self.sources[name], columns)
        grows = about == self._about
        for axis, values in ((self.made.x_range, found.x), (self.made.y_range, found.y)):
            low, high = axis_limits(values)
            axis.update(start=min(low, axis.start) if grows else low, end=max(high, axis.end) if grows else high)
        self.made.xaxis.axis_label = found.labels[0]
        self._about, self._found = about, found

    def nearest(self, x: float, y: float, reach: float = 20.0) -> int | None:
        """Return the unit whose dot is nearest to a place, within so many pixels; None when none is."""
        found = self._found
        if found is None or not found.x.size:
            return None
        across, up = self.made.x_range, self.made.y_range
        width, height = self._pixels["inner_width"], self._pixels["inner_height"]
        apart = np.hypot(
            (found.x - x) / (across.end - across.start) * width, (found.y - y) / (up.end - up.start) * height
        )
        nearest = int(apart.argmin())
        return int(found.units[nearest]) if apart[nearest] <= reach else None
