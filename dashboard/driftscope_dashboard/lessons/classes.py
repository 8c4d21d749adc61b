"""Classes: pages that answer the same questions at the same time. Counts in memory, gone when the server ends.

A page is known by a random number that it made itself: what it answered is kept with that, so that it counts once.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite
from time import monotonic
from typing import Any

MOST_CLASSES = 50
MOST_PAGES = 500
MOST_STEPS = 12
LEAST_ANSWERS = 5
"""With fewer there is no tally: one could guess who answered what."""
MOST_BARS = 8
AWAY_S = 15.0
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
UNKNOWN = "?"


@dataclass
class SchoolClass:
    """One class.

    Attributes
    ----------
    lesson : str
        Id of its lesson.
    key : str
        What only the page has that began it, and leads it.
    hold : int or None
        From which step on nobody sees the reveal.
    moved : int
        How many times everyone was sent to a step.
    step : int
        Where everyone was sent last.
    seeds : bool
        Whether every page has random numbers of its own.
    """

    lesson: str
    key: str
    hold: int | None = None
    moved: int = 0
    step: int = 0
    seeds: bool = False
    seen: dict[str, float] = field(default_factory=dict)
    answers: dict[int, dict[str, str]] = field(default_factory=dict)

    def for_page(self, page: str = "") -> dict[str, Any]:
        """Return what its pages need to know; ``seed`` is what a page adds to the lesson's, 0 for the same for all."""
        seed = 1 + list(self.seen).index(page) if self.seeds and page in self.seen else 0
        return {"hold": self.hold, "moved": self.moved, "step": self.step, "seed": seed}

    def note(self, page: str, now: float) -> None:
        """Note that a page is there."""
        if page in self.seen or len(self.seen) < MOST_PAGES:
            self.seen[page] = now

    def answer(self, page: str, step: int, given: Any) -> None:
        """Count what a page answers; its earlier answer counts no more."""
        if 0 <= step < MOST_STEPS and page in self.seen:
            self.answers.setdefault(step, {})[page] = written(given)

    def tally(self, step: int) -> list[tuple[str, int]] | None:
        """Return how often each answer was given, the most frequent first; None below five answers."""
        given = self.answers.get(step, {})
        return Counter(given.values()).most_common(MOST_BARS) if len(given) >= LEAST_ANSWERS else None

    def for_teacher(self, step: int, now: float) -> dict[str, Any]:
        """Return what the page that leads it shows."""
        here = sum(now - last < AWAY_S for last in self.seen.values())
        return {
            **self.for_page(),
            "seeds": self.seeds,
            "pages": here,
            "answered": len(self.answers.get(step, {})),
            "tally": self.tally(step),
        }


class Classes:
    """All classes of a server; of more than it keeps, the oldest is forgotten.

    Parameters
    ----------
    clock : callable
        Returns the time in seconds.

    Examples
    --------
    >>> classes = Classes()
    >>> code, made = classes.begin("drift")
    >>> classes.find(code) is made, classes.find("none")
    (True, None)
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self._all: dict[str, SchoolClass] = {}

    def begin(self, lesson: str) -> tuple[str, SchoolClass]:
        """Begin a class; return its code and itself."""
        while len(self._all) >= MOST_CLASSES:
            del self._all[next(iter(self._all))]
        code = self._new_code()
        self._all[code] = SchoolClass(lesson, secrets.token_urlsafe(16))
        return code, self._all[code]

    def find(self, code: str) -> SchoolClass | None:
        """Return a class by its code."""
        return self._all.get(code.upper())

    def _new_code(self) -> str:
        while (code := "".join(secrets.choice(LETTERS) for _ in range(4))) in self._all:
            continue
        return code


def written(given: Any) -> str:
    """Return an answer as it is counted: an option's number, a number in four digits; else that nothing is known.

    Examples
    --------
    >>> written(2), written(1234.5678), written([1, 0]), written(None), written("name")
    ('2', '1235', '1, 0', '?', '?')
    """
    if isinstance(given, bool) or given is None:
        return UNKNOWN
    if isinstance(given, (int, float)):
        return f"{given:.4g}" if isfinite(given) else UNKNOWN
    if isinstance(given, list) and 0 < len(given) <= 5 and all(type(one) is int for one in given):
        return ", ".join(f"{one:.4g}" for one in given)
    return UNKNOWN
