"""Processes that work on one export together, each with one thread of linear algebra.

They are started as programs of their own rather than forked or spawned: that is safe beside threads (in a dashboard, in
a notebook), asks nothing of the user's main module, and lets numbers of threads be set before NumPy is loaded.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Self

from ..errors import ExportError
from ..plan import Task

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

_TICK_S = 0.2


class Pool:
    """Processes that know the same plan.

    Parameters
    ----------
    plan : object
        Sent to each process once.
    number : int
        How many processes.
    tick : callable
        Called every now and then while they work; what it raises ends them.
    """

    def __init__(self, plan: object, number: int, tick: Callable[[], None] = lambda: None) -> None:
        self._plan = pickle.dumps(plan)
        self._number, self._tick = number, tick
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        environment = _environment()
        command = [sys.executable, "-c", "from driftscope.export.runtime.worker import main; main()"]
        for _ in range(self._number):
            process = subprocess.Popen(  # noqa: S603 - this very program
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, start_new_session=True
            )
            self._processes.append(process)
            with suppress(OSError):  # when it has ended already, its first task says so
                process.stdin.write(self._plan)  # type: ignore[union-attr] # it is a pipe
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        """End the processes: at once when something went wrong, else when they have nothing to do."""
        for process in self._processes:
            if kind is not None:
                process.kill()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    pipe.close()  # type: ignore[union-attr]
        for process in self._processes:
            process.wait()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Any, bool]]:
        """Carry out tasks side by side.

        Yields
        ------
        task, result, is_done
            What is done of a task so far and, once, what it came to; in the order in which it happens.

        Raises
        ------
        ExportError
            When a task failed, or a process ended that should not.
        """
        waiting, lock = iter(tasks), Lock()
        answers: SimpleQueue[tuple[Task, str, Any] | None] = SimpleQueue()

        def feed(process: subprocess.Popen[bytes]) -> None:
            try:
                while True:
                    with lock:
                        task = next(waiting, None)
                    if task is None:
                        return
                    for kind, result in _ask(process, task):
                        answers.put((task, kind, result))
                        if kind == "failed":
                            return
            finally:
                answers.put(None)

        for process in self._processes:
            Thread(target=feed, args=(process,), daemon=True).start()
        working = len(self._processes)
        while working:
            self._tick()
            try:
                answer = answers.get(timeout=_TICK_S)
            except Empty:
                continue
            if answer is None:
                working -= 1
                continue
            task, kind, result = answer
            if kind == "failed":
                raise ExportError(result)
            yield task, result, kind == "done"


def _environment() -> dict[str, str]:
    """Return the environment of a process: this one's, with one thread of linear algebra."""
    return {**os.environ, **dict.fromkeys(_THREADS, "1"), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _ask(process: subprocess.Popen[bytes], task: Task) -> Iterator[tuple[str, Any]]:
    try:
        pickle.dump(task, process.stdin)  # type: ignore[arg-type] # it is a pipe
        process.stdin.flush()  # type: ignore[union-attr]
        kind = "part"
        while kind == "part":
            kind, result = pickle.load(process.stdout)  # type: ignore[arg-type] # noqa: S301 - from this program
            yield kind, result
    except (EOFError, OSError, ValueError, pickle.UnpicklingError):
        yield "failed", _how_it_ended(process)


def _how_it_ended(process: subprocess.Popen[bytes]) -> str:
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=5)
    code = process.returncode
    reason = f"by signal {-code}" if code is not None and code < 0 else f"with code {code}"
    hint = "; this happens when memory runs out: use fewer jobs" if code == -9 else ""
    return f"a writing process was terminated {reason}{hint}. Written data is kept: run the same command again"
