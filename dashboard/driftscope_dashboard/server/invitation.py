"""The link by which a class comes in: one that others reach, with the token that they need, also as a QR code."""

from __future__ import annotations

import io
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from .access import Access
from .links import shown_host
from .options import LOOPBACK_NAMES, ServerOptions

LONGEST_ADDRESS = 300


@dataclass(frozen=True)
class Invitation:
    """Makes links for a class.

    Parameters
    ----------
    options : ServerOptions
        Where the server listens.
    access : Access
        The token that visitors need.
    port : int
        The server's port.
    """

    options: ServerOptions
    access: Access
    port: int

    def link(self, here: str, page: str, query: dict[str, str]) -> str:
        """Return the link to a page.

        Parameters
        ----------
        here : str
            The folder of the server's pages, as the browser that asks reaches it: a proxy may show it elsewhere.
        page : str
            The page below it.
        query : dict
            What it is asked for.

        Raises
        ------
        ValueError
            When that is no address of a page.
        """
        parts = urlsplit(here)
        if parts.scheme not in ("http", "https") or not parts.hostname or len(here) > LONGEST_ADDRESS:
            raise ValueError("This is not the URL of a page.")
        place = parts.netloc
        if parts.hostname in LOOPBACK_NAMES and not self.options.is_loopback:
            name = shown_host(self.options.host)
            place = f"[{name}]:{self.port}" if ":" in name else f"{name}:{self.port}"
        sent = query | ({"token": self.access.token} if self.access.token else {})
        folder = parts.path.rpartition("/")[0]
        return urlunsplit((parts.scheme, place, f"{folder}/{page}", urlencode(sent), ""))

    @property
    def is_for_others(self) -> bool:
        """Whether others than this machine can come in, as far as the server knows."""
        return not self.options.is_loopback or bool(self.options.allowed_origins)


def qr_svg(link: str) -> str:
    """Return a link as a QR code, as SVG; black on white, whatever surrounds it."""
    import segno

    drawn = io.BytesIO()
    segno.make(link, micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=False, scale=4, border=3, light="#ffffff", omitsize=True
    )
    return drawn.getvalue().decode()
