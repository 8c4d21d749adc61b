"""Workers of a Dask cluster that write one export together, each its chunks, into a folder that all of them see.

A worker that is lost changes nothing: its tasks go to another one, and a chunk that is written twice is the same.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import islice
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self, TypeVar

from ...cache import once
from ..errors import ExportError
from ..manifest import CONFIGURATION, versions
from ..plan import Plan, Task
from .tasks import CACHE_BYTES, carry_out

Answer = TypeVar("Answer")

PATIENCE_S = 10.0
"""How long a scheduler has to answer, and how long it may be without workers at the beginning."""
LONELY_S = 60.0
"""How long it may be without any worker later on: lost ones are started again, or others wait in a queue."""
_PARTING_S = 2.0
_TICK_S = 0.2
_TASKS_PER_THREAD = 2


class Cluster:
    """A Dask cluster that knows a plan; does what `Pool` does.

    Parameters
    ----------
    plan : Plan
        What is written; it stands once in the cluster's memory and travels to each worker once.
    address : str
        Where the scheduler answers: ``tcp://host:8786``.
    tick : callable
        Called every now and then while they work; what it raises ends them.
    """

    def __init__(self, plan: Plan, address: str, tick: Callable[[], None] = lambda: None) -> None:
        self._plan, self._address, self._tick = plan, address, tick

    def __enter__(self) -> Self:
        self._client = connect(self._address)
        sent = _Sent(pickle.dumps(self._plan), versions(self._plan.format.libraries))
        self._sent = self._client.submit(_arrived, sent, pure=False)
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        """Give up what is not done, and leave the cluster as it was."""
        self._sent.release()
        self._client.close(timeout=_PARTING_S)

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Any, bool]]:
        """Carry out tasks side by side, a few more at a time than there are threads.

        Yields
        ------
        task, result, is_done
            Every task with what it came to, in the order in which they end.

        Raises
        ------
        ExportError
            When a task failed, took down one worker after another, or the cluster was lost.
        """
        waiting = iter(tasks)
        tasks_of: dict[Any, Task] = {}
        ended: SimpleQueue[Any] = SimpleQueue()

        def fill() -> None:
            room = _TASKS_PER_THREAD * max(num_threads(self._client), 1) - len(tasks_of)
            for task in islice(waiting, max(room, 0)):
                future = self._client.submit(_carry_out, self._sent, task, pure=False)
                tasks_of[future] = task
                future.add_done_callback(ended.put)

        fill()
        while tasks_of:
            future = self._patiently(lambda wait_s: ended.get(timeout=wait_s))
            task = tasks_of.pop(future)
            kind, result = self._patiently(partial(self._answer, future))
            if kind == "failed":
                raise ExportError(result)
            yield task, result, True
            fill()

    def _patiently(self, ask: Callable[[float], Answer]) -> Answer:
        """Ask until there is an answer; an ExportError when there has been no worker for long.

        A result waits at the worker that made it: when that one leaves before it was asked, another makes it again.
        """
        seen = time.monotonic()
        while True:
            self._tick()
            with suppress(Empty, TimeoutError):
                return ask(_TICK_S)
            if num_threads(self._client) > 0:
                seen = time.monotonic()
            elif time.monotonic() - seen > LONELY_S:
                raise ExportError(
                    f"the Dask scheduler at {self._address} has had no worker for {LONELY_S:g} s. Written data "
                    "is kept: start workers, and run the same command again"
                )

    def _answer(self, future: Any, wait_s: float) -> tuple[str, Any]:
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        try:
            answer: tuple[str, Any] = future.result(timeout=wait_s)
        except KilledWorker as error:
            return "failed", (
                f"{error.allowed_failures + 1} workers stopped while writing the same chunk, perhaps for lack of "
                "memory: give them more, or fewer threads. Written data is kept: run the same command again"
            )
        except TimeoutError:
            raise
        except (FutureCancelledError, OSError):
            return "failed", (
                f"the Dask cluster at {self._address} was lost. Written data is kept: run the same command again"
            )
        return answer


def connect(address: str) -> Any:
    """Return a client of a cluster that has a worker.

    Raises
    ------
    ExportError
        When Dask is not installed, or nothing that could work answers in time.
    """
    try:
        from distributed import Client
        from distributed.comm.addressing import resolve_address
    except ImportError:
        raise ExportError("a Dask cluster needs distributed: pip install 'driftscope[dask]'") from None
    try:
        resolve_address(address)  # a client that no address could make would print at its end
        client: Any = Client(address, timeout=PATIENCE_S, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:  # a timeout is an OSError
        reason = f" ({error})" if isinstance(error, ValueError) else ""
        raise ExportError(
            f"no Dask scheduler answers at {address} within {PATIENCE_S:g} s{reason}: check the address, for example "
            "tcp://127.0.0.1:8786, and that it runs:  dask scheduler"
        ) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE_S)
    except TimeoutError:
        client.close(timeout=_PARTING_S)
        raise ExportError(
            f"the Dask scheduler at {address} has no worker: start some with  dask worker {address}"
        ) from None
    return client


def num_threads(client: Any) -> int:
    """Return how many threads a cluster's workers have; none when it does not answer."""
    with suppress(OSError):
        return sum(client.nthreads().values())
    return 0


def threads_at(address: str) -> int:
    """Return how many threads work for a scheduler; an ExportError when there is none that can work."""
    client = connect(address)
    try:
        return max(num_threads(client), 1)
    finally:
        client.close(timeout=_PARTING_S)


class _Sent:
    """A plan on its way, and with which versions it is to be written; opened once on every worker."""

    def __init__(self, pickled: bytes, versions: dict[str, str]) -> None:
        self.pickled, self.versions = pickled, versions

    def __getstate__(self) -> dict[str, Any]:
        return {"pickled": self.pickled, "versions": self.versions}

    @once
    def plan(self) -> Plan:
        """The plan; an ExportError when this worker could not write the same bytes into the same folder."""
        from distributed import get_worker

        from ...cache import the_cache

        plan: Plan = pickle.loads(self.pickled)  # noqa: S301 - from the process that writes the export
        here = get_worker().address
        own = versions(plan.format.libraries)
        if different := [f"{name} {own[name]} instead of {v}" for name, v in self.versions.items() if own[name] != v]:
            raise ExportError(f"the worker {here} would write different bytes, because it has {', '.join(different)}")
        if not (plan.folder / CONFIGURATION).exists():
            raise ExportError(
                f"the worker {here} cannot access {plan.folder}: write to a folder that all machines share"
            )
        the_cache().budget_bytes = CACHE_BYTES
        return plan


def _arrived(sent: _Sent) -> _Sent:
    return sent


def _carry_out(sent: _Sent, task: Task) -> tuple[str, Any]:
    """Carry out a task in a worker, and return how it ended."""
    try:
        *_, last = carry_out(sent.plan, task)
    except ExportError as error:
        return "failed", str(error)
    return last
