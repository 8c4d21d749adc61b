"""Copies on this machine of what was downloaded: complete or not there, and checked whenever they are read."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from .errors import error_at

_MARK = b"driftscope copy 1"


def cache_folder() -> Path:
    """Return where copies lie: the environment's DRIFTSCOPE_CACHE, or the platform's folder for caches."""
    if chosen := os.environ.get("DRIFTSCOPE_CACHE"):
        return Path(chosen).expanduser()
    try:
        from platformdirs import user_cache_path
    except ImportError:
        raise error_at(
            "the cache", "needs platformdirs: pip install 'driftscope[library]', or set DRIFTSCOPE_CACHE to a folder"
        ) from None
    return user_cache_path("driftscope", appauthor=False)


class DownloadCache:
    """The copies of one location's files, each under the hash of its address, with a checksum in front.

    Parameters
    ----------
    location : str
        Where the files come from; every copy says so, and belongs to no other.
    folder : Path
        Where all copies lie.
    """

    def __init__(self, location: str, folder: Path) -> None:
        self.location = location
        self._folder = folder / "libraries" / _sha256(location.encode())[:16]

    def find(self, key: str) -> bytes | None:
        """Return the copy of a file; None when there is none, or none that is as it was written."""
        try:
            content = self._path(key).read_bytes()
        except OSError:
            return None
        head, _, body = content.partition(b"\n\n")
        return body if head == self._head(key, body) else None

    def age_s(self, key: str) -> float:
        """Return how many seconds ago a copy was made; infinite when there is none."""
        try:
            return max(0.0, time.time() - self._path(key).stat().st_mtime)
        except OSError:
            return float("inf")

    def keep(self, key: str, content: bytes) -> None:
        """Make a copy, written aside and renamed; where that is impossible (a full disk) there is none."""
        path = self._path(key)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as aside:
                try:
                    aside.write(self._head(key, content) + b"\n\n" + content)
                    aside.close()
                    Path(aside.name).replace(path)
                except BaseException:
                    aside.close()
                    Path(aside.name).unlink(missing_ok=True)
                    raise

    def _path(self, key: str) -> Path:
        """Return a path made of hashes: a file's own name could be anything, even a way out of the folder."""
        name = _sha256(key.encode())
        return self._folder / name[:2] / name

    def _head(self, key: str, content: bytes) -> bytes:
        address = f"{self.location} {key}".replace("\n", " ")
        return b"\n".join([_MARK, address.encode(), _sha256(content).encode()])


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
