"""``driftscope serve``: the dashboard."""

from __future__ import annotations

import argparse
from pathlib import Path

from .given import CommandError, Commands, preset_config, source_configuration


def add_commands(commands: Commands) -> None:
    """Add the command."""
    serve = commands.add_parser("serve", help="open the dashboard in the browser")
    serve.add_argument("--port", type=_port, help="port on this machine (default: a free one)")
    serve.add_argument("--no-browser", action="store_true", help="do not open a browser")
    start = serve.add_mutually_exclusive_group()
    start.add_argument("--preset", metavar="NAME", help="preset to begin with, see: driftscope presets")
    start.add_argument("--config", type=Path, metavar="FILE", help="what to begin with, a simulation or a hybrid")
    serve.add_argument(
        "--output", type=Path, metavar="DIR", help="where recordings are written (default: driftscope in your home)"
    )
    serve.add_argument(
        "--data", type=_folder, action="append", default=[], metavar="DIR",
        help="let pages open the recordings that lie there; may be given again",
    )  # fmt: skip
    serve.set_defaults(command=_serve)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 1 to 65535")
    return int(text)


def _folder(text: str) -> Path:
    if not Path(text).expanduser().is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return Path(text)


def _serve(given: argparse.Namespace) -> None:
    if given.preset is not None:
        preset_config(given.preset)
    config = None if given.config is None else source_configuration(str(given.config))
    try:
        from driftscope_dashboard.serving import serve
    except ModuleNotFoundError as error:
        raise CommandError(f"the dashboard needs {error.name}: pip install 'driftscope[dashboard]'") from None
    try:
        serve(
            port=given.port,
            open_browser=not given.no_browser,
            config=config,
            preset=given.preset,
            output=given.output,
            data=given.data,
        )
    except OSError as error:
        raise CommandError(f"the dashboard cannot be served: {error.strerror or error}") from None
