"""Fields whose changes are told to those who asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Listener = Callable[[], None]


class Observable:
    """Fields whose changes are told to those who asked."""

    def __init__(self) -> None:
        self._listeners: list[tuple[frozenset[str], Listener]] = []

    def subscribe(self, names: Iterable[str], listener: Listener) -> None:
        """Call a listener whenever one of the named fields changed."""
        self._listeners.append((frozenset(names), listener))

    def _set(self, **values: Any) -> bool:
        changed = {name for name, value in values.items() if getattr(self, name) != value}
        for name in changed:
            setattr(self, name, values[name])
        for names, listener in tuple(self._listeners) if changed else ():
            if names & changed:
                listener()
        return bool(changed)
