"""``driftscope sweep``: write recordings for combinations of parameter values, each with its ground truth."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..base import ConfigError, Problem
from ..export import ExportError
from ..export.clipping import clipping_in
from ..sweep import MOST_MEMBERS, Member, State, family, in_a_word, state_of, sweep
from .arguments import CommandError, Commands, source_configuration, value_of
from .generate import EndedError, add_options, ended_in_words, options_of
from .progress_bar import progress_display

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
_SPAN = re.compile(rf"\s*({_NUMBER}):({_NUMBER}):(\d+)\s*", re.IGNORECASE)


def add_commands(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "sweep",
        help="write one recording per combination of parameter values",
        description="Write one recording per combination of parameter values, each in its own folder, and a table of "
        "them (index.csv). After an interruption, run the same command again to continue. Run it with more values to "
        "add recordings.",
    )
    parser.add_argument("base", metavar="BASE", help="configuration file (YAML, JSON or TOML) or preset name")
    parser.add_argument(
        "--set",
        dest="settings",
        action="append",
        required=True,
        metavar="PATH=VALUES",
        help="values of a parameter: a list of values (noise.level_uv=5,10,20) or ranges (noise.level_uv=6..8,12..15), "
        "or evenly spaced as start:stop:number (motion.components.0.amplitude_factor=0:1:5); repeat it to combine "
        "parameters",
    )
    parser.add_argument(
        "--output", "-o", type=Path, required=True, metavar="DIR", help="parent folder of the recordings"
    )
    parser.add_argument(
        "--paired",
        action="store_true",
        help="combine the first values, then the second values, and so on, instead of all combinations",
    )
    parser.add_argument("--dry-run", action="store_true", help="list the recordings and their state, and write nothing")
    add_options(parser)
    parser.set_defaults(command=_sweep)


def _sweep(given: argparse.Namespace) -> int:
    members = family(source_configuration(given.base), varied(given.settings), paired=given.paired)
    options = options_of(given)
    if given.dry_run:
        _list(members, given.output)
        return 0
    numbers = {member.name: number for number, member in enumerate(members, 1)}

    def report(member: Member, state: State) -> None:
        said = {"finished": ": already finished", "begun": ": continuing", "missing": ""}[state]
        print(f"{numbers[member.name]}/{len(members)} {member.name}{said}", file=sys.stderr, flush=True)

    how = {"jobs": given.jobs, "scheduler": given.scheduler, "progress": progress_display(given.progress)}
    try:
        with ended_in_words(given.output):
            print(sweep(members, given.output, options, report=report, **how))
        for member in members:
            for sentence in clipping_in(given.output / member.name):
                print(f"Clipped: {member.name}: {sentence}", file=sys.stderr)
    except ExportError as error:
        raise CommandError(str(error)) from None
    except EndedError as ended:
        print(f"\n{ended}", file=sys.stderr)
        return 130
    return 0


def _list(members: Sequence[Member], folder: Path) -> None:
    for member in members:
        print(f"{state_of(folder / member.name):<10}{member.name}{_what_varies(member)}")
    print(f"{len(members)} recordings", file=sys.stderr)


def _what_varies(member: Member) -> str:
    """Return the varied values if the folder name is a digest and does not contain them."""
    if member.name != member.config.digest[:16]:
        return ""
    return "".join(f"  {path}={in_a_word(value)}" for path, value in member.values.items())


def varied(settings: Sequence[str]) -> dict[str, list[Any]]:
    """Parse ``path=values`` settings into lists of values by path.

    Raises
    ------
    ConfigError
        If any setting cannot be parsed; lists all of them.

    Examples
    --------
    >>> varied(["noise.level_uv=5,6..8", "seed=0:10:3"])
    {'noise.level_uv': [5, {'low': 6.0, 'high': 8.0}], 'seed': [0, 5, 10]}
    """
    found: dict[str, list[Any]] = {}
    problems = []
    for setting in settings:
        path, equals, text = (part.strip() for part in setting.partition("="))
        if not equals or not path:
            problems.append(
                Problem("--set", "must have the form path=values, for example noise.level_uv=5,10,20", setting)
            )
        elif path in found:
            problems.append(Problem(path, "is given twice: list all its values in one --set", text))
        else:
            found[path] = []
            try:
                found[path] = list(_values(path, text))
            except ConfigError as error:
                problems += error.problems
    if problems:
        raise ConfigError(problems)
    return found


def _values(path: str, text: str) -> Iterator[Any]:
    for piece in _pieces(text):
        if (span := _SPAN.fullmatch(piece)) is not None:
            yield from _evenly(path, span)
            continue
        try:
            if not piece.strip() or re.match(rf"\s*{_NUMBER}\s*:", piece, re.IGNORECASE):
                raise ConfigError([])
            value = value_of(piece)
        except ConfigError:
            said = "is not a value: write values as 5,10,20, ranges as 6..8, or start:stop:number; for none, write null"
            raise ConfigError([Problem(path, said, piece)]) from None
        yield value


def _evenly(path: str, span: re.Match[str]) -> Iterator[float]:
    number = int(span[3])
    if not 1 <= number <= MOST_MEMBERS:
        raise ConfigError([Problem(path, f"the number in start:stop:number must be 1 to {MOST_MEMBERS}", span[0])])
    for value in np.linspace(float(span[1]), float(span[2]), number).tolist():
        yield int(value) if value.is_integer() else value


def _pieces(text: str) -> Iterator[str]:
    """Split at commas, except at commas within brackets."""
    depth = begin = 0
    for at, letter in enumerate(text):
        depth += (letter in "[{") - (letter in "]}")
        if letter == "," and depth == 0:
            yield text[begin:at]
            begin = at + 1
    yield text[begin:]
