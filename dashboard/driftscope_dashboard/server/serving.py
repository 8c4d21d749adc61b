"""``serve``: the dashboard at its address, until it is stopped."""

from __future__ import annotations

import errno
import socket
import webbrowser
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from driftscope import SimulationConfig
from driftscope.hybrid import HybridConfig
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets

from ..lessons import Shelf
from ..session.export_jobs import OUTPUT, ExportJobs
from .access import Access
from .classroom import class_patterns
from .dashboard_pages import page_server, pages
from .front import Expectation, Workers, front_application
from .gate import Gate
from .invitation import Invitation
from .links import EVERYWHERE, announcement, link_to
from .options import LOOPBACK, ServerOptions
from .pages import http_server
from .ready_pages import Wanted
from .sockets import is_own_socket
from .stopping import end_on_signal
from .task import Task
from .waiting import WaitingLine

HOST = LOOPBACK


def serve(
    port: int | None = None,
    open_browser: bool = True,
    config: SimulationConfig | HybridConfig | None = None,
    preset: str | None = None,
    output: Path | None = None,
    data: Sequence[Path] = (),
    options: ServerOptions | None = None,
    lessons: Path | None = None,
) -> None:
    """Serve the dashboard until it is stopped.

    Parameters
    ----------
    port : int, optional
        Where; a free port by default.
    open_browser : bool
        Whether to open it in a browser.
    config : SimulationConfig or HybridConfig, optional
        What the page of its kind begins with; that page is the one that is opened.
    preset : str, optional
        Name of the preset it begins with; the first one by default.
    output : Path, optional
        The folder in which recordings are written; ``driftscope`` in the home folder by default.
    data : sequence of Path
        Folders whose files pages may open.
    options : ServerOptions, optional
        Address, token, limits; by default this machine only, and one process.
    lessons : Path, optional
        A folder with more lessons, whose ids win over those that come with driftscope.

    Raises
    ------
    OSError
        When the port is taken.
    """
    options = options or ServerOptions(processes=1)
    sockets = bound(options.host, port or 0)
    access = Access(options, int(sockets[0].getsockname()[1]))
    task = Task(
        "", "", options, "" if config is None else "hybrid" if isinstance(config, HybridConfig) else "synthetic",
        {} if config is None else config.to_dict(), preset, str(output or OUTPUT), tuple(map(str, data)),
        lessons="" if lessons is None else str(lessons),
    )  # fmt: skip
    for words in Shelf(lessons).announcement():
        print(words, flush=True)  # noqa: T201
    page = "/hybrid" if task.kind == "hybrid" else "/"
    if options.process_count > 1:
        _serve_by_several(task, access, sockets, page, open_browser)
    else:
        _serve_here(task, access, sockets, page, open_browser)


def _serve_here(task: Task, access: Access, sockets: list[socket.socket], page: str, open_browser: bool) -> None:
    """Serve pages in this process."""
    options, loop = task.options, IOLoop.current()
    export_jobs = ExportJobs(Path(task.output))
    port = int(sockets[0].getsockname()[1])

    def expect(query: str, accepted: str) -> None:
        server.ready_pages.expect(Wanted.of(query, accepted))

    more = class_patterns(task.shelf, Invitation(options, access, port), expect) if options.classes else ()
    server = page_server(pages(task, export_jobs), options, more=more)
    line = WaitingLine(lambda: 0 if server.memory.is_full else options.session_limit - server.open_pages)
    gate = Gate(server.application, options, access, line, partial(is_own_socket, key=server.key), server.ready_pages)
    started = server.start(gate, sockets)
    end_on_signal(lambda: loop.add_callback(loop.stop), export_jobs.end)

    async def welcome() -> None:
        await server.warm_up(f"http://{_name_of(options)}:{port}{options.path}/", access.owner_token)
        _announce(options, access, port, page, open_browser)

    loop.add_callback(welcome)
    loop.start()
    started.stop(wait=False)


def _serve_by_several(task: Task, access: Access, sockets: list[socket.socket], page: str, open_browser: bool) -> None:
    """Serve pages in several processes, to which this one passes on what comes."""
    options, loop = task.options, IOLoop.current()
    workers = Workers(task, options.process_count)
    end_on_signal(lambda: loop.add_callback(loop.stop), workers.end)
    try:
        workers.start()
        line = WaitingLine(lambda: options.session_limit - workers.pages)
        port = int(sockets[0].getsockname()[1])
        expect = Expectation(workers, options.path).tell
        more = class_patterns(task.shelf, Invitation(options, access, port), expect) if options.classes else ()
        application = front_application(workers, options.path, more)
        gate = Gate(application, options, access, line, lambda request: workers.of_socket(request) is not None)
        http_server(gate).add_sockets(sockets)
        _announce(options, access, port, page, open_browser)
        loop.start()
    finally:
        workers.end()


def _announce(options: ServerOptions, access: Access, port: int, page: str, open_browser: bool) -> None:
    """Say where a page is, and open it."""
    for words in announcement(options, access, port, page):
        print(words, flush=True)  # noqa: T201
    if open_browser:
        webbrowser.open(link_to(options, port, page, access.owner_token if access.token else None))


def bound(host: str, port: int) -> list[socket.socket]:
    """Return sockets that listen at an address; port 0 is a free one.

    Raises
    ------
    OSError
        When the port is taken, or the address is none of this machine.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:  # Tornado leaves its own open when it fails
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            words = f"port {port} is in use: choose another with --port, or omit --port to use any free port"
            raise OSError(words) from None
        raise OSError(f"cannot listen on {host}: it is not an address of this machine") from None
    return bind_sockets(port, host)


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _name_of(options: ServerOptions) -> str:
    """Return by which address this process reaches itself."""
    if options.host in EVERYWHERE or options.is_loopback:
        return HOST if options.host != "::1" else "[::1]"
    return f"[{options.host}]" if ":" in options.host else options.host
