"""The files of a library: copies where there are some, else from its source; copied once they proved whole."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .download_cache import DownloadCache
from .errors import LibraryError
from .locations import Location


@dataclass(frozen=True)
class Fetched:
    """Some files, and which of them are not copied yet.

    Attributes
    ----------
    contents : dict of str to bytes
        By path; those that do not exist are missing.
    """

    contents: dict[str, bytes]
    _new: tuple[str, ...]
    _files: Files

    def keep(self) -> None:
        """Copy what was fetched, now that its reader found it whole."""
        self._files.keep({key: self.contents.get(key) for key in self._new})


class Files:
    """What a library reads from.

    Parameters
    ----------
    source : Location
        Where files come from.
    copies : DownloadCache or None
        Where copies are kept; None for a place that needs none.
    refresh : bool
        Fetch everything again, once, whatever was copied before.
    """

    def __init__(self, source: Location, copies: DownloadCache | None, refresh: bool = False) -> None:
        self.source = source
        self._copies = copies
        self._refresh = refresh
        self._renewed: set[str] = set()

    def read(self, keys: Iterable[str]) -> Fetched:
        """Return files, without those that do not exist.

        Raises
        ------
        LibraryError
            When a file is neither here nor can be fetched.
        """
        wanted = list(dict.fromkeys(keys))
        copied = {key: copy for key in wanted if (copy := self._copy(key)) is not None}
        missing = tuple(key for key in wanted if key not in copied and self._copy(_absence(key)) is None)
        fetched = self.source.read(missing) if missing else {}
        return Fetched({**copied, **fetched}, missing, self)

    def read_lately(self, key: str, most_age_s: float) -> Fetched:
        """Return a file that changes: fetched again when its copy is old; the old copy when that fails."""
        if self._copies is None or self._refresh or self._copies.age_s(key) <= most_age_s:
            return self.read([key])
        try:
            fetched = self.source.read([key])
        except LibraryError as error:
            if (copy := self._copies.find(key)) is None:
                raise
            days = self._copies.age_s(key) / 86_400
            warnings.warn(f"{error}; this is a copy, {days:.0f} days old", stacklevel=4)
            return Fetched({key: copy}, (), self)
        return Fetched(fetched, tuple(fetched), self)

    def keep(self, contents: Mapping[str, bytes | None]) -> None:
        """Copy files, and note which do not exist (None): zarr leaves out what holds nothing but zeros."""
        for key, content in contents.items():
            kept = _absence(key) if content is None else key
            self._renewed.add(kept)
            if self._copies is not None:
                self._copies.keep(kept, content or b"")

    def _copy(self, key: str) -> bytes | None:
        if self._copies is None or (self._refresh and key not in self._renewed):
            return None
        return self._copies.find(key)


def _absence(key: str) -> str:
    """Return under which name it is noted that a file does not exist."""
    return f"{key} (not found)"
