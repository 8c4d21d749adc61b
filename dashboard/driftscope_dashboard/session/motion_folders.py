"""Measured motion that lies below the folders that the server was started with."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from driftscope.motion_files import DEPTHS, DISPLACEMENT

from .data_folders import walk

MOST_OFFERED = 20
DROP = "For measured motion, drop the files of a Motion folder, a CSV or an NPY onto the Field tab."
SERVER = "Motion folders are listed here if the server is started with --data FOLDER."
NONE_FOUND = "No Motion folder found in {}."


def find_motion_folders(folders: Sequence[Path]) -> list[tuple[str, str]]:
    """Return the motion folders under some folders: the name of each below its root, and its path.

    Parameters
    ----------
    folders : sequence of Path
        Where to look, some levels deep.
    """
    found = (
        (str(path.relative_to(root)), str(path))
        for path, root in walk(folders, is_motion_folder)
        if is_motion_folder(path)
    )
    return list(islice(found, MOST_OFFERED))


def is_motion_folder(path: Path) -> bool:
    """Return whether a folder holds what SpikeInterface's ``Motion.save`` writes."""
    return path.is_dir() and all((path / name).is_file() for name in (DISPLACEMENT.format(0), DEPTHS))


def how_to_bring(folders: Sequence[Path], found: int) -> str:
    """Say how measured motion becomes one of the motions, besides the folders that were found.

    Examples
    --------
    >>> how_to_bring([], 0).startswith(DROP), how_to_bring([Path("/data")], 2) == DROP
    (True, True)
    >>> how_to_bring([Path("/data")], 0).endswith("No Motion folder found in /data.")
    True
    """
    if not folders:
        return f"{DROP} {SERVER}"
    return DROP if found else f"{DROP} {NONE_FOUND.format(', '.join(map(str, folders)))}"
