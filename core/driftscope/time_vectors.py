"""Clocks that do not run on evenly: the time of every sample of a recording, as it was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .base import ConfigError, Problem

_PIECE = 2**20
_SAME_SAMPLE = 0.5
_LONGEST_STEP = 1.5


@dataclass(frozen=True, eq=False)
class TimeVector:
    """The time of every sample, where it does not follow from the first one and the rate.

    Attributes
    ----------
    times_s : array, shape (samples,)
        Increasing; it may be mapped from a file.
    sampling_frequency_hz : float
        The nominal rate.
    num_gaps : int
        How often more than two samples' time passes from one sample to the next.
    longest_gap_s : float
        The longest of them.
    """

    times_s: Any
    sampling_frequency_hz: float
    num_gaps: int = 0
    longest_gap_s: float = 0.0

    def __call__(self, since_s: Any) -> NDArray[np.float64]:
        """Return the times of some moments, given in seconds of samples since the first one."""
        samples = np.asarray(since_s, dtype=np.float64) * self.sampling_frequency_hz
        whole = np.clip(np.floor(samples + 1e-6), 0, len(self.times_s) - 1).astype(np.int64)
        return np.asarray(self.times_s[whole] + (samples - whole) / self.sampling_frequency_hz, dtype=np.float64)

    def samples_after_gaps(self) -> NDArray[np.int64]:
        """Return the samples before which more than one and a half samples' time passes."""
        found, before = [], -np.inf
        for begin, times in _pieces(self.times_s):
            steps = np.diff(times, prepend=before) * self.sampling_frequency_hz
            found.append(begin + np.flatnonzero((steps > _LONGEST_STEP) & np.isfinite(steps)))
            before = float(times[-1])
        return np.concatenate([np.empty(0, np.int64), *found])

    @property
    def in_words(self) -> str:
        """How the clock runs."""
        if self.num_gaps == 0:
            return "does not run at its nominal rate"
        several = f"{self.num_gaps} gaps, the longest of {self.longest_gap_s:g} s"
        return f"has {several if self.num_gaps > 1 else f'a gap of {self.longest_gap_s:g} s'}"


def time_vector_of(times_s: Any, sampling_frequency_hz: float) -> TimeVector | None:
    """Return a clock that does not run on evenly; None when the first time and the rate say all, to half a sample.

    Raises
    ------
    ConfigError
        When times do not increase or are not finite, with the sample.
    """
    is_even, gaps, longest, before = True, 0, 0.0, -np.inf
    for begin, times in _pieces(times_s):
        expected = float(times_s[0]) + (begin + np.arange(times.size)) / sampling_frequency_hz
        is_even = is_even and bool(np.abs(times - expected).max() * sampling_frequency_hz < _SAME_SAMPLE)
        steps = np.diff(times, prepend=before)
        if (wrong := ~np.isfinite(times) | ~(steps > 0)).any():
            message = f"sample times must increase: correct them at sample {begin + int(wrong.argmax())}"
            raise ConfigError([Problem("", message)])
        large = steps[(steps * sampling_frequency_hz > 2) & np.isfinite(steps)]
        gaps, longest, before = gaps + large.size, max(longest, float(large.max(initial=0.0))), float(times[-1])
    return None if is_even else TimeVector(times_s, sampling_frequency_hz, gaps, longest)


def _pieces(times_s: Any) -> Iterator[tuple[int, NDArray[np.float64]]]:
    for begin in range(0, len(times_s), _PIECE):
        yield begin, np.asarray(times_s[begin : begin + _PIECE], dtype=np.float64)
