"""Chunks of recordings, made window by window and handed to a format."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..recording import Background, Injection, NoiseBackground
from .job import Job
from .plan import Plan
from .truth import WrittenTrains

_MOST_MEASURED = 5


def write_chunk(plan: Plan, start: int, end: int) -> dict[str, int]:
    """Write a chunk of every recording.

    Parameters
    ----------
    plan : Plan
        What goes where; its ground truth is on disk.
    start, end : int
        From which sample up to which, multiples of the plan's grain.

    Returns
    -------
    dict
        How many values were clipped, by recording.
    """
    clipped: dict[str, int] = {job.name: 0 for job in plan.jobs}
    for at in range(start, end, plan.window):
        for job, traces_uv in windows(plan, at, min(at + plan.window, end)):
            samples, number = job.samples.encode(traces_uv)
            plan.format.write(plan.folder_of(job.name), job, at, samples)
            clipped[job.name] += number
    return clipped


def measure(plan: Plan) -> float:
    """Return how many seconds a sample of all recordings takes, from a short piece that is not written."""
    size = plan.window
    starts = [start for start in range(0, plan.num_samples, size) if start + size <= plan.num_samples] or [0]
    number, begin = 0, time.perf_counter()
    for place, start in enumerate(starts[:_MOST_MEASURED]):
        if place == 1:
            # The first window also makes what all of them share.
            number, begin = 0, time.perf_counter()
        for job, traces_uv in windows(plan, start, min(start + size, plan.num_samples)):
            job.samples.encode(traces_uv)
        number += min(size, plan.num_samples - start)
    return (time.perf_counter() - begin) / max(number, 1)


def clipped_share(plan: Plan) -> float:
    """Return the share of values that the converter's range cannot hold, in some windows all over the recording."""
    [job, *_] = plan.jobs
    if job.samples.dtype == "float32":
        return 0.0
    size = min(plan.window, plan.num_samples)
    last = (plan.num_samples - size) // plan.grain
    starts = {plan.grain * (last * place // (_MOST_MEASURED - 1)) for place in range(_MOST_MEASURED)}
    clipped = values = 0
    for start in sorted(starts):
        for job, traces_uv in windows(plan, start, min(start + size, plan.num_samples)):
            clipped += job.samples.encode(traces_uv)[1]
            values += traces_uv.size
    return clipped / max(values, 1)


def windows(plan: Plan, start: int, end: int) -> Iterator[tuple[Job, NDArray[np.float32]]]:
    """Yield a window of every recording in µV; a background that they share is made once."""
    shared: Background | None = None
    background_uv: NDArray[Any] | None = None
    for number, job in enumerate(plan.jobs):
        [segment] = job.recording.segments
        if segment.background is not shared or background_uv is None:
            shared, background_uv = segment.background, _passing(segment.background).read(start, end, None)
        is_last = number == len(plan.jobs) - 1
        traces = background_uv if is_last else background_uv.copy()
        for injection in _as_written(segment.injections, job):
            injection.add_to(traces, start, None, job.num_channels)
        yield job, traces.astype(np.float32, copy=False)


def _passing(background: Background) -> Background:
    """Return a background that keeps no chunk which is passed once."""
    if isinstance(background, NoiseBackground) and not background.noise.repeats:
        return replace(background, chunk=background.noise.chunk)
    return background


def _as_written(injections: tuple[Injection, ...], job: Job) -> tuple[Injection, ...]:
    """Let the spikes come from the ground truth on disk: nothing is drawn twice, and hours of them need no memory."""
    if len(injections) != 1 or not job.truth.is_complete:
        return injections
    return (replace(injections[0], trains=WrittenTrains(job.truth)),)
