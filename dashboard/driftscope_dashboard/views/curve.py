"""A unit's peak against its displacement, with the moment of the cursor marked."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, Range1d
from driftscope.motion import Motion
from driftscope.templates import TemplateMaker

from ..plots.curve import (
    USUAL_PIXELS,
    Curve,
    along_um,
    curve_labels,
    curve_limits,
    curve_of,
    curve_picture,
    marked_peaks,
)
from ..theme import tell_values
from ..ticks import put_ticks
from .figures import Figure
from .focus import focus_of
from .labels import Labels
from .moment import step_at
from .tab import FEW, TabView, narrow, spread


class Request(NamedTuple):
    """What the picture depends on; no maker and no motion is needed without a unit."""

    maker: TemplateMaker
    motion: Motion
    unit: int | None


def example() -> Any:
    """Return a picture of a curve, from which the figure is declared."""
    two = np.array([0.0, 1.0])
    return curve_picture(Curve(two, two, two, 0, 0.0), 0.0)


def curve_figure() -> tuple[Figure, dict[str, ColumnDataSource]]:
    """Return the empty figure and its sources."""
    figure = Figure(example, "curve", x_range=Range1d(start=-1, end=1), y_range=Range1d(start=0, end=1), tools=[])
    made = narrow(figure.made, 34)
    sources = {
        name: ColumnDataSource({"x": [], "y": []})
        for name in ("best channel", "best at rest", "static dots", "drifting dots")
    }
    sources["best channel"].data["resting"] = []
    drawn = {name: figure.add(name, source, x="x", y="y") for name, source in sources.items()}
    peaks = {"best channel": "@y{0} µV", "best at rest": "@resting{0} µV"}
    tell_values(made, [drawn["best channel"]], {"displacement": "@x{0.0} µm", **peaks}, along="vline")
    put_ticks(made.xaxis[0], "µm", number=FEW, signed=True)
    put_ticks(made.yaxis[0], number=FEW)
    return figure, sources


class CurveView(TabView):
    """Peaks along the drift."""

    name: ClassVar[str] = "curve"
    title: ClassVar[str] = "Peak by displacement"
    tab: ClassVar[str] = "unit"
    order: ClassVar[int] = 16
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("units", "depth_um", "depths_um"),
    }

    def draw(self) -> list[Any]:
        """Make the figure."""
        figure, self.curves = curve_figure()
        self.figure, self.cursor = figure.made, figure.mark()
        self.labels = Labels(self.figure)
        self._curve: Curve | None = None
        self._pixels = USUAL_PIXELS
        self.figure.on_change("inner_height", lambda attr, old, new: self._resized(new))
        self.state.selection.subscribe({"time_s", "tab"}, self._mark)
        return spread([self.figure], [1])

    def request(self) -> Request:
        """Return what templates and motion are made of, and the unit."""
        simulation = self.state.session.simulation
        unit = focus_of(simulation, self.state.selection).unit
        return Request(simulation.template_maker, simulation.motion, unit)

    @staticmethod
    def compute(request: Request) -> tuple[Request, Curve | None]:
        """Make the curve."""
        return request, None if request.unit is None else curve_of(request.maker, request.motion, request.unit)

    def show(self, picture: tuple[Request, Curve | None]) -> None:
        """Draw the curve and where the unit is on it."""
        self._shown, self._curve = picture
        self.say("Peak by displacement (µV)" if self._curve else "", empty=self._curve is None)
        if self._curve is None:
            return
        found = self._curve
        x, best, resting = found.along_um, found.best_uv, found.resting_uv
        self.curves["best channel"].data = {"x": x, "y": best, "resting": resting}
        self.curves["best at rest"].data = {"x": x, "y": resting}
        (low, high), top = curve_limits(found)
        self.figure.x_range.update(start=low, end=high)
        self.figure.y_range.update(start=0, end=top)
        self._write_labels()
        self._mark()

    def _resized(self, pixels: int) -> None:
        if pixels > 0:
            self._pixels = pixels
            self._write_labels()

    def _write_labels(self) -> None:
        if self._curve is not None:
            labels = curve_labels(self._curve, self._pixels)
            self.labels.write(labels, dark=self.state.appearance.dark)

    def restyle(self) -> None:
        """Paint the figure and its words."""
        super().restyle()
        if self.figures:
            self.labels.paint(dark=self.state.appearance.dark)

    def _mark(self) -> None:
        found, unit = self._curve, self._shown.unit if self._curve else None
        if found is None or unit is None or not self.visible:
            return
        motion, config = self._shown.motion, self.state.session.simulation.config
        now_um = float(along_um(motion.steps_um)[step_at(motion, unit, self.state.selection.time_s, config)])
        at_rest, now, resting = marked_peaks(found, now_um)
        self.curves["static dots"].data = {"x": [found.resting_um, now_um], "y": [at_rest, resting]}
        self.curves["drifting dots"].data = {"x": [now_um], "y": [now]}
        self.cursor.location = now_um
