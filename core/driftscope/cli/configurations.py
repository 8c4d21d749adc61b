"""``driftscope presets``, ``config`` and ``schema``: configurations, printed."""

from __future__ import annotations

import argparse
import json
import sys

from ..config import SimulationConfig
from ..presets import PRESETS
from .given import Commands, preset_config


def add_commands(commands: Commands) -> None:
    """Add the commands."""
    presets = _command(commands, "presets", "list the presets and what they show")
    presets.set_defaults(command=_presets)

    config = _command(commands, "config", "print a preset's complete configuration")
    config.add_argument("preset", metavar="PRESET", help="name of a preset, see: driftscope presets")
    config.add_argument("--format", choices=("yaml", "json", "toml"), default="yaml", help="default: yaml")
    config.set_defaults(command=_config)

    schema = _command(commands, "schema", "print the JSON Schema of configurations")
    schema.set_defaults(command=_schema)


def _command(commands: Commands, name: str, sentence: str) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=sentence, description=f"{sentence[0].upper()}{sentence[1:]}.")


def _presets(_: argparse.Namespace) -> None:
    for preset in PRESETS.values():
        print(f"{preset.name}\n    {preset.title}. {preset.shows}\n    After: {preset.reference}")


def _config(given: argparse.Namespace) -> None:
    sys.stdout.write(preset_config(given.preset).to_text(given.format))


def _schema(_: argparse.Namespace) -> None:
    print(json.dumps(SimulationConfig.json_schema(), indent=2, ensure_ascii=False))
