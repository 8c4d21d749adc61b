"""A head start: browsers read scripts while their page is still made.

To make a page takes the server about as long as it takes a browser to read Bokeh, so both are done at the same time.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from functools import cache
from itertools import count
from typing import Any, ClassVar

from bokeh.core.has_props import HasProps
from bokeh.core.property.descriptors import PropertyDescriptor
from bokeh.server.urls import per_app_patterns
from panel.io.server import DocHandler
from tornado.web import RequestHandler

HEARD = "heard"
MOST_HEARING_S = 0.12
"""How long a browser may ask for scripts, before the server makes its page and hears nothing meanwhile."""
ANSWERING_S = 0.02
OPENING = '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
_OPENING = re.compile(r"\s*<!DOCTYPE html>\s*<html[^>]*>\s*<head>\s*<meta charset=[^>]*>", re.IGNORECASE)
_FETCHED = re.compile(
    r'<script type="esms-options">[^<]*</script>|<script [^>]*\bsrc="[^"]*"[^>]*></script>|<link rel="preload"[^>]*>'
    r'|<style id="[^>]*>[^<]*</style>|<script>importShim[^<]*</script>'
)
_UNUSED = "/bokeh-gl.min.js"


def fetched_by(page: str) -> tuple[str, ...]:
    """Return the tags of what a page fetches from the server and needs; no figure here is drawn with WebGL.

    Examples
    --------
    >>> fetched_by('<script src="a.js"></script> <script src="x/bokeh-gl.min.js?v=1"></script> <script>1</script>')
    ('<script src="a.js"></script>',)
    """
    return tuple(tag for tag in _FETCHED.findall(page) if _UNUSED not in tag)


def rest_of(page: str, sent: tuple[str, ...]) -> str:
    """Return what is left of a page whose opening and some of whose tags were sent.

    Examples
    --------
    >>> page = '<!DOCTYPE html><html><head><meta charset="utf-8"><script src="a.js"></script><title>t</title>'
    >>> rest_of(page, ('<script src="a.js"></script>',))
    '<title>t</title>'
    """
    rest = _OPENING.sub("", page, count=1)
    return _FETCHED.sub(lambda found: "" if found[0] in sent or _UNUSED in found[0] else found[0], rest)


class Heard(RequestHandler):
    """Is asked by a browser when it has asked for all scripts."""

    waiting: ClassVar[dict[str, asyncio.Event]] = {}

    def get(self) -> None:
        """Note it."""
        if event := self.waiting.get(self.get_query_argument("n", "")):
            event.set()
        self.set_header("Content-Type", "text/javascript")
        self.set_header("Cache-Control", "no-store")


class EarlyHead(DocHandler):
    """Sends the scripts that the last page of this address had, then makes the page and sends the rest."""

    known: ClassVar[dict[str, tuple[str, ...]]] = {}
    _numbers: ClassVar[Any] = count(1)
    _sent: tuple[str, ...] | None = None

    async def get(self, *given: Any, **named: Any) -> None:
        """Answer with a page."""
        if tags := self.known.get(self.request.path):
            await self._begin(tags)
        answered: Any = super().get(*given, **named)
        await answered

    async def _begin(self, tags: tuple[str, ...]) -> None:
        """Send tags, and wait until the browser has asked for what they name."""
        number, event = str(next(self._numbers)), asyncio.Event()
        Heard.waiting[number] = event
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        super().write("\n".join([OPENING, *tags, f'<script async src="{HEARD}?n={number}"></script>']))
        await self.flush()
        with suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), MOST_HEARING_S)
        del Heard.waiting[number]
        await asyncio.sleep(ANSWERING_S)
        self._sent = tags

    def write(self, chunk: Any) -> None:
        """Write a page, or the rest of it."""
        if not isinstance(chunk, str):
            super().write(chunk)
        elif self._sent is None:
            self.known[self.request.path] = fetched_by(chunk)
            super().write(chunk)
        else:
            super().write(rest_of(chunk, self._sent))


def send_heads_early() -> list[tuple[str, type[RequestHandler]]]:
    """Let all servers that are made from now on answer so; return what they also need to answer."""
    patterns: list[Any] = [
        (pattern, EarlyHead if handler is DocHandler else handler, *rest)
        for pattern, handler, *rest in per_app_patterns
    ]
    per_app_patterns[:] = patterns
    return [(f"/{HEARD}", Heard)]


def remember_defaults() -> None:
    """Let Bokeh find out once for each class what it asks about for each of a page's thousands of properties."""
    once: Any = HasProps.__dict__["_overridden_defaults"].__func__
    if hasattr(once, "cache_info"):
        return
    asked = PropertyDescriptor.has_unstable_default
    known: dict[tuple[Any, type], bool] = {}

    def has_unstable_default(self: Any, owner: HasProps) -> bool:
        key = self, type(owner)
        if key not in known:
            known[key] = asked(self, owner)
        return known[key]

    remembered: Any = cache(once)
    setattr(HasProps, "_overridden_defaults", classmethod(remembered))  # noqa: B010
    setattr(PropertyDescriptor, "has_unstable_default", has_unstable_default)  # noqa: B010
