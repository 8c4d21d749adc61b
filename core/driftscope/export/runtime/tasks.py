"""The tasks of an export: what each process or cluster worker is asked to do, and how it answers."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ...cache import the_cache
from ..compare import Difference, compare
from ..errors import ExportError, describe_system_error
from ..job import Job, RecordingName
from ..plan import Plan, Task
from ..rendering import clipped_share, measure, write_chunk
from ..truth_writer import write_truth

CACHE_BYTES = 80 * 2**20


def keep_little() -> None:
    """Keep what comes again soon, templates above all; a recording is passed only once."""
    the_cache().budget_bytes = CACHE_BYTES


def carry_out(plan: Plan, task: Task) -> Iterator[tuple[str, Any]]:
    """Carry out a task, and yield what is done of it and how it ended."""
    name, arguments = task
    try:
        result: Any = None
        for result in _TASKS[name](plan, *arguments):
            yield "part", result
        yield "done", result
    except Exception as error:
        yield "failed", in_words(error)


def in_words(error: Exception) -> str:
    """Return what went wrong in words; for what no one foresaw, also where."""
    if isinstance(error, (ExportError, ValueError)) and str(error):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return describe_system_error(error)
    return "".join(traceback.format_exception(error)).strip()


def _truth(plan: Plan) -> Iterator[float]:
    yield from write_truth(plan.source, plan.truth_folder)


def _begin(plan: Plan, name: RecordingName) -> Iterator[None]:
    _of_format(plan, name, plan.format.begin)
    yield


def _finish(plan: Plan, name: RecordingName) -> Iterator[None]:
    _of_format(plan, name, plan.format.finish)
    yield


def _of_format(plan: Plan, name: RecordingName, action: Callable[[Path, Job], None]) -> None:
    [job] = [job for job in plan.jobs if job.name == name]
    folder = plan.folder_of(name)
    folder.mkdir(parents=True, exist_ok=True)
    action(folder, job)


def _measure(plan: Plan) -> Iterator[float]:
    yield measure(plan)


def _clipped_share(plan: Plan) -> Iterator[float]:
    yield clipped_share(plan)


def _chunk(plan: Plan, start: int, end: int) -> Iterator[tuple[int, int, dict[str, int]]]:
    yield start, end, write_chunk(plan, start, end)


def _compare(plan: Plan, start: int, end: int) -> Iterator[list[Difference]]:
    yield compare(plan, start, end)


_TASKS: dict[str, Callable[..., Iterator[Any]]] = {
    "measure": _measure,
    "clipped_share": _clipped_share,
    "truth": _truth,
    "begin": _begin,
    "chunk": _chunk,
    "finish": _finish,
    "compare": _compare,
}
