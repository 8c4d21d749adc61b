"""The page for a projector: large type, thick lines, no form."""

from __future__ import annotations

from typing import ClassVar

from ..workbench import Control
from .base import Action, button


class Present(Action):
    """A button that begins a presentation; the browser does the rest."""

    order: ClassVar[int] = 75

    def controls(self) -> list[Control]:
        """Return the button."""
        return [button("present", kind="presenter", icon="present", help="Presentation: large type, no form (P)")]
