"""The process behind `explore`: serves pages to this machine, and tells what is chosen on the newest of them."""

from __future__ import annotations

import json
import os
import sys
import threading
from functools import partial
from pathlib import Path
from typing import Any

from tornado.ioloop import IOLoop

from ..session.export_jobs import ExportJobs
from ..session.state import State
from .access import Access
from .dashboard_pages import page_server, pages
from .gate import Gate
from .links import link_to
from .serving import bound
from .sockets import is_own_socket
from .stopping import end_on_signal
from .task import Task
from .waiting import WaitingLine

COMMAND = (sys.executable, "-c", "from driftscope_dashboard.server.explored import main; main()")


def main() -> None:
    """Serve what the first line of the input says, until the input ends."""
    task = Task.of_line(sys.stdin.readline())
    loop, export_jobs = IOLoop.current(), ExportJobs(Path(task.output))
    threading.Thread(target=_end_with_input, args=(loop,), daemon=True, name="waits for the end").start()
    sockets = bound(task.options.host, 0)
    port = int(sockets[0].getsockname()[1])
    server = page_server(pages(task, export_jobs, follow), task.options)
    line = WaitingLine(lambda: task.options.session_limit - server.open_pages)
    own = partial(is_own_socket, key=server.key)
    server.start(Gate(server.application, task.options, Access(task.options, port), line, own), sockets)
    end_on_signal(lambda: loop.add_callback(loop.stop), export_jobs.end)
    tell({"url": link_to(task.options, port, "/hybrid" if task.kind == "hybrid" else "/")})
    loop.start()
    export_jobs.end()


def follow(state: State) -> None:
    """Tell the configuration of a page, now and whenever it changes."""
    session = state.session

    def say() -> None:
        tell({"config": session.config.to_dict()})

    say()
    session.subscribe({"config"}, say)


def tell(said: dict[str, Any]) -> None:
    """Tell something to the process that asked for the pages, in a line."""
    print(json.dumps(said), flush=True)  # noqa: T201


def _end_with_input(loop: IOLoop) -> None:
    """End when the process that asked for the pages closes the input or has ended, however it did."""
    sys.stdin.read()
    timer = threading.Timer(3.0, lambda: os._exit(0))
    timer.daemon = True
    timer.start()
    loop.add_callback(loop.stop)
