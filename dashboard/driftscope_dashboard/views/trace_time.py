"""The time axis of the traces: it shows a window, and the selection follows where one pans or zooms."""

from __future__ import annotations

from math import isfinite
from typing import Any

from bokeh.models import Range1d

from ..plots.trace_windows import Picture
from ..session.selection import LONGEST_WINDOW_S, SHORTEST_WINDOW_S
from ..session.state import State
from .base import Services


class TraceTime:
    """The range that both pictures share, in milliseconds around a moment.

    Parameters
    ----------
    state : State
        Whose selection moves.
    services : Services
        Turns the errors of callbacks into words.

    Attributes
    ----------
    range : Range1d
        What is shown.
    """

    def __init__(self, state: State, services: Services) -> None:
        self.state = state
        shortest, longest = 1000.0 * SHORTEST_WINDOW_S, 1000.0 * LONGEST_WINDOW_S
        self.range: Any = Range1d(start=-10, end=10, min_interval=shortest, max_interval=longest)
        self._anchor_s, self._placed_ms = 0.0, (-10.0, 10.0)
        self._panning = self._placing = self._locked = False
        self._moves = services.latest_only(lambda asked: asked, self._panned)
        moved = services.safe(self._changed)
        for edge in ("start", "end"):
            self.range.on_change(edge, lambda attr, old, new: moved())

    @property
    def kept_anchor_s(self) -> float | None:
        """The moment at zero, which stays while one pans; None otherwise."""
        return self._anchor_s if self._panning else None

    def show(self, picture: Picture) -> None:
        """Let the axis show a window, unless it does so already because one panned there."""
        kept = picture.anchor_s == self._anchor_s and self._shows(picture)
        self._anchor_s, self._locked = picture.anchor_s, picture.locked
        begin_ms = -1000.0 * picture.anchor_s
        duration_ms = 1000.0 * self.state.session.simulation.config.duration_s
        self.range.bounds = None if picture.locked else (begin_ms, begin_ms + duration_ms)
        if not kept:
            self._place(picture.start_ms, picture.start_ms + picture.length_ms)

    def _shows(self, picture: Picture) -> bool:
        shown, asked = (self.range.start, self.range.end), (picture.start_ms, picture.start_ms + picture.length_ms)
        return all(abs(one - other) < 1.0 for one, other in zip(shown, asked, strict=True)) and not picture.locked

    def _place(self, start_ms: float, end_ms: float) -> None:
        """Let the axis show something without taking that for panning."""
        self._placed_ms, self._placing = (start_ms, end_ms), True
        self.range.update(start=start_ms, end=end_ms)
        self._placing = False

    def _changed(self) -> None:
        if not self._placing:
            self._moves.ask(None)

    def _panned(self, _: None) -> None:
        """Look where one panned or zoomed to, after both ends of the axis have come; it keeps its zero meanwhile."""
        start, end = self.range.start, self.range.end
        if not isfinite(end - start):  # the wheel was turned over a figure that has no room
            self._place(*self._placed_ms)
        elif self._locked:
            self.state.selection.look(playing=False)
        else:
            self._look(self._anchor_s + (start + end) / 2000.0, round((end - start) / 1000.0, 4))

    def _look(self, time_s: float, window_s: float) -> None:
        self._panning = True
        try:
            self.state.selection.look(time_s=time_s, window_s=window_s, playing=False)
        finally:
            self._panning = False
