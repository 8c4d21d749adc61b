"""The texts of a lesson: live numbers in them, their simple markup, and their length."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from .format import Lesson, Step

_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)(?::\.([0-9])([f%]))?\}")
_BRACES = re.compile(r"[{}]")
_MARKUP = re.compile(r"\*\*(?P<strong>[^*]+)\*\*|\*(?P<em>[^*]+)\*|\[(?P<words>[^\]]+)\]\((?P<link>https://[^\s)]+)\)")
WAITING = "…"
"""What stands for a number that is not computed yet."""
TEXT_KEYS = frozenset({
    "title", "idea", "further", "say", "do", "question", "options", "unit", "wrong", "right",
})  # fmt: skip
"""The keys whose texts a translation holds."""


@dataclass(frozen=True)
class Placeholder:
    """A live number in a text.

    Attributes
    ----------
    name : str
        The value's name.
    digits : int
        Digits after the point.
    percent : bool
        Whether a share is written as per cent.
    """

    name: str
    digits: int = 0
    percent: bool = False

    def write(self, value: float | None, language: str = "en") -> str:
        """Return the number as text; a sign for waiting when there is none yet."""
        if value is None:
            return WAITING
        number = f"{100 * value if self.percent else value:.{self.digits}f}".replace("-", "\N{MINUS SIGN}")
        number = number.replace(".", ",") if language == "de" else number
        return f"{number}\N{NO-BREAK SPACE}%" if self.percent else number


def pieces(text: str) -> list[str | Placeholder]:
    """Split a text at its live numbers.

    Examples
    --------
    >>> pieces("It is {moved:.0f} µV.")
    ['It is ', Placeholder(name='moved', digits=0, percent=False), ' µV.']
    """
    found: list[str | Placeholder] = []
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        found += [text[end : match.start()], Placeholder(match[1], int(match[2] or 0), match[3] == "%")]
        end = match.end()
    return [piece for piece in (*found, text[end:]) if piece != ""]


def fill(text: str, values: Mapping[str, float | None], language: str = "en") -> str:
    r"""Write the numbers into a text.

    Parameters
    ----------
    text : str
        With ``{name}``, ``{name:.1f}`` or ``{name:.0%}``.
    values : mapping
        The numbers by name; None, or no entry, for one that is not computed yet.
    language : str
        German writes a comma.

    Examples
    --------
    >>> fill("{found:.0%} at {peak:.1f} µV", {"found": 0.77, "peak": 49.4})
    '77\xa0% at 49.4 µV'
    """
    written = (
        piece if isinstance(piece, str) else piece.write(values.get(piece.name), language) for piece in pieces(text)
    )
    return "".join(written)


def names_in(text: str) -> set[str]:
    """Return the names of the values that a text refers to."""
    return {piece.name for piece in pieces(text) if isinstance(piece, Placeholder)}


def stray_braces(text: str) -> bool:
    """Return whether a text has braces that are no live number."""
    return any(isinstance(piece, str) and _BRACES.search(piece) for piece in pieces(text))


def to_html(text: str) -> str:
    """Return a text as HTML: strong and emphasised words and links to https; anything else is shown as text.

    Examples
    --------
    >>> to_html("**Drift** moves <them>.")
    '<strong>Drift</strong> moves &lt;them&gt;.'
    """
    parts, end = [], 0
    for match in _MARKUP.finditer(text):
        parts.append(escape(text[end : match.start()]))
        if match["link"]:
            address = escape(match["link"], quote=True)
            parts.append(f'<a href="{address}" rel="noopener noreferrer" target="_blank">{escape(match["words"])}</a>')
        else:
            tag = "strong" if match["strong"] else "em"
            parts.append(f"<{tag}>{escape(match['strong'] or match['em'])}</{tag}>")
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def texts_of(data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of a lesson's plain data that a translation has to hold, with its path."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key in TEXT_KEYS:
                yield from _texts_at(value, f"{path}{key}")
            elif key not in {"values", "expect", "set", "look"}:
                yield from texts_of(value, f"{path}{key}.")
    elif isinstance(data, (list, tuple)):
        for index, value in enumerate(data):
            yield from texts_of(value, f"{path}{index}.")


def _texts_at(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _texts_at(item, f"{path}.{index}")


def texts_of_step(step: Step) -> dict[str, str]:
    """Return a step's texts, by path in the step; empty ones are left out."""
    return {path: text for path, text in texts_of(step.to_dict()) if text}


def number_of_words(step: Step) -> int:
    """Return how many words a step has, from its first sentence to its reveal."""
    return sum(len(text.split()) for text in texts_of_step(step).values())


def reading_time(lesson: Lesson) -> int:
    """Return how many words a lesson's steps have together."""
    return sum(number_of_words(step) for step in lesson.steps)
