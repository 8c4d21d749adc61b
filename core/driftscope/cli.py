"""The command line: ``driftscope serve``, ``presets``, ``config`` and ``schema``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from .base import ConfigError
from .config import SimulationConfig
from .presets import PRESETS


class CommandError(Exception):
    """A command that cannot be carried out, said in words."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``driftscope``; those of the process by default.

    Returns
    -------
    int
        0 when it was carried out, 2 when it could not be.
    """
    given = _parser().parse_args(arguments)
    try:
        given.command(given)
    except (ConfigError, CommandError) as error:
        print(error, file=sys.stderr)
        return 2
    except (KeyboardInterrupt, BrokenPipeError):
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="driftscope", description="Ground-truth electrophysiology that one can see while shaping it."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="open the dashboard in the browser")
    serve.add_argument("--port", type=_port, help="port on this machine (default: a free one)")
    serve.add_argument("--no-browser", action="store_true", help="do not open a browser")
    start = serve.add_mutually_exclusive_group()
    start.add_argument("--preset", metavar="NAME", help="preset to begin with, see: driftscope presets")
    start.add_argument("--config", type=Path, metavar="FILE", help="configuration to begin with (YAML, JSON or TOML)")
    serve.set_defaults(command=_serve)

    presets = commands.add_parser("presets", help="list the presets and what they show")
    presets.set_defaults(command=_presets)

    config = commands.add_parser("config", help="print a preset's complete configuration")
    config.add_argument("preset", metavar="PRESET", help="name of a preset, see: driftscope presets")
    config.add_argument("--format", choices=("yaml", "json", "toml"), default="yaml", help="default: yaml")
    config.set_defaults(command=_config)

    schema = commands.add_parser("schema", help="print the JSON Schema of configurations")
    schema.set_defaults(command=_schema)
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 1 to 65535")
    return int(text)


def _serve(given: argparse.Namespace) -> None:
    if given.preset is not None:
        _preset(given.preset)
    config = None if given.config is None else SimulationConfig.load(given.config)
    try:
        from driftscope_dashboard.app import serve
    except ModuleNotFoundError as error:
        raise CommandError(
            f"the dashboard needs {error.name}: install it with  pip install 'driftscope[dashboard]'"
        ) from None
    try:
        serve(port=given.port, open_browser=not given.no_browser, config=config, preset=given.preset)
    except OSError as error:
        raise CommandError(f"the dashboard cannot be served: {error.strerror or error}") from None


def _presets(_: argparse.Namespace) -> None:
    for preset in PRESETS.values():
        print(f"{preset.name}\n    {preset.title}. {preset.shows}\n    After: {preset.reference}")


def _config(given: argparse.Namespace) -> None:
    sys.stdout.write(_preset(given.preset).to_text(given.format))


def _schema(_: argparse.Namespace) -> None:
    print(json.dumps(SimulationConfig.json_schema(), indent=2, ensure_ascii=False))


def _preset(name: str) -> SimulationConfig:
    if name not in PRESETS:
        raise CommandError(f"there is no preset {name!r}; there are {', '.join(PRESETS)}")
    return PRESETS[name].config
