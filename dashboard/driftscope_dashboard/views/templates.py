"""The template of a unit: its waveforms on the contacts around it, at rest and at the cursor."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, Range1d, Scatter
from driftscope.motion import Motion
from driftscope.templates import TemplateMaker

from ..plots.template import (
    USUAL_PIXELS,
    Picture,
    best_contacts,
    channel_labels,
    lay_out,
    of_contact,
    ruler_of,
    template_of,
    waveforms_picture,
)
from ..theme import tell_values
from ..workbench import Node
from .figures import Figure, draw_glyph
from .focus import focus_of
from .labels import Labels
from .moment import step_at
from .overlay_switch import overlay_switch
from .tab import NO_UNITS, TabView, narrow, spread

REALIGNED = "realigned"
REALIGNED_HELP = (
    "Interpolate the spike as it is now back to where the unit rests, dashed, as a correction of drift does: what "
    "is left of its peak."
)
LINES = ("rest", "moved", "rest on its channel", "moved on its channel", "bar")
LEFT = "The spike as it is now, interpolated back to where the unit rests, has {:.0%} of the peak that it has there."


class Request(NamedTuple):
    """What the picture depends on; no maker and no motion is needed without a unit."""

    maker: TemplateMaker
    motion: Motion
    unit: int | None
    step: int
    words: str
    realigned: bool


def example() -> Any:
    """Return a picture of a template on two contacts, from which the figure is declared."""
    waves, contacts = np.array([[0.0, 0.0], [-9.0, -5.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 20.0]])
    place = np.array([5.0, 10.0])
    laid = lay_out(waves, waves, contacts, 30_000.0, waves)
    return waveforms_picture(Picture(0, laid, np.arange(2), np.ones((2, 2)), place, place, "", 1.0))


def waveform_figure() -> tuple[Any, dict[str, ColumnDataSource]]:
    """Return the empty figure of the waveforms and its sources."""
    figure = Figure(example, "templates", x_range=Range1d(start=-1, end=1), y_range=Range1d(start=-1, end=1), tools=[])
    made = narrow(figure.made, 6)
    sources = {name: ColumnDataSource({"x": [], "y": []}) for name in ("unit at rest", "unit", *LINES, REALIGNED)}
    sources["contacts"] = ColumnDataSource({name: [] for name in ("x", "y", "channel", "rest", "moved")})
    sources["words"] = ColumnDataSource({"x": [], "y": [], "words": [], "baseline": [], "dy": []})
    for name in ("contacts", "unit at rest", "unit", *LINES, REALIGNED):
        figure.add(name, sources[name], x="x", y="y")
    figure.add("volts", sources["words"], x="x", y="y", text="words", text_baseline="baseline", y_offset="dy")
    made.axis.visible = made.grid.visible = False
    made.min_border_bottom = made.min_border_right = 4
    around = draw_glyph(made, Scatter(x="x", y="y", size=22, fill_alpha=0, line_color=None), sources["contacts"])
    peaks = {"at rest": "@rest{0.0} µV", "at the cursor": "@moved{0.0} µV"}
    tell_values(made, [around], {"channel": "@channel", "depth": "@y{0} µm", **peaks})
    return made, sources


class TemplatesView(TabView):
    """Waveforms on the probe."""

    name: ClassVar[str] = "templates"
    title: ClassVar[str] = "Spike on the contacts"
    order: ClassVar[int] = 14
    tab: ClassVar[str] = "unit"
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("time_s", "units", "depth_um", "depths_um"),
        "overlays": ("shown",),
    }

    def draw(self) -> list[Any]:
        """Make the figure."""
        self.figure, self.sources = waveform_figure()
        self.labels = Labels(self.figure)
        self._picture: Picture | None = None
        self._pixels = USUAL_PIXELS
        self.figure.on_change("inner_width", lambda attr, old, new: self._resized(new))
        return spread([self.figure], [1])

    def tools(self) -> list[Node]:
        """Return the switch of the spike that is interpolated back."""
        return [overlay_switch(self.state, self.services, REALIGNED, REALIGNED_HELP)]

    def request(self) -> Request:
        """Return what templates and motion are made of, the unit, and its displacement at the cursor."""
        simulation, selection = self.state.session.simulation, self.state.selection
        focus, motion = focus_of(simulation, selection), simulation.motion
        step = motion.resting_step
        if focus.unit is not None:
            step = step_at(motion, focus.unit, selection.time_s, simulation.config)
        return Request(
            simulation.template_maker, motion, focus.unit, step, focus.words, REALIGNED in self.state.overlays.shown
        )

    @staticmethod
    def compute(request: Request) -> Picture | None:
        """Make the picture."""
        maker, motion, unit, step, words, realigned = request
        return None if unit is None else template_of(maker, motion, unit, step, words, realigned=realigned)

    def show(self, picture: Picture | None) -> None:
        """Draw the waveforms, or say that there are no units."""
        self._picture = picture
        if picture is None:
            self.say(NO_UNITS, empty=True)
            return
        self.say(self.title if picture.left is None else f"Realigned, dashed: {picture.left:.0%} left")
        self.words.help = "" if picture.left is None else LEFT.format(picture.left)
        for name, columns in waveform_columns(picture).items():
            self.sources[name].data = columns
        self.sources["words"].data = ruler_of(picture).labels
        self.labels.write(channel_labels(picture), dark=self.state.appearance.dark)
        self._fit()

    def _resized(self, pixels: int) -> None:
        if pixels > 0:
            self._pixels = pixels
            self._fit()

    def _fit(self) -> None:
        """Show all waveforms, and the ruler beside them with its words."""
        if self._picture is None:
            return
        ruler = ruler_of(self._picture, self._pixels)
        for axis, limits in ((self.figure.x_range, ruler.x_limits), (self.figure.y_range, ruler.y_limits)):
            axis.update(start=limits[0], end=limits[1])

    def restyle(self) -> None:
        """Paint the figure and its words."""
        super().restyle()
        if self.figures:
            self.labels.paint(dark=self.state.appearance.dark)


def waveform_columns(picture: Picture) -> dict[str, dict[str, Any]]:
    """Return the columns of what is drawn, by name."""
    laid, number = picture.waveforms, len(picture.channels)
    at_rest, moved = best_contacts(picture)
    lines = (
        laid.rest, laid.moved, of_contact(laid.rest, at_rest, number), of_contact(laid.moved, moved, number),
        ruler_of(picture).bar,
    )  # fmt: skip
    drawn: dict[str, dict[str, Any]] = {
        name: {"x": np.ascontiguousarray(x, np.float32), "y": np.ascontiguousarray(y, np.float32)}
        for name, (x, y) in zip(LINES, lines, strict=True)
    }
    back_x, back_y = laid.back or (np.empty(0), np.empty(0))
    drawn[REALIGNED] = {"x": np.ascontiguousarray(back_x, np.float32), "y": np.ascontiguousarray(back_y, np.float32)}
    x, y = laid.contacts_um.T
    told = {"channel": picture.channels, "rest": picture.peaks_uv[0], "moved": picture.peaks_uv[1]}
    drawn["contacts"] = {"x": x.copy(), "y": y.copy(), **told}
    for name, place in (("unit at rest", picture.rest_um), ("unit", picture.moved_um)):
        drawn[name] = {"x": place[:1].copy(), "y": place[1:2].copy()}
    return drawn
