"""The results that a page holds, at most two, and what comparing them with the recording shown brought."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from driftscope.cache import once
from driftscope.measured_motion import MeasuredMotion
from driftscope.results import Comparison, MotionError, Result, Sorted

from ..plots.score import Scores, scores_of
from ..session.observable import Observable

LETTERS = "AB"
LONGEST_NAME = 40


@dataclass(frozen=True, eq=False)
class Loaded:
    """What was brought back.

    Attributes
    ----------
    name : str
        How it is called.
    config : Config
        The configuration of the recording that it is a result of.
    sorting : Sorted or None
        What a sorter found.
    motion : MeasuredMotion or None
        What a motion estimator found.
    correct_lag, turn_motion : bool
        Whether a shift of the clock is taken out, and whether the estimate is multiplied by -1; only when asked.
    """

    name: str
    config: Any
    sorting: Sorted | None = None
    motion: MeasuredMotion | None = None
    correct_lag: bool = False
    turn_motion: bool = False

    @property
    def what(self) -> str:
        """What it holds, in words."""
        parts = []
        if self.sorting is not None:
            parts.append(f"{len(self.sorting.unit_ids)} units, {self.sorting.sample_index.size:,} spikes")
        if self.motion is not None:
            parts.append("a motion estimate")
        return " and ".join(parts).replace(",", "\u2009", 1) if parts else "nothing"


@dataclass(frozen=True, eq=False)
class Scored:
    """A result held against the recording shown.

    Attributes
    ----------
    loaded : Loaded
        The result.
    simulation : Simulation or Scene
        The recording.
    result : Result or None
        The comparison; None when it could not be made.
    problem : str
        Why not.
    """

    loaded: Loaded
    simulation: Any
    result: Result | None = None
    problem: str = ""

    @property
    def comparison(self) -> Comparison | None:
        """The sorting's comparison, where there is one."""
        return None if self.result is None else self.result.comparison

    @once
    def scores(self) -> Scores | None:
        """What is drawn of the sorting's comparison."""
        return None if self.comparison is None else scores_of(self.comparison)

    @property
    def motion(self) -> MotionError | None:
        """The motion estimate's error, where there is one."""
        return None if self.result is None else self.result.motion


class Results(Observable):
    """The results of a page.

    Attributes
    ----------
    held : tuple of Loaded
        At most two, called A and B.
    shown : int
        Which of them is looked at.
    scored : tuple of Scored
        What comparing them brought, in the same order; shorter while that is under way.
    """

    def __init__(self) -> None:
        super().__init__()
        self.held: tuple[Loaded, ...] = ()
        self.shown = 0
        self.scored: tuple[Scored, ...] = ()

    @property
    def current(self) -> Loaded | None:
        """The result that is looked at."""
        return self.held[self.shown] if self.shown < len(self.held) else None

    def score_of(self, place: int) -> Scored | None:
        """Return what comparing a result brought; None when it is under way, or there is no such result."""
        if place >= len(self.held):
            return None
        return next((one for one in self.scored if one.loaded is self.held[place]), None)

    @property
    def score(self) -> Scored | None:
        """What comparing the result that is looked at brought."""
        return self.score_of(self.shown)

    @property
    def other(self) -> Scored | None:
        """What comparing the other one brought."""
        return self.score_of(1 - self.shown)

    def add(self, loaded: Loaded) -> None:
        """Hold a result: a part that the one looked at lacks joins it; else it takes a free place, or the other's."""
        current = self.current
        if current is not None and _completes(current, loaded):
            both = replace(current, sorting=current.sorting or loaded.sorting, motion=current.motion or loaded.motion)
            self.change(self.shown, both)
            return
        place = len(self.held) if len(self.held) < len(LETTERS) else 1 - self.shown
        self._set(held=(*self.held[:place], loaded, *self.held[place + 1 :]), shown=place)

    def change(self, place: int, loaded: Loaded) -> None:
        """Hold something else at a place."""
        if place < len(self.held):
            self._set(held=(*self.held[:place], loaded, *self.held[place + 1 :]))

    def remove(self, place: int) -> None:
        """Hold a result no longer."""
        held = (*self.held[:place], *self.held[place + 1 :])
        self._set(held=held, shown=min(self.shown if place > self.shown else max(self.shown - 1, 0), 1))

    def look_at(self, place: int) -> None:
        """Look at a result."""
        if 0 <= place < len(self.held):
            self._set(shown=place)

    def note(self, scored: tuple[Scored, ...]) -> None:
        """Note what comparing brought."""
        self._set(scored=scored)


def _completes(current: Loaded, loaded: Loaded) -> bool:
    """Return whether two results of one recording are a sorting and a motion estimate, in either order."""
    if current.config != loaded.config:
        return False
    parts = [(one.sorting is not None, one.motion is not None) for one in (current, loaded)]
    return sorted(parts) == [(False, True), (True, False)]
