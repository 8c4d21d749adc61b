"""Whose page it is: what the server says of the request that a page is made for."""

from __future__ import annotations

import panel as pn

ROLE_HEADER, VISITOR_HEADER = "Driftscope-Role", "Driftscope-Visitor"
"""How pages learn whose they are; what a browser sends under these names is passed over."""


def present_visitor() -> str | None:
    """Return the name of the browser for which a page is being made; None for the server's owner, who sees all."""
    headers = {name.lower(): str(value) for name, value in (pn.state.headers or {}).items()}
    if headers.get(ROLE_HEADER.lower()) == "owner":
        return None
    return headers.get(VISITOR_HEADER.lower(), "")
