"""Deadlines of computations: stop when they take too long or are no longer needed.

Whoever computes says nothing about it; stages ask at their natural pauses, see `checkpoint`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

from .base import ConfigError, Problem


class StoppedError(ConfigError):
    """A computation was given up."""

    def __init__(self, words: str) -> None:
        super().__init__([Problem("", words)])


class Deadline:
    """Until when a computation may take.

    Parameters
    ----------
    seconds : float
        From now on.

    Attributes
    ----------
    is_cancelled : bool
        Whether nobody waits any more.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds, self._end = seconds, monotonic() + seconds
        self.is_cancelled = False

    def cancel(self) -> None:
        """Let the computation end at its next pause."""
        self.is_cancelled = True

    def check(self) -> None:
        """Raise `StoppedError` when it is over."""
        if self.is_cancelled:
            raise StoppedError("this is no longer needed")
        if monotonic() > self._end:
            raise StoppedError(f"this took longer than {self.seconds:g} s and was stopped: use a smaller recording")


_present: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def within(deadline: Deadline) -> Iterator[None]:
    """Compute until a deadline; outside of it there is none.

    Examples
    --------
    >>> with within(Deadline(60.0)):
    ...     checkpoint()
    """
    token = _present.set(deadline)
    try:
        yield
    finally:
        _present.reset(token)


def checkpoint() -> None:
    """Raise `StoppedError` when what is being computed here has been given up; costs nothing otherwise."""
    if (deadline := _present.get()) is not None:
        deadline.check()
