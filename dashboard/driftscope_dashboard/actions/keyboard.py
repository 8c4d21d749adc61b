"""The keys, and the help that lists them with what each picture shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from ..results.stepping import step_to_miss
from ..session.help_texts import listed
from ..session.keymap import SHORTCUTS, Shortcut, commands, obey, scale_gain, sheet
from ..session.state import State
from ..views.base import Services
from ..workbench import Control
from .base import Action, button

LARGEST_TURN = 2.0


class Keyboard(Action):
    """A button that opens the help; while the page is open it also hands on which ones are pressed."""

    order: ClassVar[int] = 80

    def __init__(self, state: State, services: Services, shortcuts: Sequence[Shortcut] = SHORTCUTS) -> None:
        super().__init__(state, services)
        self.shortcuts = shortcuts

    def controls(self) -> list[Control]:
        """Return the button."""
        return [
            button(
                "help", kind="shortcuts", help="Help: pictures and keys (?)",
                options=[sorted(commands()), sheet(self.shortcuts), listed()],
                on_message=self.services.safe(self._told),
            )
        ]  # fmt: skip

    def _told(self, message: dict[str, Any]) -> None:
        if "key" in message:
            key = str(message["key"])
            if not step_to_miss(self.state, self.services.results, key):
                obey(self.state, key)
        elif "gain" in message:
            scale_gain(self.state, min(max(float(message["gain"]), 1 / LARGEST_TURN), LARGEST_TURN))
