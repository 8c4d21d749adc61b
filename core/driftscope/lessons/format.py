"""The lesson file: what a lesson says, asks, sets and shows. A lesson is data; no program is in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, field_validator
from pydantic_core import PydanticCustomError

from ..base import Config, parameter
from ..config import FileConfig
from .asks import Ask
from .looks import LookName, OverlayName, TabName, ViewName
from .references import Measured
from .rules import Rule

FORMAT = 1
MOST_STEPS = 12
PageName = Literal["synthetic", "hybrid"]
Language = Annotated[str, "two letters, as in ISO 639-1"]


def _one_or_more(value: Any) -> Any:
    """Read a single mapping as a list of one."""
    return (value,) if isinstance(value, Mapping) else value


def _matching(value: str, good: bool, sentence: str) -> str:
    if not good:
        raise PydanticCustomError("lesson_text", "{sentence}", {"sentence": sentence})
    return value


class Change(Config):
    """New values: of the configuration by path, and of what one looks at by name."""

    set: dict[str, Any] = parameter({}, "New values of the configuration, by dotted path.")
    look: dict[LookName, Any] = parameter({}, "What one looks at, by name.")


class Start(Change):
    """Where a lesson, or a step, starts: the default configuration or a preset, changed."""

    page: PageName | None = parameter(None, "The page; empty: the lesson's.")
    preset: str | None = parameter(None, "Name of a preset; empty: the default configuration.")


class Focus(Config):
    """What a step is about; everything else is dimmed, and works."""

    controls: tuple[str, ...] = parameter((), "Paths of the controls, or the beginnings of paths.")
    views: tuple[ViewName, ...] = parameter((), "The views.")


class Show(Config):
    """What the answer reveals."""

    say: str = parameter("", "The reveal, with {names} of the step's values.")
    overlay: tuple[OverlayName, ...] = parameter((), "What is drawn over the pictures from then on.")
    tab: TabName | None = parameter(None, "The tab that opens; empty leaves it.")
    look: dict[LookName, Any] = parameter({}, "What one looks at from then on, by name.")


class Step(Config):
    """One step: it says, asks, lets one do something, and shows."""

    say: str = parameter(..., "What is told before the question, with {names} of values.")
    start: Start | None = parameter(None, "Starts anew from here, instead of from the step before.")
    set: dict[str, Any] = parameter({}, "What the step changes in the configuration when it opens, by path.")
    look: dict[LookName, Any] = parameter({}, "What the step looks at when it opens, by name.")
    focus: Focus | None = parameter(None, "What the step is about; empty: the lesson's.")
    values: dict[str, Measured] = parameter({}, "Measured numbers, by the names that the texts use.")
    hide: tuple[ViewName, ...] = parameter((), "Views that are shown only after the answer.")
    ask: Ask | None = parameter(None, "The question; empty where nothing is asked.")
    do: str = parameter("", "What the reader is to do.")
    reached: tuple[Rule, ...] = parameter((), "When it is done: all of these hold.")
    solve: Annotated[tuple[Change, ...], BeforeValidator(_one_or_more)] = parameter(
        (), "The moves that reach it, in their order."
    )
    show: Show = parameter(Show(), "What is revealed.")
    expect: dict[str, tuple[float, float]] = parameter(
        {}, "What values must be once it is reached, each with its tolerance; checked, never shown."
    )


class Misconception(Config):
    """What many believe, and what holds."""

    wrong: str = parameter(..., "What many believe.")
    right: str = parameter(..., "What holds.")
    step: int | None = parameter(None, "The step that shows it, counted from 1.", ge=1, le=MOST_STEPS)


class Lesson(FileConfig):
    """A lesson, complete in one language."""

    lesson: Literal[1] = parameter(..., "Version of the file format.")
    id: str = parameter(..., "Short name: small letters, digits and dashes.")
    language: Language = parameter("en", "Language of the texts, in two letters.")
    title: str = parameter(..., "The title.")
    idea: str = parameter(..., "What one takes away, in a sentence.")
    minutes: int = parameter(..., "How long it takes.", unit="min", ge=1, le=90)
    needs: tuple[str, ...] = parameter((), "Lessons that come before, by id.")
    page: PageName = parameter("synthetic", "The page on which it takes place.")
    start: Start = parameter(Start(), "Where it starts.")
    focus: Focus = parameter(Focus(), "What it is about.")
    quiet: tuple[str, ...] = parameter((), "Paths of the configuration on which no advice is given meanwhile.")
    steps: tuple[Step, ...] = parameter(..., "The steps, one to twelve.")
    misconceptions: tuple[Misconception, ...] = parameter((), "What many believe, and what holds.")
    further: str = parameter("", "What to try afterwards.")
    sources: tuple[str, ...] = parameter((), "Where it comes from.")
    translations: dict[Language, str] = parameter({}, "Files beside this one with the texts in other languages.")

    @field_validator("id")
    @classmethod
    def _id(cls, value: str) -> str:
        good = value.isascii() and value.replace("-", "").isalnum() and value == value.lower() and len(value) <= 40
        return _matching(value, good, "must be small letters, digits and dashes, at most 40")

    @field_validator("language")
    @classmethod
    def _two_letters(cls, value: str) -> str:
        return _matching(value, len(value) == 2 and value.isalpha(), "must be two letters, such as en or de")

    @field_validator("steps")
    @classmethod
    def _number_of_steps(cls, value: tuple[Step, ...]) -> tuple[Step, ...]:
        if not 1 <= len(value) <= MOST_STEPS:
            sentence = f"there are {len(value)}: give 1 to {MOST_STEPS}"
            raise PydanticCustomError("steps", "{sentence}", {"sentence": sentence})
        return value

    def page_of(self, number: int) -> PageName:
        """Return the page on which a step takes place, steps counted from 0."""
        starts = [step.start for step in self.steps[: number + 1] if step.start is not None]
        return (starts[-1].page if starts else None) or self.start.page or self.page

    def focus_of(self, number: int) -> Focus:
        """Return what a step is about, steps counted from 0."""
        return self.steps[number].focus or self.focus
