"""How well a motion estimate follows the true motion: shown once an estimate was brought back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, LinearColorMapper, Range1d

from ..plots.motion_error import ErrorImage, depth_bin, error_image, image_picture, lines_picture, words_of
from ..results.held import Loaded, Scored
from ..theme import potential_palette
from ..workbench import Control, Node, Row, Stack
from .base import update_columns
from .figures import Figure
from .result_marks import chosen_depth_um
from .tab import TabView, narrow, spread

NOTHING = "No motion estimate yet: load one with the Result button, or drop its folder onto the page."
UNDER_WAY = "Comparing the estimate with the true motion."
TURNED = "It moves opposite to the truth: its sign seems to be reversed (positive is up)."


class Request(NamedTuple):
    """What the pictures depend on."""

    loaded: Loaded | None
    scored: Scored | None
    depth_um: float | None


class Picture(NamedTuple):
    """What is drawn, and what is said."""

    request: Request
    image: ErrorImage | None


def example() -> Any:
    """Return an error of two times and depths, from which the figures are declared."""
    from driftscope.results import MotionError

    two = np.array([1.0, 2.0])
    return MotionError(two, two, np.ones((2, 2)), np.eye(2))


def lines_example() -> Any:
    """Return a picture of lines."""
    return lines_picture(example(), None)


def image_example() -> Any:
    """Return a picture of the error."""
    return image_picture(example(), None)


class MotionErrorView(TabView):
    """The estimate over the truth at one depth, and the error over depth and time."""

    name: ClassVar[str] = "motionerror"
    title: ClassVar[str] = "Motion error"
    order: ClassVar[int] = 81
    hidden_at_first: ClassVar[bool] = True
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("units", "depths_um", "depth_um"),
    }

    def draw(self) -> list[Any]:
        """Make the two figures."""
        axes = self.services.axes
        lines = Figure(lines_example, "motionerror", x_range=axes.time, y_range=Range1d(start=-1, end=1), tools=[])
        self.lines = narrow(lines.made, 52)
        self.curves = {name: ColumnDataSource({"x": [], "y": []}) for name in ("true", "estimate")}
        for name, source in self.curves.items():
            lines.add(name, source, x="x", y="y")
        image = Figure(image_example, "motionerror-image", x_range=axes.time, y_range=axes.depth, tools=[])
        self.image = narrow(image.made, 52)
        self.image.grid.visible = False
        self.mapper = LinearColorMapper(palette=potential_palette(dark=False), low=-1, high=1)
        self.source = ColumnDataSource({name: [] for name in ("image", "x", "y", "dw", "dh")})
        image.add("error", self.source, image="image", x="x", y="y", dw="dw", dh="dh", color_mapper=self.mapper)
        self.depth = image.mark()
        for made in (self.lines, self.image):
            self.over_time(made)
        return spread([self.lines, self.image], [1, 1])

    def build(self) -> None:
        """Make the key of lines and colours, and what is offered."""
        results = self.services.results
        marks = [[["var(--ds-drifting)"], "true"], [["var(--ds-ink)"], "estimate, dashed"]]
        self.key = Control(kind="legend", options=marks, hook="motionerror-key")
        turn = self.services.safe(lambda message: self._turn())
        self.turn = Control(kind="link", hook="result-turn", visible=False, label="Reverse its sign", on_message=turn)
        results.subscribe({"held"}, self._offer_tab)
        results.subscribe({"held", "shown", "scored"}, self.refresh)

    def tools(self) -> list[Node]:
        """Return the key."""
        return [self.key]

    def body(self) -> Node:
        """Return the words, what is offered, and the figures."""
        return Stack(self.words, Row(self.turn, hook="result-offers"), self.picture, hook=f"{self.name}-body")

    def _offer_tab(self) -> None:
        is_there = any(one.motion is not None for one in self.services.results.held)
        (self.state.tabs.show if is_there else self.state.tabs.hide)(self.name)

    def request(self) -> Request:
        """Return the estimate that is looked at, and the depth."""
        results = self.services.results
        return Request(results.current, results.score, chosen_depth_um(self.state))

    @staticmethod
    def compute(request: Request) -> Picture:
        """Make the image of the error."""
        error = None if request.scored is None else request.scored.motion
        return Picture(request, None if error is None else error_image(error))

    def show(self, picture: Picture) -> None:
        """Say how large the error is, and draw it."""
        loaded, scored, depth_um = picture.request
        error = None if scored is None else scored.motion
        self.turn.visible = error is not None and error.looks_turned
        if picture.image is None or error is None or loaded is None:
            self.say(empty_words(loaded, scored), empty=True)
            return
        hint = f" {TURNED}" if error.looks_turned else " Its sign was reversed." if error.is_turned else ""
        at = depth_bin(error, depth_um)
        self.say(f"{loaded.name}: {words_of(error)}{hint}")
        truth, estimate = error.true_um[:, at], error.estimate_um[:, at] + error.offset_um
        update_columns(self.curves["true"], {"x": error.times_s, "y": truth})
        update_columns(self.curves["estimate"], {"x": error.times_s, "y": estimate})
        largest = 1.1 * max(float(np.abs(truth).max()), float(np.abs(estimate).max()), 0.5)
        self.lines.y_range.update(start=-largest, end=largest)
        self.lines.yaxis.axis_label = f"µm at {error.depths_um[at]:.0f} µm"
        self.depth.location = float(error.depths_um[at])
        self._show_image(picture.image)

    def _show_image(self, image: ErrorImage) -> None:
        left, bottom, right, top = image.bounds
        self.mapper.update(low=-image.limit_um, high=image.limit_um)
        columns = {"x": left, "y": bottom, "dw": right - left, "dh": top - bottom}
        update_columns(self.source, {"image": [image.values_um], **{name: [at] for name, at in columns.items()}})
        shades = potential_palette(dark=self.state.appearance.dark)[::51]
        known = [one for one in self.key.options if one[1] in ("true", "estimate, dashed")]
        self.key.options = [*known, [shades, f"error −{image.limit_um:.1f} to {image.limit_um:.1f} µm"]]

    def restyle(self) -> None:
        """Paint the figures, and the image with the palette of the appearance."""
        super().restyle()
        if self.figures:
            self.mapper.palette = potential_palette(dark=self.state.appearance.dark)

    def _turn(self) -> None:
        results = self.services.results
        if (current := results.current) is not None:
            results.change(results.shown, replace(current, turn_motion=not current.turn_motion))


def empty_words(loaded: Loaded | None, scored: Scored | None) -> str:
    """Say why there is nothing to see."""
    if loaded is None or (loaded.motion is None and not (scored and scored.problem)):
        return NOTHING
    if scored is None:
        return UNDER_WAY
    return f"{loaded.name}: {scored.problem}" if scored.problem else NOTHING
