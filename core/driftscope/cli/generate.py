"""``driftscope generate``: write a recording and its ground truth to disk."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

from ..export import ExportError, ExportOptions, SampleFormat, estimate, export, formats
from ..export.clipping import clipping_in
from ..export.manifest import TRUTH, is_finished
from ..export.progress import in_bytes, in_time
from ..export.runtime.cluster import threads_at
from ..export.source_kinds import source_for
from ..export.truth import Truth
from ..paths import located
from .advice import print_advice
from .arguments import CommandError, Commands, add_set, source_configuration, whole_number
from .progress_bar import DISPLAYS, progress_display


def add_commands(commands: Commands) -> None:
    """Add the command."""
    generate = commands.add_parser(
        "generate",
        help="write a recording and its ground truth",
        description="Write a recording and its ground truth. After an interruption, run the same command again to "
        "continue.",
    )
    generate.add_argument("config", metavar="CONFIG", help="configuration file (YAML, JSON or TOML) or preset name")
    generate.add_argument(
        "--output",
        "-o",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder to create, or an unfinished one to continue",
    )
    add_options(generate)
    add_set(generate)
    generate.add_argument("--estimate", action="store_true", help="print the expected size and time, and write nothing")
    generate.set_defaults(command=_generate)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options for file format, sample format, processes and progress."""
    for name, field in ExportOptions.model_fields.items():
        if name != "samples":
            _add_parameter(parser, name, field)
    for name, field in SampleFormat.model_fields.items():
        _add_parameter(parser, name, field)
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--jobs", type=whole_number, metavar="N", help="number of processes (default: one per CPU core)")
    who.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="address of a Dask scheduler whose workers write the data, for example tcp://HOST:8786; the output folder "
        "must be shared by all machines",
    )
    parser.add_argument(
        "--progress", choices=DISPLAYS, help="progress display (default: bar in a terminal, else lines)"
    )


def _add_parameter(parser: argparse.ArgumentParser, name: str, field: Any) -> None:
    """Add an option for a parameter, with unit, description, default and choices from its declaration.

    Invalid choices are reported together with all other problems when the options are validated.
    """
    choices = tuple(formats()) if name == "format" else get_args(field.annotation)
    unit = (field.json_schema_extra or {}).get("unit", "")
    said = f"{field.description} (default: {field.default}{' ' if unit else ''}{unit})"
    parser.add_argument(f"--{name.replace('_', '-')}", metavar="|".join(choices) or name.upper(), help=said)


def options_of(given: argparse.Namespace) -> ExportOptions:
    """Return the export options given on the command line, or raise a ConfigError that lists all problems."""

    def chosen(config: type[ExportOptions] | type[SampleFormat]) -> dict[str, Any]:
        return {name: value for name in config.model_fields if (value := getattr(given, name, None)) is not None}

    return ExportOptions.from_dict({**chosen(ExportOptions), "samples": chosen(SampleFormat)})


def _generate(given: argparse.Namespace) -> int:
    source = source_for(source_configuration(given.config, given.settings))
    options = options_of(given)
    output = located(given.output)
    if not given.estimate and is_finished(output, source.config.to_dict(), options.to_dict()):
        print(f"{output} is already finished, with this configuration and these options", file=sys.stderr)
        return _written(output)
    try:
        with ended_in_words(f"{output}.part"):
            jobs = given.jobs if given.scheduler is None else threads_at(given.scheduler)
            expected = estimate(source, output, options, jobs=jobs)
            print(
                f"{in_time(source.static.get_duration())} of recording ({options.recording}), {expected.num_channels} "
                f"channels: {in_bytes(expected.disk_bytes)}, about {in_time(expected.seconds)}",
                file=sys.stderr,
            )
            print_advice(source)
            for sentence in (*expected.losses, *filter(None, [expected.warning])):
                print(f"Warning: {sentence}", file=sys.stderr)
            if given.estimate:
                return 0
            display = progress_display(given.progress)
            folder = export(source, output, options, jobs=given.jobs, scheduler=given.scheduler, progress=display)
    except ExportError as error:
        raise CommandError(str(error)) from None
    except EndedError as ended:
        print(f"\n{ended}", file=sys.stderr)
        return 130
    return _written(folder)


def _written(folder: Path) -> int:
    """Print the folder, clipped values, and notes of the ground truth."""
    for sentence in clipping_in(folder):
        print(f"Clipped: {sentence}", file=sys.stderr)
    for note in Truth(folder / TRUTH).notes:
        print(f"Note: {note}", file=sys.stderr)
    print(folder)
    return 0


class EndedError(Exception):
    """Raised when the user or the system stops a command."""


@contextmanager
def ended_in_words(place: str | Path) -> Iterator[None]:
    """Turn Ctrl-C and SIGTERM into an EndedError that says how to continue."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        raise EndedError(f"Stopped. Written data is kept in {place}; run the same command again to continue") from None
    finally:
        signal.signal(signal.SIGTERM, before)
