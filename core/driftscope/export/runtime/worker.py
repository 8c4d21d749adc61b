"""A process that takes part in an export: it carries out tasks that come in, until none comes."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any

from ...cache import the_cache
from ..plan import Plan, Task
from .tasks import carry_out, keep_little


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
        _answer(plan, task, answers)
        if task[0] == "truth":
            plan = _fresh(plan)


def _answer(plan: Plan, task: Task, answers: IO[bytes]) -> None:
    for answer in carry_out(plan, task):
        pickle.dump(answer, answers)
        answers.flush()


def _receive(tasks: SimpleQueue[Any]) -> None:
    """Pass on what comes in, and end the process with it: no one must write on when another may have begun."""
    try:
        while True:
            tasks.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - from the process that started this one
    except (EOFError, OSError, pickle.UnpicklingError):
        os._exit(0)


def _fresh(plan: Plan) -> Plan:
    """Return the same plan and forget what was drawn for it: from now on the spikes come from the disk."""
    the_cache().clear()
    fresh: Plan = pickle.loads(pickle.dumps(plan))  # noqa: S301
    return fresh
