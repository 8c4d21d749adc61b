"""Pages that were sent and not opened yet: they are kept until their browser had time to open its socket."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic
from weakref import WeakSet

from bokeh.server.session import ServerSession

OPENING_S = 60.0
"""A page that was sent is kept for so long for its browser to open its socket."""
LOOK_MS = 1_000


class OpeningPages:
    """Keeps new pages from being let go before they are opened.

    Bokeh lets go of a page that nobody has opened after 15 s. A browser that needs longer, on a slow network or on a
    busy machine, would then be connected with another page than the one it shows, and stay dead.

    Parameters
    ----------
    sessions : callable
        Returns the sessions of all pages.
    kept_s : float
        For how long a page is kept.
    """

    def __init__(self, sessions: Callable[[], Iterable[ServerSession]], kept_s: float = OPENING_S) -> None:
        self._sessions, self._kept_s = sessions, kept_s
        self._known: WeakSet[ServerSession] = WeakSet()
        self._kept: dict[ServerSession, float] = {}

    def look(self) -> None:
        """Keep the pages that are new; let those be that were opened, that nobody wants, or that waited long enough."""
        now = monotonic()
        for session in self._sessions():
            if session not in self._known:
                self._known.add(session)
                session.block_expiration()
                self._kept[session] = now
        for session, since in tuple(self._kept.items()):
            if session.connection_count or session.expiration_requested or now - since > self._kept_s:
                del self._kept[session]
                session.unblock_expiration()
