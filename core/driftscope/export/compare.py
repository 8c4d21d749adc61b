"""Comparison of recordings on disk with their regenerated samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import ExportError
from .plan import Plan
from .rendering import windows

ROUNDING_UV = 1e-3
"""Another processor or version of a library may compute a potential that differs by this much."""


@dataclass(frozen=True)
class Difference:
    """Samples that are not those which the configuration gives.

    Attributes
    ----------
    recording : str
        Where.
    first_sample, first_channel : int
        The first of them.
    number : int
        How many there are in the window.
    largest : float
        The largest difference, as the samples stand on disk.
    """

    recording: str
    first_sample: int
    first_channel: int
    number: int
    largest: float

    def is_rounding(self, plan: Plan) -> bool:
        """Whether it is as small as the last digit of another processor."""
        samples = plan.jobs[0].samples
        return self.largest <= (1 if samples.dtype == "int16" else ROUNDING_UV)

    def in_words(self, plan: Plan) -> str:
        """Return the difference in a sentence."""
        seconds = self.first_sample / plan.jobs[0].sampling_frequency_hz
        place = f"first in sample {self.first_sample} ({seconds:.3f} s), channel {self.first_channel}"
        start = f"{self.recording}: {self.number} samples differ from the regenerated ones, {place}"
        if self.is_rounding(plan):
            return f"{start}; only by rounding, as between processors or library versions"
        return f"{start}; by up to {self.largest:g} steps"


def compare(plan: Plan, start: int, end: int) -> list[Difference]:
    """Generate a chunk of every recording and compare it with what is on disk."""
    found = []
    for at in range(start, end, plan.window):
        for job, traces_uv in windows(plan, at, min(at + plan.window, end)):
            expected, _ = job.samples.encode(traces_uv)
            there = plan.format.read(plan.folder_of(job.name), job, at, at + len(expected))
            if there.shape != expected.shape:
                raise ExportError(
                    f"{job.name} is truncated: it ends after sample {at + len(there)} of {job.num_samples}"
                )
            if not np.array_equal(there, expected):
                found.append(_difference(job.name, at, there, expected))
    return found


def _difference(name: str, at: int, there: NDArray[Any], expected: NDArray[Any]) -> Difference:
    rows, columns = np.nonzero(there != expected)
    gaps = np.abs(there[rows, columns].astype(np.float64) - expected[rows, columns])
    return Difference(name, at + int(rows[0]), int(columns[0]), rows.size, float(gaps.max()))
