"""Only the newest request counts: computing beside the event loop while requests keep coming."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from typing import Generic, TypeVar

from .state import Activity

Request = TypeVar("Request")
Result = TypeVar("Result")
Schedule = Callable[[Callable[[], None]], object]


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
    executor : Executor
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
        executor: Executor,
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
