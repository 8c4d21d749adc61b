"""Quick checksums to detect that a large recording is not the one in the configuration."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .base import ConfigError, Problem

_END_BYTES = 2**20
_PIECE_BYTES = 2**16
_PIECES = 62
_MOST_FILES = 256


def quick_checksum(path: str | Path) -> str:
    """Return the size and a hash of pieces of a file or folder.

    Of a file the first and the last MiB are hashed, and 62 pieces of 64 KiB evenly between them; one of up to 6 MiB is
    hashed whole. Of a folder the names and sizes of all files, and up to 256 of them, evenly chosen, as above. What
    changes between the pieces without changing a size is not noticed: this tells recordings apart, it does not prove
    them intact.

    Parameters
    ----------
    path : str or Path
        File or folder; only read.

    Returns
    -------
    str
        ``quick1-<bytes>-<hash>``.

    Raises
    ------
    ConfigError
        When it cannot be read.
    """
    place = Path(path)
    try:
        files = sorted(file for file in place.rglob("*") if file.is_file()) if place.is_dir() else [place]
        sizes = [file.stat().st_size for file in files]
        digest = _hash_files(place, files, sizes)
    except OSError as error:
        reason = (error.strerror or "not found").lower()
        raise ConfigError([Problem("path", f"cannot be read: {reason}", str(path))]) from None
    return f"quick1-{sum(sizes)}-{digest}"


def _hash_files(place: Path, files: Sequence[Path], sizes: Sequence[int]) -> str:
    """Return a hash of the names and sizes of all files and of pieces of some."""
    digest = hashlib.blake2b(digest_size=16)
    for file, size in zip(files, sizes, strict=True):
        name = file.relative_to(place).as_posix() if place.is_dir() else ""
        digest.update(f"{name}\0{size}\0".encode())
    for index in np.unique(np.linspace(0, len(files) - 1, min(len(files), _MOST_FILES)).astype(int)):
        _hash_pieces(files[index], sizes[index], digest)
    return digest.hexdigest()


def _hash_pieces(file: Path, size: int, digest: hashlib.blake2b) -> None:
    pieces = [(0, size)]
    if size > 2 * _END_BYTES + _PIECES * _PIECE_BYTES:
        begins = np.linspace(_END_BYTES, size - _END_BYTES - _PIECE_BYTES, _PIECES).astype(np.int64).tolist()
        pieces = [(0, _END_BYTES), *((begin, _PIECE_BYTES) for begin in begins), (size - _END_BYTES, _END_BYTES)]
    with file.open("rb") as opened:
        for begin, length in pieces:
            opened.seek(begin)
            digest.update(opened.read(length))


def refuse_changed(path: str | Path, expected: str | None, field: str) -> None:
    """Raise a ConfigError when a file or folder is not the one that was meant; None expects nothing."""
    if expected is None or (found := quick_checksum(path)) == expected:
        return
    sizes = [one.split("-")[1] if one.count("-") == 2 else "?" for one in (expected, found)]
    difference = f"{sizes[1]} bytes instead of {sizes[0]}" if sizes[0] != sizes[1] else "of the same size"
    message = (
        f"is not the file for which the configuration was made ({difference}): correct the path, or clear "
        f"{field} to use this file"
    )
    raise ConfigError([Problem(field, message, str(path))])
