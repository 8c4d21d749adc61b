"""Questions of lessons, and checking of answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BeforeValidator, Discriminator, field_validator
from pydantic_core import PydanticCustomError

from ..base import Config, parameter
from .looks import ViewName

LEAST_OPTIONS, MOST_OPTIONS = 2, 5
_MAXIMUM_SHARE = 0.1
"""Share of a curve's range by which a maximum stands above the valleys beside it."""


def _several(value: Any) -> Any:
    """Read one number as a list of one."""
    return (value,) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _some_options(options: tuple[str, ...]) -> tuple[str, ...]:
    if not LEAST_OPTIONS <= len(options) <= MOST_OPTIONS:
        sentence = f"has {len(options)} options: give {LEAST_OPTIONS} to {MOST_OPTIONS}"
        raise PydanticCustomError("options", "{sentence}", {"sentence": sentence})
    return options


class _Ask(Config):
    question: str = parameter(..., "The question.")


class ChoiceAsk(_Ask):
    """One of several options."""

    kind: Literal["choice"] = parameter("choice", "The kind of question.")
    options: tuple[str, ...] = parameter(..., "The options, two to five.")
    answer: Annotated[tuple[int, ...], BeforeValidator(_several)] = parameter(
        ..., "The right option, counted from 0; a list where several are right.", ge=0, le=MOST_OPTIONS - 1
    )

    @field_validator("options")
    @classmethod
    def _options(cls, options: tuple[str, ...]) -> tuple[str, ...]:
        return _some_options(options)


class NumberAsk(_Ask):
    """A number."""

    kind: Literal["number"] = parameter("number", "The kind of question.")
    unit: str = parameter("", "The unit of the answer.")
    answer: float = parameter(..., "The right number.")
    within: float = parameter(0.0, "Tolerance of the answer, in the same unit.", ge=0)
    factor: float | None = parameter(None, "Tolerance as a factor; empty for none.", gt=1)


class PlaceAsk(_Ask):
    """A click in a view."""

    kind: Literal["place"] = parameter("place", "The kind of question.")
    view: ViewName = parameter(..., "The view to click.")
    axis: Literal["x", "y"] = parameter("y", "The axis of the view.")
    answer: Annotated[tuple[float, ...], BeforeValidator(_several)] = parameter(
        ..., "The right place on the axis; a list where several are right."
    )
    within: float = parameter(..., "Tolerance of the click, in the unit of the axis.", ge=0)


class DrawAsk(_Ask):
    """A curve, drawn by hand."""

    kind: Literal["draw"] = parameter("draw", "The kind of question.")
    view: ViewName = parameter(..., "The view to draw on.")
    compare: Literal["maxima", "range"] = parameter("maxima", "What is compared: the number of maxima or the range.")
    answer: float = parameter(..., "The right number of maxima, or the right range.", ge=0)
    within: float = parameter(0.0, "Tolerance of the answer.", ge=0)


class OrderAsk(_Ask):
    """Several things, to be put into order."""

    kind: Literal["order"] = parameter("order", "The kind of question.")
    options: tuple[str, ...] = parameter(..., "The options to put in order, two to five.")
    answer: tuple[int, ...] = parameter(..., "The options in the right order, counted from 0.", ge=0)

    @field_validator("options")
    @classmethod
    def _options(cls, options: tuple[str, ...]) -> tuple[str, ...]:
        return _some_options(options)


class OpenAsk(_Ask):
    """A question to think and talk about; no answer is checked."""

    kind: Literal["open"] = parameter("open", "The kind of question.")


Ask = Annotated[ChoiceAsk | NumberAsk | PlaceAsk | DrawAsk | OrderAsk | OpenAsk, Discriminator("kind")]


def answer_problem(ask: Ask) -> str | None:
    """Say why the declared answer of a question cannot be right, or None."""
    if isinstance(ask, ChoiceAsk):
        if not ask.answer or max(ask.answer) >= len(ask.options):
            return f"must be one of the {len(ask.options)} options, numbered from 0"
    elif isinstance(ask, OrderAsk) and sorted(ask.answer) != list(range(len(ask.options))):
        return f"must name each of the {len(ask.options)} options once, counted from 0"
    elif isinstance(ask, PlaceAsk) and not ask.answer:
        return "must name at least one place"
    return None


def is_right(ask: Ask, given: Any) -> bool | None:
    """Judge an answer.

    Parameters
    ----------
    ask : Ask
        The question.
    given : int, float, or sequence
        The option for a choice (from 0), the number, the place on the axis, the curve's values from left to right,
        or the options in order. None means "I do not know".

    Returns
    -------
    bool or None
        None where nothing is checked: an open question, or no answer.

    Examples
    --------
    >>> is_right(NumberAsk(question="How large?", answer=40.0, within=8.0), 35)
    True
    """
    if given is None or isinstance(ask, OpenAsk):
        return None
    if isinstance(ask, ChoiceAsk):
        return given in ask.answer
    if isinstance(ask, OrderAsk):
        return tuple(given) == ask.answer
    if isinstance(ask, PlaceAsk):
        return any(abs(given - place) <= ask.within for place in ask.answer)
    number = _of_curve(ask, given) if isinstance(ask, DrawAsk) else float(given)
    return _is_near(number, ask.answer, ask.within, getattr(ask, "factor", None))


def _is_near(number: float, answer: float, within: float, factor: float | None) -> bool:
    if abs(number - answer) <= within:
        return True
    return factor is not None and number * answer > 0 and 1 / factor <= number / answer <= factor


def _of_curve(ask: DrawAsk, values: Sequence[float]) -> float:
    return float(number_of_maxima(values) if ask.compare == "maxima" else np.ptp(values) if len(values) else 0.0)


def number_of_maxima(values: Sequence[float]) -> int:
    """Count the maxima of a curve that stand out by a tenth of its range; its ends count, a flat curve has none.

    Parameters
    ----------
    values : sequence of float, shape (points,)
        The curve's values from left to right.

    Examples
    --------
    >>> number_of_maxima([0, 5, 1, 4, 0])
    2
    """
    curve = np.asarray(values, dtype=np.float64)
    if curve.size == 0 or np.ptp(curve) == 0:
        return 0
    least = _MAXIMUM_SHARE * np.ptp(curve)
    found, rising, extreme = 0, True, curve[0]
    for value in curve:
        if rising:
            extreme = max(extreme, value)
            if value < extreme - least:
                found, rising, extreme = found + 1, False, value
        else:
            extreme = min(extreme, value)
            if value > extreme + least:
                rising, extreme = True, value
    return found + int(rising)
