"""A lesson's texts with its numbers written in: what a page says that computes nothing any more."""

from __future__ import annotations

from dataclasses import dataclass

from driftscope.lessons import (
    Ask,
    ChoiceAsk,
    DrawAsk,
    Lesson,
    NumberAsk,
    OrderAsk,
    PlaceAsk,
    fill,
    solved_states,
)
from driftscope.lessons.checking import source_of
from driftscope.lessons.measuring import values_of

from .words import words_in


@dataclass(frozen=True)
class Told:
    """A step as it is told.

    Attributes
    ----------
    say, question, do, show : str
        The texts, with numbers; empty where there is none. What is told at first has the numbers of the beginning, the
        reveal those of the end.
    options : tuple of str
        What one can choose, or put into order.
    answer : str
        The right answer in words; empty for an open question.
    unit : str
        The unit of the answer.
    """

    say: str
    question: str
    do: str
    show: str
    options: tuple[str, ...]
    answer: str
    unit: str


def told_steps(lesson: Lesson) -> list[Told]:
    """Return all steps as they are told; computing their numbers takes seconds."""
    return [_told(lesson, number) for number in range(len(lesson.steps))]


def _told(lesson: Lesson, number: int) -> Told:
    step, states = lesson.steps[number], solved_states(lesson, number)
    first, last = (values_of(step, source_of(state), state.look) for state in (states[0], states[-1]))
    ask, language = step.ask, lesson.language
    return Told(
        fill(step.say, first, language),
        "" if ask is None else fill(ask.question, first, language),
        step.do,
        fill(step.show.say, last, language),
        ask.options if isinstance(ask, (ChoiceAsk, OrderAsk)) else (),
        "" if ask is None else answer_in_words(ask, language),
        _unit(ask, language),
    )


def answer_in_words(ask: Ask, language: str) -> str:
    """Return the right answer of a question in words; empty for an open one.

    Examples
    --------
    >>> answer_in_words(ChoiceAsk(question="?", options=("up", "down"), answer=1), "en")
    'down'
    """
    if isinstance(ask, ChoiceAsk):
        return ", ".join(ask.options[index] for index in ask.answer)
    if isinstance(ask, OrderAsk):
        return ", ".join(ask.options[index] for index in ask.answer)
    if isinstance(ask, PlaceAsk):
        return ", ".join(f"{place:g} µm" for place in ask.answer)
    if isinstance(ask, (NumberAsk, DrawAsk)):
        return f"{ask.answer:g} {_unit(ask, language)}".strip()
    return ""


def _unit(ask: Ask | None, language: str) -> str:
    words = words_in(language)
    if isinstance(ask, NumberAsk):
        return ask.unit
    if isinstance(ask, DrawAsk):
        return words["maxima"] if ask.compare == "maxima" else "µm"
    return words["depth"] if isinstance(ask, PlaceAsk) else ""
