"""The page on which one shapes a recording while seeing it, its pictures as values, and the page from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .exploring import Explorer, explore

__all__ = ["Explorer", "explore"]


def __getattr__(name: str) -> Any:
    """Import what is asked for, when it is asked for: a server's process needs no more than its own part."""
    if name in __all__:
        from . import exploring

        return getattr(exploring, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
