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
    look: dict[LookName, Any] = parameter({}, "Changes of the view, by name.")


class Start(Change):
    """Initial state of a lesson or step: the default configuration or a preset, with changes."""

    page: PageName | None = parameter(None, "The page; empty: the lesson's.")
    preset: str | None = parameter(None, "Name of a preset; empty: the default configuration.")


class Focus(Config):
    """Controls and views to highlight; the rest is dimmed, but still works."""

    controls: tuple[str, ...] = parameter((), "Paths of the controls, or prefixes of paths.")
    views: tuple[ViewName, ...] = parameter((), "The views.")


class Show(Config):
    """What is shown after the answer."""

    say: str = parameter("", "The reveal, with {names} of the step's values.")
    overlay: tuple[OverlayName, ...] = parameter((), "Overlays shown from this step on.")
    tab: TabName | None = parameter(None, "The tab that opens; empty leaves it.")
    look: dict[LookName, Any] = parameter({}, "Changes of the view from this step on, by name.")


class Step(Config):
    """One step of a lesson: text, question, task and reveal."""

    say: str = parameter(..., "The text before the question, with {names} of values.")
    start: Start | None = parameter(None, "Start from this state instead of from the previous step.")
    set: dict[str, Any] = parameter({}, "Changes of the configuration when the step opens, by path.")
    look: dict[LookName, Any] = parameter({}, "Changes of the view when the step opens, by name.")
    focus: Focus | None = parameter(None, "Controls and views to highlight; empty: the lesson's.")
    values: dict[str, Measured] = parameter({}, "Measured numbers, by the names used in the texts.")
    hide: tuple[ViewName, ...] = parameter((), "Views to show only after the answer.")
    ask: Ask | None = parameter(None, "The question; empty for none.")
    do: str = parameter("", "The task for the reader.")
    reached: tuple[Rule, ...] = parameter((), "Conditions that must all be true for the task to be done.")
    solve: Annotated[tuple[Change, ...], BeforeValidator(_one_or_more)] = parameter(
        (), "The moves that solve the task, in order."
    )
    show: Show = parameter(Show(), "What is revealed.")
    expect: dict[str, tuple[float, float]] = parameter(
        {}, "Expected values once the task is done, each with a tolerance; checked, never shown."
    )


class Misconception(Config):
    """A common misconception and its correction."""

    wrong: str = parameter(..., "The misconception.")
    right: str = parameter(..., "The correct statement.")
    step: int | None = parameter(None, "The step that shows it, counted from 1.", ge=1, le=MOST_STEPS)


class Lesson(FileConfig):
    """Complete lesson in one language."""

    lesson: Literal[1] = parameter(..., "Version of the file format.")
    id: str = parameter(..., "Short name: lowercase letters, digits and hyphens.")
    language: Language = parameter("en", "Language of the texts, in two letters.")
    title: str = parameter(..., "The title.")
    idea: str = parameter(..., "The take-home message, in one sentence.")
    minutes: int = parameter(..., "Duration of the lesson.", unit="min", ge=1, le=90)
    needs: tuple[str, ...] = parameter((), "Lessons that come before, by id.")
    page: PageName = parameter("synthetic", "The page of the lesson.")
    start: Start = parameter(Start(), "The initial state.")
    focus: Focus = parameter(Focus(), "Controls and views to highlight.")
    quiet: tuple[str, ...] = parameter((), "Paths of the configuration for which no advice is shown during the lesson.")
    steps: tuple[Step, ...] = parameter(..., "The steps, one to twelve.")
    misconceptions: tuple[Misconception, ...] = parameter((), "Common misconceptions and their corrections.")
    further: str = parameter("", "What to try next.")
    sources: tuple[str, ...] = parameter((), "Sources.")
    translations: dict[Language, str] = parameter({}, "Files in the same folder with the texts in other languages.")

    @field_validator("id")
    @classmethod
    def _id(cls, value: str) -> str:
        good = value.isascii() and value.replace("-", "").isalnum() and value == value.lower() and len(value) <= 40
        return _matching(value, good, "must be lowercase letters, digits and hyphens, at most 40")

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
