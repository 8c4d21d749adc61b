"""A unit's peak through the recording: at rest, as it drifts, now, and when it is below a detector's threshold."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, PanTool, Range1d, Scatter, WheelZoomTool
from driftscope import Simulation

from ..plots.amplitudes import (
    Picture,
    amplitudes_of,
    amplitudes_picture,
    below_threshold,
    largest_uv,
    peak_at,
    spike_dots,
)
from ..theme import tell_values
from ..ticks import put_ticks
from ..workbench import Control, Node
from .detector import detector_switch
from .figures import Figure, draw_glyph
from .focus import focus_of
from .labels import Labels
from .stage import align_time
from .tab import FEW, NO_UNITS, TabView, spread
from .threshold_drag import ThresholdDrag


class Request(NamedTuple):
    """What the picture depends on."""

    simulation: Simulation
    unit: int | None
    words: str
    threshold: float
    follow: bool


def example() -> Any:
    """Return a picture of two spikes, from which the figure is declared."""
    two = np.array([1.0, 2.0])
    return amplitudes_picture(Picture(two, two, two, two, two, 1.0, 3.0, 3.0))


def amplitudes_figure(time_range: Range1d) -> tuple[Figure, dict[str, ColumnDataSource]]:
    """Return the empty figure, on the time axis of the driftmap, and its sources."""
    figure = Figure(example, "amplitudes", x_range=time_range, y_range=Range1d(start=0, end=1), tools=[])
    made = align_time(figure.made)
    sources = {name: ColumnDataSource({"x": [], "y": []}) for name in ("at rest", "drifting", "spikes", "now", "below")}
    sources["drifting"].data["rest"] = []
    figure.add("spikes", sources["spikes"], x="x", y="y")
    figure.add("below", sources["below"], x="x", y="y")
    figure.add("at rest", sources["at rest"], x="x", y="y")
    curve = figure.add("drifting", sources["drifting"], x="x", y="y")
    now = Scatter(x="x", y="y", size=9, line_width=1.5, tags=["fill:drifting", "line:panel"])
    draw_glyph(made, now, sources["now"], level="overlay")
    peaks = {"now": "@y{0} µV", "at rest": "@rest{0} µV"}
    tell_values(made, [curve], {"time": "@x{0.0} s", **peaks}, along="vline")
    put_ticks(made.yaxis[0], number=FEW)
    zoom = WheelZoomTool(dimensions="width")
    made.add_tools(PanTool(dimensions="width"), zoom)
    made.toolbar.active_scroll = zoom
    return figure, sources


class AmplitudesView(TabView):
    """The peak over time, with the threshold of a detector."""

    name: ClassVar[str] = "amplitudes"
    title: ClassVar[str] = "Peak through the recording"
    tab: ClassVar[str] = "unit"
    order: ClassVar[int] = 12
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("units", "depth_um", "depths_um", "threshold", "follow"),
    }

    def draw(self) -> list[Any]:
        """Make the figure and the threshold."""
        self._picture: Picture | None = None
        figure, self.sources = amplitudes_figure(self.services.axes.time)
        self.figure, self.line = figure.made, figure.mark()
        self.drag = ThresholdDrag(self.line, self.state, self.services)
        self.labels = Labels(self.figure)
        self.over_time(self.figure)
        self.services.axes.subscribe(self.services.safe(self._write_labels))
        return spread([self.figure], [1])

    def tools(self) -> list[Node]:
        """Return the threshold and the choice of the channel."""
        selection, safe = self.state.selection, self.services.safe
        threshold = Control(
            kind="stepper", label="Threshold", unit="× noise", value=selection.threshold, start=0, end=100, step=0.5,
            help="Detection threshold, as a multiple of the noise level.",
            hook="amplitudes-threshold",
        )  # fmt: skip
        channel = Control(
            kind="segments", label="Channel", options=[["rest", "rest"], ["best", "best"]],
            value="best" if selection.follow else "rest", hook="amplitudes-channel",
        )  # fmt: skip
        threshold.on_set(safe(lambda value: selection.look(threshold=float(value))))
        channel.on_set(safe(lambda value: selection.look(follow=value == "best")))
        selection.subscribe({"threshold"}, lambda: setattr(threshold, "value", selection.threshold))
        selection.subscribe({"follow"}, lambda: setattr(channel, "value", "best" if selection.follow else "rest"))
        return [detector_switch(self.state, self.services), threshold, channel]

    def request(self) -> Request:
        """Return what the peak depends on, the unit, and what counts as detected."""
        simulation, selection = self.state.session.simulation, self.state.selection
        focus = focus_of(simulation, selection)
        return Request(simulation, focus.unit, focus.words, selection.threshold, selection.follow)

    @staticmethod
    def compute(request: Request) -> Picture | None:
        """Make the picture."""
        simulation, unit, named, threshold, follow = request
        return None if unit is None else amplitudes_of(simulation, unit, threshold, follow=follow, named=named)

    def show(self, picture: Picture | None) -> None:
        """Draw the peak and the threshold, or say that there are no units."""
        self._picture = picture
        if picture is None:
            self.say(NO_UNITS, empty=True)
            return
        self.say(headline(picture))
        self.words.help = picture.words
        ends, curve = np.array([0.0, picture.duration_s]), picture.curve_uv.astype(np.float32)
        dots, outline = spike_dots(picture), below_threshold(picture)
        rest = np.full(len(curve), picture.rest_uv, np.float32)
        self.sources["at rest"].data = {"x": ends, "y": np.full(2, picture.rest_uv)}
        self.sources["drifting"].data = {"x": picture.curve_s, "y": curve, "rest": rest}
        self.sources["spikes"].data = {"x": dots[0], "y": dots[1].astype(np.float32)}
        self.sources["below"].data = {"x": outline[0], "y": outline[1].astype(np.float32)}
        self.drag.show(picture.threshold_uv, picture.threshold)
        self.figure.y_range.update(start=0, end=largest_uv(picture))
        self.move_cursor()

    def restyle(self) -> None:
        """Paint the figure and its words."""
        super().restyle()
        if self.figures:
            self.labels.paint(dark=self.state.appearance.dark)

    def move_cursor(self) -> None:
        """Put the cursor where the time is now, and the words beside it."""
        super().move_cursor()
        if self.figures and self.visible:
            self._write_labels()

    def _write_labels(self) -> None:
        """Write the peaks at rest and now, and what the threshold is, at the ends of the time that is shown."""
        if self._picture is None or not self.visible:
            return
        now_s = self.state.selection.time_s
        now_uv = peak_at(self._picture, now_s)
        self.sources["now"].data = {"x": [now_s], "y": [now_uv]}
        shown = self.services.axes.shown["time"]
        self.labels.write(labels_of(self._picture, (now_s, now_uv), shown), dark=self.state.appearance.dark)


def headline(picture: Picture) -> str:
    """Return what is drawn against time, in words.

    Examples
    --------
    >>> one = np.ones(1)
    >>> headline(Picture(one, one, one, one, one, 1.0, 2.0, 3.0, 7, 5.0))
    'Peak on channel 7 (µV)'
    """
    where = "the best channel" if picture.channel is None else f"channel {picture.channel}"
    return f"Peak on {where} (µV)"


def labels_of(picture: Picture, now: tuple[float, float], shown_s: tuple[float, float]) -> dict[str, Any]:
    """Return the words in the picture: peak at rest, peak now, and the threshold.

    Parameters
    ----------
    picture : Picture
        What is drawn.
    now : tuple of float
        Time and peak at the cursor.
    shown_s : tuple of float
        From when to when the axis reaches.
    """
    (time_s, now_uv), (start, end) = now, shown_s
    late = time_s > start + 0.8 * (end - start)
    return {
        "x": [end, time_s, start], "y": [picture.rest_uv, now_uv, picture.threshold_uv],
        "words": [f"{picture.rest_uv:.0f} µV", f"{now_uv:.0f} µV", f"{picture.threshold:g} × noise"],
        "colour": ["static", "drifting", "text"], "align": ["right", "right" if late else "left", "left"],
        "dx": [-4, -9 if late else 9, 4], "dy": [0, 0, -9],
    }  # fmt: skip
