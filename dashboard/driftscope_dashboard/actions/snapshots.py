"""Keep the configuration under a letter, go back to it, and see what differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from ..session.snapshots import LETTERS, described
from ..session.state import State
from ..views.base import Services
from ..workbench import Control
from .base import Action, button

MOST_LINES = 12
Described = Callable[[Any, Any], list[tuple[str, str, str]]]
"""Says what differs between two configurations: label, value there, value here."""


class SnapshotButtons(Action):
    """Three letters: the first press keeps, the next ones go back; with shift they keep anew."""

    side: ClassVar[str] = "left"
    order: ClassVar[int] = 20

    def __init__(self, state: State, services: Services, described: Described = described) -> None:
        super().__init__(state, services)
        self.described = described

    def controls(self) -> list[Control]:
        """Return the letters."""
        self.snapshots = self.state.snapshots
        self.letters = button(
            "snapshots", kind="snapshots", label="Snapshots", options=self._options(),
            on_message=self._pressed,
        )  # fmt: skip
        self.snapshots.subscribe({"kept"}, self._follow)
        self.state.session.subscribe({"config"}, self._follow)
        return [self.letters]

    def _options(self) -> list[list[Any]]:
        """Return for every letter whether something is kept, whether it is what one sees, and the words for it."""
        return [[letter, *self._about(letter)] for letter in LETTERS]

    def _about(self, letter: str) -> tuple[bool, bool, str]:
        now = self.state.session.config
        if (kept := self.snapshots.kept.get(letter)) is None:
            return False, False, f"Save this configuration as {letter}"
        lines = [f"{label}: {there} → {here}" for label, there, here in self.described(kept, now)]
        if not lines:
            return True, True, f"{letter} is the current configuration"
        more = [f"and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
        head = f"Restore {letter}; with shift, replace {letter} by the current one.\nFrom {letter} to now:"
        return True, False, "\n".join([head, *lines[:MOST_LINES], *more])

    def _follow(self) -> None:
        self.letters.options = self._options()

    def _pressed(self, message: dict[str, Any]) -> None:
        self.services.safe(self._keep_or_go)(str(message.get("letter", "")), bool(message.get("keep")))

    def _keep_or_go(self, letter: str, keep: bool) -> None:
        kept = self.snapshots.kept.get(letter)
        if keep or kept is None:
            self.snapshots.keep(letter, self.state.session.config)
        else:
            self.state.session.open(kept)
