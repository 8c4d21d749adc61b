"""Configuration files in YAML, JSON and TOML, read defensively and written completely."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import tomli_w
import yaml

from .base import ConfigError, Problem, in_brief
from .durable import replace_durably

MOST_FILE_BYTES = 64 * 2**20
MOST_DEPTH = 50


def read_file(path: Path) -> dict[str, Any]:
    """Read a configuration file; its extension says the format.

    Parameters
    ----------
    path : Path
        A file that ends in ``.yaml``, ``.yml``, ``.json`` or ``.toml``.

    Returns
    -------
    dict
        Its content, not validated.

    Raises
    ------
    ConfigError
        When it cannot be read, is larger than 64 MiB, or does not hold a mapping in that format.
    """
    try:
        content = _content(path)
        text = content.decode("utf-8-sig") if len(content) <= MOST_FILE_BYTES else ""
    except OSError as error:
        reason = (error.strerror or "no such file").lower()
        raise ConfigError([Problem("", f"this file cannot be read ({reason}): {path.absolute()}", str(path))]) from None
    except UnicodeDecodeError:
        raise _unreadable(path, "it is not text") from None
    except ValueError:
        raise _unreadable(path, "no file can have this name") from None
    if len(content) > MOST_FILE_BYTES:
        raise _unreadable(path, f"it is larger than {MOST_FILE_BYTES // 2**20} MiB")
    return read_text(text, form_of(path), str(path))


def _content(path: Path) -> bytearray:
    """Read piece by piece, a little beyond the limit at most: a small file needs little memory, an endless one ends."""
    content = bytearray()
    with path.open("rb") as file:
        while len(content) <= MOST_FILE_BYTES and (piece := file.read(2**16)):
            content += piece
    return content


def read_text(text: str, form: str, name: str = "the text") -> dict[str, Any]:
    """Read a mapping from text.

    Parameters
    ----------
    text : str
        The text; nothing in it is executed.
    form : {"yaml", "json", "toml"}
        Its format.
    name : str
        What error messages call it.

    Returns
    -------
    dict
        Its content, not validated.

    Raises
    ------
    ConfigError
        When the text is not of that format, or holds something else than a mapping.
    """
    if form not in _READERS:
        raise _unreadable(name, f"its name must end in {', '.join(_READERS)}")
    if not text.strip():
        raise _unreadable(name, "it is empty")
    try:
        data = _READERS[form](text)
    except RecursionError:
        raise _unreadable(name, "it is nested too deeply") from None
    except Exception as error:  # what a parser trips over in a hostile file can be anything
        raise _unreadable(name, f"it is not {form}: {_first_line(error, text)}") from None
    if not isinstance(data, dict):
        raise _unreadable(name, "it does not contain a mapping of parameters")
    return data


def write_file(path: Path, data: dict[str, Any]) -> None:
    """Write a mapping to a file; an existing file is replaced as a whole or not at all.

    Parameters
    ----------
    path : Path
        A file that ends in ``.yaml``, ``.yml``, ``.json`` or ``.toml``.
    data : dict
        Plain data.

    Raises
    ------
    ConfigError
        When the extension is another one, or the file cannot be written.
    """
    text = write_text(data, form_of(path))
    beside = path.with_name(f".{path.name}.part")
    try:
        try:
            beside.write_bytes(text.encode())
            replace_durably(beside, path)
        except BaseException:
            with suppress(OSError):
                beside.unlink()
            raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no file can have this name"
        raise ConfigError([Problem("", f"cannot be written: {reason}", str(path))]) from None


def write_text(data: dict[str, Any], form: str) -> str:
    """Return a mapping as text in the form ``yaml``, ``json`` or ``toml``; a ConfigError for any other."""
    if form not in _WRITERS:
        raise ConfigError([Problem("", f"the format must be one of {', '.join(_WRITERS)}", form)])
    return _WRITERS[form](data)


def form_of(path: Path) -> str:
    """Return the form that a file's name says."""
    return path.suffix.lstrip(".").lower()


def _unreadable(name: str | Path, reason: str) -> ConfigError:
    return ConfigError([Problem("", f"this file is not a configuration: {reason}", str(name))])


def _first_line(error: Exception, text: str) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f" in line {min(mark.line, text.rstrip().count(chr(10))) + 1}" if mark is not None else ""
    lines = str(getattr(error, "problem", None) or error).splitlines() or [type(error).__name__]
    return f"{in_brief(lines[0])}{place}"


_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's loader is several times as fast as the one in Python (6.7 times, measured on a file of 1000 entries), which
stands in where libyaml is missing."""


class _PlainYaml(_SafeLoader):  # type: ignore[misc]
    """YAML without doubled keys."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        _refuse_doubled(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def _refuse_tangled(text: str) -> None:
    """Refuse references, which can make a small file very large, and too deep a nest, before anything is built."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise yaml.YAMLError("references (&, *) are not allowed")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MOST_DEPTH:
                raise RecursionError
    except yaml.YAMLError as error:
        if "nesting" in str(error):  # newer versions of libyaml have a limit of their own
            raise RecursionError from None
        raise


def _refuse_doubled(keys: Any) -> None:
    listed = list(keys)
    if len(set(listed)) == len(listed):
        return
    if doubled := [key for key, number in Counter(listed).items() if number > 1]:
        raise ValueError(f"duplicate key {in_brief(doubled[0])}")


def _json_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _refuse_doubled(key for key, _ in pairs)
    return dict(pairs)


def _without_none(data: Any) -> Any:
    """Write "empty" as the word "none": TOML has no null, and a missing key would mean the default.

    A text that reads "none" itself gets a tilde in front, and one more when it has some already.
    """
    return _translated(data, lambda leaf: "none" if leaf is None else f"~{leaf}" if _says_none(leaf) else leaf)


def _with_none(data: Any) -> Any:
    return _translated(data, lambda leaf: None if leaf == "none" else leaf[1:] if _says_none(leaf) else leaf)


def _says_none(leaf: Any) -> bool:
    return isinstance(leaf, str) and leaf.lstrip("~") == "none"


def _translated(data: Any, leaf: Callable[[Any], Any]) -> Any:
    if isinstance(data, dict):
        return {key: _translated(value, leaf) for key, value in data.items()}
    if isinstance(data, list):
        return [_translated(value, leaf) for value in data]
    return leaf(data)


def _read_yaml(text: str) -> Any:
    _refuse_tangled(text)
    return yaml.load(text, Loader=_PlainYaml)  # noqa: S506 - a safe loader


def _write_yaml(data: dict[str, Any]) -> str:
    text: str = yaml.safe_dump(data, sort_keys=False)
    return text


_READERS: dict[str, Callable[[str], Any]] = {
    "yaml": _read_yaml,
    "yml": _read_yaml,
    "json": lambda text: json.loads(text, object_pairs_hook=_json_object),
    "toml": lambda text: _with_none(tomllib.loads(text)),
}

_WRITERS: dict[str, Callable[[dict[str, Any]], str]] = {
    "yaml": _write_yaml,
    "yml": _write_yaml,
    "json": lambda data: json.dumps(data, indent=2, ensure_ascii=False) + "\n",
    "toml": lambda data: tomli_w.dumps(_without_none(data)),
}
