"""``driftscope verify``: check a written recording against its checksums and configuration."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..export import ExportError, verify
from ..paths import located
from .arguments import CommandError, Commands, whole_number
from .progress_bar import DISPLAYS, progress_display


def add_commands(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "verify",
        help="check a written recording against its checksums and configuration",
        description="Check every file of a written recording against its checksum, regenerate windows of it from its "
        "configuration, and report differences. The exit status is 1 if there are any.",
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="folder written by driftscope generate")
    parser.add_argument("--all", action="store_true", help="regenerate every sample instead of some windows")
    parser.add_argument("--windows", type=whole_number, default=16, metavar="N", help="number of windows (default: 16)")
    parser.add_argument(
        "--jobs", type=whole_number, metavar="N", help="number of processes (default: one per CPU core)"
    )
    parser.add_argument(
        "--progress", choices=DISPLAYS, help="progress display (default: bar in a terminal, else lines)"
    )
    parser.set_defaults(command=_verify)


def _verify(given: argparse.Namespace) -> int:
    try:
        how = {"jobs": given.jobs, "progress": progress_display(given.progress)}
        found = verify(located(given.folder), everything=given.all, num_windows=given.windows, **how)
    except ExportError as error:
        raise CommandError(str(error)) from None
    for sentence in (*found.problems, *found.notes):
        print(sentence)
    what = f"{found.num_files} files, and {found.num_samples} samples regenerated"
    print(f"no differences: {what}" if found.is_whole else f"{len(found.problems)} problems in {what}")
    return 0 if found.is_whole else 1
