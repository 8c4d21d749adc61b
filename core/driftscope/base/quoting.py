"""Quoting of user input in messages, shortened to one line."""

from __future__ import annotations

MOST_QUOTED = 80
"""Characters of what was given that a message repeats."""

MOST_OF_A_PATH = 400
"""Characters of a path that a message repeats."""


def in_brief(text: object, length: int = MOST_QUOTED) -> str:
    """Return the beginning of a text that a message repeats.

    Examples
    --------
    >>> in_brief("abcdefgh", 6)
    'abc...'
    """
    words = str(text)
    return words if len(words) <= length else f"{words[: length - 3]}..."


def path_in_brief(path: object, length: int = MOST_OF_A_PATH) -> str:
    """Return a path as a message repeats it: whole, and cut in its middle only where it is endless.

    The name of the file stands at its end, and the place that was looked at is nothing without it.

    Examples
    --------
    >>> path_in_brief("/data/first/second/recording.bin", 20)
    '/data/fi...rding.bin'
    """
    words = str(path)
    before = (length - 3) // 2
    return words if len(words) <= length else f"{words[:before]}...{words[-(length - 3 - before) :]}"


def quoted(value: object, length: int = MOST_QUOTED) -> str:
    """Return what was given, in quotes and not longer than a message should repeat."""
    if isinstance(value, int) and value.bit_length() > 4 * length:
        return "a very long integer"
    brief = value[:length] if isinstance(value, (str, bytes, list, tuple)) else value
    try:
        text = repr(brief)
    except ValueError:
        text = type(value).__name__
    return text if len(text) <= length else f"{text[: length - 3]}..."
