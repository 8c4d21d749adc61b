"""How much memory a process has, and giving back what is not needed."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

LOOK_MS = 2_000
GROWN_MB = 64.0
"""After so much growth the allocator is asked to give back what was freed."""
_M_ARENA_MAX = -8
NEARLY = 0.85
"""From this share of its limit on a process forgets what it can compute again, and opens no more pages."""


def resident_mb() -> float:
    """Return how much memory this process has, in MB."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, ValueError, IndexError):
        return 0.0  # not known here: no limit is kept


def give_back() -> None:
    """Let the system have what was freed; the allocator keeps some of it for each thread that computes."""
    if sys.platform == "linux":
        with suppress(AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)


def share_arenas() -> None:
    """Let all threads take their memory from two places, instead of from one each that nobody else can use."""
    if sys.platform == "linux":
        with suppress(AttributeError):
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


class MemoryWatch:
    """Keeps a process within its memory.

    Parameters
    ----------
    limit_mb : float
        How much it may have.
    forget : callable
        Forgets what can be computed again.
    look : callable
        Returns how much it has, in MB.

    Attributes
    ----------
    is_full : bool
        Whether no more pages should be opened.
    """

    def __init__(self, limit_mb: float, forget: Callable[[], None], look: Callable[[], float] = resident_mb) -> None:
        self.limit_mb, self._forget, self._look = limit_mb, forget, look
        self.is_full = False
        self._before = look()

    def check(self) -> None:
        """Look how much memory there is: give back what was freed when it has grown, make room when it is used up."""
        nearly_all = NEARLY * self.limit_mb
        if (now := self._look()) > nearly_all:
            self._forget()
            gc.collect()
        if now > min(self._before + GROWN_MB, nearly_all):
            give_back()
            self._before = now = self._look()
        self._before = min(self._before, now)
        self.is_full = now > nearly_all
