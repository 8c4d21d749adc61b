"""The line of the threshold, which can be dragged: the threshold follows it, in tenths of the noise."""

from __future__ import annotations

from typing import Any

from ..session.state import State
from .base import Services

MOST = 100.0
"""The largest threshold that it is dragged to, in times the noise."""


class ThresholdDrag:
    """Lets a line across a figure of peaks be dragged.

    Parameters
    ----------
    line : bokeh.models.Span
        Where the threshold is drawn.
    state : State
        Whose threshold is moved.
    services : Services
        Turns the errors of callbacks into words; of many steps of a drag only the last one counts.
    """

    def __init__(self, line: Any, state: State, services: Services) -> None:
        self.line, self.state = line, state
        self._shown_uv, self._noise_uv = 0.0, 0.0
        drags = services.latest_only(lambda asked: asked, self._dragged)
        dragging = services.safe(lambda: drags.ask(None))
        line.update(editable=True, level="overlay")
        line.on_change("location", lambda attr, old, new: dragging())

    def show(self, threshold_uv: float, threshold: float) -> None:
        """Draw the line where the threshold is, in µV and in times the noise."""
        if threshold > 0:
            self._noise_uv = threshold_uv / threshold
        self._shown_uv = threshold_uv
        self.line.location = threshold_uv

    def _dragged(self, _: None) -> None:
        at_uv = self.line.location
        if not isinstance(at_uv, (int, float)) or at_uv == self._shown_uv or self._noise_uv <= 0:
            return
        self.state.selection.look(threshold=min(max(round(at_uv / self._noise_uv, 1), 0.0), MOST))
