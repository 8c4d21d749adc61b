"""Durable files: flushed to disk before they get their final name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def synchronise(path: Path) -> None:
    """Wait until a file, or a folder with all that is in it, is on the disk.

    Where a system cannot synchronise a folder, its files still are.
    """
    for each in [*_below(path), path]:
        with suppress(PermissionError, IsADirectoryError):  # Windows opens no folders
            descriptor = os.open(each, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _below(path: Path) -> Iterator[Path]:
    return path.rglob("*") if path.is_dir() else iter(())


def replace_durably(beside: Path, path: Path) -> None:
    """Give a written file or folder its name, in the place of what has it, so that after a power cut one is there."""
    synchronise(beside)
    beside.replace(path)
    synchronise_entry(path.parent)


def synchronise_entry(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where a system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
