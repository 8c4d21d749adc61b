"""What processes that serve pages tell each other about the recordings that they write: small files in one folder."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

_numbers = count()


@dataclass(frozen=True)
class JobNote:
    """A recording that some process writes.

    Attributes
    ----------
    visitor : str
        Whose it is.
    row : list
        Name, condition, share done in percent, words and folder, as a page shows them.
    pid : int
        Number of the process that writes it.
    """

    visitor: str
    row: list[Any]
    pid: int

    @property
    def name(self) -> str:
        """The name of its folder."""
        return str(self.row[0])

    @property
    def condition(self) -> str:
        """What became of it."""
        return str(self.row[1])

    def stop(self) -> None:
        """Ask it to end."""
        if self.condition == "running":
            with suppress(ProcessLookupError, PermissionError):
                os.kill(self.pid, signal.SIGTERM)


class JobNotes:
    """The notes of all processes.

    Parameters
    ----------
    folder : Path
        Where they are; only processes of one server know it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self._own = folder, f"{os.getpid()}-"

    def new(self) -> Path:
        """Return where a new note of this process is written."""
        return self.folder / f"{self._own}{next(_numbers)}.job"

    def write(self, path: Path, note: JobNote) -> None:
        """Write a note, whole or not at all."""
        beside = path.with_suffix(".part")
        with suppress(OSError):  # the server is ending, and its folder is gone
            beside.write_text(json.dumps(asdict(note)), encoding="utf-8")
            beside.replace(path)

    def others(self) -> tuple[JobNote, ...]:
        """Return the notes of the other processes."""
        found = []
        for path in sorted(self.folder.glob("*.job")):
            if not path.name.startswith(self._own):
                with suppress(OSError, ValueError, TypeError):
                    found.append(JobNote(**json.loads(path.read_text(encoding="utf-8"))))
        return tuple(found)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let one process at a time begin to write."""
        import fcntl  # there is none on Windows, where one process serves

        with (self.folder / "turn").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
