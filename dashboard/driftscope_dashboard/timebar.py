"""The lower edge of the page: where one is in the recording, and how much of it one sees."""

from __future__ import annotations

from typing import Any

from .controls import Control
from .state import LONGEST_WINDOW_S, SHORTEST_WINDOW_S, State
from .views.base import Services


class Timebar:
    """Controls of the time cursor and of the window's length.

    Parameters
    ----------
    state : State
        Whose selection is moved.
    services : Services
        Guards the callbacks.
    """

    def __init__(self, state: State, services: Services) -> None:
        self.state = state
        self.time = Control(
            kind="track", label="Time", unit="s", help="The moment at the centre of the traces.",
            css_classes=["ds-time"], sizing_mode="stretch_width", height=28, margin=0,
        )  # fmt: skip
        self.window = Control(
            kind="track", label="Window", unit="ms", help="How much of the recording the traces show.", scale="log",
            start=SHORTEST_WINDOW_S * 1000, end=LONGEST_WINDOW_S * 1000, step=1,
            css_classes=["ds-window"], width=280, height=28, margin=0,
        )  # fmt: skip
        self.time.param.watch(services.guarded(self._time_moved), "value")
        self.window.param.watch(services.guarded(self._window_changed), "value")
        state.selection.subscribe({"time_s", "window_s"}, self._follow)
        state.session.subscribe({"simulation"}, self._follow)
        self._follow()

    def controls(self) -> dict[str, Control]:
        """Return the controls by name."""
        return {"time": self.time, "window": self.window}

    def _follow(self) -> None:
        selection = self.state.selection
        duration = self.state.session.simulation.config.duration_s
        time_s = min(selection.time_s, duration)
        self.time.param.update(start=0.0, end=duration, step=time_step_s(duration), value=time_s)
        self.window.value = round(selection.window_s * 1000, 6)

    def _time_moved(self, event: Any) -> None:
        if event.new is not None:
            duration = self.state.session.simulation.config.duration_s
            self.state.selection.look(time_s=min(float(event.new), duration))
            self._follow()

    def _window_changed(self, event: Any) -> None:
        if event.new is not None:
            self.state.selection.look(window_s=float(event.new) / 1000)
            self._follow()


def time_step_s(duration_s: float) -> float:
    """Return the step of the time slider: a thousandth of the recording or finer, a round number.

    Examples
    --------
    >>> time_step_s(600.0), time_step_s(20.0)
    (0.5, 0.01)
    """
    steps = (0.001, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 60.0)
    return max((step for step in steps if step <= duration_s / 1000), default=0.001)
