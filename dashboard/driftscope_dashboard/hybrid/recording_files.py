"""Recordings and motion that lie below the folders that the server was started with."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from ..session.allowed_paths import AllowedPaths
from ..session.data_folders import MOST_FOUND, walk

MOST_NAMES = 10_000
FLAT_ENDINGS = (".bin", ".dat", ".raw")


def find_recordings(folders: Sequence[Path]) -> list[tuple[str, dict[str, Any]]]:
    """Return what looks like a recording under the folders, by name, with the source that opens it.

    Parameters
    ----------
    folders : sequence of Path
        Where to look, some levels deep.

    Returns
    -------
    list of (str, dict)
        At most `MOST_FOUND`: name below its folder, and a source of a hybrid's configuration.
    """
    found = ((path, root, kind) for path, root in walk(folders, _is_recording) if (kind := kind_of(path)))
    return [
        (str(path.relative_to(root)), {"kind": kind, "path": str(path)})
        for path, root, kind in islice(found, MOST_FOUND)
    ]


def find_motions(folders: Sequence[Path]) -> list[tuple[str, dict[str, Any]]]:
    """Return the folders of motion that SpikeInterface wrote, by name, with the motion that follows them."""
    found = (
        (str(path.relative_to(root)), {"kind": "folder", "path": str(path)})
        for path, root in walk(folders, _is_recording)
        if _is_motion(path)
    )
    return list(islice(found, MOST_FOUND))


def _is_recording(path: Path) -> bool:
    return bool(kind_of(path))


def kind_of(path: Path) -> str:
    """Return the kind of source that opens a file or folder, or nothing when it is no recording by its looks."""
    if not path.is_dir():
        return "binary" if path.suffix in FLAT_ENDINGS and not path.with_suffix(".meta").exists() else ""
    try:
        names = {one.name for one in islice(path.iterdir(), MOST_NAMES)}
    except OSError:
        return ""
    if any(name.endswith(".ap.meta") for name in names):
        return "spikeglx"
    if names & {"si_folder.json", "binary.json"} or (".zattrs" in names and "channel_ids" in names):
        return "spikeinterface"
    return ""


def _is_motion(path: Path) -> bool:
    return (path / "spikeinterface_info.json").is_file() and any(path.glob("displacement_seg*.npy"))


def source_at(text: str, allowed: AllowedPaths) -> dict[str, Any]:
    """Return the source that opens what somebody named: a path, or one below a folder of the server.

    Raises
    ------
    ConfigError
        When pages may not open it, or nothing is there.
    """
    path = allowed.typed(text, "source.path")
    if path.is_file() and kind_of(path.parent):
        path = path.parent  # one of the files of a recording stands for all of it
    return {"kind": kind_of(path) or ("spikeinterface" if path.is_dir() else "binary"), "path": str(path)}
