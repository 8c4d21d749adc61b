"""Journal of an export, which lets it continue after an interruption."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from .errors import ExportError

Chunk = tuple[int, int]


class Journal:
    """What is done already.

    Parameters
    ----------
    path : Path
        The file; made when it is not there. A last line that was cut by an interruption is dropped.
    identity : dict
        What decides about the bytes; a journal of something else is refused.

    Raises
    ------
    ExportError
        When the journal belongs to another export, or another process writes it.
    """

    def __init__(self, path: Path, identity: dict[str, Any]) -> None:
        self.chunks: list[Chunk] = []
        self.steps: set[str] = set()
        self.clipped: Counter[str] = Counter()
        self._file = path.open("a+b")
        try:
            _lock(self._file, path)
            self._read(path, identity)
        except BaseException:
            self._file.close()
            raise

    def add_chunk(self, start: int, end: int, clipped: dict[str, int]) -> None:
        """Note that a chunk of every recording is written, and how many of its values were clipped."""
        self._note({"chunk": [start, end], "clipped": clipped})

    def add_step(self, step: str) -> None:
        """Note that something else is done."""
        self._note({"step": step})

    def missing(self, num_samples: int, size: int) -> Iterator[Chunk]:
        """Yield the chunks that are not written, cut at multiples of a size."""
        at = 0
        for start, end in [*sorted(self.chunks), (num_samples, num_samples)]:
            while at < start:
                stop = min((at // size + 1) * size, start)
                yield at, stop
                at = stop
            at = max(at, end)

    @property
    def num_done(self) -> int:
        """How many samples are written."""
        return sum(end - start for start, end in self.chunks)

    def close(self) -> None:
        """Let others write the file."""
        self._file.close()

    def _note(self, entry: dict[str, Any]) -> None:
        self._file.write(json.dumps(entry).encode() + b"\n")
        self._file.flush()
        self._apply(entry)

    def _apply(self, entry: dict[str, Any]) -> None:
        written = entry.get("chunk", entry.get("stretch"))  # which is the name that earlier versions wrote
        if written is not None:
            start, end = written
            self.chunks.append((start, end))
            self.clipped.update(entry["clipped"])
        else:
            self.steps.add(entry["step"])

    def _read(self, path: Path, identity: dict[str, Any]) -> None:
        self._file.seek(0)
        lines = self._file.read().split(b"\n")
        self._file.truncate(sum(len(line) + 1 for line in lines[:-1]))
        if len(lines) == 1:
            self._file.write(json.dumps(identity).encode() + b"\n")
            self._file.flush()
            return
        try:
            begun, *entries = [json.loads(line) for line in lines[:-1]]
        except ValueError:
            raise ExportError(f"{path} is damaged: remove {path.parent} and start again") from None
        _refuse_other(path, begun, json.loads(json.dumps(identity)))
        for entry in entries:
            self._apply(entry)


def _refuse_other(path: Path, begun: Any, identity: Any) -> None:
    if different := differences(begun, identity):
        raise ExportError(
            f"{path.parent} was started with other options:\n  "
            + "\n  ".join(different)
            + "\nuse those options, choose another folder, or remove this one"
        )


def differences(begun: Any, now: Any, path: str = "") -> list[str]:
    """Return in words where two values of plain data differ."""
    if isinstance(begun, dict) and isinstance(now, dict):
        keys = [*begun, *(key for key in now if key not in begun)]
        return [
            words
            for key in keys
            for words in differences(begun.get(key), now.get(key), f"{path}.{key}" if path else str(key))
        ]
    return [] if begun == now else [f"{path}: {_brief(begun)} then, {_brief(now)} now"]


def _brief(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _lock(file: IO[bytes], path: Path) -> None:
    """Refuse to write what another process writes; where the system has no such locks, trust the user."""
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:
        return
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except OSError:
        raise ExportError(f"{path.parent} is being written by another process: wait for it, or stop it") from None
