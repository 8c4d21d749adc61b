"""Whose page it is: what the server says of the request that a page is made for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from weakref import WeakKeyDictionary

import panel as pn
from bokeh.document import Document

ROLE_HEADER, VISITOR_HEADER = "Driftscope-Role", "Driftscope-Visitor"
"""How pages learn whose they are; what a browser sends under these names is passed over."""


_followers: WeakKeyDictionary[Document, Callable[[str | None], None]] = WeakKeyDictionary()


def present_visitor() -> str | None:
    """Return the name of the browser for which a page is being made; None for the server's owner, who sees all."""
    return _name_in(pn.state.headers or {})


def follow_visitor(follow: Callable[[str | None], None]) -> None:
    """Have it told when the page that is being made becomes somebody's: one made in advance is nobody's at first."""
    if pn.state.curdoc is not None:
        _followers[pn.state.curdoc] = follow


def introduce(document: Document, headers: Mapping[str, str | list[str]]) -> None:
    """Tell a page whose it is.

    Parameters
    ----------
    document : Document
        The page's.
    headers : mapping
        Of the request that it is handed over to.
    """
    if (follow := _followers.get(document)) is not None:
        follow(_name_in(headers))


def _name_in(headers: Mapping[str, str | list[str]]) -> str | None:
    lowered = {name.lower(): str(value) for name, value in headers.items()}
    return None if lowered.get(ROLE_HEADER.lower()) == "owner" else lowered.get(VISITOR_HEADER.lower(), "")
