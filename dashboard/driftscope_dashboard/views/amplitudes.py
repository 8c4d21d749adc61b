"""The amplitudes: how large a unit's spikes are over time, at rest and drifting, and which a detector misses."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, Range1d
from driftscope import Simulation

from ..focus import focus_of
from ..plots.amplitudes import Picture, amplitudes_of, amplitudes_picture, largest_uv
from ..theme import tell_values
from ..workbench import Control, Node
from .figures import Figure
from .tab import NO_UNITS, TabView, narrow, spread


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
    return amplitudes_picture(Picture(two, two, two, two, two, 1.0, 1.0, 3.0, ""))


def amplitudes_figure() -> tuple[Figure, dict[str, ColumnDataSource]]:
    """Return the empty figure and its sources: courses and dots, static and drifting."""
    figure = Figure(example, "amplitudes", x_range=Range1d(start=0, end=1), y_range=Range1d(start=0, end=1), tools=[])
    made, sources = narrow(figure.made, 62), {}
    for kind in ("static", "drifting"):
        sources[kind], sources[f"{kind}-course"] = (ColumnDataSource({"x": [], "y": []}) for _ in range(2))
        course = figure.add(f"{kind} course", sources[f"{kind}-course"], x="x", y="y")
        figure.add(kind, sources[kind], x="x", y="y")
    sources["drifting-course"].data["rest"] = []
    peaks = {"drifting": "@y{0} µV", "at rest": "@rest{0} µV"}
    tell_values(made, [course], {"time": "@x{0.0} s", **peaks}, along="vline")
    return figure, sources


class AmplitudesView(TabView):
    """Spike amplitude over time, with the threshold of a detector."""

    name: ClassVar[str] = "amplitudes"
    title: ClassVar[str] = "Amplitude"
    order: ClassVar[int] = 40
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("units", "depth_um", "depths_um", "threshold", "follow"),
    }

    def draw(self) -> list[Any]:
        """Make the figure and the threshold."""
        figure, self.sources = amplitudes_figure()
        self.figure, self.line = figure.made, figure.mark()
        self.over_time(self.figure)
        return spread([self.figure], [1])

    def tools(self) -> list[Node]:
        """Return the key of the colours, the threshold and the choice of the channel."""
        selection, safe = self.state.selection, self.services.safe
        threshold = Control(
            kind="stepper", label="Threshold", unit="× noise", value=selection.threshold, start=0, end=100, step=0.5,
            help="From which multiple of the noise level on a detector would find a spike.",
            hook="amplitudes-threshold",
        )  # fmt: skip
        channel = Control(
            kind="segments", label="Channel", options=[["rest", "fixed"], ["best", "best channel"]],
            value="best" if selection.follow else "rest", hook="amplitudes-channel",
        )  # fmt: skip
        threshold.on_set(safe(lambda value: selection.look(threshold=float(value))))
        channel.on_set(safe(lambda value: selection.look(follow=value == "best")))
        selection.subscribe({"threshold"}, lambda: setattr(threshold, "value", selection.threshold))
        selection.subscribe({"follow"}, lambda: setattr(channel, "value", "best" if selection.follow else "rest"))
        marks = [[["var(--ds-static)"], "at rest"], [["var(--ds-drifting)"], "drifting"]]
        key = Control(kind="legend", options=marks, hook="amplitudes-key")
        return [key, threshold, channel]

    def request(self) -> Request:
        """Return what amplitudes depend on, the unit, and what counts as detected."""
        simulation, selection = self.state.session.simulation, self.state.selection
        focus = focus_of(simulation, selection)
        return Request(simulation, focus.unit, focus.words, selection.threshold, selection.follow)

    @staticmethod
    def compute(request: Request) -> Picture | None:
        """Make the picture."""
        simulation, unit, named, threshold, follow = request
        return None if unit is None else amplitudes_of(simulation, unit, threshold, follow=follow, named=named)

    def show(self, picture: Picture | None) -> None:
        """Draw the spikes and the threshold, or say that there are no units."""
        if picture is None:
            self.say(NO_UNITS, empty=True)
            return
        self.say(picture.words)
        for kind, values in (("static", picture.static_uv), ("drifting", picture.drifting_uv)):
            self.sources[kind].data = {"x": picture.times_s, "y": values.astype(np.float32)}
        ends = np.array([0.0, picture.duration_s])
        self.sources["static-course"].data = {"x": ends, "y": np.full(2, picture.rest_uv)}
        drifting, rest = (
            picture.course_uv.astype(np.float32),
            np.full(len(picture.course_s), picture.rest_uv, np.float32),
        )
        self.sources["drifting-course"].data = {"x": picture.course_s, "y": drifting, "rest": rest}
        self.line.location = picture.threshold_uv
        self.figure.x_range.update(start=0, end=picture.duration_s)
        self.figure.y_range.update(start=0, end=largest_uv(picture))
