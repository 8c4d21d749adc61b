"""One array of a zarr v2 group: which chunks hold some rows, and their content, decoded by zarr 2 or 3."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import error_at

MOST_CHUNK_BYTES = 2**31
_CODECS = frozenset({"blosc", "zlib", "gzip", "zstd", "lz4", "lzma", "bz2", "vlen-utf8", "vlen-bytes", "delta"})
_CODECS |= {"shuffle", "fixedscaleoffset", "astype", "packbits", "crc32", "crc32c", "adler32", "fletcher32"}
"""What may be between a file and its numbers. Pickle is not among them: it runs what a stranger wrote."""
_BLOSC_HEADER = 16


@dataclass(frozen=True)
class StoredArray:
    """An array as its metadata describes it.

    Attributes
    ----------
    path : str
        Where it is, below the library's location.
    metadata : mapping
        The content of ``.zarray``.
    shape, chunks : tuple of int
        Of the array, and of its pieces.
    """

    path: str
    metadata: Mapping[str, Any]
    shape: tuple[int, ...]
    chunks: tuple[int, ...]

    @classmethod
    def of(cls, path: str, metadata: Any) -> StoredArray:
        """Read the metadata; a LibraryError says why it cannot be used."""
        try:
            shape, chunks = (tuple(int(size) for size in metadata[name]) for name in ("shape", "chunks"))
            fits = (
                len(shape) == len(chunks) > 0 and all(size >= 0 for size in shape) and all(size > 0 for size in chunks)
            )
            if not fits or metadata["zarr_format"] != 2:
                raise ValueError
            parts = [metadata["compressor"], *(metadata["filters"] or [])]
            unknown = {part["id"] for part in parts if part is not None} - _CODECS
            np.dtype(metadata["dtype"])
        except (KeyError, TypeError, ValueError):
            raise error_at(f"{path}/.zarray", "does not describe a zarr v2 array") from None
        if unknown:
            raise error_at(path, f"uses unsupported features: {', '.join(sorted(map(str, unknown)))}")
        array = cls(path, metadata, shape, chunks)
        if array._chunk_bytes > MOST_CHUNK_BYTES:
            raise error_at(path, f"has chunks of more than {MOST_CHUNK_BYTES // 2**30} GiB")
        return array

    def keys(self, rows: NDArray[np.intp] | None = None) -> list[str]:
        """Return the paths of the chunks that hold some rows of the first axis, or all of them."""
        first = (
            range(-(-self.shape[0] // self.chunks[0])) if rows is None else np.unique(rows // self.chunks[0]).tolist()
        )
        others = [range(-(-size // chunk)) for size, chunk in zip(self.shape[1:], self.chunks[1:], strict=True)]
        separator = self.metadata.get("dimension_separator", ".")
        return [f"{self.path}/{separator.join(map(str, place))}" for place in product(first, *others)]

    def part_of(self, key: str) -> tuple[slice, ...]:
        """Return what a chunk holds of the array."""
        separator = self.metadata.get("dimension_separator", ".")
        places = map(int, key.removeprefix(f"{self.path}/").split(separator))
        return tuple(
            slice(place * chunk, min((place + 1) * chunk, size))
            for place, chunk, size in zip(places, self.chunks, self.shape, strict=True)
        )

    def decode(self, contents: Mapping[str, bytes], rows: NDArray[np.intp] | None = None) -> NDArray[Any]:
        """Return some rows, or all.

        Parameters
        ----------
        contents : mapping of str to bytes
            Chunks by their path; one that is missing holds the array's fill value.
        rows : ndarray of int or None
            Which rows, in any order.

        Raises
        ------
        LibraryError
            When a chunk is not what the metadata says.
        """
        wanted = {key: contents[key] for key in self.keys(rows) if key in contents}
        for key, content in wanted.items():
            self._refuse_truncated(key, content)
        files = {key.removeprefix(f"{self.path}/"): content for key, content in wanted.items()}
        files[".zarray"] = json.dumps(self.metadata).encode()
        try:
            array = _opened(files)
            if rows is None:
                return _plain(np.asarray(array[...]))
            different, again = np.unique(rows, return_inverse=True)
            return _plain(np.asarray(array.oindex[different])[again])
        except ImportError:
            raise error_at(self.path, "needs zarr: pip install 'driftscope[library]'") from None
        except Exception as error:  # what a decoder trips over in a damaged file can be anything
            reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
            raise error_at(self.path, f"is damaged or incomplete: {reason}") from None

    @property
    def _chunk_bytes(self) -> int:
        return math.prod(self.chunks) * int(np.dtype(self.metadata["dtype"]).itemsize)

    def _refuse_truncated(self, key: str, content: bytes) -> None:
        """Compare a chunk's length with what it says itself: a decoder would read on behind its end."""
        compressor = self.metadata["compressor"]
        plain = compressor is None and not self.metadata["filters"]
        whole = not plain or len(content) == self._chunk_bytes
        if compressor is not None and compressor["id"] == "blosc":
            whole = len(content) >= _BLOSC_HEADER and int.from_bytes(content[12:16], "little") == len(content)
            unpacked = int.from_bytes(content[4:8], "little")
            whole &= bool(self.metadata["filters"]) or unpacked == self._chunk_bytes
            whole &= unpacked <= MOST_CHUNK_BYTES
        if not whole:
            raise error_at(key, "is damaged or incomplete: its length is wrong")


def _opened(files: Mapping[str, bytes]) -> Any:
    import zarr

    if int(zarr.__version__.partition(".")[0]) < 3:
        return zarr.open_array(dict(files), mode="r")
    from zarr.buffer.cpu import Buffer
    from zarr.storage import MemoryStore

    store = MemoryStore({key: Buffer.from_bytes(content) for key, content in files.items()})
    return zarr.open_array(store, mode="r", zarr_format=2)


def _plain(array: NDArray[Any]) -> NDArray[Any]:
    """Make text of variable length, which zarr 2 and 3 return differently, an ordinary array of text."""
    if array.dtype.kind in "OT":
        return np.array([str(one) for one in array.tolist()], dtype=str)
    if array.dtype.kind == "U" and array.size:
        codes = np.ascontiguousarray(array).view(np.dtype(np.uint32).newbyteorder(array.dtype.byteorder))
        if codes.max() > sys.maxunicode or np.any((codes >= 0xD800) & (codes < 0xE000)):
            raise ValueError("the text is not valid Unicode")
    return array
