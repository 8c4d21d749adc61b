"""A process that takes part in an export: it carries out tasks that come in, until none comes."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from .job import Job, RecordingName
from .plan import Plan
from .registry import ExportError, refusal_of

if TYPE_CHECKING:
    from .verify import Difference

Task = tuple[str, tuple[Any, ...]]
CACHE_BYTES = 80 * 2**20


def main() -> None:
    """Read pickled tasks from standard input; answer each with ``("part", ...)`` and one ``("done" or "failed", ...)``.

    What libraries print goes to standard error. The end of the input, also that of the process that writes it, ends
    this one at once; Ctrl-C is for that process to act on.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    tasks: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_receive, args=(tasks,), daemon=True).start()
    plan: Plan = tasks.get()
    keep_little()
    while True:
        task: Task = tasks.get()
        for answer in carry_out(plan, task):
            pickle.dump(answer, answers)
            answers.flush()
        if task[0] == "truth":
            plan = _fresh(plan)


def _receive(tasks: SimpleQueue[Any]) -> None:
    """Pass on what comes in, and end the process with it: no one must write on when another may have begun."""
    try:
        while True:
            tasks.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - from the process that started this one
    except (EOFError, OSError, pickle.UnpicklingError):
        os._exit(0)


def _fresh(plan: Plan) -> Plan:
    """Return the same plan and forget what was drawn for it: from now on the spikes come from the disk."""
    from ..simulation import the_cache

    the_cache().clear()
    fresh: Plan = pickle.loads(pickle.dumps(plan))  # noqa: S301
    return fresh


def keep_little() -> None:
    """Keep what comes again soon, templates above all; a recording is passed only once."""
    from ..simulation import the_cache

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
        return refusal_of(error)
    return "".join(traceback.format_exception(error)).strip()


def _truth(plan: Plan) -> Iterator[float]:
    from .truth_files import write_truth

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
    from .rendering import measure

    yield measure(plan)


def _stretch(plan: Plan, start: int, end: int) -> Iterator[tuple[int, int, dict[str, int]]]:
    from .rendering import write_stretch

    yield start, end, write_stretch(plan, start, end)


def _compare(plan: Plan, start: int, end: int) -> Iterator[list[Difference]]:
    from .verify import compare

    yield compare(plan, start, end)


_TASKS: dict[str, Callable[..., Iterator[Any]]] = {
    "measure": _measure,
    "truth": _truth,
    "begin": _begin,
    "stretch": _stretch,
    "finish": _finish,
    "compare": _compare,
}
