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
_NO_VALUE = "is not a value: use a number, low..high, [a, b, c] or a word"
_NUMBER = r"\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*"
_RANGE = re.compile(rf"{_NUMBER}\.\.{_NUMBER}".replace(r"[\d.]+", r"(?:\d+(?:\.\d+)?|\.\d+)"), re.IGNORECASE)


class CommandError(Exception):
    """Raised when a command cannot run; the message says why."""


def unknown_preset(name: str) -> str:
    """Return the error message for an unknown preset name."""
    return f"Unknown preset {quoted(name)}. Available: {', '.join(PRESETS)}"


def preset_config(name: str) -> SimulationConfig:
    """Return the configuration of a preset, or raise a CommandError that lists the presets."""
    if name not in PRESETS:
        raise CommandError(unknown_preset(name))
    return PRESETS[name].config


def configuration(text: str, settings: Sequence[str] = ()) -> SimulationConfig:
    """Return the configuration of a file or preset, with some values changed.

    Parameters
    ----------
    text : str
        Preset name or file path.
    settings : sequence of str
        ``path=value``, for example ``noise.level_uv=5..8``.

    Raises
    ------
    CommandError
        If `text` is neither a file nor a preset.
    ConfigError
        If the configuration is invalid or a value cannot be set.
    """
    place = located(text)
    if text in PRESETS and not place.exists():
        config = PRESETS[text].config
    elif place.suffix or place.exists():
        config = SimulationConfig.load(text)
    else:
        raise CommandError(f"{unknown_preset(text)}. No file of that name exists either")
    return config.replace(changes(settings)) if settings else config


def source_configuration(text: str, settings: Sequence[str] = ()) -> SimulationConfig | HybridConfig:
    """Return the configuration of a simulation (preset or file) or of a hybrid (file).

    Raises
    ------
    CommandError
        If `text` is neither a file nor a preset.
    ConfigError
        If the configuration is invalid or a value cannot be set.
    """
    place = located(text)
    if text in PRESETS or not place.is_file() or not read_file(place).keys() >= _HYBRID_KEYS:
        return configuration(text, settings)
    from ..hybrid import HybridConfig

    return HybridConfig.load(text).replace(changes(settings))


def changes(settings: Sequence[str]) -> dict[str, Any]:
    """Parse ``path=value`` settings into values by path.

    Raises
    ------
    ConfigError
        If any setting cannot be parsed; lists all of them.
    """
    found: dict[str, Any] = {}
    problems = []
    for setting in settings:
        path, equals, value = setting.partition("=")
        if not equals or not path.strip():
            problems.append(Problem("--set", "must have the form path=value, for example noise.level_uv=5", setting))
            continue
        try:
            found[path.strip()] = value_of(value)
        except ConfigError:
            problems.append(Problem(path.strip(), _NO_VALUE, value))
    if problems:
        raise ConfigError(problems)
    return found


def value_of(text: str) -> Any:
    """Parse a value as in YAML configuration files; ``low..high`` is a range.

    Examples
    --------
    >>> value_of("5..8"), value_of("[1, 2.5]"), value_of("null"), value_of("{kind: tetrode}")
    ({'low': 5.0, 'high': 8.0}, [1, 2.5], None, {'kind': 'tetrode'})
    """
    if (ends := _RANGE.fullmatch(text)) is not None:
        return {"low": float(ends[1]), "high": float(ends[2])}
    return read_text(f"value: {text}", "yaml")["value"]


def whole_number(text: str) -> int:
    """Parse a number of processes or windows: 1 or more."""
    if not text.isdecimal() or not 0 < int(text) <= _LARGEST_NUMBER:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is not a whole number from 1 to {_LARGEST_NUMBER}")
    return int(text)


def add_set(parser: argparse.ArgumentParser) -> None:
    """Add the repeatable option ``--set path=value``."""
    parser.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help="set a parameter, for example noise.level_uv=5..8, seed=3 or probe='{kind: tetrode}'; can be repeated",
    )
