"""Light or dark."""

from __future__ import annotations

from typing import Any, ClassVar

from ..workbench import Control
from .base import Action, button


class ThemeSwitch(Action):
    """A button that changes between light and dark."""

    order: ClassVar[int] = 90

    def controls(self) -> list[Control]:
        """Return the button."""
        return [button("theme", icon="theme", help="Light or dark", on_message=self._switch)]

    def _switch(self, _: Any) -> None:
        appearance = self.state.appearance
        self.services.safe(lambda: appearance.use(dark=not appearance.dark))()
