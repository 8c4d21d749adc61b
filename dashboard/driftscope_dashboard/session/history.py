"""Earlier and later configurations: one step for each gesture, a whole drag for example."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from typing import Any

MOST_UNDO_STEPS = 200
_ONE_GESTURE_S = 1.0


class History:
    """Earlier and later configurations; changes of the same gesture are one step.

    Parameters
    ----------
    clock : callable
        Returns the time in seconds.

    Attributes
    ----------
    gesture : int or None
        Number of the browser's gesture that brings changes now: a press of the mouse until it is let go, or a key. None
        where nobody counts: changes of the same parameters within a second are then taken for one gesture.
    steps : int
        How many steps were made so far, back and forth included.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.gesture: int | None = None
        self.steps = 0
        self._clock = clock
        self._past: list[Any] = []
        self._future: list[Any] = []
        self._forget_gesture()

    def _forget_gesture(self) -> None:
        self._last: tuple[int | None, frozenset[str], float] = (None, frozenset(), -_ONE_GESTURE_S)

    @property
    def past(self) -> tuple[Any, ...]:
        """Earlier configurations, the earliest first."""
        return tuple(self._past)

    @property
    def future(self) -> tuple[Any, ...]:
        """Configurations that were taken back, the latest first."""
        return tuple(self._future)

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier configuration."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a later configuration."""
        return bool(self._future)

    def note(self, before: Any, paths: Iterable[str]) -> None:
        """Remember a configuration that is about to be left."""
        now = (self.gesture, frozenset(paths), self._clock())
        if not self._is_same_gesture(*now):
            self._past = [*self._past[1 - MOST_UNDO_STEPS :], before]
            self.steps += 1
        self._future.clear()
        self._last = now

    def _is_same_gesture(self, gesture: int | None, paths: frozenset[str], time_s: float) -> bool:
        if not paths or not self._past:
            return False
        before, before_paths, before_s = self._last
        if gesture is not None:
            return gesture == before and bool(before_paths)
        return before is None and paths == before_paths and time_s - before_s < _ONE_GESTURE_S

    def back(self, current: Any) -> Any:
        """Return the configuration before the current one."""
        self._future.append(current)
        return self._moved(self._past)

    def forth(self, current: Any) -> Any:
        """Return the configuration after the current one."""
        self._past.append(current)
        return self._moved(self._future)

    def _moved(self, among: list[Any]) -> Any:
        self._forget_gesture()
        self.steps += 1
        return among.pop()

    def restore(self, past: Sequence[Any], future: Sequence[Any]) -> None:
        """Put what was remembered before this history began in front of it."""
        self._past = [*past, *self._past][-MOST_UNDO_STEPS:]
        if not self._future:
            self._future = [*future][-MOST_UNDO_STEPS:]
