"""Thread-safe caches: results by key within a memory budget, and cached properties."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cached_property
from math import inf
from threading import Lock, RLock
from typing import Any, Self, TypeVar, overload
from weakref import WeakValueDictionary

from .deadlines import checkpoint

DEFAULT_BUDGET_BYTES = 160 * 2**20
MOST_LASTING = 128
LARGE_SHARE = 1 / 8

R = TypeVar("R")


class Cache:
    """Results by key, the least recently used forgotten first; each is computed once, also by many threads.

    Lasting results are few and everything else follows from them: they are not pushed out by others, however
    many chunks of noise are read, but by their like. Of large results (above an eighth of the budget: the noise's
    factor of thousands of contacts, hours of spikes) the latest of each stage is kept besides the budget: working it
    out again at each change would take longer than all else, and within the budget it would push all else out. A
    stage's keys are tuples that begin with its name.

    Parameters
    ----------
    budget_bytes : int
        How much may be kept, half of it by lasting results; a larger result that does not last is returned, but not
        kept.
    """

    def __init__(self, budget_bytes: int = DEFAULT_BUDGET_BYTES) -> None:
        self.budget_bytes = budget_bytes
        self._kept, self._lasting, self._large = _Shelf(), _Shelf(), _LatestOfEach()
        self._shared: WeakValueDictionary[Hashable, Any] = WeakValueDictionary()
        self._lock = Lock()
        self._making: dict[Hashable, tuple[RLock, int]] = {}

    @property
    def used_bytes(self) -> int:
        """How much is kept."""
        return sum(shelf.used_bytes for shelf in (self._kept, self._lasting, self._large))

    def get(self, key: Hashable, make: Callable[[], R], *, lasting: bool = False) -> R:
        """Return a key's result, made now if it is not kept; other threads wait for the same key only."""
        if (found := self.peek(key)) is not None:
            return found[0]  # type: ignore[no-any-return]
        with self._turn(key):
            if (found := self.peek(key)) is not None:
                return found[0]  # type: ignore[no-any-return]
            checkpoint()
            result = make()
            self.put(key, result, lasting=lasting)
            return result

    def peek(self, key: Hashable) -> tuple[Any] | None:
        """Return a kept result in a tuple, or None."""
        with self._lock:
            if (found := self._kept.find(key)) is None and (found := self._lasting.find(key)) is None:
                found = self._large.find(key)
            return found

    def put(self, key: Hashable, result: Any, *, lasting: bool = False) -> None:
        """Keep a result, and forget old ones until the budget holds; see above for large ones."""
        size = int(getattr(result, "nbytes", 0)) + 512
        with self._lock:
            if size > self.budget_bytes * LARGE_SHARE and (lasting or size <= self.budget_bytes):
                self._large.add(key, result, size)
            elif lasting:
                self._lasting.add(key, result, size)
                self._lasting.shrink_to(self.budget_bytes // 2, MOST_LASTING)
            elif size <= self.budget_bytes - self._lasting.used_bytes:
                self._kept.add(key, result, size)
            self._kept.shrink_to(self.budget_bytes - self._lasting.used_bytes)

    def share(self, key: Hashable, make: Callable[[], R]) -> R:
        """Return what others hold under a key, made now if nobody does; it is not kept for itself."""
        with self._turn(key):
            if (found := self._shared.get(key)) is None:
                found = make()
                self._shared[key] = found
            return found

    def held(self, key: Hashable) -> Any:
        """Return what others hold under a key, or None."""
        return self._shared.get(key)

    def renew_locks(self) -> None:
        """Forget who holds which lock."""
        self._lock = Lock()
        self._making = {}

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept, self._lasting, self._large = _Shelf(), _Shelf(), _LatestOfEach()
            self._shared = WeakValueDictionary()

    def _turn(self, key: Hashable) -> _Turn:
        return _Turn(self._lock, self._making, key)


class _Shelf:
    """Results in the order of their last use, with their sizes."""

    def __init__(self) -> None:
        self.used_bytes = 0
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def find(self, key: Hashable) -> tuple[Any] | None:
        if (entry := self._entries.get(key)) is None:
            return None
        self._entries.move_to_end(key)
        return (entry[0],)

    def add(self, key: Hashable, result: Any, size: int) -> None:
        if (old := self._entries.pop(key, None)) is not None:
            self.used_bytes -= old[1]
        self._entries[key] = (result, size)
        self.used_bytes += size

    def shrink_to(self, most_bytes: int, most_entries: float = inf) -> None:
        while self.used_bytes > most_bytes or len(self._entries) > most_entries:
            self.used_bytes -= self._entries.popitem(last=False)[1][1]


class _LatestOfEach:
    """The latest result of every stage."""

    def __init__(self) -> None:
        self._entries: dict[Hashable, tuple[Hashable, Any, int]] = {}

    @property
    def used_bytes(self) -> int:
        return sum(size for _, _, size in self._entries.values())

    def find(self, key: Hashable) -> tuple[Any] | None:
        kept, result, _ = self._entries.get(self._stage(key), (None, None, 0))
        return (result,) if kept == key else None

    def add(self, key: Hashable, result: Any, size: int) -> None:
        self._entries[self._stage(key)] = key, result, size

    @staticmethod
    def _stage(key: Hashable) -> Hashable:
        return key[0] if isinstance(key, tuple) else key


class _Turn:
    """One thread at a time for one key; the lock is forgotten with its last user."""

    def __init__(self, lock: Lock, making: dict[Hashable, tuple[RLock, int]], key: Hashable) -> None:
        self._lock, self._making, self._key = lock, making, key

    def __enter__(self) -> None:
        with self._lock:
            own, users = self._making.get(self._key, (RLock(), 0))
            self._making[self._key] = (own, users + 1)
        own.acquire()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            own, users = self._making[self._key]
            if users == 1:
                del self._making[self._key]
            else:
                self._making[self._key] = (own, users - 1)
        own.release()


class once(cached_property[R]):  # noqa: N801 - it is read like the decorator it extends
    """A property that one thread works out for an object; whoever wants it of another object does not wait.

    With `functools.cached_property` Python 3.11 lets all objects of a class wait for each other, and a later one lets
    several threads do the same work.
    """

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> R: ...

    def __get__(self, instance: object, owner: type[Any] | None = None) -> Any:
        """Return what is kept, worked out now if nothing is."""
        if instance is None:
            return self
        kept, name = vars(instance), str(self.attrname)
        if name not in kept:
            with _turn_for((id(instance), name)):
                if name not in kept:
                    checkpoint()
                    kept[name] = self.func(instance)
        return kept[name]


_lock = Lock()
_making: dict[Hashable, tuple[RLock, int]] = {}


def _turn_for(key: Hashable) -> _Turn:
    return _Turn(_lock, _making, key)


def renew_locks() -> None:
    """Forget, in a forked process, which threads of the other one work out a property."""
    global _lock, _making
    _lock, _making = Lock(), {}


_cache = Cache()
if hasattr(os, "register_at_fork"):
    # A thread that held a lock is not there in a forked process, and would never release it.
    os.register_at_fork(after_in_child=_cache.renew_locks)
    os.register_at_fork(after_in_child=renew_locks)


def the_cache() -> Cache:
    """Return the cache of this process, which everything shares."""
    return _cache
