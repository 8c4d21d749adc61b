"""The command line; every module here adds its commands."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from ..base import ConfigError
from . import configurations, generate, lessons, score, serve, sweep, verify
from .arguments import CommandError

__all__ = ["CommandError", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Arguments after ``driftscope``. Default: those of the process.

    Returns
    -------
    int
        0 on success, 1 if the command found something wrong, 2 if it could not run.
    """
    _replace_what_cannot_be_shown()
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.command is None:
        parser.print_help(sys.stderr)
        return 2
    try:
        return int(given.command(given) or 0)
    except (ConfigError, CommandError) as error:
        print(error, file=sys.stderr)
        return 2
    except (KeyboardInterrupt, BrokenPipeError):
        return 130


def _replace_what_cannot_be_shown() -> None:
    """Let consoles of any encoding (GBK, cp932, ASCII) print everything: µ becomes ? where there is none."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="driftscope",
        description="Ground-truth electrophysiology that you can see while shaping it.",
        epilog="For the options of a command: driftscope COMMAND --help",
    )
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for module in (serve, configurations, generate, sweep, verify, score, lessons):
        module.add_commands(commands)
    return parser
