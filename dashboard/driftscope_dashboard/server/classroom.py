"""Where a class meets: the page that leads it, and what its pages ask and tell. Only with ``serve --class``."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from driftscope.lessons import Lesson, to_html
from tornado.web import HTTPError, RequestHandler

from ..lessons import Shelf, asked_for, preferred_languages
from ..lessons.class_words import class_words
from ..lessons.classes import LEAST_ANSWERS, Classes, SchoolClass
from ..lessons.words import words_in
from ..theme import page_css
from .invitation import Invitation, qr_svg

PAGE = Path(__file__).parent.parent / "workbench" / "teach.html"
Expect = Callable[[str, str], object]
_PAGE_NUMBER = re.compile(r"[0-9a-f]{8,32}")
_MOST_BODY = 4096


class Teach(RequestHandler):
    """The page that leads a class."""

    def initialize(self, shelf: Shelf, classes: Classes, invitation: Invitation) -> None:
        """Take the lessons."""
        self._shelf, self._invitation = shelf, invitation

    def get(self) -> None:
        """Give it out; without a lesson, or with an unknown one, it offers all."""
        arguments = self.request.query_arguments
        asked = asked_for(self._shelf, arguments)
        languages = preferred_languages(arguments, self.request.headers.get("Accept-Language", ""))
        files, (language, words) = self._shelf.lessons.files, class_words(languages)
        data = {
            "language": language, "words": dict(words), "least": LEAST_ANSWERS,
            "others": self._invitation.is_for_others,
            "languages": list(asked.file.languages) if asked.file else [],
            "lesson": described(asked.file.in_language(languages)) if asked.file else None,
            "complaint": asked.complaint if asked.file is None else "",
            "lessons": [[name, file.in_language(languages).title] for name, file in files.items()],
        }  # fmt: skip
        self.set_header("Cache-Control", "no-store")
        text = PAGE.read_text(encoding="utf-8").replace("/* styles */", page_css())
        self.write(text.replace("{data}", escape(json.dumps(data), quote=True)))


def described(lesson: Lesson) -> dict[str, Any]:
    """Return what the leading page shows of a lesson: titles and questions, no answers."""
    steps = [
        {
            "question": to_html(step.ask.question) if step.ask else to_html(step.do),
            "options": [to_html(one) for one in getattr(step.ask, "options", ())],
            "kind": step.ask.kind if step.ask else "", "unit": getattr(step.ask, "unit", ""),
        }
        for step in lesson.steps
    ]  # fmt: skip
    return {
        "id": lesson.id, "title": lesson.title, "language": lesson.language, "page": lesson.page_of(0), "steps": steps,
        "unknown": words_in(lesson.language)["unknown"],
    }  # fmt: skip


class _OfClass(RequestHandler):
    """Answers in JSON."""

    def initialize(self, shelf: Shelf, classes: Classes, invitation: Invitation, expect: Expect) -> None:
        """Take lessons, classes, what makes links, and what is told of a class that begins."""
        self._shelf, self._classes, self._invitation, self._expect = shelf, classes, invitation, expect
        self.set_header("Cache-Control", "no-store")

    def told(self) -> Mapping[str, Any]:
        """Return what was sent; only pages of this server can send JSON here."""
        if not self.request.headers.get("Content-Type", "").startswith("application/json"):
            raise HTTPError(415)
        try:
            data = json.loads(self.request.body[:_MOST_BODY])
        except (ValueError, RecursionError):
            raise HTTPError(400) from None
        if not isinstance(data, dict):
            raise HTTPError(400)
        return data

    def found(self, code: str) -> SchoolClass:
        """Return the class of a code."""
        if (found := self._classes.find(code)) is None:
            raise HTTPError(404)
        return found

    def write_error(self, status_code: int, **about: Any) -> None:
        """Say that there is no such class, or that nothing can be done with what was sent."""
        words = "This class has ended." if status_code == 404 else "Invalid request."
        self.finish({"complaint": words})

    def data_received(self, chunk: bytes) -> Any:
        """Pass over what else is sent."""


class Begin(_OfClass):
    """Begins a class."""

    def post(self) -> None:
        """Return its code, the key to lead it, and the link for everybody, also as a QR code."""
        told = self.told()
        name, here, language = (str(told.get(one, "")) for one in ("lesson", "here", "language"))
        if (file := self._shelf.find(name)) is None:
            raise HTTPError(404)
        spoken = {"lang": language} if language in file.languages else {}
        page = {"synthetic": "", "hybrid": "hybrid"}[file.lesson.page_of(0)]
        try:
            self._invitation.link(here, page, {})
        except ValueError:
            raise HTTPError(400) from None
        code, made = self._classes.begin(name)
        query = {"lesson": name, "class": code, **spoken}
        link = self._invitation.link(here, page, query)
        if not page:
            self._expect(urlencode(query), self.request.headers.get("Accept-Language", ""))
        self.write({"code": code, "key": made.key, "link": link, "qr": qr_svg(link)})


class Attend(_OfClass):
    """What pages of a class ask, and what they answer."""

    def get(self, code: str) -> None:
        """Return where everyone is, and what is held back."""
        found = self.found(code)
        if _PAGE_NUMBER.fullmatch(page := self.get_query_argument("page", "")):
            found.note(page, self._classes.clock())
        self.write(found.for_page(page))

    def post(self, code: str) -> None:
        """Count an answer."""
        told, found = self.told(), self.found(code)
        page, step = str(told.get("page", "")), told.get("step")
        if _PAGE_NUMBER.fullmatch(page) and type(step) is int:
            found.note(page, self._classes.clock())
            found.answer(page, step, told.get("given"))
        self.write(found.for_page(page))


class Lead(_OfClass):
    """What the page that began a class tells it, and is told."""

    def post(self, code: str) -> None:
        """Hold reveals back, send everyone to a step, and return how many answered."""
        told, found = self.told(), self.found(code)
        if not hmac.compare_digest(str(told.get("key", "")).encode(), found.key.encode()):
            raise HTTPError(403)
        step = told["step"] if type(told.get("step")) is int else 0
        if "hold" in told:
            found.hold = told["hold"] if type(told["hold"]) is int else None
        if "seeds" in told:
            found.seeds = told["seeds"] is True
        if told.get("everyone"):
            found.step, found.moved = step, found.moved + 1
        self.write(found.for_teacher(step, self._classes.clock()))


def class_patterns(
    shelf: Shelf, invitation: Invitation, expect: Expect
) -> list[tuple[str, type[RequestHandler], dict[str, Any]]]:
    """Return who answers what of a class, by its address below the prefix.

    Parameters
    ----------
    shelf : Shelf
        The lessons.
    invitation : Invitation
        Makes the links.
    expect : callable
        Is told what the pages of a class that begins will ask for: the query, and the languages of who began it.
    """
    given = {"shelf": shelf, "classes": Classes(), "invitation": invitation}
    told = {**given, "expect": expect}
    return [
        ("/teach", Teach, given), ("/class", Begin, told),
        (r"/class/([A-Za-z]{4})", Attend, told), (r"/class/([A-Za-z]{4})/lead", Lead, told),
    ]  # fmt: skip
