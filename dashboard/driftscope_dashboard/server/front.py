"""The process that visitors reach when several serve pages: it passes on what comes, each page to its own process."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.httputil import HTTPServerRequest
from tornado.ioloop import IOLoop
from tornado.iostream import IOStream, StreamClosedError
from tornado.netutil import Resolver
from tornado.tcpclient import TCPClient
from tornado.web import Application, RequestHandler

from .answers import RESTARTING, say
from .gate import HEALTH, PAGES, SOCKET
from .sockets import is_own_socket
from .task import Task
from .worker import COMMAND, READY

PIECE = 2**16
OPENING_S = 20.0
"""A page that was given and has not opened its socket after so long counts as closed."""
ANSWER_S = 120.0
STARTING_S = 120.0
STOPPING_S = 3.0
HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "upgrade", "content-length", "date", "server"})
OWN_THREADS = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
"""Several processes share the cores already."""


class Worker:
    """A process that serves pages, and how many of its pages are open.

    Parameters
    ----------
    task : Task
        What it serves; where it listens and its key are added.
    folder : Path
        Where its socket is.
    """

    def __init__(self, task: Task, folder: Path) -> None:
        self.socket, self.key = str(folder / f"{secrets.token_hex(4)}.sock"), secrets.token_bytes(32)
        self.open = 0
        self._given: list[float] = []
        environment = {**OWN_THREADS, **os.environ}
        self.process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
        )
        assert self.process.stdin is not None  # noqa: S101 - it was asked for
        self.process.stdin.write(replace(task, socket=self.socket, key=self.key.hex()).to_line())
        self.process.stdin.flush()

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    @property
    def pages(self) -> int:
        """How many of its pages are open, or were given and may still be."""
        now = monotonic()
        self._given = [given for given in self._given if now - given < OPENING_S]
        return self.open + len(self._given)

    def wait_until_ready(self) -> None:
        """Wait until it serves; an OSError when it ends instead."""
        assert self.process.stdout is not None  # noqa: S101 - it was asked for
        if self.process.stdout.readline().strip() != READY:
            raise OSError("a server process has stopped; see its messages above")

    def give(self) -> None:
        """Note that it was asked for a page."""
        self._given.append(monotonic())

    def enter(self) -> None:
        """Note that a page has opened its socket."""
        self.open += 1
        if self._given:
            self._given.pop(0)

    def leave(self) -> None:
        """Note that a page has closed its socket."""
        self.open -= 1


class Workers:
    """All processes that serve pages.

    Parameters
    ----------
    task : Task
        What they serve.
    number : int
        How many.
    """

    def __init__(self, task: Task, number: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="driftscope-"))  # its mode lets in nobody else
        task = replace(task, jobs=str(self.folder))
        self._task = task
        self.all = [Worker(task, self.folder) for _ in range(number)]

    def start(self) -> None:
        """Wait until all serve."""
        for worker in self.all:
            worker.wait_until_ready()

    @property
    def pages(self) -> int:
        """How many pages are open."""
        return sum(worker.pages for worker in self.all)

    def next(self) -> Worker:
        """Return the process with the fewest pages."""
        return min(self.living(), key=lambda worker: worker.pages)

    def of_socket(self, request: HTTPServerRequest) -> Worker | None:
        """Return the process that made the page that asks for a socket."""
        return next((worker for worker in self.all if is_own_socket(request, worker.key)), None)

    def living(self) -> Sequence[Worker]:
        """Return the processes that run; one that has ended is started anew."""
        for index, worker in enumerate(self.all):
            if not worker.is_alive:
                self.all[index] = Worker(self._task, self.folder)
        return self.all

    def end(self) -> None:
        """End all, at last by force."""
        for worker in self.all:
            with suppress(OSError):
                worker.process.terminate()
        limit = monotonic() + STOPPING_S
        for worker in self.all:
            try:
                worker.process.wait(max(limit - monotonic(), 0.01))
            except subprocess.TimeoutExpired:
                worker.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class _ByPath(Resolver):
    """Finds processes by the path of their socket, which stands where an address has its host."""

    def initialize(self, workers: Workers) -> None:
        self._workers = workers

    async def resolve(self, host: str, port: int, family: Any = socket.AF_UNSPEC) -> list[tuple[int, Any]]:
        return [(socket.AF_UNIX, self._workers.all[int(host.removeprefix("worker"))].socket)]


class Expectation:
    """Tells all processes what the pages of a class will ask for, so that they make some in advance.

    Parameters
    ----------
    workers : Workers
        The processes.
    prefix : str
        The path below which their pages are.
    """

    def __init__(self, workers: Workers, prefix: str) -> None:
        self._workers, self._prefix = workers, prefix

    def tell(self, query: str, accepted: str) -> None:
        """Tell it: the query, and the languages that its reader accepts."""
        IOLoop.current().add_callback(self._tell, query, accepted)

    async def _tell(self, query: str, accepted: str) -> None:
        client = AsyncHTTPClient(force_instance=True, resolver=_ByPath(workers=self._workers))
        for number in range(len(self._workers.all)):
            address, headers = f"http://worker{number}{self._prefix}/?{query}", {"Accept-Language": accepted}
            with suppress(HTTPClientError, OSError):  # one that has just ended makes pages when they are asked for
                await client.fetch(address, method="HEAD", headers=headers, raise_error=False)
        client.close()


class PassOn(RequestHandler):
    """Passes on a request, and what is answered; sockets are joined."""

    def initialize(self, workers: Workers, client: AsyncHTTPClient, connector: TCPClient, prefix: str) -> None:
        """Take where to pass on to."""
        self._workers, self._client, self._connector, self._prefix = workers, client, connector, prefix

    async def get(self) -> None:
        """Pass on."""
        path = self.request.path.removeprefix(self._prefix)
        if path.endswith(SOCKET):
            await self._join()
            return
        worker = self._workers.next()
        if path in PAGES:
            worker.give()
        request = HTTPRequest(
            f"http://{self._name(worker)}{self._target()}", headers=self.request.headers, follow_redirects=False,
            decompress_response=False, request_timeout=ANSWER_S, connect_timeout=ANSWER_S,
        )  # fmt: skip
        try:
            answer = await self._client.fetch(request, raise_error=False)
        except (HTTPClientError, OSError):  # it ended before it answered, or does not listen yet
            say(self, RESTARTING)
            return
        self.set_status(answer.code)
        for name, value in answer.headers.get_all():
            if name.lower() not in HOP_BY_HOP:
                self.add_header(name, value) if name.lower() == "set-cookie" else self.set_header(name, value)
        if answer.body and answer.code != 304:
            self.write(answer.body)

    def _name(self, worker: Worker) -> str:
        return f"worker{self._workers.all.index(worker)}"

    def _target(self) -> str:
        return f"{self.request.path}?{self.request.query}" if self.request.query else self.request.path

    async def _join(self) -> None:
        """Let a page and its process speak with each other."""
        worker = self._workers.of_socket(self.request)
        if worker is None:
            self.set_status(403)
            return
        outer = self.detach()
        try:
            inner = await self._connector.connect(self._name(worker), 0)
        except OSError:
            outer.close()
            return
        worker.enter()
        try:
            lines = [f"GET {self._target()} HTTP/1.1"]
            lines += [f"{name}: {value}" for name, value in self.request.headers.get_all()]
            await inner.write("\r\n".join([*lines, "", ""]).encode("latin-1", "replace"))
            await asyncio.wait(
                [asyncio.ensure_future(_pump(*way)) for way in ((inner, outer), (outer, inner))],
                return_when=asyncio.FIRST_COMPLETED,
            )
        except StreamClosedError:
            pass
        finally:
            inner.close()
            outer.close()
            worker.leave()


async def _pump(source: IOStream, target: IOStream) -> None:
    """Hand over all that comes until one of the two is closed."""
    with suppress(StreamClosedError):
        while True:
            await target.write(await source.read_bytes(PIECE, partial=True))


class Healthy(RequestHandler):
    """Says whether pages can be served."""

    def initialize(self, workers: Workers) -> None:
        """Take who serves them."""
        self._workers = workers

    def get(self) -> None:
        """Say it."""
        self.set_header("Cache-Control", "no-store")
        if not any(worker.is_alive for worker in self._workers.all):
            self.set_status(503)
        self.write({"healthy": any(worker.is_alive for worker in self._workers.all)})


def front_application(workers: Workers, prefix: str, more: Sequence[tuple[Any, ...]] = ()) -> Application:
    """Return what passes on requests to processes that serve pages."""
    resolver = _ByPath(workers=workers)
    client = AsyncHTTPClient(force_instance=True, resolver=resolver, max_clients=1_000, max_body_size=2**28)
    given = {"workers": workers, "client": client, "connector": TCPClient(resolver=resolver), "prefix": prefix}
    here = [(prefix + path, *rest) for path, *rest in more]
    return Application([(prefix + HEALTH, Healthy, {"workers": workers}), *here, (r".*", PassOn, given)])
