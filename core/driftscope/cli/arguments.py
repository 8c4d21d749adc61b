"""Arguments of the command line: configurations by file or preset, and values set in them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from ..base import ConfigError, Problem, quoted
from ..config import SimulationConfig
from ..files import read_file, read_text
from ..paths import located
from ..presets import PRESETS

if TYPE_CHECKING:
    from ..hybrid import HybridConfig

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

_HYBRID_KEYS = {"source"}
_LARGEST_NUMBER = 1_024
_NO_VALUE = "is not a value: write a number, low..high, [a, b, c] or a word"
_NUMBER = r"\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*"
_RANGE = re.compile(rf"{_NUMBER}\.\.{_NUMBER}".replace(r"[\d.]+", r"(?:\d+(?:\.\d+)?|\.\d+)"), re.IGNORECASE)


class CommandError(Exception):
    """A command that cannot be carried out; its message says why."""


def unknown_preset(name: str) -> str:
    """Return what to say about a name that no preset has."""
    return f"Unknown preset {quoted(name)}. Available: {', '.join(PRESETS)}"


def preset_config(name: str) -> SimulationConfig:
    """Return a preset's configuration; a CommandError lists the presets when there is none of that name."""
    if name not in PRESETS:
        raise CommandError(unknown_preset(name))
    return PRESETS[name].config


def configuration(text: str, settings: Sequence[str] = ()) -> SimulationConfig:
    """Return the configuration in a file or of a preset, with some values set.

    Parameters
    ----------
    text : str
        A preset's name, or a file's.
    settings : sequence of str
        ``path=value``, for example ``noise.level_uv=5..8``.

    Raises
    ------
    CommandError
        When it names neither a file nor a preset.
    ConfigError
        When the configuration is not valid, or a value cannot be set.
    """
    place = located(text)
    if text in PRESETS and not place.exists():
        config = PRESETS[text].config
    elif place.suffix or place.exists():
        config = SimulationConfig.load(text)
    else:
        raise CommandError(f"{unknown_preset(text)}. There is no such file either")
    return config.replace(changes(settings)) if settings else config


def source_configuration(text: str, settings: Sequence[str] = ()) -> SimulationConfig | HybridConfig:
    """Return any configuration that can be written: one of a simulation, or a file of known units in a recording.

    Raises
    ------
    CommandError
        When it names neither a file nor a preset.
    ConfigError
        When the configuration is not valid, or a value cannot be set.
    """
    place = located(text)
    if text in PRESETS or not place.is_file() or not read_file(place).keys() >= _HYBRID_KEYS:
        return configuration(text, settings)
    from ..hybrid import HybridConfig

    return HybridConfig.load(text).replace(changes(settings))


def changes(settings: Sequence[str]) -> dict[str, Any]:
    """Return new values by path.

    Raises
    ------
    ConfigError
        With every setting that cannot be read.
    """
    found: dict[str, Any] = {}
    problems = []
    for setting in settings:
        path, equals, value = setting.partition("=")
        if not equals or not path.strip():
            problems.append(Problem("--set", "is written path=value, for example noise.level_uv=5", setting))
            continue
        try:
            found[path.strip()] = value_of(value)
        except ConfigError:
            problems.append(Problem(path.strip(), _NO_VALUE, value))
    if problems:
        raise ConfigError(problems)
    return found


def value_of(text: str) -> Any:
    """Read a value as configuration files (YAML) hold it; ``low..high`` is a range.

    Examples
    --------
    >>> value_of("5..8"), value_of("[1, 2.5]"), value_of("null"), value_of("{kind: tetrode}")
    ({'low': 5.0, 'high': 8.0}, [1, 2.5], None, {'kind': 'tetrode'})
    """
    if (ends := _RANGE.fullmatch(text)) is not None:
        return {"low": float(ends[1]), "high": float(ends[2])}
    return read_text(f"value: {text}", "yaml")["value"]


def whole_number(text: str) -> int:
    """Read a number of processes or windows: 1 or more."""
    if not text.isdecimal() or not 0 < int(text) <= _LARGEST_NUMBER:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is not a whole number from 1 to {_LARGEST_NUMBER}")
    return int(text)


def add_set(parser: argparse.ArgumentParser) -> None:
    """Let a command take ``--set path=value``, any number of times."""
    parser.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help="change a value: noise.level_uv=5..8, seed=3, probe='{kind: tetrode}'; can be repeated",
    )
