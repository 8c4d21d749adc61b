"""What is drawn over pictures besides what they show: chosen on the page, or revealed by a lesson."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, get_args

from driftscope.lessons.looks import OverlayName

from .observable import Observable
from .selection import Selection

ShownOverlay = OverlayName | Literal["corrected"]
SHOWN_OVERLAYS: tuple[str, ...] = (*get_args(OverlayName), "corrected")


class Overlays(Observable):
    """Which overlays are shown: those that the selection names, and what a lesson revealed.

    Parameters
    ----------
    selection : Selection
        What one looks at.

    Attributes
    ----------
    shown : frozenset of str
        Their names, of `SHOWN_OVERLAYS`.
    estimate : object
        How the motion is estimated, as a lesson says; None leaves it to the picture.
    """

    def __init__(self, selection: Selection) -> None:
        super().__init__()
        self._selection = selection
        self.shown: frozenset[str] = frozenset(selection.overlays)
        self.estimate: Any = None
        self._revealed: frozenset[str] = frozenset()
        selection.subscribe({"overlays"}, self._follow)

    def choose(self, name: str, *, on: bool) -> None:
        """Show or hide one; one that a lesson revealed can be hidden, too."""
        own = {*self._selection.overlays, name} if on else {*self._selection.overlays} - {name}
        self._revealed -= {name}
        self._selection.look(overlays=tuple(sorted(own)))
        self._follow()

    def reveal(self, names: Iterable[str], estimate: Any = None) -> None:
        """Show what a lesson reveals, and no longer what it revealed before."""
        self._revealed = frozenset(names)
        self._set(shown=self._revealed.union(self._selection.overlays), estimate=estimate)

    def _follow(self) -> None:
        self._set(shown=self._revealed.union(self._selection.overlays))
