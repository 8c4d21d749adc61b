"""The pages of one process: Bokeh's application with the dashboard's pages in it."""

from __future__ import annotations

import gc
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bokeh.application import Application
from bokeh.server.contexts import ApplicationContext
from bokeh.server.server import BaseServer
from bokeh.server.session import ServerSession
from bokeh.server.tornado import BokehTornado
from panel.io.application import build_applications
from panel.io.server import get_static_routes
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.routing import Router
from tornado.web import RequestHandler

from ..page.page_context import idle_s
from ..workbench.workbench import BROWSER
from . import opening
from .gate import HEALTH
from .memory import LOOK_MS, MemoryWatch
from .placing import TITLE, at_once
from .ready_pages import ReadyPages
from .visitors import ROLE_HEADER, VISITOR_HEADER

MOST_MESSAGE_BYTES = 16 * 2**20
MOST_BODY_BYTES = 2**20
MOST_HEADER_BYTES = 64 * 2**10
IDLE_S = 120.0
SHOWN_HEADERS = ("Host", "X-Forwarded-Proto", "Accept-Language", ROLE_HEADER, VISITOR_HEADER)
"""What pages learn of a request; the rest, with its cookies, stays out of what they send."""
SHOWN_COOKIES = ("driftscope-theme",)

Pages = Mapping[str, Callable[[], Any]]


class Healthy(RequestHandler):
    """Says that the server can serve; makes no page for it."""

    def get(self) -> None:
        """Say it."""
        self.set_header("Cache-Control", "no-store")
        self.write({"healthy": True})


class PageServer:
    """Serves pages in this process.

    Parameters
    ----------
    pages : mapping
        What makes a page, by its address.
    prefix : str
        The path below which all is.
    memory : MemoryWatch
        Keeps the process within its memory.
    key : bytes, optional
        With which it signs what its pages open their sockets with; its own by default.
    more : sequence of tuple
        Who answers what besides pages.
    class_pages : int
        How many pages are made in advance for a class.
    settings
        Further settings of Bokeh's application: how long unused sessions are kept, for example.
    """

    def __init__(
        self, pages: Pages, prefix: str, memory: MemoryWatch, key: bytes | None = None,
        more: Sequence[tuple[Any, ...]] = (), class_pages: int = 0, **settings: Any,
    ) -> None:  # fmt: skip
        self.key = key or secrets.token_bytes(32)
        self.memory = memory
        placed: dict[str, Any] = {address: at_once(make) for address, make in pages.items()}
        applications: Mapping[str, Application] = build_applications(placed, title=TITLE)
        patterns = [
            *get_static_routes({BROWSER.name: str(BROWSER)}),
            (HEALTH, Healthy),
            *more,
        ]
        self.application = BokehTornado(
            applications, prefix=prefix, extra_patterns=patterns, extra_websocket_origins=["*"], secret_key=self.key,
            sign_sessions=True, include_headers=list(SHOWN_HEADERS), include_cookies=list(SHOWN_COOKIES),
            websocket_max_message_size_bytes=MOST_MESSAGE_BYTES, use_index=False, **settings,
        )  # fmt: skip
        self.ready_pages = ReadyPages(
            self.application, prefix, self.key, idle_s, lambda: not memory.is_full, class_pages
        )

    @property
    def contexts(self) -> Sequence[ApplicationContext]:
        """The pages' contexts, which know their sessions."""
        return tuple(self.application.applications.values())

    @property
    def sessions(self) -> list[ServerSession]:
        """The sessions of all pages."""
        return [session for context in self.contexts for session in context.sessions]

    @property
    def open_pages(self) -> int:
        """How many pages are open, or were asked for and may still be."""
        return sum(not session.expiration_requested for session in self.sessions) - self.ready_pages.waiting

    async def warm_up(self, address: str, token: str = "", client: AsyncHTTPClient | None = None) -> None:
        """Make the first visitor's page in advance, and with it what all pages have in common; then the next ones'.

        Parameters
        ----------
        address : str
            Of the page.
        token : str
            With which one comes in.
        client : AsyncHTTPClient, optional
            That knows where the address is.
        """
        gc.collect()
        gc.freeze()  # libraries are never garbage; looking through them all interrupts a page for a fifth of a second
        await self.ready_pages.make(address, token, client)
        self.ready_pages.keep_making(address, token, client)

    def start(self, gate: Router, sockets: Sequence[Any]) -> BaseServer:
        """Serve what a gate lets through, on sockets that are bound already."""
        http = http_server(gate)
        http.add_sockets(sockets)
        server = BaseServer(IOLoop.current(), self.application, http)
        server.start()
        PeriodicCallback(self.memory.check, LOOK_MS).start()
        PeriodicCallback(opening.OpeningPages(lambda: self.sessions).look, opening.LOOK_MS).start()
        return server


def http_server(gate: Router) -> HTTPServer:
    """Return a server that takes no more than a page needs."""
    return HTTPServer(
        gate, max_body_size=MOST_BODY_BYTES, max_header_size=MOST_HEADER_BYTES, idle_connection_timeout=IDLE_S
    )
