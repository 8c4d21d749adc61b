"""Files of a result that a browser sends in pieces, kept in a folder of their own until they are read."""

from __future__ import annotations

import binascii
from base64 import b64decode
from pathlib import Path, PurePosixPath
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any
from weakref import finalize

from driftscope.results import ResultError

MOST_FILES = 32
MOST_BYTES = 512 * 2**20
PIECE_BYTES = 3 * 2**19
"""How much of a file a message holds; divisible by three, as base64 likes it."""
MOTION = "motion"
NAMES = frozenset({
    "spike_times.npy", "spike_clusters.npy", "spike_templates.npy", "cluster_group.tsv", "cluster_group.csv",
    "cluster_KSLabel.tsv", "params.py", "numpysorting_info.json", "spikes.npy", "sorting_cached.npz",
    "spikeinterface_info.json", "displacement_seg0.npy", "temporal_bins_s_seg0.npy", "spatial_bins_um.npy",
    "times_s.npy", "depths_um.npy", "driftscope.json", "ops.npy",
})  # fmt: skip
"""What is read of a folder; all else stays in the browser."""
LONGEST_NAME = 60
"""Letters of a file's name that are kept: file systems take 255 bytes."""
ENDINGS = (".npz", ".csv", ".npy", ".tsv", ".pkl")


class Upload:
    """A result on its way; what was sent is forgotten when it is closed, or nobody has it any more.

    Parameters
    ----------
    name : str
        How it is called.
    files : list of (str, int)
        Path below what was chosen, and size in bytes, of every file.

    Attributes
    ----------
    place : Path
        What is to be read when all is there.
    close : callable
        Forgets all that was sent.

    Raises
    ------
    ResultError
        When these are too many or too large, or none that a result consists of.
    """

    def __init__(self, name: str, files: list[tuple[str, int]]) -> None:
        self.name = PurePosixPath(name).name[-255:] or "result"
        self._sizes = [size for _, size in files]
        self._refuse(files)
        places = [_place(path) for path, _ in files]
        root = Path(mkdtemp(prefix="driftscope-result-"))
        self.close = finalize(self, rmtree, root, ignore_errors=True)
        self._paths = [root / place for place in places]
        self.place = self._paths[0] if len(files) == 1 else root
        if len(files) == 1 and self._paths[0].name in NAMES:
            self.place = root
        for path in self._paths:
            path.parent.mkdir(exist_ok=True)
            path.touch()
        self._at, self._offset = 0, 0
        self._skip_whole()

    def _refuse(self, files: list[tuple[str, int]]) -> None:
        if not files:
            raise ResultError(f"{self.name} holds nothing that belongs to a result: give the folder of a sorter")
        if len(files) > MOST_FILES:
            raise ResultError(f"{self.name} has {len(files)} files, more than {MOST_FILES}: give one result alone")
        if (total := sum(self._sizes)) > MOST_BYTES:
            raise ResultError(
                f"{self.name} has {total / 2**20:.0f} MiB; at most {MOST_BYTES // 2**20} are sent through the browser: "
                "start the server with its folder (driftscope serve --data FOLDER) and open it there"
            )

    @property
    def wanted(self) -> tuple[int, int] | None:
        """Which file's bytes are wanted next, and from where on; None when all are there."""
        return (self._at, self._offset) if self._at < len(self._paths) else None

    def take(self, number: int, offset: int, encoded: str) -> None:
        """Take a piece in base64; one that is not wanted is passed over.

        Raises
        ------
        ResultError
            When it is damaged.
        """
        if (number, offset) != self.wanted:
            return
        try:
            content = b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            content = b""
        left = self._sizes[number] - offset
        if not content or len(content) > left:
            raise ResultError(f"{self.name} was not uploaded completely: give it again")
        with self._paths[number].open("ab") as file:
            file.write(content)
        self._offset += len(content)
        self._skip_whole()

    def _skip_whole(self) -> None:
        while self._at < len(self._paths) and self._offset >= self._sizes[self._at]:
            self._at, self._offset = self._at + 1, 0


def _place(path: str) -> str:
    """Return where in its folder a file is kept: only its own name counts, and whether it lay in a folder of motion."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    name = parts[-1][-LONGEST_NAME:].encode("utf-8", "replace").decode() if parts else ""
    known = name in NAMES or name.lower().endswith(ENDINGS)
    if not known or name in (".", "..") or "\0" in name:
        raise ResultError(f"{name[-80:] or 'a file without a name'} is no file of a result")
    return f"{MOTION}/{name}" if len(parts) > 1 and parts[-2] == MOTION else name


def files_of(message: Any) -> list[tuple[str, int]]:
    """Return paths and sizes from a message of the browser; what is neither is left out."""
    found = []
    for one in message if isinstance(message, list) else []:
        if isinstance(one, list) and len(one) == 2 and isinstance(one[0], str) and _is_size(one[1]):
            found.append((one[0][-1024:], int(one[1])))
    return found


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53
