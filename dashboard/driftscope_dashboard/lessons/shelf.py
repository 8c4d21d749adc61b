"""The lessons that a server offers: those that come with it, and those of a folder, read again when they change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from driftscope.lessons import Lesson, LessonFile, Lessons, builtin_lessons, lessons_in

Stamp = tuple[tuple[str, int, int], ...]


class Shelf:
    """All lessons of a server.

    Parameters
    ----------
    folder : Path, optional
        Where more lessons are; their ids win over those that come with the package.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder, self._lock = folder, Lock()
        self._stamp: Stamp | None = None
        self._own = Lessons()

    @property
    def own(self) -> Lessons:
        """The lessons of the folder, as they are now, and what is wrong with its files."""
        if self.folder is None:
            return self._own
        with self._lock:
            if (stamp := _stamp_of(self.folder)) != self._stamp:
                self._own, self._stamp = lessons_in(self.folder), stamp
            return self._own

    @property
    def lessons(self) -> Lessons:
        """All lessons."""
        return builtin_lessons().with_more(self.own)

    def find(self, name: str) -> LessonFile | None:
        """Return a lesson by its id, or None."""
        return self.lessons.files.get(name)

    def announcement(self) -> list[str]:
        """Return what is to be said of the folder when a server starts: what it replaces, and what is wrong in it."""
        own = self.own
        names = ", ".join(own.files) or "none"
        said = [] if self.folder is None else [f"Lessons in {self.folder}: {names}"]
        if replaced := [name for name in own.files if name in builtin_lessons().files]:
            said.append(f"Replaced built-in lessons: {', '.join(replaced)}")
        return said + [f"Skipped: {problem}" for problem in own.problems]


def _stamp_of(folder: Path) -> Stamp:
    return tuple(sorted(_stamps(folder)))


def _stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    try:
        for path in folder.iterdir():
            status = path.stat()
            yield path.name, status.st_mtime_ns, status.st_size
    except OSError:
        return


@dataclass(frozen=True)
class Offer:
    """The lessons that one page offers.

    Attributes
    ----------
    shelf : Shelf
        All lessons of the server.
    languages : sequence of str
        What the reader wants to read, the best first.
    """

    shelf: Shelf = field(default_factory=Shelf)
    languages: Sequence[str] = ()

    def find(self, name: str) -> LessonFile | None:
        """Return a lesson by its id, or None."""
        return self.shelf.find(name)

    def titles(self) -> dict[str, Lesson]:
        """Return all lessons by their ids, in the reader's language."""
        return {name: file.in_language(self.languages) for name, file in self.shelf.lessons.files.items()}
