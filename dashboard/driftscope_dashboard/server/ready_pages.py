"""A page that is made before it is asked for, so that who opens the dashboard does not wait for it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from bokeh.server.session import ServerSession
from bokeh.server.tornado import BokehTornado
from bokeh.util.token import generate_jwt_token, get_session_id, get_token_payload
from tornado.httpclient import AsyncHTTPClient, HTTPClientError
from tornado.httputil import HTTPMessageDelegate, HTTPServerRequest
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.routing import Router
from tornado.web import RequestHandler

from ..lessons import preferred_languages
from ..page.app import THEME_COOKIE
from .opening import OPENING_S
from .visitors import introduce

QUIET_S = 3.0
"""A page is made in advance when nobody has done anything on any page for so long: making it takes a second."""
LOOK_MS = 1_000
MAKING_S = 60.0
_TOKEN = re.compile(rb'"token":\s*"([^"]+)"')
_NONCE = re.compile(rb"<script nonce=[\w-]+")

logger = logging.getLogger(__name__)


class Wanted(NamedTuple):
    """What a page made in advance depends on.

    Attributes
    ----------
    query : str
        Of its address: nothing, or a preset or a lesson.
    languages : tuple of str
        That its reader wants, the best first.
    theme : str
        What its reader chose: "light", "dark", or nothing.
    """

    query: str = ""
    languages: tuple[str, ...] = ("en",)
    theme: str = ""

    @classmethod
    def by(cls, request: HTTPServerRequest) -> Wanted:
        """Return what a request asks for."""
        asked = preferred_languages({}, request.headers.get("Accept-Language", ""))
        languages = tuple(dict.fromkeys(name.partition("-")[0].lower() for name in asked))
        cookie = request.cookies.get(THEME_COOKIE)
        return cls(request.query, languages or ("en",), cookie.value if cookie else "")

    @property
    def is_shared_by_many(self) -> bool:
        """Whether others may ask for the same: not for a link that holds a configuration of its own."""
        return not self.query or set(re.findall(r"(?:^|&)(\w+)=", self.query)) <= {"lesson", "step", "preset", "lang"}

    def headers(self) -> dict[str, str]:
        """Return with which headers such a page is asked for."""
        cookie = {"Cookie": f"{THEME_COOKIE}={self.theme}"} if self.theme in ("light", "dark") else {}
        return {"Accept-Language": ", ".join(self.languages), **cookie}


@dataclass(frozen=True)
class Ready:
    """A page that waits for its visitor."""

    wanted: Wanted
    body: bytes
    token: str
    session: ServerSession


class HandOver(RequestHandler):
    """Answers with a page that is there already."""

    def initialize(self, body: bytes) -> None:
        """Take the page."""
        self._body = body

    def get(self) -> None:
        """Give it."""
        self.set_header("Content-Type", "text/html")
        self.set_header("Cache-Control", "no-store")
        self.finish(self._body)


class ReadyPages(Router):
    """Hands over a page that was made in advance to who asks for just this; all else is passed on.

    Parameters
    ----------
    application : BokehTornado
        What makes the pages.
    prefix : str
        The path below which they are.
    key : bytes
        With which it signs what pages open their sockets with.
    idle_s : callable
        Returns for how long nobody has done anything on any page.
    may_make : callable
        Returns whether there is room for one more page.
    """

    def __init__(
        self, application: BokehTornado, prefix: str, key: bytes, idle_s: Callable[[], float],
        may_make: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._application, self._prefix, self._key = application, prefix, key
        self._idle_s, self._may_make = idle_s, may_make
        self._wanted, self._making = Wanted(), False
        self._ready: Ready | None = None

    @property
    def waiting(self) -> int:
        """How many pages wait for a visitor."""
        return int(self._ready is not None)

    def find_handler(self, request: HTTPServerRequest, **given: Any) -> HTTPMessageDelegate | None:
        """Return what answers a request."""
        if request.method == "GET" and request.path.removeprefix(self._prefix) == "/" and not self._making:
            wanted = Wanted.by(request)
            if wanted.is_shared_by_many:
                self._wanted = wanted
            if (ready := self._ready) is not None and ready.wanted == wanted:
                self._ready = None
                body = self._handed_over(ready, request)
                return self._application.get_handler_delegate(request, HandOver, {"body": body})
        return self._application.find_handler(request, **given)

    def _handed_over(self, ready: Ready, request: HTTPServerRequest) -> bytes:
        """Return the page with a token that is this visitor's and counts from now."""
        introduce(ready.session.document, request.headers)
        IOLoop.current().call_later(OPENING_S, ready.session.unblock_expiration)
        payload = {name: value for name, value in get_token_payload(ready.token).items() if name != "session_expiry"}
        shown = self._application.include_headers or ()
        payload["headers"] = {name: request.headers[name] for name in shown if name in request.headers}
        token = generate_jwt_token(
            ready.session.id, secret_key=self._key, signed=True, extra_payload=payload,
            expiration=self._application.session_token_expiration,
        )  # fmt: skip
        return ready.body.replace(ready.token.encode(), token.encode())

    def keep_making(self, address: str, token: str = "", client: AsyncHTTPClient | None = None) -> None:
        """Make a page in advance whenever it is quiet, as long as the process lives.

        Parameters
        ----------
        address : str
            Of the page.
        token : str
            With which one comes in.
        client : AsyncHTTPClient, optional
            That knows where the address is.
        """

        async def look() -> None:
            if self._ready is not None and (self._ready.wanted != self._wanted or not self._may_make()):
                self._drop(self._ready)
            quiet = not self._making and self._ready is None and self._idle_s() > QUIET_S
            if quiet and self._may_make():
                await self.make(address, token, client)

        PeriodicCallback(look, LOOK_MS).start()

    async def make(self, address: str, token: str = "", client: AsyncHTTPClient | None = None) -> None:
        """Make the page that was asked for last, and keep it."""
        wanted, self._making = self._wanted, True
        headers = {"Authorization": f"Bearer {token}", **wanted.headers()}
        address = f"{address}?{wanted.query}" if wanted.query else address
        try:
            client = client or AsyncHTTPClient()
            answer = await client.fetch(
                address, headers=headers, raise_error=False, request_timeout=MAKING_S, connect_timeout=MAKING_S
            )
        except (HTTPClientError, OSError) as error:
            logger.warning("no page could be made in advance: %s", error)
            return
        finally:
            self._making = False
        if found := _TOKEN.search(answer.body):
            session = self._application.get_session("/", get_session_id(found[1].decode()))
            session.block_expiration()
            self._ready = Ready(wanted, _NONCE.sub(b"<script", answer.body), found[1].decode(), session)

    def _drop(self, ready: Ready) -> None:
        """Let go of a page that nobody asked for."""
        self._ready = None
        ready.session.unblock_expiration()
        ready.session.request_expiration()
