"""Pages that are made before they are asked for: one for the next visitor, and those of a class that has begun."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
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
CLASS_S = 1_800.0
"""The pages of a class are kept for so long after one was asked for."""
AHEAD = "Driftscope-Ahead"
"""By this header a process knows that it asked for a page itself."""
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
        cookie = request.cookies.get(THEME_COOKIE)
        return cls.of(request.query, request.headers.get("Accept-Language", ""), cookie.value if cookie else "")

    @classmethod
    def of(cls, query: str, accepted: str, theme: str = "") -> Wanted:
        """Return what a browser that accepts some languages asks for."""
        asked = preferred_languages({}, accepted)
        languages = tuple(dict.fromkeys(name.partition("-")[0].lower() for name in asked))
        return cls(query, languages or ("en",), theme)

    @property
    def is_shared_by_many(self) -> bool:
        """Whether others may ask for the same: not for a link that holds a configuration of its own."""
        return self._parts <= {"lesson", "step", "preset", "lang"}

    @property
    def is_of_a_class(self) -> bool:
        """Whether all pages of a class ask for it."""
        return {"lesson", "class"} <= self._parts <= {"lesson", "class", "lang"}

    @property
    def _parts(self) -> set[str]:
        return set(re.findall(r"(?:^|&)(\w+)=", self.query))

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


@dataclass
class Pool:
    """Pages that wait for visitors who ask for the same.

    Attributes
    ----------
    wanted : Wanted
        What they ask for.
    number : int
        How many shall wait.
    pages : list of Ready
        Those that do.
    asked : float
        When one was asked for last.
    """

    wanted: Wanted = field(default_factory=Wanted)
    number: int = 1
    pages: list[Ready] = field(default_factory=list)
    asked: float = field(default_factory=monotonic)


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
    class_pages : int
        How many pages are made in advance for a class.
    """

    def __init__(
        self, application: BokehTornado, prefix: str, key: bytes, idle_s: Callable[[], float],
        may_make: Callable[[], bool], class_pages: int = 0,
    ) -> None:  # fmt: skip
        self._application, self._prefix, self._key = application, prefix, key
        self._idle_s, self._may_make = idle_s, may_make
        self._making, self._class_pages = False, class_pages
        self._usual, self._class = Pool(), Pool(number=0)
        self._secret = secrets.token_urlsafe(16)

    @property
    def waiting(self) -> int:
        """How many pages wait for a visitor."""
        return len(self._usual.pages) + len(self._class.pages)

    def expect(self, wanted: Wanted) -> None:
        """Note what all pages of a class that has begun will ask for."""
        if wanted.is_of_a_class and self._class_pages:
            self._class.wanted, self._class.number, self._class.asked = wanted, self._class_pages, monotonic()
            self._drop_unwanted(self._class)

    def find_handler(self, request: HTTPServerRequest, **given: Any) -> HTTPMessageDelegate | None:
        """Return what answers a request."""
        is_own = request.headers.pop(AHEAD, "") == self._secret
        if request.method == "GET" and request.path.removeprefix(self._prefix) == "/" and not is_own:
            wanted = Wanted.by(request)
            if wanted.is_shared_by_many:
                self._usual.wanted = wanted
            if (ready := self._found(wanted)) is not None:
                body = self._handed_over(ready, request)
                return self._application.get_handler_delegate(request, HandOver, {"body": body})
        return self._application.find_handler(request, **given)

    def _found(self, wanted: Wanted) -> Ready | None:
        """Take a page that waits for who asks for this."""
        for pool in (self._usual, self._class):
            if pool.wanted == wanted:
                pool.asked = monotonic()
            for ready in pool.pages:
                if ready.wanted == wanted:
                    pool.pages.remove(ready)
                    return ready
        return None

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
            for pool in (self._usual, self._class):
                self._drop_unwanted(pool)
                while not self._making and len(pool.pages) < pool.number and self._idle_s() > QUIET_S:
                    if not self._may_make() or not await self.make(address, token, client, pool):
                        break

        PeriodicCallback(look, LOOK_MS).start()

    async def make(
        self, address: str, token: str = "", client: AsyncHTTPClient | None = None, pool: Pool | None = None
    ) -> bool:
        """Make the page that was asked for last, or one of a pool, and keep it; return whether that was possible."""
        pool = pool or self._usual
        wanted, self._making = pool.wanted, True
        headers = {"Authorization": f"Bearer {token}", AHEAD: self._secret, **wanted.headers()}
        address = f"{address}?{wanted.query}" if wanted.query else address
        try:
            client = client or AsyncHTTPClient()
            answer = await client.fetch(
                address, headers=headers, raise_error=False, request_timeout=MAKING_S, connect_timeout=MAKING_S
            )
        except (HTTPClientError, OSError) as error:
            logger.warning("no page could be made in advance: %s", error)
            return False
        finally:
            self._making = False
        if (found := _TOKEN.search(answer.body)) is None:
            return False
        session = self._application.get_session("/", get_session_id(found[1].decode()))
        session.block_expiration()
        pool.pages.append(Ready(wanted, _NONCE.sub(b"<script", answer.body), found[1].decode(), session))
        self._drop_unwanted(pool)
        return True

    def _drop_unwanted(self, pool: Pool) -> None:
        """Let go of the pages of a pool when another one is wanted, or nobody asks any more, or memory is short."""
        if pool is self._class and monotonic() - pool.asked > CLASS_S:
            pool.number = 0
        if not self._may_make() or not pool.number or any(ready.wanted != pool.wanted for ready in pool.pages):
            self._drop(pool)

    def _drop(self, pool: Pool) -> None:
        """Let go of pages that nobody asked for."""
        for ready in pool.pages:
            ready.session.unblock_expiration()
            ready.session.request_expiration()
        pool.pages = []
