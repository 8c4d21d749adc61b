"""How much memory a process has, and giving back what is not needed."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path

LOOK_MS = 2_000
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
    """Let the system have what was freed."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)


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

    def check(self) -> None:
        """Look how much memory there is, and make room when it is nearly used up."""
        if self._look() > NEARLY * self.limit_mb:
            self._forget()
            give_back()
            self.is_full = self._look() > NEARLY * self.limit_mb
        else:
            self.is_full = False
