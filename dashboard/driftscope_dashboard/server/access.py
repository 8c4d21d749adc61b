"""Who may come in: tokens, the cookie that replaces them, and the hosts under which a browser reaches the server."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from typing import Literal
from urllib.parse import urlsplit

from tornado.httputil import HTTPServerRequest

from .options import LOOPBACK_NAMES, ServerOptions

Role = Literal["owner", "visitor"]

ACCESS_COOKIE = "driftscope-access"
VISITOR_COOKIE = "driftscope-visitor"
_VISITOR = re.compile(r"[A-Za-z0-9_-]{22}")
_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via")


class Access:
    """Decides who a request comes from.

    Parameters
    ----------
    options : ServerOptions
        Where the server listens, and the token that was given.
    port : int
        Its port.

    Attributes
    ----------
    token : str or None
        What visitors need; None when everybody on this machine may come in.
    owner_token : str
        What the owner of the server needs to see the exports of all pages.
    """

    def __init__(self, options: ServerOptions, port: int) -> None:
        needs_none = options.token is None and options.is_loopback
        self.token = None if needs_none else options.token or secrets.token_urlsafe(16)
        self.owner_token = secrets.token_urlsafe(16)
        self._key = options.token.encode() if options.token else secrets.token_bytes(32)
        self._is_loopback = options.is_loopback
        self._hosts = frozenset(_with_port({*LOOPBACK_NAMES, options.host}, port)) | frozenset(
            host.lower() for host in options.allowed_origins
        )

    def role_of(self, request: HTTPServerRequest) -> Role | None:
        """Return whose request it is by its cookie or header; None when nobody may come in with it."""
        sent = request.cookies[ACCESS_COOKIE].value if ACCESS_COOKIE in request.cookies else ""
        for role in ("owner", "visitor"):
            if sent and same(sent, self.cookie_for(role)):
                return role
        if (role_of_token := self.role_of_token(_bearer(request))) is not None:
            return role_of_token
        if self.token is not None:
            return None
        return "owner" if self._is_loopback and is_direct(request) else "visitor"

    def role_of_token(self, token: str) -> Role | None:
        """Return whose token it is."""
        if token and same(token, self.owner_token):
            return "owner"
        return "visitor" if token and self.token is not None and same(token, self.token) else None

    def cookie_for(self, role: Role) -> str:
        """Return the cookie that replaces a role's token; it stays the same while the token does."""
        key = self._key if role == "visitor" else self.owner_token.encode()
        return hmac.new(key, f"driftscope {role}".encode(), hashlib.sha256).hexdigest()

    def is_own_host(self, request: HTTPServerRequest) -> bool:
        """Return whether a request names this server; without a token, no other name may lead here."""
        return self.token is not None or request.host.lower() in self._hosts

    def is_own_origin(self, request: HTTPServerRequest) -> bool:
        """Return whether a socket is opened by a page of this server, or by no page at all."""
        origin = request.headers.get("Origin")
        if origin is None:
            return True
        host = urlsplit(origin).netloc.lower()
        return host in self._hosts or (self.is_own_host(request) and host == request.host.lower())


def same(sent: str, expected: str) -> bool:
    """Compare two texts in a time that says nothing about where they differ."""
    return hmac.compare_digest(sent.encode(errors="replace"), expected.encode())


def is_direct(request: HTTPServerRequest) -> bool:
    """Return whether a request was sent from this machine and passed on by nobody."""
    name = request.host.rsplit(":", 1)[0].strip("[]").lower()
    return name in LOOPBACK_NAMES and not any(header in request.headers for header in _FORWARDED)


def visitor_of(request: HTTPServerRequest) -> str | None:
    """Return by which name a browser was here before."""
    sent = request.cookies[VISITOR_COOKIE].value if VISITOR_COOKIE in request.cookies else ""
    return sent if _VISITOR.fullmatch(sent) else None


def new_visitor() -> str:
    """Return a name for a browser that comes for the first time; nobody can guess it."""
    return secrets.token_urlsafe(16)


def _bearer(request: HTTPServerRequest) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() in ("bearer", "token") else ""


def _with_port(names: Iterable[str], port: int) -> set[str]:
    hosts = {f"[{name}]" if ":" in name else name.lower() for name in names}
    return hosts | {f"{host}:{port}" for host in hosts}
