"""``driftscope presets``, ``config`` and ``schema``: print configurations and advice on them."""

from __future__ import annotations

import argparse
import json
import sys

from ..config import SimulationConfig
from ..export.source_kinds import source_for
from ..presets import PRESETS
from .advice import print_advice
from .arguments import Commands, add_set, source_configuration


def add_commands(commands: Commands) -> None:
    """Add the commands."""
    presets = _command(commands, "presets", "list the presets with a description of each")
    presets.set_defaults(command=_presets)
    _add_config(commands)
    schema = _command(commands, "schema", "print the JSON Schema for configurations")
    schema.set_defaults(command=_schema)


def _add_config(commands: Commands) -> None:
    config = _command(commands, "config", "print the complete configuration of a preset or a file")
    config.add_argument(
        "config",
        metavar="CONFIG",
        help="configuration file (YAML, JSON or TOML) or preset name (see: driftscope presets)",
    )
    add_set(config)
    config.add_argument(
        "--advice", action="store_true", help="print only implausible settings and the options that change them"
    )
    config.add_argument(
        "--format", choices=("yaml", "json", "toml"), default="yaml", help="output format (default: yaml)"
    )
    config.set_defaults(command=_config)


def _command(commands: Commands, name: str, sentence: str) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=sentence, description=f"{sentence[0].upper()}{sentence[1:]}.")


def _presets(_: argparse.Namespace) -> None:
    for preset in PRESETS.values():
        print(f"{preset.name}\n    {preset.title}. {preset.shows}\n    After: {preset.reference}")


def _config(given: argparse.Namespace) -> None:
    config = source_configuration(given.config, given.settings)
    if not given.advice:
        sys.stdout.write(config.to_text(given.format))
    elif not print_advice(source_for(config), sys.stdout):
        print("No implausible settings.")


def _schema(_: argparse.Namespace) -> None:
    print(json.dumps(SimulationConfig.json_schema(), indent=2, ensure_ascii=False))
