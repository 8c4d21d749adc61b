"""Progress of an export, as plain numbers for a progress bar."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Literal

Phase = Literal["truth", "samples", "headers", "checksums", "compared", "done"]
_REMEMBERED_S = 20.0


@dataclass(frozen=True)
class Progress:
    """Progress of an export.

    Attributes
    ----------
    phase : {"truth", "samples", "headers", "checksums", "compared", "done"}
        What is being written or, when it is verified, compared.
    share : float
        How much of the phase is done, 0 to 1.
    bytes_per_s : float
        Samples written per second of late, in bytes; 0 when not known.
    times_real_time : float
        Seconds of recording written per second of late; 0 when not known.
    seconds_left : float or None
        About how long the phase will take; None when not known.
    """

    phase: Phase
    share: float
    bytes_per_s: float = 0.0
    times_real_time: float = 0.0
    seconds_left: float | None = None

    def __str__(self) -> str:
        text = f"{_PHASES[self.phase]} {100 * self.share:3.0f} %"
        if self.bytes_per_s:
            text += f"  {self.bytes_per_s / 1e6:.0f} MB/s  {self.times_real_time:.1f} x real time"
        return text if self.seconds_left is None else f"{text}  {in_time(self.seconds_left)} left"


_PHASES = {
    "truth": "ground truth",
    "samples": "samples     ",
    "headers": "headers     ",
    "checksums": "checksums   ",
    "compared": "compared    ",
    "done": "done        ",
}


@dataclass
class Clock:
    """Works out rate and time left of a phase from its latest chunk.

    Attributes
    ----------
    phase : Phase
        What is being written.
    bytes_total, seconds_total : float
        Size of all samples on disk, and length of the recording.
    """

    phase: Phase
    bytes_total: float = 0.0
    seconds_total: float = 0.0
    _marks: deque[tuple[float, float]] = field(default_factory=deque)

    def at(self, share: float) -> Progress:
        """Return the progress when a share of the phase is done."""
        now = time.monotonic()
        self._marks.append((now, share))
        while len(self._marks) > 2 and now - self._marks[0][0] > _REMEMBERED_S:
            self._marks.popleft()
        begun, before = self._marks[0]
        elapsed = now - begun
        if elapsed <= 0 or share <= before:
            return Progress(self.phase, share)
        pace = (share - before) / elapsed
        return Progress(self.phase, share, pace * self.bytes_total, pace * self.seconds_total, (1 - share) / pace)


class Counted:
    """Counts what several threads did, and reports how much of the whole it is.

    Parameters
    ----------
    clock : Clock
        Works out the time left.
    total : int
        The whole.
    report : callable
        Told every time.
    """

    def __init__(self, clock: Clock, total: int, report: Callable[[Progress], None]) -> None:
        self._clock, self._total, self._report = clock, total, report
        self._number, self._lock = 0, Lock()

    def add(self, number: int) -> None:
        """Count some more."""
        with self._lock:
            self._number += number
            self._report(self._clock.at(self._number / self._total))


def in_time(seconds: float) -> str:
    """Return a duration in words."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 5_400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3_600:.1f} h"


def in_bytes(number: float) -> str:
    """Return a size as text."""
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1_000:
            return f"{number:.3g} {unit}"
        number /= 1_000
    return f"{number:.4g} TB"
