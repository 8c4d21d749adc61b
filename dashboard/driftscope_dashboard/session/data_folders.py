"""Walking through the folders that the server was started with: widest first, some levels deep, and not for ever."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

MOST_FOUND = 200
DEEPEST = 3
MOST_FOLDERS = 2_000
_HIDDEN = (".", "__")


def walk(
    folders: Sequence[Path], is_whole: Callable[[Path], bool] = lambda path: False, deepest: int = DEEPEST
) -> Iterator[tuple[Path, Path]]:
    """Yield files and folders with the root they lie under, widest first; hidden ones are passed over.

    Parameters
    ----------
    folders : sequence of Path
        The roots.
    is_whole : callable
        Whether what is in a folder is not to be looked at.
    deepest : int
        How many levels are looked at.
    """
    waiting = deque((root, root, deepest) for root in (folder.expanduser() for folder in folders))
    looked = 0
    while waiting and looked < MOST_FOLDERS:
        folder, root, deep = waiting.popleft()
        looked += 1
        for path in _inside(folder):
            yield path, root
            if deep > 1 and path.is_dir() and not is_whole(path):
                waiting.append((path, root, deep - 1))


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if not one.name.startswith(_HIDDEN))
    except OSError:
        return []
