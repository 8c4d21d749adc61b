"""Paths as people write them: quoted, as file:// addresses, from the home folder, or relative to a configuration."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote

from pydantic import BeforeValidator

from .base import path_in_brief

_QUOTES = ('""', "''", "“”", "„“", "‘’", "«»", "``", "<>")
_FILE_ADDRESS = re.compile(r"file:(?://(?:localhost)?(?=/|[A-Za-z]:))?", re.IGNORECASE)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_ADDRESS_AS_PATH = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
_IS_OF_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\\w")
_WINDOWS_DRIVE = re.compile(r"/[A-Za-z]:[\\/]")
_PATH_FIELD = "path"


def cleaned_path(given: Any) -> Any:
    r"""Return a path without the quotes and the ``file://`` that come along when it is copied; all else as it is.

    Examples
    --------
    >>> cleaned_path(r'"C:\data\a.bin"'), cleaned_path("file:///data/my%20recording.bin")
    ('C:\\data\\a.bin', '/data/my recording.bin')
    """
    if not isinstance(given, str):
        return given
    text = given.strip()
    if len(text) > 1 and text[0] + text[-1] in _QUOTES:
        text = text[1:-1].strip()
    if address := _FILE_ADDRESS.match(text):
        text = unquote(text[address.end() :])
        text = text[1:] if _WINDOWS_DRIVE.match(text) else text
    return text


LocalPath = Annotated[Path, BeforeValidator(cleaned_path)]
"""A path in a configuration, as people write it."""


def located(path: str | Path) -> Path:
    """Return a path cleaned, with ``~`` expanded, and absolute.

    All files that a configuration names are looked for here, so that messages can name the place.
    """
    cleaned = Path(cleaned_path(str(path)))
    with suppress(RuntimeError):  # there is no home folder
        cleaned = cleaned.expanduser()
    return cleaned.absolute()


def looked_at(path: str | Path) -> str:
    """Return in words where a path was looked for, for messages about one that leads nowhere."""
    cleaned = path_in_brief(cleaned_path(str(path)))
    if _IS_OF_WINDOWS.match(cleaned) and not Path(cleaned).is_absolute():
        return f"{cleaned} (a Windows path: give the path on this computer)"
    if _ADDRESS_AS_PATH.match(cleaned):
        return f"{cleaned} (a URL: download the file, and give its path)"
    is_relative = not _is_elsewhere(cleaned) and not cleaned.startswith("~")
    return f"{path_in_brief(located(path))}{', nor next to the configuration' if is_relative else ''}"


def anchored(data: Any, folder: Path) -> Any:
    """Return plain data of a configuration with its relative paths resolved against the configuration's folder.

    One that is not there is left as it is: it is looked for in the working folder.

    Parameters
    ----------
    data : Any
        Nested mappings, sequences and scalars; the paths are the texts called ``path``, and a ``library`` that is a
        relative folder.
    folder : Path
        Where the configuration's file is.
    """
    if isinstance(data, list):
        is_flat = {dict, list}.isdisjoint(map(type, data))  # lists of them can be long
        return data if is_flat else [anchored(one, folder) for one in data]
    if not isinstance(data, dict):
        return data
    return {name: _anchored_field(name, value, folder) for name, value in data.items()}


def _anchored_field(name: Any, value: Any, folder: Path) -> Any:
    if not isinstance(value, str):
        return anchored(value, folder)
    if name != _PATH_FIELD and not (name == "library" and _is_folder(value, folder)):
        return value
    path = str(cleaned_path(value))
    if not path or path.startswith("~") or "\0" in path or _is_elsewhere(path):
        return value
    beside = folder.absolute() / path
    return str(beside) if beside.exists() else value


def _is_elsewhere(path: str) -> bool:
    """Return whether a path does not depend on a folder: absolute on any system, or an address."""
    return Path(path).is_absolute() or bool(_ADDRESS.match(path) or _WINDOWS_DRIVE.match(f"/{path}"))


def _is_folder(library: str, folder: Path) -> bool:
    return bool(library) and "\0" not in library and not _is_elsewhere(library) and (folder / library).is_dir()
