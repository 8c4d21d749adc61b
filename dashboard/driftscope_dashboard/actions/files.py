"""Bring a configuration back from a file."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, ClassVar

from driftscope import ConfigError, Problem, SimulationConfig

from ..controls import Control
from .base import Action, button

MOST_BYTES = 4 * 2**20


def read_upload(name: str, text: str, size: int) -> SimulationConfig:
    """Read a configuration that was sent by the browser.

    Parameters
    ----------
    name : str
        The file's name; its ending says which form the text has.
    text : str
        What it holds.
    size : int
        Its size in bytes; of a file that is too large nothing else was sent.

    Raises
    ------
    ConfigError
        When it is too large or no configuration.
    """
    if max(size, len(text)) > MOST_BYTES:
        message = f"is larger than {MOST_BYTES // 2**20} MiB: the page opens smaller files"
        raise ConfigError([Problem(name, message, size)])
    return SimulationConfig.from_text(text, PurePath(name).suffix.lstrip(".").lower(), name)


class Files(Action):
    """Opens a configuration that is chosen, or dropped anywhere onto the page."""

    order: ClassVar[int] = 11

    def controls(self) -> list[Control]:
        """Return the button."""
        words = "Open a configuration from a YAML, JSON or TOML file, or drop one anywhere onto the page"
        self.bring = button("import", kind="upload", icon="upload", help=words, on_message=self._import)
        return [self.bring]

    def _import(self, sent: dict[str, Any]) -> None:
        self.services.guarded(self._open)(sent)

    def _open(self, sent: dict[str, Any]) -> None:
        name = str(sent.get("name", ""))
        config = read_upload(name, str(sent.get("text", "")), int(sent.get("size", 0)))
        self.state.session.open(config)
        self.state.notices.say(f"{name} is open")
