"""What a page says of recordings that are written: the name of the next folder, and how far one is."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count
from pathlib import Path

from driftscope.export import Progress
from driftscope.export.progress import in_time


def next_name(place: Path, name: str, known: Collection[str] = ()) -> str:
    """Return a name under which nothing was written yet: this one, or with the next number.

    Examples
    --------
    >>> next_name(Path("nowhere"), "tetrode", ["tetrode", "tetrode-2"])
    'tetrode-3'
    """
    stem, _, number = name.rpartition("-")
    first, begin = (stem, int(number)) if stem and number.isdecimal() else (name, 1)
    names = (name if tried == begin else f"{first}-{tried}" for tried in count(begin))
    return next(one for one in names if one not in known and not _is_there(place / one))


def _is_there(folder: Path) -> bool:
    return folder.exists() or folder.with_name(f"{folder.name}.part").exists()


def progress_in_words(progress: Progress | None, duration_s: float | None) -> str:
    """Return how far a recording is: seconds where its length is known, pace and time left.

    Examples
    --------
    >>> progress_in_words(Progress("samples", 1 / 3, 120e6, 40.0, 600.0), 36_000.0)
    '12\u202f000 of 36\u202f000 s written, 120 MB/s, about 10 min left'
    """
    if progress is None:
        return "beginning"
    if progress.phase != "samples":
        return f"{_PHASES[progress.phase]}, {100 * progress.share:.0f} %"
    words = [f"{100 * progress.share:.0f} % written"]
    if duration_s:
        words = [f"{_grouped(progress.share * duration_s)} of {_grouped(duration_s)} s written"]
    if progress.bytes_per_s:
        words.append(f"{progress.bytes_per_s / 1e6:.0f} MB/s")
    if progress.seconds_left is not None:
        words.append(f"about {in_time(progress.seconds_left)} left")
    return ", ".join(words)


_PHASES = {
    "truth": "writing the ground truth",
    "headers": "writing headers",
    "checksums": "computing checksums",
    "compared": "comparing the files with the simulation",
    "done": "finished",
}


def _grouped(number: float) -> str:
    """Return a whole number with a thin space between thousands, which no line ends at."""
    return f"{number:,.0f}".replace(",", "\u202f")
