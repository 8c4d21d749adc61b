"""Answers in words: what a browser shows instead of a page of the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from tornado.web import RequestHandler

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{refresh}<title>driftscope: {title}</title>
<style>
  :root {{ color-scheme: light dark; }}
  body {{
    margin: 0; min-height: 100vh; display: flex; align-items: center; justify-content: center; padding: 16px;
    box-sizing: border-box; font: 16px/1.5 Inter, system-ui, sans-serif; background: #f3f4f6; color: #1a212b;
  }}
  main {{ max-width: 520px; padding: 28px 32px; background: #fff; border: 1px solid #767f8b; border-radius: 10px; }}
  h1 {{ margin: 0 0 12px; font-size: 19px; }}
  p {{ margin: 0 0 12px; overflow-wrap: anywhere; }}
  @media (prefers-color-scheme: dark) {{
    body {{ background: #111418; color: #e8ebef; }}
    main {{ background: #191d23; border-color: #76818f; }}
  }}
</style>
</head>
<body><main role="alert"><h1>{title}</h1>
{paragraphs}
</main></body>
</html>
"""


@dataclass(frozen=True)
class Answer:
    """An answer in words.

    Attributes
    ----------
    status : int
        Of the answer.
    title : str
        What the matter is.
    paragraphs : tuple of str
        Why, and what to do.
    refresh_s : int
        After how long the browser asks again; never when 0.
    headers : mapping
        What else to say.
    """

    status: int
    title: str
    paragraphs: tuple[str, ...] = ()
    refresh_s: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_page(self) -> str:
        """Return it as a page."""
        refresh = f'<meta http-equiv="refresh" content="{self.refresh_s}">\n' if self.refresh_s else ""
        paragraphs = "\n".join(f"<p>{escape(words)}</p>" for words in self.paragraphs)
        return _PAGE.format(refresh=refresh, title=escape(self.title), paragraphs=paragraphs)


NO_TOKEN = Answer(
    401,
    "You need a link with a token",
    ("Ask the person who started this server for the complete link, which ends in ?token=...",),
    headers={"WWW-Authenticate": "Bearer"},
)
WRONG_TOKEN = Answer(
    403,
    "This token is not valid",
    ("The link may be incomplete, or the server may have been restarted. Ask for the current link.",),
)
WRONG_HOST = Answer(
    403,
    "This server does not accept this host name",
    ("Start it with --allow-origin HOST to let browsers reach it by another name, for example behind a proxy.",),
)
WRONG_ORIGIN = Answer(403, "This page does not belong to this server", WRONG_HOST.paragraphs)
WRONG_SOCKET = Answer(403, "This page is outdated or damaged", ("Reload the page.",))
RESTARTING = Answer(
    503,
    "The process that serves this page has stopped",
    ("A new one is starting. This page reloads automatically; nothing saved in the browser is lost.",),
    refresh_s=2,
    headers={"Retry-After": "2"},
)
NOTHING_HERE = Answer(404, "Page not found", ("The pages of this server are / and /hybrid.",))


def say(handler: RequestHandler, answer: Answer) -> None:
    """Let a handler answer in words."""
    handler.set_status(answer.status)
    handler.set_header("Content-Type", "text/html; charset=utf-8")
    handler.set_header("Cache-Control", "no-store")
    for name, value in answer.headers.items():
        handler.set_header(name, value)
    handler.finish(answer.as_page())


class SayInWords(RequestHandler):
    """Answers in words."""

    def initialize(self, answer: Answer) -> None:
        """Take what to say."""
        self._answer = answer

    def prepare(self) -> None:
        """Say it, whatever was asked."""
        say(self, self._answer)

    def data_received(self, chunk: bytes) -> Any:
        """Pass over what else is sent."""
