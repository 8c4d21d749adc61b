"""Progress on standard error: a bar in a terminal, lines in a log, JSON for another program."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict

from ..export import Progress

DISPLAYS = ("bar", "lines", "json", "none")
_WIDTH = 24
_EVERY_S = {"bar": 0.1, "lines": 10.0, "json": 0.5}


def progress_display(name: str | None) -> Callable[[Progress], None]:
    """Return a progress callback that writes to standard error. Default: a bar in a terminal, else lines."""
    name = name or ("bar" if sys.stderr.isatty() else "lines")
    return (lambda _: None) if name == "none" else ProgressDisplay(name)


class ProgressDisplay:
    """Display of progress at regular intervals and at every change of phase.

    Parameters
    ----------
    name : {"bar", "lines", "json"}
        Kind of display.
    """

    def __init__(self, name: str) -> None:
        self._name, self._phase, self._shown_at, self._line = name, "", 0.0, ""

    def __call__(self, progress: Progress) -> None:
        """Show the progress, unless it was shown less than the interval ago."""
        is_new = progress.phase != self._phase
        now = time.monotonic()
        if not is_new and progress.share < 1 and now - self._shown_at < _EVERY_S[self._name]:
            return
        if self._name == "bar":
            self._bar(progress, is_new)
        elif self._name == "json":
            print(json.dumps(asdict(progress)), file=sys.stderr, flush=True)
        elif progress.phase != "done" and (line := str(progress)) != self._line:
            print(line, file=sys.stderr, flush=True)
            self._line = line
        self._phase, self._shown_at = progress.phase, now

    def _bar(self, progress: Progress, is_new: bool) -> None:
        if is_new and self._phase:
            print(file=sys.stderr)
        if progress.phase == "done":
            return
        full = round(_WIDTH * progress.share)
        bar = "█" * full + "░" * (_WIDTH - full)
        print(f"\r{bar} {progress}\033[K", end="", file=sys.stderr, flush=True)
