"""What a page begins with that opens a lesson: the configuration and the look of its step."""

from __future__ import annotations

from driftscope import ConfigError
from driftscope.lessons import Lesson, state_at

from ..session.sharing import Shared
from .looking import whole_look


def opening_link(lesson: Lesson, number: int) -> tuple[Shared | None, str]:
    """Return what a page shows when a lesson opens at a step, or None and why it cannot be shown.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    number : int
        The step, from 0.
    """
    try:
        state = state_at(lesson, number)
    except ConfigError as error:
        return None, f"The lesson “{lesson.title}” cannot be opened:\n{error}"
    return Shared(state.config, whole_look(state.look)), ""
