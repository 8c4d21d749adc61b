"""What a server is started with: where it listens, who may come in, and how much it may take."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"
LOOPBACK_NAMES = frozenset({"localhost", LOOPBACK, "::1"})
MEMORY_SHARE = 0.7
"""Of the machine's memory, unless another limit is given."""
PROCESS_MB = 700
"""What a process needs besides its sessions: libraries, caches and one large computation."""
SESSION_MB = 30
MOST_SESSIONS = 200
MOST_PROCESSES = 4
CLASS_PAGES = 30
"""So many have a usual class."""
_CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


@dataclass(frozen=True)
class ServerOptions:
    """What a server is started with.

    Attributes
    ----------
    host : str
        The address it listens on; on another than a loopback one, a token is required.
    token : str, optional
        What visitors need; one is made when it is empty, or not given where it is required.
    allowed_origins : tuple of str
        Hosts (``HOST`` or ``HOST:PORT``) under which browsers reach it, besides its own address.
    prefix : str
        The path below which a proxy shows it.
    embedded_in : tuple of str
        Origins whose pages may show it in a frame, besides its own.
    libraries : tuple of str
        Template libraries on other machines that pages may open, besides the public database.
    max_sessions : int, optional
        How many pages may be open at once.
    memory_mb : int, optional
        How much memory all its processes may take.
    processes : int, optional
        How many processes serve pages.
    classes : bool
        Whether a teacher can lead a class.
    """

    host: str = LOOPBACK
    token: str | None = None
    allowed_origins: tuple[str, ...] = ()
    prefix: str = ""
    embedded_in: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    max_sessions: int | None = None
    memory_mb: int | None = None
    processes: int | None = None
    classes: bool = False

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches the server."""
        if self.host in LOOPBACK_NAMES:
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def path(self) -> str:
        """The prefix with a leading and no trailing slash; empty without a prefix."""
        return f"/{stripped}" if (stripped := self.prefix.strip("/")) else ""

    @property
    def memory_limit_mb(self) -> int:
        """How much memory all processes may take: what was asked for, or a share of the machine's."""
        return self.memory_mb or int(MEMORY_SHARE * machine_memory_mb())

    @property
    def process_count(self) -> int:
        """How many processes serve pages: what was asked for, or as cores and memory allow."""
        if self.processes is not None:
            return self.processes
        fitting = self.memory_limit_mb // (2 * PROCESS_MB)
        return max(1, min(os.cpu_count() or 1, fitting, MOST_PROCESSES))

    @property
    def session_limit(self) -> int:
        """How many pages may be open at once: what was asked for, or as memory allows."""
        if self.max_sessions is not None:
            return self.max_sessions
        left = self.memory_limit_mb - self.process_count * PROCESS_MB
        return max(1, min(MOST_SESSIONS, left // SESSION_MB))

    @property
    def class_pages(self) -> int:
        """How many pages each process makes in advance for a class: for a usual one, in half of the memory at most."""
        if not self.classes:
            return 0
        return -(-min(CLASS_PAGES, self.session_limit // 2) // self.process_count)


def machine_memory_mb() -> int:
    """Return the memory of this machine in MB, or the limit of the container that this process runs in."""
    limits = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")] if hasattr(os, "sysconf") else [4 * 2**30]
    for name in _CGROUP_LIMITS:
        try:
            limits.append(int(Path(name).read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue  # no such file, or "max"
    return min(limits) // 2**20
