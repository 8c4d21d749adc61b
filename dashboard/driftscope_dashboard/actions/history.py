"""Undo and redo."""

from __future__ import annotations

from typing import Any, ClassVar

from ..workbench import Control
from .base import Action, button


class UndoRedo(Action):
    """Two buttons that go back and forth between configurations."""

    side: ClassVar[str] = "left"
    order: ClassVar[int] = 10

    def controls(self) -> list[Control]:
        """Return both buttons."""
        self.undo = button("undo", icon="undo", help="Undo", disabled=True, on_message=self._undo)
        self.redo = button("redo", icon="redo", help="Redo", disabled=True, on_message=self._redo)
        self.state.session.subscribe({"config", "drafts", "restored"}, self._follow)
        return [self.undo, self.redo]

    def _undo(self, _: Any) -> None:
        self.services.safe(self.state.session.undo)()

    def _redo(self, _: Any) -> None:
        self.services.safe(self.state.session.redo)()

    def _follow(self) -> None:
        self.undo.disabled = not self.state.session.can_undo
        self.redo.disabled = not self.state.session.history.can_redo
