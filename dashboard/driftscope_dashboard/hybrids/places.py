"""Which files a page may open: only what lies under the folders that the server was started with."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from driftscope import ConfigError, Problem
from driftscope.hybrid import HybridConfig

MOST_FOUND = 200
DEEPEST = 3
MOST_FOLDERS = 2_000
MOST_NAMES = 10_000
FLAT_ENDINGS = (".bin", ".dat", ".raw")
_HIDDEN = (".", "__")
_REMOTE = re.compile(r"(https?|s3|gs|gcs|az|abfs)://")
"""Addresses of other machines; all others that fsspec knows may lead to files of this one."""


def is_within(path: Path, folders: Sequence[Path]) -> bool:
    """Return whether a path, links followed, lies under one of the folders."""
    real = path.expanduser().resolve()
    return any(real.is_relative_to(folder.expanduser().resolve()) for folder in folders)


def refuse_outside(config: HybridConfig, folders: Sequence[Path]) -> None:
    """Raise a ConfigError when a configuration names a file or folder that a page may not open.

    Parameters
    ----------
    config : HybridConfig
        From anyone.
    folders : sequence of Path
        What the server was started with.
    """
    problems = [
        Problem(path, _where(folders), str(named))
        for path, named in _named(config.to_dict())
        if not is_within(Path(named), folders)
    ]
    library = config.library
    is_elsewhere = library == "sample" or _REMOTE.match(library)
    if not is_elsewhere and not is_within(Path(library.removeprefix("file://").removeprefix("file:")), folders):
        problems.append(Problem("library", _where(folders), library))
    if problems:
        raise ConfigError(problems)


def _named(part: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every path that a configuration names, with the place of the parameter."""
    if isinstance(part, dict):
        for name, value in part.items():
            here = f"{path}.{name}".lstrip(".")
            if name == "path" and isinstance(value, str):
                yield here, value
            else:
                yield from _named(value, here)
    elif isinstance(part, list):
        for index, value in enumerate(part):
            yield from _named(value, f"{path}.{index}")


def _where(folders: Sequence[Path]) -> str:
    if not folders:
        return "this server opens no files: start it with --data FOLDER to let pages open what lies there"
    return f"this server opens only what lies under {', '.join(map(str, folders))}"


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
    found = ((path, root, kind) for path, root in _walk(folders) if (kind := kind_of(path)))
    return [
        (str(path.relative_to(root)), {"kind": kind, "path": str(path)})
        for path, root, kind in islice(found, MOST_FOUND)
    ]


def find_motions(folders: Sequence[Path]) -> list[tuple[str, dict[str, Any]]]:
    """Return the folders of motion that SpikeInterface wrote, by name, with the motion that follows them."""
    found = (
        (str(path.relative_to(root)), {"kind": "folder", "path": str(path)})
        for path, root in _walk(folders)
        if _is_motion(path)
    )
    return list(islice(found, MOST_FOUND))


def _walk(folders: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    """Yield files and folders with the root they lie under, widest first; what is in a recording is passed over."""
    waiting = deque((root, root, DEEPEST) for root in (folder.expanduser() for folder in folders))
    looked = 0
    while waiting and looked < MOST_FOLDERS:
        folder, root, deep = waiting.popleft()
        looked += 1
        for path in _inside(folder):
            yield path, root
            if deep > 1 and path.is_dir() and not kind_of(path):
                waiting.append((path, root, deep - 1))


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if not one.name.startswith(_HIDDEN))
    except OSError:
        return []


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


def source_at(text: str, folders: Sequence[Path]) -> dict[str, Any]:
    """Return the source that opens what somebody named: a path, or one below a folder of the server.

    Raises
    ------
    ConfigError
        When pages may not open it, or nothing is there.
    """
    named = Path(text.strip()).expanduser()
    below = [folder.expanduser() / named for folder in folders]
    path = next((one for one in below if one.exists()), below[0] if below else named)
    if not is_within(path, folders):
        raise ConfigError([Problem("source.path", _where(folders), text)])
    if not path.exists():
        raise ConfigError([Problem("source.path", "there is no such file or folder", text)])
    return {"kind": kind_of(path) or ("spikeinterface" if path.is_dir() else "binary"), "path": str(path)}
