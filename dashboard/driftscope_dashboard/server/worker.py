"""One of several processes that serve pages; it is started by the process that visitors reach, and ends with it."""

from __future__ import annotations

import os
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from tornado.httpclient import AsyncHTTPClient
from tornado.httputil import HTTPMessageDelegate, HTTPServerRequest
from tornado.ioloop import IOLoop
from tornado.netutil import Resolver, bind_unix_socket
from tornado.routing import Router
from tornado.web import RequestHandler

from ..session.export_jobs import ExportJobs
from ..session.job_notes import JobNotes
from .answers import SayInWords
from .dashboard_pages import page_server, pages
from .gate import PAGES
from .pages import PageServer
from .ready_pages import Wanted
from .stopping import end_on_signal
from .task import Task
from .waiting import all_taken

READY = "ready"
COMMAND = (sys.executable, "-c", "from driftscope_dashboard.server.worker import main; main()")


class Inner(Router):
    """Passes on what comes, unless this process has no more memory for pages.

    Parameters
    ----------
    server : PageServer
        What makes the pages.
    prefix : str
        The path below which they are.
    """

    def __init__(self, server: PageServer, prefix: str) -> None:
        self._server, self._prefix = server, prefix

    def find_handler(self, request: HTTPServerRequest, **given: Any) -> HTTPMessageDelegate | None:
        """Return what answers a request."""
        application = self._server.application
        if request.method == "HEAD":
            self._server.ready_pages.expect(Wanted.by(request))
            return application.get_handler_delegate(request, Expected)
        if self._server.memory.is_full and request.path.removeprefix(self._prefix) in PAGES:
            return application.get_handler_delegate(request, SayInWords, {"answer": all_taken(1)})
        return self._server.ready_pages.find_handler(request, **given)


class Expected(RequestHandler):
    """Answers the process that visitors reach that pages will be made in advance; visitors cannot ask for that."""

    def head(self) -> None:
        """Say so."""
        self.set_status(204)


def main() -> None:
    """Serve what the first line of the input says, until the input ends."""
    task = Task.of_line(sys.stdin.readline())
    threading.Thread(target=_end_with_input, daemon=True, name="waits for the end").start()
    export_jobs = ExportJobs(Path(task.output), JobNotes(Path(task.jobs)))
    key, share = bytes.fromhex(task.key), task.options.process_count
    server = page_server(pages(task, export_jobs), task.options, share, key=key)
    server.start(Inner(server, task.options.path), [bind_unix_socket(task.socket, mode=0o600)])
    end_on_signal(lambda: os._exit(0), export_jobs.end)
    loop = IOLoop.current()
    loop.add_callback(_make_ready, server, task)
    loop.start()


async def _make_ready(server: PageServer, task: Task) -> None:
    """Make a page in advance, and say that visitors may come."""
    client = AsyncHTTPClient(force_instance=True, resolver=OneSocket(path=task.socket))
    await server.warm_up(f"http://localhost{task.options.path}/", client=client)
    print(READY, flush=True)  # noqa: T201


class OneSocket(Resolver):
    """Finds every name at one socket."""

    def initialize(self, path: str) -> None:
        """Take where it is."""
        self._path = path

    async def resolve(self, host: str, port: int, family: Any = socket.AF_UNSPEC) -> list[tuple[int, Any]]:
        """Return it."""
        return [(socket.AF_UNIX, self._path)]


def _end_with_input() -> None:
    """End when the process that visitors reach has ended, however it did."""
    sys.stdin.read()
    os.kill(os.getpid(), 15)
