"""Which picture fills the page: chosen in the browser, and a part of what one looks at."""

from __future__ import annotations

from typing import Any, get_args

from ..session.selection import Enlarged
from ..session.state import State
from ..views.base import Services
from ..workbench import EnlargedNode


class EnlargedPicture:
    """Keeps the selection and what the browser shows the same.

    Parameters
    ----------
    state : State
        Whose selection is read and written.
    services : Services
        Turns the errors of callbacks into words.
    """

    def __init__(self, state: State, services: Services) -> None:
        self.state, self.node = state, EnlargedNode(value=state.selection.enlarged)
        self.node.on_set(services.safe(self._choose))
        state.selection.subscribe({"enlarged"}, self._follow)

    def _choose(self, value: Any) -> None:
        if value in get_args(Enlarged):
            self.state.selection.look(enlarged=value)

    def _follow(self) -> None:
        self.node.value = self.state.selection.enlarged
