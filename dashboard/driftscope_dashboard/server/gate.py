"""What stands before the pages: lets in who may come, and answers all others in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode
from weakref import WeakKeyDictionary

from tornado.httputil import HTTPMessageDelegate, HTTPServerRequest
from tornado.routing import Router
from tornado.web import Application

from . import answers
from .access import ACCESS_COOKIE, VISITOR_COOKIE, Access, Role, new_visitor, visitor_of
from .answers import Answer, SayInWords
from .headers import SecurityHeaders, cookie, is_secure
from .options import ServerOptions
from .visitors import ROLE_HEADER, VISITOR_HEADER
from .waiting import WaitingLine, all_taken

PAGES = ("", "/", "/hybrid", "/hybrid/")
HEALTH, SOCKET = "/healthz", "/ws"
NOT_SERVED = re.compile(r"/(autoload\.js|metadata)$")
"""Bokeh's ways into a page from other sites."""

Check = Callable[[HTTPServerRequest], bool]


class Gate(Router):
    """Answers in words whatever may not come in, and passes on the rest.

    Parameters
    ----------
    application : tornado.web.Application
        What makes the pages.
    options : ServerOptions
        Prefix, and who may show pages in a frame.
    access : Access
        Who may come in.
    line : WaitingLine
        Who waits for a page.
    is_own_socket : callable
        Returns whether a socket is opened with what a page of this server was given.
    pages : tornado.routing.Router, optional
        Who is asked for pages instead of the application.
    """

    def __init__(
        self,
        application: Application,
        options: ServerOptions,
        access: Access,
        line: WaitingLine,
        is_own_socket: Check = lambda request: True,
        pages: Router | None = None,
    ) -> None:
        self._pages = pages or application
        self._application, self._options, self._access = application, options, access
        self._line, self._is_own_socket = line, is_own_socket
        self._cookies: WeakKeyDictionary[HTTPServerRequest, list[str]] = WeakKeyDictionary()
        application.add_transform(self._headers)  # type: ignore[arg-type] # called like a class

    def find_handler(self, request: HTTPServerRequest, **given: Any) -> HTTPMessageDelegate | None:
        """Return what answers a request."""
        path = self._below_prefix(request)
        for name in (ROLE_HEADER, VISITOR_HEADER):
            request.headers.pop(name, None)
        answer = None if path == HEALTH else self._answer(request, path)
        if answer is None:
            return self._pages.find_handler(request, **given)
        return self._application.get_handler_delegate(request, SayInWords, {"answer": answer})

    def _below_prefix(self, request: HTTPServerRequest) -> str:
        """Return what is asked for, below the prefix; a proxy may have left the prefix out."""
        prefix = self._options.path
        if prefix and request.path != prefix and not request.path.startswith(f"{prefix}/"):
            request.path = prefix + request.path
        return request.path.removeprefix(prefix)

    def _answer(self, request: HTTPServerRequest, path: str) -> Answer | None:
        """Return what to say instead of letting a request through."""
        if not self._access.is_own_host(request):
            return answers.WRONG_HOST
        if sent := request.query_arguments.get("token"):
            return self._exchange(request, sent[-1].decode(errors="replace"))
        if (role := self._access.role_of(request)) is None:
            return answers.WRONG_TOKEN if ACCESS_COOKIE in request.cookies else answers.NO_TOKEN
        if NOT_SERVED.search(path):
            return answers.NOTHING_HERE
        self._introduce(request, role)
        if path.endswith(SOCKET):
            return self._refused_socket(request)
        return self._wait(request) if path in PAGES and request.method == "GET" else None

    def _exchange(self, request: HTTPServerRequest, token: str) -> Answer:
        """Give a cookie for a token, and lead to the address without it, so that nobody passes it on by mistake."""
        if (role := self._access.role_of_token(token)) is None and self._access.token is not None:
            return answers.WRONG_TOKEN
        if role is not None:
            self._set_cookie(request, ACCESS_COOKIE, self._access.cookie_for(role))
        kept = [(name, value) for name, value in parse_qsl(request.query, keep_blank_values=True) if name != "token"]
        here = f"./{request.path.rsplit('/', 1)[-1]}"
        if request.path == self._options.path:
            here += "/"
        return Answer(302, "Go on", headers={"Location": f"{here}?{urlencode(kept)}" if kept else here})

    def _introduce(self, request: HTTPServerRequest, role: Role) -> None:
        """Tell pages whose request it is."""
        visitor = visitor_of(request)
        if visitor is None:
            visitor = new_visitor()
            self._set_cookie(request, VISITOR_COOKIE, visitor)
        request.headers[ROLE_HEADER], request.headers[VISITOR_HEADER] = role, visitor

    def _refused_socket(self, request: HTTPServerRequest) -> Answer | None:
        if not self._access.is_own_origin(request):
            return answers.WRONG_ORIGIN
        return None if self._is_own_socket(request) else answers.WRONG_SOCKET

    def _wait(self, request: HTTPServerRequest) -> Answer | None:
        place = self._line.place_of(request.headers[VISITOR_HEADER])
        return all_taken(place) if place else None

    def _set_cookie(self, request: HTTPServerRequest, name: str, value: str) -> None:
        embedded = bool(self._options.embedded_in)
        made = cookie(name, value, f"{self._options.path}/", secure=is_secure(request), embedded=embedded)
        self._cookies.setdefault(request, []).append(made)

    def _headers(self, request: HTTPServerRequest) -> SecurityHeaders:
        return SecurityHeaders(request, self._options.embedded_in, self._cookies.get(request, ()))
