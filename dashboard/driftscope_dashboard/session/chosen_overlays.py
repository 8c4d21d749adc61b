"""What is drawn over pictures besides what they show: chosen on the page, or revealed by a lesson."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .observable import Observable


class Overlays(Observable):
    """Which overlays are shown.

    Attributes
    ----------
    shown : frozenset of str
        Their names, those that a lesson may reveal: ``rings``, ``estimate``, ``merged``, ``threshold``, ``found``,
        ``reference``, ``realigned``.
    estimate : object
        How the motion is estimated, as a lesson says; None leaves it to the picture.
    """

    def __init__(self) -> None:
        super().__init__()
        self.shown: frozenset[str] = frozenset()
        self.estimate: Any = None
        self._own: frozenset[str] = frozenset()
        self._revealed: frozenset[str] = frozenset()

    def choose(self, name: str, *, on: bool) -> None:
        """Show or hide one; one that a lesson revealed can be hidden, too."""
        self._own = self._own | {name} if on else self._own - {name}
        self._revealed -= {name}
        self._set(shown=self._own | self._revealed)

    def reveal(self, names: Iterable[str], estimate: Any = None) -> None:
        """Show what a lesson reveals, and no longer what it revealed before."""
        self._revealed = frozenset(names)
        self._set(shown=self._own | self._revealed, estimate=estimate)
