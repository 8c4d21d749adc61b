"""What one page offers to its parts: computing beside the event loop, and words instead of tracebacks."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial, wraps
from time import monotonic
from typing import Any
from weakref import WeakSet

from driftscope import ConfigError

from ..lessons.shelf import Offer
from ..results.held import Results
from ..session.allowed_paths import AllowedPaths
from ..session.export_jobs import VisibleExportJobs
from ..session.latest import Latest, Turns
from ..session.state import State
from ..views.axes import Axes
from ..workbench import Messages

MOST_THREADS = 8
"""In which all pages compute; more than cores, so that some are left when several pages have much to do."""

logger = logging.getLogger(__name__)


def _threads() -> int:
    return max(MOST_THREADS, os.cpu_count() or 1)


@cache
def _workers() -> ThreadPoolExecutor:
    """Return the threads in which all pages compute."""
    return ThreadPoolExecutor(max_workers=_threads(), thread_name_prefix="driftscope")


_open: WeakSet[PageContext] = WeakSet()
_last_done = monotonic()


def idle_s() -> float:
    """Return for how long nothing was done on any page of this process."""
    return monotonic() - _last_done


def _share_of_a_page() -> int:
    """Return in how many threads a page computes at the same time: fewer when there are many pages."""
    return min(2, _threads() // max(len(_open), 1))


class PageContext:
    """What one page offers to its parts: computing beside the event loop, and words instead of tracebacks.

    Parameters
    ----------
    state : State
        The page's state.
    document : bokeh.document.Document
        The page's document.
    loop : asyncio.AbstractEventLoop
        Where the document lives.
    export_jobs : ExportJobs
        The recordings that this server's pages write.
    allowed : AllowedPaths, optional
        Which files the page may open; none by default.

    Attributes
    ----------
    messages : Messages
        What the page's nodes tell the browser.
    results : Results
        What was brought back to the page.
    lessons : Offer
        The lessons that the page offers.
    """

    def __init__(
        self,
        state: State,
        document: Any,
        loop: asyncio.AbstractEventLoop,
        export_jobs: VisibleExportJobs,
        allowed: AllowedPaths | None = None,
    ) -> None:
        self.state, self.document, self.export_jobs = state, document, export_jobs
        self.allowed, self.results = allowed or AllowedPaths(), Results()
        self.lessons = Offer()
        self.axes = Axes(state.session, state.selection)
        self.messages = Messages(document, partial(setattr, state.session.history, "gesture"))
        self._closed = self._loaded = False
        self._turns = Turns(_workers(), _share_of_a_page)
        _open.add(self)
        self._loop = loop
        self._waiting: list[Callable[[], None]] = []

    def latest_only(self, compute: Callable[[Any], Any], deliver: Callable[[Any], None]) -> Latest[Any, Any]:
        """Return what computes only the newest request, beside the event loop."""
        return Latest(compute, self.safe(deliver), self.failed, self._turns, self.schedule, self.state.activity)

    def schedule(self, function: Callable[[], None]) -> None:
        """Run a function on the page's event loop, once the browser has the page; nothing happens when it is gone."""
        if not self._closed:
            self._loop.call_soon_threadsafe(self.turn, partial(self._run, function))

    def turn(self, function: Callable[[], None]) -> None:
        """Run a function when it is the document's turn; to be asked for on its event loop."""
        if not self._closed:
            self.document.add_next_tick_callback(function)

    def _run(self, function: Callable[[], None]) -> None:
        """Run a function, or keep it until the browser has the page.

        What changes while the browser still fetches the page would be lost: the page it fetches does not have it yet,
        and Panel sends changes only from then on.
        """
        if self._loaded:
            self.held(function)()
        else:
            self._waiting.append(function)

    def load(self) -> None:
        """Note that the browser has the page, and show what was finished meanwhile."""
        self._loaded = True
        waiting, self._waiting = self._waiting, []
        self.held(_one_after_the_other)(waiting)

    def held(self, function: Callable[..., None]) -> Callable[..., None]:
        """Return a callback all of whose changes reach the browser together."""

        @wraps(function)
        def at_once(*args: Any) -> None:
            global _last_done
            _last_done = monotonic()
            with self.messages.batched():
                function(*args)

        return at_once

    def safe(self, function: Callable[..., None]) -> Callable[..., None]:
        """Return a callback that holds all its changes together and turns errors into words."""

        def safely(*args: Any) -> None:
            try:
                function(*args)
            except Exception as error:
                self.failed(error)

        return self.held(safely)

    def failed(self, error: BaseException) -> None:
        """Say what went wrong."""
        if isinstance(error, ConfigError):
            self.state.notices.say(str(error), "error")
        else:
            logger.error("a callback failed", exc_info=error)
            words = str(error) or type(error).__name__
            self.state.notices.say(f"That did not work: {words}", "error")

    def later(self, function: Callable[[], None], milliseconds: int) -> None:
        """Run a function on the page's event loop after a while; at once without a document."""
        if self.document is None:
            function()
        elif not self._closed:
            self.document.add_timeout_callback(self.safe(function), milliseconds)

    def close(self) -> None:
        """Forget the page, and what it still had to do."""
        _open.discard(self)
        self._closed = True
        self._turns.forget()


def _one_after_the_other(functions: list[Callable[[], None]]) -> None:
    for function in functions:
        function()
