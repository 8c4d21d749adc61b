"""What browsers send: read beside the event loop, and only as much as a page opens."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from driftscope import ConfigError, Problem, SimulationConfig
from driftscope.drift_files import MeasuredDrift, is_drift_file, read_drift
from driftscope.field_files import MeasuredField, is_field, read_field, read_field_files
from driftscope.files import read_text
from driftscope.hybrid import HybridConfig
from driftscope.probe import InlineProbe

from ..form.probefile import MOST_BYTES, is_probe, read_probe
from ..session.sharing import config_from

MOST_CONFIG_BYTES = 2**20
LONGEST_NAME = 255
FORMS = ("yaml", "yml", "json", "toml")


@dataclass(frozen=True)
class Sent:
    """A file that a browser sent.

    Attributes
    ----------
    name : str
        Its name; the ending says what it is.
    text : str
        What it holds, if that is text.
    encoded : str
        What a measured drift holds, in base64.
    size : int
        Its size in bytes; of a file that is too large nothing else was sent.
    duration_s : float
        Of the recording on the page.
    depths_um : tuple of float
        The lowest and the highest contact of its probe.
    files : mapping of str to str
        What a dropped folder holds, by file name, in base64.
    """

    name: str
    text: str
    encoded: str
    size: int
    duration_s: float
    depths_um: tuple[float, float] = (0.0, 0.0)
    files: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, message: dict[str, Any], duration_s: float, depths_um: tuple[float, float] = (0.0, 0.0)) -> Sent:
        """Return what a browser's message holds."""
        text, encoded = (str(message.get(key, "")) for key in ("text", "bytes"))
        size = message.get("size", 0)
        counted = int(size) if isinstance(size, (int, float)) and 0 <= size < 2**53 else 2**53
        name, files = str(message.get("name", ""))[-LONGEST_NAME:], message.get("files")
        inside = {str(one)[-LONGEST_NAME:]: str(held) for one, held in files.items()} if isinstance(files, dict) else {}
        return cls(name, text, encoded, max(counted, len(text)), duration_s, depths_um, inside)


Content = SimulationConfig | HybridConfig | InlineProbe | MeasuredDrift | MeasuredField


def read_sent(sent: Sent) -> tuple[str, Content]:
    """Return a file's name and what it holds.

    Raises
    ------
    ConfigError
        When it is too large, damaged, or nothing that pages open.
    """
    if sent.files:
        return sent.name, _read_folder(sent)
    if is_drift_file(sent.name):
        return sent.name, _read_drift(sent)
    refuse_large(sent.name, sent.size, MOST_BYTES)
    if is_probe(sent.name, sent.text):
        return sent.name, read_probe(sent.name, sent.text)
    return sent.name, read_configuration(sent.name, sent.text, sent.size)


def read_configuration(name: str, text: str, size: int) -> SimulationConfig | HybridConfig:
    """Read a configuration of any kind that was sent by the browser.

    Parameters
    ----------
    name : str
        The file's name; its ending says which form the text has.
    text : str
        What it holds: one with a source is a hybrid recording's.
    size : int
        Its size in bytes; of a file that is too large nothing else was sent.

    Raises
    ------
    ConfigError
        When it is too large or no configuration.
    """
    refuse_large(name, max(size, len(text)), MOST_CONFIG_BYTES)
    form = PurePath(name).suffix.lstrip(".").lower()
    if form not in FORMS:
        others = "csv or npy for measured motion, json or prb for a probe"
        message = f"its name must end in {', '.join(FORMS)} for a configuration, {others}"
        raise ConfigError([Problem(name, message, form)])
    return config_from(read_text(text, form, name))


def refuse_large(name: str, size: int, most: int) -> None:
    """Raise a ConfigError when a file is larger than the page opens."""
    if size > most:
        message = f"is larger than {most // 2**20} MiB, the limit of this page"
        raise ConfigError([Problem(name, message, size)])


def _read_drift(sent: Sent) -> MeasuredDrift | MeasuredField:
    refuse_large(sent.name, max(sent.size, len(sent.encoded) * 3 // 4), MOST_BYTES)
    content = _decoded(sent.name, sent.encoded)
    if is_field(sent.name, content):
        return read_field(sent.name, content, sent.duration_s, sent.depths_um)
    return read_drift(sent.name, content, sent.duration_s)


def _read_folder(sent: Sent) -> MeasuredField:
    refuse_large(sent.name, max(sent.size, sum(map(len, sent.files.values())) * 3 // 4), MOST_BYTES)
    return read_field_files(sent.name, {name: _decoded(name, held) for name, held in sent.files.items()})


def _decoded(name: str, encoded: str) -> bytes:
    try:
        return b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise ConfigError([Problem(name, "was not uploaded completely: open it again")]) from None
