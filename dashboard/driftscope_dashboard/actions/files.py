"""Take the configuration away as a file, and bring it back."""

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


def file_name(preset: str | None) -> str:
    """Return the name under which a configuration is downloaded."""
    return f"{preset or 'driftscope'}.yaml"


class Files(Action):
    """Download and upload of the configuration."""

    order: ClassVar[int] = 10

    def controls(self) -> list[Control]:
        """Return both buttons."""
        take = "Download this configuration as a YAML file, for the command line, Python, or this page"
        bring = "Open a configuration from a YAML, JSON or TOML file"
        self.export = button("export", kind="download", icon="download", help=take, on_message=self._export)
        self.bring = button("import", kind="upload", icon="upload", help=bring, on_message=self._import)
        return [self.export, self.bring]

    def _export(self, _: Any) -> None:
        session = self.state.session
        self.export.tell({"name": file_name(session.preset), "text": session.config.to_text("yaml")})

    def _import(self, sent: dict[str, Any]) -> None:
        self.services.guarded(self._open)(sent)

    def _open(self, sent: dict[str, Any]) -> None:
        name = str(sent.get("name", ""))
        config = read_upload(name, str(sent.get("text", "")), int(sent.get("size", 0)))
        self.state.session.open(config)
        self.state.notices.say(f"{name} is open")
