"""One of several processes that serve pages; it is started by the process that visitors reach, and ends with it."""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from driftscope import SimulationConfig
from driftscope.hybrid import HybridConfig
from tornado.httputil import HTTPMessageDelegate, HTTPServerRequest
from tornado.ioloop import IOLoop
from tornado.netutil import bind_unix_socket
from tornado.routing import Router

from .answers import SayInWords
from .gate import PAGES
from .options import ServerOptions
from .pages import PageServer
from .stopping import end_on_signal
from .waiting import all_taken

READY = "ready"
COMMAND = (sys.executable, "-c", "from driftscope_dashboard.server.worker import main; main()")


@dataclass(frozen=True)
class Task:
    """What a process serves.

    Attributes
    ----------
    socket : str
        Where it listens.
    key : str
        With which it signs, in hexadecimal digits.
    options : ServerOptions
        Prefix and limits.
    kind : str
        Of the page that begins with a configuration: synthetic, hybrid, or neither.
    config : dict
        What it begins with, as plain data.
    preset : str or None
        Name of the preset it begins with.
    output : str
        Where recordings are written.
    data : tuple of str
        Folders whose files pages may open.
    jobs : str
        Folder in which processes tell each other what they write.
    """

    socket: str
    key: str
    options: ServerOptions
    kind: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    preset: str | None = None
    output: str = ""
    data: tuple[str, ...] = ()
    jobs: str = ""

    def to_line(self) -> str:
        """Return it as a line of text."""
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def of_line(cls, line: str) -> Self:
        """Read it from a line of text."""
        data = json.loads(line)
        told: dict[str, Any] = data.pop("options")
        options: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in told.items()}
        return cls(options=ServerOptions(**options), **{**data, "data": tuple(data["data"])})

    @property
    def start(self) -> SimulationConfig | HybridConfig | None:
        """What the page of its kind begins with."""
        if not self.kind:
            return None
        return (HybridConfig if self.kind == "hybrid" else SimulationConfig).from_dict(self.config)


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
        if self._server.memory.is_full and request.path.removeprefix(self._prefix) in PAGES:
            return application.get_handler_delegate(request, SayInWords, {"answer": all_taken(1)})
        return application.find_handler(request, **given)


def main() -> None:
    """Serve what the first line of the input says, until the input ends."""
    from ..writing import Writings
    from . import serving

    task = Task.of_line(sys.stdin.readline())
    threading.Thread(target=_end_with_input, daemon=True, name="waits for the end").start()
    writings = Writings(Path(task.output))
    server = serving.page_server(
        serving.pages(task, writings), task.options, task.options.process_count, key=bytes.fromhex(task.key)
    )
    server.start(Inner(server, task.options.path), [bind_unix_socket(task.socket, mode=0o600)])
    end_on_signal(lambda: os._exit(0), writings.end)
    print(READY, flush=True)  # noqa: T201
    IOLoop.current().start()


def _end_with_input() -> None:
    """End when the process that visitors reach has ended, however it did."""
    sys.stdin.read()
    os.kill(os.getpid(), 15)
