"""Files below one location: a folder, or anything that fsspec reaches, with an end to all waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from ..cache import once
from .errors import LibraryError, error_at

MOST_AT_ONCE = 8
_FORBIDDEN = frozenset('\\:?#*"<>|')


class Location(Protocol):
    """Where files come from."""

    @property
    def location(self) -> str:
        """The address."""
        ...

    def read(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return files by their path below the location, without those that do not exist."""
        ...

    def names(self, folder: str) -> list[str]:
        """Return the files below a folder that describe zarr groups and arrays; none where nobody can list."""
        ...


class Folder:
    """A folder on this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def location(self) -> str:
        """The folder's path."""
        return str(self.path)

    def read(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return those files that exist."""
        found = {}
        for key in keys:
            path = self.path / within(key)
            try:
                found[key] = path.read_bytes()
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                continue
            except OSError as error:
                raise error_at(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from None
        return found

    def names(self, folder: str) -> list[str]:
        """Return the metadata files of a zarr group."""
        below = (self.path / within(folder)).rglob(".z*")
        return sorted(path.relative_to(self.path).as_posix() for path in below)


class Remote:
    """A place that fsspec reaches: ``https://``, ``s3://`` (anonymous if nothing else is said), ``memory://`` ...

    Parameters
    ----------
    location : str
        The address.
    storage_options : mapping
        What fsspec is told besides, for example ``{"endpoint_url": ...}`` for a store that speaks S3.
    timeout_s : float
        How long one file may take (where the protocol allows to stop waiting: https, s3, gs ...).
    """

    def __init__(self, location: str, storage_options: Mapping[str, Any], timeout_s: float) -> None:
        self.location = location.rstrip("/")
        self.timeout_s = timeout_s
        self._options = dict(storage_options)

    def read(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return those files that exist, several fetched at a time."""
        paths = {key: f"{self._root}/{within(key)}" for key in keys}
        if self._filesystem.async_impl:
            found: dict[str, bytes] = self._waited_for(self._read_all(paths))
            return found
        return {key: content for key, path in paths.items() if (content := self._read_one(path)) is not None}

    def names(self, folder: str) -> list[str]:
        """Return the metadata files of a zarr group, when the place can be listed."""
        system, path = self._filesystem, f"{self._root}/{within(folder)}"
        listed = self._waited_for(self._find(path)) if system.async_impl else system.find(path)
        begin = len(self._root) + 1
        return sorted(name[begin:] for name in listed if name.rpartition("/")[2].startswith(".z"))

    @once
    def _filesystem(self) -> Any:
        protocol = self.location.partition("://")[0]
        try:
            import fsspec

            # One's own instance: a shared one would remember the endpoint that the environment named earlier.
            own = {"use_listings_cache": False, "skip_instance_cache": True}
            return fsspec.filesystem(protocol, **own, **{**_habits(protocol, self._options), **self._options})
        except ImportError as error:
            missing = f"needs {error.name}" if error.name else f"cannot be opened ({_first_line(error)})"
            words = f"{missing}: pip install 'driftscope[library]' installs what https and s3 need"
            raise error_at(self.location, words) from None
        except (ValueError, TypeError) as error:
            raise error_at(self.location, f"is not a valid URL: {_first_line(error)}") from None

    @once
    def _root(self) -> str:
        root: str = self._filesystem._strip_protocol(self.location)
        return root.rstrip("/")

    def _waited_for(self, work: Any) -> Any:
        from fsspec.asyn import sync

        async def run() -> Any:
            return await work

        return sync(self._filesystem.loop, run)

    async def _read_all(self, paths: Mapping[str, str]) -> dict[str, bytes]:
        places = asyncio.Semaphore(MOST_AT_ONCE)

        async def read_in_turn(path: str) -> bytes | None:
            async with places:
                content: bytes | None = await self._bounded(path, self._filesystem._cat_file(path))
                return content

        try:
            async with asyncio.TaskGroup() as group:
                tasks = {key: group.create_task(read_in_turn(path)) for key, path in paths.items()}
        except BaseExceptionGroup as failures:
            raise _first(failures) from None
        return {key: content for key, task in tasks.items() if (content := task.result()) is not None}

    async def _find(self, path: str) -> list[str]:
        listed: list[str] | None = await self._bounded(path, self._filesystem._find(path, maxdepth=4))
        return listed or []

    async def _bounded(self, path: str, work: Any) -> Any:
        try:
            return await asyncio.wait_for(work, self.timeout_s)
        except Exception as error:
            self._refuse_unless_absent(path, error)

    def _read_one(self, path: str) -> bytes | None:
        try:
            content: bytes = self._filesystem.cat_file(path)
        except Exception as error:
            self._refuse_unless_absent(path, error)
            return None
        return content

    def _refuse_unless_absent(self, path: str, error: Exception) -> None:
        """Let pass what says that there is no such file; say anything else in words."""
        if isinstance(error, (FileNotFoundError, NotADirectoryError, IsADirectoryError)):
            return
        if isinstance(error, TimeoutError):
            words = f"could not be downloaded within {self.timeout_s:g} s: check the network, or try again later"
        elif isinstance(error, PermissionError):
            words = f"access denied ({_first_line(error)}): check the URL, or give storage_options with credentials"
        else:
            words = f"cannot be downloaded ({_first_line(error)}): check the URL and the network"
        raise error_at(self._filesystem.unstrip_protocol(path), words) from None


def within(key: str) -> str:
    """Return a path below a location; refuse one that leads out of it, or that means something else in an address."""
    parts = key.split("/")
    if any(part in ("", ".", "..") for part in parts) or any(one in _FORBIDDEN or not one.isprintable() for one in key):
        raise error_at(repr(key), "is not a valid dataset name: use the name in the index")
    return key


def _habits(protocol: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return how a place is read when nothing else is said: without signing in, without endless attempts."""
    if protocol in ("s3", "s3a"):
        signed_in = not {"key", "secret", "token", "profile", "session"}.isdisjoint(options)
        # With more than one part at a time the size of every file would be asked for first.
        return {"anon": not signed_in, "max_concurrency": 1, "config_kwargs": {"retries": {"max_attempts": 1}}}
    return {"token": "anon"} if protocol in ("gs", "gcs") else {}


def _first(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = failures
    while isinstance(error, BaseExceptionGroup):
        told = [one for one in error.exceptions if isinstance(one, LibraryError)]
        error = (told or error.exceptions)[0]
    return error


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines() or [""]
    return lines[0][:200] or type(error).__name__
