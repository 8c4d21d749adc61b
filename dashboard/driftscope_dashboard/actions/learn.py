"""The lessons, in a menu."""

from __future__ import annotations

from typing import Any, ClassVar

from driftscope.lessons import Lesson

from ..workbench import Control
from .base import Action, button

HELP = "Lessons: predict, do, see"


class Learn(Action):
    """A menu of all lessons, with how long they take; the browser adds how far one is."""

    order: ClassVar[int] = 60

    def controls(self) -> list[Control]:
        """Return the menu."""
        lessons = self.services.lessons.titles()
        self.menu = button("learn", kind="learn", icon="learn", label="Learn", help=HELP, options=options_for(lessons))
        return [self.menu]


def options_for(lessons: dict[str, Lesson]) -> list[list[Any]]:
    """Return what the menu offers: id, title, idea, minutes, number of steps, the page, and what comes before."""
    return [
        [
            lesson.id, lesson.title, lesson.idea, lesson.minutes, len(lesson.steps), lesson.page_of(0),
            [lessons[name].title for name in lesson.needs if name in lessons],
        ]
        for lesson in lessons.values()
    ]  # fmt: skip
