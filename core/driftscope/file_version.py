"""Identity of a file version, without reading the file."""

from __future__ import annotations

from pathlib import Path

FileVersion = tuple[int, int] | None
"""Modification time in ns and size in bytes, which change when a file is edited or exchanged; None without a file."""


def file_version(path: Path) -> FileVersion:
    """Return what tells one version of a file or folder from another; None when there is none that can be seen."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
