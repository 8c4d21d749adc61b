"""Only the newest request counts: computing beside the event loop while requests keep coming."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from driftscope.deadlines import Deadline, within

from .state import Activity

DEADLINE_S = 20.0
"""After how long a computation of a page is given up."""

Request = TypeVar("Request")
Result = TypeVar("Result")
Schedule = Callable[[Callable[[], None]], object]


class Submits(Protocol):
    """Where work can be given to: an executor, or a page's turns in one."""

    def submit(self, function: Callable[..., Any], /, *given: Any) -> Future[Any]:
        """Have a function called in some thread."""
        ...


class Turns:
    """The turns of one page in threads that all pages share; the first asked for comes first.

    However slow a page's work is, it leaves threads to the others; and its pictures do not hinder each other more than
    they gain from the second core.

    Parameters
    ----------
    executor : Executor
        The threads.
    share : callable
        Returns how many of them the page may have at the same time.
    """

    def __init__(self, executor: Executor, share: Callable[[], int] = lambda: 2) -> None:
        self._executor, self._share, self._lock = executor, share, Lock()
        self._running: set[Deadline] = set()
        self._waiting: deque[tuple[Callable[[], Any], Future[Any]]] = deque()

    def submit(self, function: Callable[..., Any], /, *given: Any) -> Future[Any]:
        """Have a function called when it is its turn."""
        future: Future[Any] = Future()
        with self._lock:
            self._waiting.append((partial(function, *given), future))
        self._begin()
        return future

    def forget(self) -> None:
        """Forget what was not begun, and let what is running end at its next pause."""
        with self._lock:
            self._waiting.clear()
            for deadline in self._running:
                deadline.cancel()

    def _begin(self) -> None:
        with self._lock:
            if not self._waiting or len(self._running) >= max(self._share(), 1):
                return
            work, future = self._waiting.popleft()
            deadline = Deadline(DEADLINE_S)
            self._running.add(deadline)
        self._executor.submit(self._do, work, future, deadline)

    def _do(self, work: Callable[[], Any], future: Future[Any], deadline: Deadline) -> None:
        try:
            with within(deadline):
                future.set_result(work())
        except BaseException as error:
            future.set_exception(error)
        finally:
            with self._lock:
                self._running.discard(deadline)
            self._begin()


class Latest(Generic[Request, Result]):
    """Computes one request at a time and, of those that come meanwhile, only the newest.

    Parameters
    ----------
    compute : callable
        From a request to its result; runs in the executor.
    deliver : callable
        Takes a result; runs on the event loop.
    failed : callable
        Takes an exception; runs on the event loop.
    executor : Submits
        Where to compute.
    schedule : callable
        Runs a function on the event loop; called from any thread.
    activity : Activity
        Is told when work begins and ends.
    """

    def __init__(
        self,
        compute: Callable[[Request], Result],
        deliver: Callable[[Result], None],
        failed: Callable[[BaseException], None],
        executor: Submits,
        schedule: Schedule,
        activity: Activity,
    ) -> None:
        self._compute, self._deliver, self._failed = compute, deliver, failed
        self._executor, self._schedule, self._activity = executor, schedule, activity
        self._waiting: list[Request] = []
        self._running = False

    def ask(self, request: Request) -> None:
        """Ask for a result; an older request that has not begun is forgotten."""
        if not self._waiting:
            self._activity.begin()
        self._waiting = [request]
        if not self._running:
            self._start()

    def _start(self) -> None:
        self._running = True
        request = self._waiting.pop()
        future = self._executor.submit(self._compute, request)
        future.add_done_callback(lambda done: self._schedule(partial(self._finish, done)))

    def _finish(self, done: Future[Result]) -> None:
        self._running = False
        if self._waiting:
            self._start()
        try:
            if (error := done.exception()) is None:
                self._deliver(done.result())
            else:
                self._failed(error)
        finally:
            self._activity.end()
