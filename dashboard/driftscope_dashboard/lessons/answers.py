"""Answers: read from the browser without trust, and written beside the truth. Nobody is told to be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from driftscope.lessons import (
    Ask,
    ChoiceAsk,
    DrawAsk,
    NumberAsk,
    OpenAsk,
    OrderAsk,
    PlaceAsk,
    is_right,
    number_of_maxima,
)

from .words import words_in

MOST_POINTS = 4000


def read_answer(ask: Ask | None, given: Any) -> Any:
    """Return an answer as the question takes it; None, which is "I do not know", for what it cannot take.

    Parameters
    ----------
    ask : Ask or None
        The question.
    given : object
        What the browser sent: the option's index, a number, the curve's values, or the options' indices in order.

    Examples
    --------
    >>> read_answer(NumberAsk(question="How large?", answer=4.0), "60")
    60.0
    """
    if isinstance(ask, ChoiceAsk):
        return given if _is_index(given, len(ask.options)) else None
    if isinstance(ask, OrderAsk):
        wanted = list(range(len(ask.options)))
        good = isinstance(given, list) and all(_is_index(one, len(wanted)) for one in given)
        return given if good and sorted(given) == wanted else None
    if isinstance(ask, DrawAsk) and isinstance(given, list):
        values = [_number(one) for one in given[:MOST_POINTS]]
        return values if values and None not in values else None
    return None if ask is None or isinstance(ask, OpenAsk) else _number(given)


def own_and_truth(ask: Ask | None, given: Any, language: str = "en") -> str:
    """Return what one said beside what is; an answer that is not right is not called so.

    Parameters
    ----------
    ask : Ask or None
        The question.
    given : object
        What `read_answer` returned.
    language : str
        In two letters.

    Examples
    --------
    >>> own_and_truth(NumberAsk(question="How many?", answer=4.0), 60.0)
    'You said 60; it is 4.'
    """
    if ask is None or isinstance(ask, OpenAsk):
        return ""
    words, truth = words_in(language), _truth(ask, language)
    if given is None:
        return words["it is"].format(truth=truth)
    kind = "so it is" if _judged(ask, given) else "own and truth"
    return words[kind].format(own=in_words(ask, given, language), truth=truth)


def in_words(ask: Ask | None, given: Any, language: str = "en") -> str:
    """Return an answer in words."""
    if given is None or ask is None or isinstance(ask, OpenAsk):
        return ""
    if isinstance(ask, ChoiceAsk):
        return _quoted(ask.options[given])
    if isinstance(ask, OrderAsk):
        return ", ".join(_quoted(ask.options[one]) for one in given)
    if isinstance(ask, DrawAsk):
        return _of_curve(ask, _curve_number(ask, given), language)
    return _measured(given, ask.unit if isinstance(ask, NumberAsk) else "", language)


def _truth(ask: Ask, language: str) -> str:
    if isinstance(ask, ChoiceAsk):
        return words_in(language)["or"].join(_quoted(ask.options[one]) for one in ask.answer)
    if isinstance(ask, PlaceAsk):
        return words_in(language)["or"].join(_measured(one, "", language) for one in ask.answer)
    if isinstance(ask, OrderAsk):
        return in_words(ask, list(ask.answer), language)
    assert isinstance(ask, (NumberAsk, DrawAsk))  # noqa: S101 - nothing is asked in an open question
    return in_words(ask, ask.answer, language)


def _judged(ask: Ask, given: Any) -> bool:
    if isinstance(ask, DrawAsk) and isinstance(given, float):  # the number was typed instead of drawing a curve
        ask = NumberAsk(question=ask.question, answer=ask.answer, within=ask.within)
    return bool(is_right(ask, given))


def _curve_number(ask: DrawAsk, given: float | Sequence[float]) -> float:
    if not isinstance(given, Sequence):
        return given
    return float(number_of_maxima(given) if ask.compare == "maxima" else max(given) - min(given))


def _of_curve(ask: DrawAsk, number: float, language: str) -> str:
    kind = ("maximum" if number == 1 else "maxima") if ask.compare == "maxima" else "range"
    return words_in(language)[kind].format(number=_measured(number, "", language))


def _measured(number: float, unit: str, language: str) -> str:
    text = f"{number:.4g}".replace("-", "\N{MINUS SIGN}")
    text = text.replace(".", ",") if language == "de" else text
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


def _quoted(text: str) -> str:
    return f"“{text}”"


def _is_index(given: Any, number: int) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given < number


def _number(given: Any) -> float | None:
    if isinstance(given, str):
        given = given.strip().replace("\N{MINUS SIGN}", "-").replace(",", ".")
    try:
        number = float(given)
    except (TypeError, ValueError):
        return None
    return number if isfinite(number) else None
