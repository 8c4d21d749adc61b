"""What pages may open: files below the folders that the server was started with, and the libraries it knows."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from driftscope import ConfigError, Problem, library
from driftscope.base import in_brief, path_in_brief
from driftscope.paths import cleaned_path

MOST_LOOKED_AT = 10_000
"""Entries of a folder that are looked at for what is no file."""
LIBRARY = "library"
NOT_REGULAR = "is not a regular file, or is a folder that contains something else"
PUBLIC, SAMPLE = library.PUBLIC, library.SAMPLE
PATH_NAMES = ("path",)
"""Parameters that name a file or folder, wherever they stand."""
_FILE = "file://"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|.*::")
"""What fsspec reads as an address, or as a chain of them."""


@dataclass(frozen=True)
class AllowedPaths:
    """What pages of a server may open.

    Attributes
    ----------
    folders : tuple of Path
        All regular files below them; links that lead out of them lead nowhere.
    libraries : tuple of str
        Template libraries at an address; the sample library and those below the folders are allowed as well.
    named : frozenset of str
        Places outside them that the server's owner has named, in the configuration that pages begin with.
    """

    folders: tuple[Path, ...] = ()
    libraries: tuple[str, ...] = (PUBLIC,)
    named: frozenset[str] = frozenset()

    def with_those_of(self, config: Any) -> AllowedPaths:
        """Return the same with all places that a configuration of the server's owner names."""
        named = [(path, place) for path, place in _named(config.to_dict()) if place != SAMPLE]
        places = frozenset(place for path, place in named if path != LIBRARY)
        libraries = tuple(place for path, place in named if path == LIBRARY)
        return replace(self, named=self.named | places, libraries=(*self.libraries, *libraries))

    def refuse(self, config: Any) -> None:
        """Raise a ConfigError when a configuration of any kind names what pages may not open."""
        if problems := list(self.problems(config.to_dict())):
            raise ConfigError(problems)

    def problems(self, data: dict[str, Any]) -> Iterator[Problem]:
        """Yield what a configuration, as plain data, names and pages may not open."""
        for path, named in _named(data):
            if path == LIBRARY:
                if not self.has_library(named):
                    yield Problem(path, self._libraries_in_words(), named)
            elif named in self.named:
                continue
            elif (place := self.find(named)) is None:
                yield Problem(path, self.in_words(), named)
            elif not self.is_regular(place):
                yield Problem(path, NOT_REGULAR, named)

    def typed(self, text: str, what: str) -> Path:
        """Return the file or folder that somebody typed: a path, or one below a folder of the server.

        Parameters
        ----------
        text : str
            What was typed.
        what : str
            What a problem calls it.

        Raises
        ------
        ConfigError
            When pages may not open it, nothing is there, or it is no regular file.
        """
        named = Path(cleaned_path(text))
        below = [folder.expanduser() / named for folder in self.folders]
        path = next((one for one in below if self.find(str(one)) and _is_there(one)), below[0] if below else named)
        place = self.find(str(path))
        if place is None:
            raise ConfigError([Problem(what, self.in_words(), text)])
        if not _is_there(path):
            raise ConfigError([Problem(what, f"no such file or folder: {path_in_brief(path)}", in_brief(text))])
        if not self.is_regular(place):
            raise ConfigError([Problem(what, NOT_REGULAR, text)])
        return path

    def find(self, named: str) -> Path | None:
        """Return the place that a path leads to, links followed; None when it is not below the folders."""
        try:
            real = Path(named).expanduser().resolve()
            return real if any(real.is_relative_to(folder) for folder in self._real_folders()) else None
        except (OSError, RuntimeError, ValueError):
            return None  # a loop of links, a user that does not exist, a name that no file can have

    def has_library(self, location: str) -> bool:
        """Return whether pages may open a template library; its address is compared before anything is resolved."""
        if location == SAMPLE or location.rstrip("/") in {one.rstrip("/") for one in self.libraries}:
            return True
        place = location.removeprefix(_FILE)
        if place.startswith("//") or _SCHEME.match(place) or (location != place and not place.startswith("/")):
            return False
        found = self.find(place)
        return found is not None and self.is_regular(found)

    def is_regular(self, place: Path) -> bool:
        """Return whether a place is a regular file, or a folder of such; nothing is opened, what is missing is passed.

        A named pipe or a device would let its reader wait for ever.
        """
        try:
            mode = place.stat().st_mode
            if not stat.S_ISDIR(mode):
                return stat.S_ISREG(mode)
            return all(self._is_plain(entry) for entry in islice(_below(place), MOST_LOOKED_AT))
        except FileNotFoundError:
            return True
        except OSError:
            return False

    def _is_plain(self, entry: os.DirEntry[str]) -> bool:
        if entry.is_symlink():
            target = self.find(entry.path)
            return target is not None and (target.is_file() or target.is_dir() or not target.exists())
        return entry.is_dir() or entry.is_file()

    def in_words(self) -> str:
        """Return what pages may open."""
        if not self.folders:
            return "this server does not open files: start it with --data FOLDER to open files in that folder"
        return f"this server opens only files in {', '.join(map(str, self.folders))}"

    def _libraries_in_words(self) -> str:
        known = ", ".join([SAMPLE, *self.libraries])
        return f"{self.in_words()}, and of libraries elsewhere {known}: start it with --allow-library for another"

    def _real_folders(self) -> Iterator[Path]:
        return (folder.expanduser().resolve() for folder in self.folders)


def _is_there(path: Path) -> bool:
    """Return whether there is a file or folder; none can have a name that is too long for a file."""
    try:
        return path.exists()
    except OSError:
        return False


def _below(folder: Path) -> Iterator[os.DirEntry[str]]:
    waiting = [os.fspath(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                yield entry
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)


def _named(part: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every place that a configuration names, with the path of the parameter."""
    if isinstance(part, dict):
        for name, value in part.items():
            here = f"{path}.{name}".lstrip(".")
            if isinstance(value, str) and (name in PATH_NAMES or here == LIBRARY):
                yield here, value
            elif isinstance(value, (dict, list)):
                yield from _named(value, here)
    elif isinstance(part, list):
        for index, value in enumerate(part):
            if isinstance(value, (dict, list)):
                yield from _named(value, f"{path}.{index}")
