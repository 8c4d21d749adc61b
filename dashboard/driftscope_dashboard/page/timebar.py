"""The lower edge of the page: where one is in the recording, and how much of it one sees."""

from __future__ import annotations

from typing import Any

from ..session.keymap import SPEEDS, WHOLE_S, advance, jump, play_or_pause
from ..session.selection import LONGEST_WINDOW_S, SHORTEST_WINDOW_S
from ..session.state import State
from ..views.base import Services
from ..workbench import Control

WHOLE = "whole"
"""What the speed is called that plays the whole recording in a fixed time."""


class Timebar:
    """Controls of the time cursor and of the window's length.

    Parameters
    ----------
    state : State
        Whose selection is moved.
    services : Services
        Turns the errors of callbacks into words.
    """

    def __init__(self, state: State, services: Services) -> None:
        self.state = state
        self.time = Control(
            kind="track", label="Time", unit="s", help="The time at the centre of the traces.",
            hook="time",
        )  # fmt: skip
        self.window = Control(
            kind="track", label="Window", unit="ms", help="Duration shown in the traces.", scale="log",
            start=SHORTEST_WINDOW_S * 1000, end=LONGEST_WINDOW_S * 1000, step=1,
            hook="window",
        )  # fmt: skip
        self.play = _small("play", kind="play", help="Play or pause (space)", on_message=services.safe(self._played))
        self.previous = _small(
            "previous-spike", icon="back", help="Previous spike of the selection (p)",
            on_message=services.safe(lambda _: jump(state, -1)),
        )  # fmt: skip
        self.next = _small(
            "next-spike", icon="forward", help="Next spike of the selection (n)",
            on_message=services.safe(lambda _: jump(state, 1)),
        )  # fmt: skip
        self.speed = _small(
            "speed", kind="menu", label="Speed", options=speed_options(None),
            help="Playback speed: a multiple of real time, or the whole recording in 20 s.",
        )  # fmt: skip
        self.speed.on_set(services.safe(self._speed_chosen))
        self.time.on_set(services.safe(self._time_moved))
        self.window.on_set(services.safe(self._window_changed))
        state.selection.subscribe({"time_s", "window_s"}, self._follow)
        state.session.subscribe({"simulation"}, self._follow)
        state.selection.subscribe({"playing", "speed"}, self._follow_playing)
        self._follow()
        self._follow_playing()

    def controls(self) -> dict[str, Control]:
        """Return the controls by name."""
        return {
            "previous": self.previous, "play": self.play, "next": self.next, "time": self.time,
            "window": self.window, "speed": self.speed,
        }  # fmt: skip

    def _follow(self) -> None:
        selection = self.state.selection
        duration = self.state.session.simulation.config.duration_s
        time_s = min(selection.time_s, duration)
        self.time.update(start=0.0, end=duration, step=time_step_s(duration), value=time_s)
        self.window.value = _milliseconds(selection.window_s)

    def _follow_playing(self) -> None:
        selection = self.state.selection
        self.play.value = selection.playing
        value = WHOLE if selection.speed is None else f"{selection.speed:g}"
        self.speed.update(options=speed_options(selection.speed), value=value)

    def _played(self, message: dict[str, Any]) -> None:
        """Play or pause; while it plays, go on as often as the browser asks, and answer that it may ask again."""
        if "seconds" in message:
            advance(self.state, float(message["seconds"]))
            self.play.tell({"answered": True})
        else:
            play_or_pause(self.state)

    def _speed_chosen(self, value: Any) -> None:
        self.state.selection.look(speed=None if value == WHOLE else float(value))

    def _time_moved(self, value: Any) -> None:
        if value is not None:
            duration = self.state.session.simulation.config.duration_s
            self.state.selection.look(time_s=min(float(value), duration))
            self._follow()

    def _window_changed(self, value: Any) -> None:
        if value is not None and value != _milliseconds(self.state.selection.window_s):
            self.state.selection.look(window_s=float(value) / 1000)
            self._follow()


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 6)


def speed_options(speed: float | None) -> list[list[str]]:
    """Return the speeds to choose from, the present one among them.

    Examples
    --------
    >>> speed_options(None)[:2], len(speed_options(3.0)) - len(speed_options(None))
    ([['whole', 'whole in 20 s'], ['0.1', '0.1×']], 1)
    """
    numbers = sorted({*SPEEDS} | ({speed} if speed is not None else set()))
    return [[WHOLE, f"whole in {WHOLE_S:g} s"], *([f"{one:g}", f"{one:g}×"] for one in numbers)]


def _small(name: str, **fields: Any) -> Control:
    return Control(**{"kind": "button", "hook": name, **fields})


def time_step_s(duration_s: float) -> float:
    """Return the step of the time slider: a thousandth of the recording or finer, a round number.

    Examples
    --------
    >>> time_step_s(600.0), time_step_s(20.0)
    (0.5, 0.01)
    """
    steps = (0.001, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 60.0)
    return max((step for step in steps if step <= duration_s / 1000), default=0.001)
