"""The headers that every answer carries, and the nonce by which a page's own scripts are known."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform

_SCRIPT = re.compile(rb"<script(?=[\s>])")
_COMMON = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def content_policy(nonce: str, host: str, embedded_in: Sequence[str] = ()) -> str:
    """Return what a page may load and run.

    Scripts are those of the server, and those in a page that carry its nonce; Panel hands modules to the browser as
    ``blob:``, and makes functions of text in every page (``CustomJS``), which is what ``unsafe-eval`` allows. Bokeh
    writes style sheets into its parts, which cannot carry a nonce.

    Examples
    --------
    >>> content_policy("abc", "localhost:5006").split("; ")[1]
    "script-src 'self' blob: 'unsafe-eval' 'nonce-abc'"
    """
    return "; ".join([
        "default-src 'self'",
        f"script-src 'self' blob: 'unsafe-eval' 'nonce-{nonce}'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        f"connect-src 'self' blob: data: ws://{host} wss://{host}",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        " ".join(["frame-ancestors 'self'", *embedded_in]),
    ])  # fmt: skip


class SecurityHeaders(OutputTransform):
    """Adds headers to an answer, and the nonce to the scripts of a page.

    Parameters
    ----------
    request : HTTPServerRequest
        What is answered.
    embedded_in : sequence of str
        Origins whose pages may show this one in a frame.
    cookies : sequence of str
        What the browser shall keep, each as a header says it.
    """

    def __init__(
        self, request: HTTPServerRequest, embedded_in: Sequence[str] = (), cookies: Sequence[str] = ()
    ) -> None:
        super().__init__(request)
        self._host = re.sub(r"[^A-Za-z0-9.:\[\]_-]", "", request.host)
        self._embedded_in, self._cookies = embedded_in, cookies
        self._nonce = ""

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Add the headers."""
        for name, value in _COMMON.items():
            headers[name] = value
        if not self._embedded_in:
            headers["X-Frame-Options"] = "SAMEORIGIN"
        headers.pop("Server", None)
        for cookie in self._cookies:
            headers.add("Set-Cookie", cookie)
        if headers.get("Content-Type", "").startswith("text/html"):
            self._nonce = secrets.token_urlsafe(16)
            headers["Content-Security-Policy"] = content_policy(self._nonce, self._host, self._embedded_in)
            chunk = self.transform_chunk(chunk, finishing)
            if finishing and "Content-Length" in headers and status_code != 304:
                headers["Content-Length"] = str(len(chunk))
        return status_code, headers, chunk

    def transform_chunk(self, chunk: bytes, finishing: bool) -> bytes:
        """Mark the scripts of a page; without quotes, for a text in a page may say "<script" as well."""
        return _SCRIPT.sub(b"<script nonce=" + self._nonce.encode(), chunk) if self._nonce else chunk


def cookie(name: str, value: str, path: str, *, secure: bool, embedded: bool = False) -> str:
    """Return a cookie that no script reads, and that pages of other sites do not send.

    Examples
    --------
    >>> cookie("a", "b", "/", secure=False)
    'a=b; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800'
    """
    elsewhere = "None; Secure; Partitioned" if embedded and secure else "Lax; Secure" if secure else "Lax"
    return f"{name}={value}; Path={path}; HttpOnly; SameSite={elsewhere}; Max-Age=604800"


def is_secure(request: HTTPServerRequest) -> bool:
    """Return whether the browser speaks https with this server, or with the proxy before it."""
    said: Any = request.headers.get("X-Forwarded-Proto", request.protocol)
    return str(said).split(",")[0].strip().lower() == "https"
