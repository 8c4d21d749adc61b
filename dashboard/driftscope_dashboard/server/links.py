"""The links that are printed when a server starts, one also as a QR code."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator

from .access import Access
from .options import ServerOptions

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, not bound


def shown_host(host: str) -> str:
    """Return by which address others reach a server that listens on all of them."""
    if host not in EVERYWHERE:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it only asks which address would be used
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()


def link_to(options: ServerOptions, port: int, page: str = "/", token: str | None = None) -> str:
    """Return the link to a page.

    Examples
    --------
    >>> link_to(ServerOptions(prefix="lab"), 5006, "/hybrid", "abc")
    'http://localhost:5006/lab/hybrid?token=abc'
    """
    name = "localhost" if options.is_loopback else shown_host(options.host)
    host = f"[{name}]" if ":" in name else name
    query = f"?token={token}" if token else ""
    return f"http://{host}:{port}{options.path}{page}{query}"


def announcement(options: ServerOptions, access: Access, port: int, page: str) -> Iterator[str]:
    """Yield what is printed when a server can be visited."""
    if access.token is None:
        plain = link_to(options, port, page)
        yield f"driftscope is running at {plain if options.path else plain.rstrip('/')}"
        return
    link = link_to(options, port, page, access.token)
    yield f"driftscope is running at {link}"
    yield f"your own link, which shows everybody's exports: {link_to(options, port, page, access.owner_token)}"
    if not options.is_loopback:
        yield qr_code(link)


def qr_code(link: str) -> str:
    """Return a link as a QR code of block characters."""
    import segno

    drawn = io.StringIO()
    segno.make(link, micro=False).terminal(out=drawn, compact=True)
    return drawn.getvalue()
