"""What all actions have in common."""

from __future__ import annotations

from typing import Any, ClassVar

from ..session.state import State
from ..views.base import Services
from ..workbench import Control


class Action:
    """Something to be done from the toolbar.

    Attributes
    ----------
    side : str
        At which end of the toolbar: ``"left"`` or ``"right"``.
    order : int
        Its place there.
    """

    side: ClassVar[str] = "right"
    order: ClassVar[int] = 0

    def __init__(self, state: State, services: Services) -> None:
        self.state, self.services = state, services

    def controls(self) -> list[Control]:
        """Return the controls, from left to right."""
        raise NotImplementedError


def button(name: str, *, kind: str = "button", **fields: Any) -> Control:
    """Return a button of the toolbar; it is found by the class ``ds-<name>``."""
    return Control(kind=kind, hook=name, **fields)
