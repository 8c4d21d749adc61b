"""What a page is about: the configuration one edits and what one looks at.

Nothing here knows of a browser. Each page has its own state; views and controls subscribe to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from .chosen_overlays import Overlays
from .observable import Observable
from .selection import Selection
from .session import Session
from .snapshots import Snapshots
from .unit_columns import UnitColumns

__all__ = ["Activity", "Appearance", "Notices", "OfferedTabs", "Selection", "Session", "State"]


class Activity(Observable):
    """Whether something is being computed."""

    def __init__(self) -> None:
        super().__init__()
        self.running = 0
        self.window_ms = 0.0

    @property
    def word(self) -> str:
        """The word for it."""
        return "busy" if self.running else "ready"

    def begin(self) -> None:
        """Note that a computation began."""
        self._set(running=self.running + 1)

    def end(self) -> None:
        """Note that a computation ended."""
        self._set(running=self.running - 1)

    def note_window(self, window_ms: float) -> None:
        """Note how long the newest window of traces took to compute."""
        self._set(window_ms=window_ms)


class Appearance(Observable):
    """Light or dark."""

    def __init__(self, dark: bool = False) -> None:
        super().__init__()
        self.dark = dark

    def use(self, *, dark: bool) -> None:
        """Choose one of the two."""
        self._set(dark=dark)


class Notices(Observable):
    """What is said to the one in front of the page.

    Attributes
    ----------
    latest : tuple
        Number, tone (``"error"`` or ``"info"``) and words of the newest notice.
    """

    def __init__(self) -> None:
        super().__init__()
        self.latest: tuple[int, str, str] = (0, "info", "")

    def say(self, words: str, tone: str = "info") -> None:
        """Say something."""
        self._set(latest=(self.latest[0] + 1, tone, words))


class OfferedTabs(Observable):
    """Which tabs below the traces one can open now: a view whose subject is not there yet hides its own.

    Attributes
    ----------
    hidden : frozenset of str
        Names of the tabs that are not offered.
    """

    def __init__(self) -> None:
        super().__init__()
        self.hidden: frozenset[str] = frozenset()

    def hide(self, name: str) -> None:
        """Offer a tab no longer."""
        self._set(hidden=self.hidden | {name})

    def show(self, name: str) -> None:
        """Offer a tab."""
        self._set(hidden=self.hidden - {name})


@dataclass(frozen=True)
class State:
    """All that one page is about; views, controls and actions are given this and nothing else."""

    session: Session
    selection: Selection = field(default_factory=Selection)
    activity: Activity = field(default_factory=Activity)
    appearance: Appearance = field(default_factory=Appearance)
    notices: Notices = field(default_factory=Notices)
    snapshots: Snapshots = field(default_factory=Snapshots)
    tabs: OfferedTabs = field(default_factory=OfferedTabs)
    unit_columns: UnitColumns = field(default_factory=UnitColumns)

    @cached_property
    def overlays(self) -> Overlays:
        """What is drawn over pictures besides what they show."""
        return Overlays(self.selection)
