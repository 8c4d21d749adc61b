"""Send others the page as one has it."""

from __future__ import annotations

from typing import Any, ClassVar

from ..session.sharing import LinkError, link_of
from ..workbench import Control
from .base import Action, button

COPIED = "Link copied. It opens this configuration at this time and in this view."


class Share(Action):
    """A button that copies a link."""

    order: ClassVar[int] = 5

    def controls(self) -> list[Control]:
        """Return the button."""
        words = "Copy a link to this configuration, time and view"
        self.share = button("share", kind="share", icon="share", label="Share", help=words, on_message=self._asked)
        return [self.share]

    def _asked(self, message: dict[str, Any]) -> None:
        self.services.safe(self._copied if message.get("copied") else self._send)()

    def _send(self) -> None:
        try:
            self.share.tell({"code": link_of(self.state)})
        except LinkError as error:
            self.state.notices.say(str(error), "error")

    def _copied(self) -> None:
        self.state.notices.say(COPIED)
