"""Results that lie below the folders that the server was started with."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from driftscope.results import holds_motion, holds_sorting

from ..session.data_folders import MOST_FOUND, walk

_PASSED_OVER = ("truth", "static")
"""Folders of an export that are no result of anybody: the truth, and the recording in which nothing moves."""


def find_results(folders: Sequence[Path]) -> list[tuple[str, str]]:
    """Return what looks like a result under the folders: its name below its folder, and its path.

    Parameters
    ----------
    folders : sequence of Path
        Where to look, some levels deep.
    """
    found = (
        (str(path.relative_to(root)), str(path))
        for path, root in walk(folders)
        if _is_result(path) and not set(path.relative_to(root).parts) & set(_PASSED_OVER)
    )
    return list(islice(found, MOST_FOUND))


def _is_result(path: Path) -> bool:
    if path.is_file():
        return path.suffix.lower() in (".npz", ".csv") and _holds_either(path)
    return path.is_dir() and _holds_either(path)


def _holds_either(path: Path) -> bool:
    if not (path.is_file() or path.is_dir()):
        return False  # whoever opens a named pipe waits for ever
    if path.suffix.lower() == ".csv" and not holds_motion(path):
        with path.open("rb") as file:
            return file.read(64).removeprefix(b"\xef\xbb\xbf").startswith(b"sample_index")
    return holds_sorting(path) or holds_motion(path)
