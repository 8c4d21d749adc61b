"""What an address asks for: a lesson, one of its steps, and a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from driftscope.base import in_brief, quoted
from driftscope.lessons import LessonFile

from .shelf import Shelf

Arguments = Mapping[str, Sequence[bytes]]
MOST_LANGUAGES = 10


@dataclass(frozen=True)
class Asked:
    """What an address asks for.

    Attributes
    ----------
    file : LessonFile or None
        The lesson.
    number : int
        Its step, from 0.
    complaint : str
        What it asks for and is not there.
    """

    file: LessonFile | None = None
    number: int = 0
    complaint: str = ""


def asked_for(shelf: Shelf, arguments: Arguments) -> Asked:
    """Return the lesson and the step that an address asks for.

    Parameters
    ----------
    shelf : Shelf
        All lessons.
    arguments : mapping
        Of the address: ``lesson`` is an id, ``step`` a number from 1.
    """
    name = _text(arguments, "lesson")
    if not name:
        return Asked()
    if (file := shelf.find(name)) is None:
        known = ", ".join(shelf.lessons.files) or "none"
        return Asked(complaint=f"Unknown lesson {quoted(name)}. Available: {known}.")
    step, steps = _text(arguments, "step") or "1", len(file.lesson.steps)
    if not step.isdecimal() or not 1 <= int(step[:4]) <= steps:
        words = f"The lesson “{file.lesson.title}” has steps 1 to {steps}, not {in_brief(step)}: this is step 1."
        return Asked(file, 0, words)
    return Asked(file, int(step[:4]) - 1)


def preferred_languages(arguments: Arguments, accepted: str = "") -> tuple[str, ...]:
    """Return the languages a reader wants, the best first: that of the address, then those of the browser.

    Parameters
    ----------
    arguments : mapping
        Of the address.
    accepted : str
        What the browser says in ``Accept-Language``.

    Examples
    --------
    >>> preferred_languages({"lang": [b"de"]}, "fr-CH, en;q=0.5, de;q=0.8")
    ('de', 'fr-CH', 'de', 'en')
    """
    named = _text(arguments, "lang")
    weighed = [_weighed(part) for part in accepted.split(",")[:MOST_LANGUAGES]]
    ordered = [name for name, weight in sorted(weighed, key=lambda one: -one[1]) if name and weight > 0]
    return tuple(filter(None, [named, *ordered]))


def _weighed(part: str) -> tuple[str, float]:
    name, _, weight = part.strip().partition(";q=")
    try:
        return name.strip(), float(weight) if weight else 1.0
    except ValueError:
        return name.strip(), 0.0


def _text(arguments: Arguments, name: str) -> str:
    [first, *_] = arguments.get(name) or [b""]
    return first.decode(errors="replace").strip()
