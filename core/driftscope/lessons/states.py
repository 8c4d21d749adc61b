"""The states of a lesson: configuration and look when a step opens, and after the moves that reach it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..base import ConfigError, Problem
from ..config import SimulationConfig
from ..presets import PRESETS
from .format import Change, Lesson, PageName, Start

if TYPE_CHECKING:
    from ..hybrid import HybridConfig


@dataclass(frozen=True)
class State:
    """A moment of a lesson.

    Attributes
    ----------
    page : {"synthetic", "hybrid"}
        The page on which it is.
    config : SimulationConfig or HybridConfig
        The configuration.
    look : dict
        What one looks at, by name; what is not there is left as it is.
    """

    page: PageName
    config: SimulationConfig | HybridConfig
    look: dict[str, Any] = field(default_factory=dict)

    def changed(self, *changes: Change) -> State:
        """Return the state after some changes, one after the other.

        Raises
        ------
        ConfigError
            When the configuration is not valid then.
        """
        config, look = self.config, dict(self.look)
        for change in changes:
            config = config.replace(change.set) if change.set else config
            look |= {str(name): value for name, value in change.look.items()}
        return State(self.page, config, look)


def start_state(lesson: Lesson, start: Start | None = None) -> State:
    """Return the state in which a lesson, or a step with a start of its own, begins.

    Raises
    ------
    ConfigError
        When there is no such preset, or the configuration is not valid.
    """
    start = start or lesson.start
    page = start.page or lesson.page
    return State(page, _base(page, start.preset)).changed(start)


def state_at(lesson: Lesson, number: int) -> State:
    """Return the state in which a step opens when all steps before it were reached by their own solutions.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    number : int
        Which step, from 0.

    Raises
    ------
    ConfigError
        When a configuration on the way is not valid.
    """
    state = start_state(lesson)
    for index, step in enumerate(lesson.steps[: number + 1]):
        if step.start is not None:
            state = start_state(lesson, step.start)
        state = state.changed(Change(set=step.set, look=step.look))
        if index < number:
            state = state.changed(*step.solve, Change(look=step.show.look))
    return state


def solved_states(lesson: Lesson, number: int) -> list[State]:
    """Return a step's opening state and the states after each move of its solution.

    Raises
    ------
    ConfigError
        When a configuration on the way is not valid.
    """
    return _through(state_at(lesson, number), lesson.steps[number].solve)


def _through(state: State, changes: Iterable[Change]) -> list[State]:
    states = [state]
    for change in changes:
        states.append(states[-1].changed(change))
    return states


def _base(page: PageName, preset: str | None) -> SimulationConfig | HybridConfig:
    if page == "hybrid":
        from ..hybrid import HybridConfig

        if preset is not None:
            raise ConfigError([Problem("preset", "must be empty: the hybrid page has no presets", preset)])
        return HybridConfig()
    if preset is None:
        return SimulationConfig()
    if preset not in PRESETS:
        raise ConfigError([Problem("preset", f"there is no such preset. Available: {', '.join(PRESETS)}", preset)])
    return PRESETS[preset].config
