"""The motion as it would be estimated from the spikes, beside the truth: the best case of a real estimate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, MultiLine
from bokeh.models.annotations import Label
from driftscope import ConfigError
from driftscope.cache import the_cache
from driftscope.estimated_motion import estimate_error_um, estimated_motion
from driftscope.motion_estimate import EstimateOptions
from driftscope.source import Source

from ..session.state import State
from ..workbench import Control
from .base import Services
from .figures import draw_glyph

NAME = "estimate"
EMPTY: dict[str, list[Any]] = {"xs": [], "ys": []}
HELP = (
    "Estimate the motion from the spike depths, in bins of 2 s, and compare it with the truth. "
    "The true spikes are used: the best case."
)


class Request(NamedTuple):
    """Of which recording, and how."""

    source: Source
    options: EstimateOptions


@dataclass(frozen=True, eq=False)
class Estimated:
    """An estimate, and how far it is off.

    Attributes
    ----------
    times_s, moved_um : list of ndarray
        One curve for every depth window.
    words : str
        How it was made, and how far it is off.
    """

    times_s: list[Any]
    moved_um: list[Any]
    words: str


def estimate(request: Request) -> Estimated:
    """Estimate the motion, once for all who look at the same recording."""
    key = ("estimate shown", request.source.config.digest, request.options)
    made: Estimated = the_cache().get(key, lambda: _estimate(request))
    return made


def _estimate(request: Request) -> Estimated:
    if not len(request.source.locations_um):
        return Estimated([], [], "No estimate: there are no units.")
    try:
        found = estimated_motion(request.source, request.options)
    except (ConfigError, ValueError):
        return Estimated([], [], "No estimate: too few large spikes.")
    curves = np.asarray(found.displacement_um, dtype=np.float32)
    error = np.abs(estimate_error_um(request.source, found))
    number = curves.shape[1]
    times = [np.asarray(found.times_s, dtype=np.float32)] * number
    return Estimated(times, [curves[:, at].copy() for at in range(number)], error_words(error, request.options, number))


def error_words(error_um: Any, options: EstimateOptions, windows: int) -> str:
    """Say how an estimate was made, and how far it is off.

    Examples
    --------
    >>> error_words(np.array([0.1, 0.2, 3.0]), EstimateOptions(), 1)
    'estimate (dotted), bins of 2 s, 1 depth window: median error 0.2 µm, maximum 3 µm'
    """
    several = "" if windows == 1 else "s"
    how = f"estimate (dotted), bins of {options.bin_s:g} s, {windows} depth window{several}"
    if not np.size(error_um):
        return how
    return f"{how}: median error {np.median(error_um):.1f} µm, maximum {np.max(error_um):.0f} µm"


class EstimatedLines:
    """The estimate on the figure of the motion; drawn while the overlay is shown.

    Parameters
    ----------
    figure : bokeh.plotting.figure
        Of displacement over time.
    state : State
        The page's.
    services : Services
        Computes beside the event loop.
    """

    def __init__(self, figure: Any, state: State, services: Services) -> None:
        self.state, self.source = state, ColumnDataSource(EMPTY)
        lines = MultiLine(
            xs="xs", ys="ys", line_dash=[2, 3], line_width=2, line_color="#1a212b", tags=["line:ink"]
        )  # fmt: skip
        draw_glyph(figure, lines, self.source, name=NAME)
        self.words = Label(
            x=6, y=2, x_units="screen", y_units="screen", text="", text_font_size="12px", visible=False,
            tags=["text:ink", "background_fill:panel"], background_fill_alpha=0.85,
        )  # fmt: skip
        figure.add_layout(self.words)
        self.switch = Control(
            kind="press", icon="estimate", value=self.is_shown, help=HELP, hook="motion-estimate",
            on_set=services.safe(lambda value: state.overlays.choose(NAME, on=bool(value))),
        )  # fmt: skip
        self._latest = services.latest_only(estimate, self._show)
        state.overlays.subscribe({"shown", "estimate"}, self.follow)
        state.session.subscribe({"simulation"}, self.follow)
        if self.is_shown:
            self.follow()

    @property
    def is_shown(self) -> bool:
        """Whether it is drawn."""
        return NAME in self.state.overlays.shown

    def follow(self) -> None:
        """Estimate the motion of what is seen now."""
        self.switch.value = self.is_shown
        if self.is_shown:
            seen, options = self.state.session.simulation, self.state.overlays.estimate
            self._latest.ask(Request(getattr(seen, "hybrid", seen), options or EstimateOptions()))
        else:
            self._show(Estimated([], [], ""))

    def _show(self, found: Estimated) -> None:
        shown = found if self.is_shown else Estimated([], [], "")
        self.source.data = {"xs": shown.times_s, "ys": shown.moved_um}
        self.words.update(text=shown.words, visible=bool(shown.words))
