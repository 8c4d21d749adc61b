"""Who waits for a free page: in the order in which they came, as long as they keep asking."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from .answers import Answer

REFRESH_S = 5
PATIENCE_S = 20.0
"""A place in the line is given up by who does not ask again for so long."""
MOST_WAITING = 10_000


class WaitingLine:
    """Visitors who wait for a free page.

    Parameters
    ----------
    free : callable
        Returns how many more pages can be opened now.
    clock : callable
        Returns the time in seconds.

    Examples
    --------
    >>> line = WaitingLine(lambda: 0)
    >>> line.place_of("first"), line.place_of("second"), line.place_of("first")
    (1, 2, 1)
    """

    def __init__(self, free: Callable[[], int], clock: Callable[[], float] = monotonic) -> None:
        self._free, self._clock = free, clock
        self._asked: dict[str, float] = {}

    def place_of(self, visitor: str) -> int:
        """Return a visitor's place in the line, from 1; 0 when a page can be opened now."""
        now = self._clock()
        self._asked = {name: last for name, last in self._asked.items() if now - last < PATIENCE_S}
        ahead = list(self._asked).index(visitor) if visitor in self._asked else len(self._asked)
        if self._free() > ahead:
            self._asked.pop(visitor, None)
            return 0
        if visitor in self._asked or len(self._asked) < MOST_WAITING:
            self._asked[visitor] = now
        return ahead + 1


def all_taken(place: int) -> Answer:
    """Return what is said to who waits."""
    ahead = "You are next in line." if place == 1 else f"{place - 1} ahead of you."
    return Answer(
        503,
        "All pages are in use",
        (
            f"{ahead} Leave this page open: it keeps your place and opens the dashboard as soon as a page is free.",
            "A closed page becomes free after about half a minute.",
        ),
        refresh_s=REFRESH_S,
        headers={"Retry-After": str(REFRESH_S)},
    )
