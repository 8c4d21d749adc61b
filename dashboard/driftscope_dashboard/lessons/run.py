"""Where one is in a lesson: its step, what was answered, what is done and shown; it moves the page's state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from driftscope.lessons import Change, Lesson, LessonFile, RuleWatch, Step, state_at
from driftscope.lessons import State as LessonState

from ..session.observable import Observable
from ..session.session import origin_of
from ..session.state import State
from .answers import read_answer
from .looking import LOOKED_AT, look_at, looked_at, whole_look

MOST_SEED_SHIFT = 1_000
MOVE_REST_MS = 600
"""Between two moves that the page makes itself, so that one can follow them."""


class Later(Protocol):
    """What a run needs of its page."""

    def later(self, function: Callable[[], None], milliseconds: int) -> None:
        """Run a function on the page's event loop after a while."""
        ...


def with_seed(state: LessonState, shift: int) -> LessonState:
    """Return a state whose configuration draws other random numbers; one without a seed stays as it is."""
    seed = getattr(state.config, "seed", None)
    return replace(state, config=state.config.replace(seed=seed + shift)) if shift and seed is not None else state


class LessonRun(Observable):
    """One lesson on one page.

    Parameters
    ----------
    state : State
        The page's, which the lesson moves and watches.
    services : Later
        Waits between moves.
    page : str
        The kind of the page.

    Attributes
    ----------
    lesson : Lesson or None
        The lesson, in the language that is read; None when there is none.
    number : int
        The present step, from 0.
    answers : dict
        What was answered, by step; None is "I do not know".
    done, shown : frozenset of int
        Steps whose rules were reached, and whose reveals were seen.
    rules : tuple of bool
        Which rules of the present step hold.
    free : bool
        Whether one plays freely: nothing is dimmed or hidden.
    held : int or None
        From which step on a teacher holds the reveals back.
    values : dict
        The live numbers of the present step, by name.
    arrived : bool
        Whether the page has what the step begins with.
    seed_shift : int
        What is added to the seeds of the lesson's configurations, where each page of a class has its own.
    """

    def __init__(self, state: State, services: Later, page: str = "synthetic") -> None:
        super().__init__()
        self.state, self.page, self._services = state, page, services
        self.file: LessonFile | None = None
        self.lesson: Lesson | None = None
        self.number = 0
        self.answers: dict[int, Any] = {}
        self.done: frozenset[int] = frozenset()
        self.shown: frozenset[int] = frozenset()
        self.rules: tuple[bool, ...] = ()
        self.free = self.arrived = self.moved_itself = False
        self.held: int | None = None
        self.seed_shift = 0
        self.values: Mapping[str, float | None] = {}
        self._watch = RuleWatch(())
        self._awaited: LessonState | None = None
        self._moves: list[Change] = []
        self._moving = False
        state.session.subscribe({"simulation", "problems"}, self._arrive)
        state.session.subscribe({"config"}, self.observe)
        state.selection.subscribe(set(LOOKED_AT), self.observe)
        self.subscribe({"values"}, self.observe)

    @property
    def step(self) -> Step | None:
        """The present step."""
        return None if self.lesson is None else self.lesson.steps[self.number]

    @property
    def is_answered(self) -> bool:
        """Whether the present step's question was answered, or there is none."""
        return self.step is not None and (self.step.ask is None or self.number in self.answers)

    @property
    def is_reached(self) -> bool:
        """Whether what the present step wants is done."""
        return self.number in self.done

    @property
    def is_held(self) -> bool:
        """Whether a teacher holds the present step's reveal back."""
        return self.held is not None and self.number >= self.held

    @property
    def can_show(self) -> bool:
        """Whether the reveal can be seen now."""
        return self.is_answered and self.is_reached and not self.is_held

    @property
    def is_shown(self) -> bool:
        """Whether the reveal is seen."""
        return self.number in self.shown

    # ---- which lesson, which step

    def begin(self, file: LessonFile, languages: Sequence[str], number: int = 0, *, as_it_is: bool = False) -> None:
        """Begin a lesson at a step.

        Parameters
        ----------
        file : LessonFile
            The lesson.
        languages : sequence of str
            What the reader reads, the best first.
        number : int
            The step, from 0.
        as_it_is : bool
            Whether the page already has what the step begins with.
        """
        self.file, number = file, number if 0 <= number < len(file.lesson.steps) else 0
        self._set(
            lesson=file.in_language(languages), answers={}, done=frozenset(), shown=frozenset(), free=False, held=None,
            number=number, values={}, rules=(), arrived=False, moved_itself=False,
        )  # fmt: skip
        self.enter(number, as_it_is=as_it_is)

    def speak(self, language: str) -> None:
        """Go on in another language."""
        if self.file is not None:
            self._set(lesson=self.file.in_language(language))

    def enter(self, number: int, *, as_it_is: bool = False) -> None:
        """Open a step: the configuration is one step to undo."""
        if self.lesson is None or not 0 <= number < len(self.lesson.steps):
            return
        self._moves = []
        self._set(number=number, rules=(), values={}, arrived=False, moved_itself=False)
        if self.page_of(number) != self.page:
            return
        if as_it_is:
            self._begin_step()
        else:
            self._open(with_seed(state_at(self.lesson, number), self.seed_shift))

    def page_of(self, number: int) -> str:
        """Return the page on which a step takes place."""
        return "" if self.lesson is None else self.lesson.page_of(number)

    def step_again(self) -> None:
        """Begin the present step anew."""
        self._forget({self.number})
        self.enter(self.number)

    def reset(self) -> None:
        """Begin the lesson anew."""
        self._forget(set(range(len(self.lesson.steps) if self.lesson else 0)))
        self.enter(0)

    def leave(self) -> None:
        """End the lesson; the page stays as it is."""
        self._moves, self._awaited = [], None
        self._set(lesson=None, free=False, arrived=False, rules=())

    def play_freely(self, *, free: bool) -> None:
        """Play freely, or come back."""
        self._set(free=free)

    def hold(self, number: int | None) -> None:
        """Hold reveals back from a step on; None holds none."""
        self._set(held=number)

    def vary(self, seed_shift: int) -> None:
        """Begin the present step anew with other random numbers; 0 brings those of the lesson back."""
        if seed_shift != self.seed_shift and 0 <= seed_shift <= MOST_SEED_SHIFT:
            self._set(seed_shift=seed_shift)
            self.enter(self.number)

    def restore(self, answers: Mapping[int, Any], shown: Sequence[int]) -> None:
        """Take back what a browser kept of this lesson."""
        if self.lesson is None:
            return
        steps = range(len(self.lesson.steps))
        kept = {number: read_answer(self.lesson.steps[number].ask, one) for number, one in answers.items()
                if number in steps}  # fmt: skip
        seen = frozenset(number for number in shown if number in steps)
        self._set(answers={**kept, **self.answers}, shown=self.shown | seen, done=self.done | seen)

    def take_values(self, values: Mapping[str, float | None]) -> None:
        """Take the live numbers of the present step."""
        self._set(values=values)

    def _forget(self, steps: set[int]) -> None:
        self._set(
            answers={number: one for number, one in self.answers.items() if number not in steps},
            done=self.done - steps, shown=self.shown - steps,
        )  # fmt: skip

    # ---- what one does in a step

    def answer(self, given: Any) -> None:
        """Take an answer; None is "I do not know"."""
        if self.step is not None and self.step.ask is not None and not self.is_shown:
            self._set(answers={**self.answers, self.number: read_answer(self.step.ask, given)})
            self.observe()

    def show(self) -> None:
        """Show the reveal."""
        if self.step is None or not self.can_show or self.is_shown:
            return
        look: dict[str, Any] = {str(name): value for name, value in self.step.show.look.items()}
        if self.step.show.tab is not None:
            look["tab"] = self.step.show.tab
        self._set(shown=self.shown | {self.number})
        look_at(self.state.selection, self.state.session.simulation.config, look)

    def solve(self) -> None:
        """Do what the step wants: its moves, one after the other."""
        if self.step is None or not self.is_answered or self.is_reached or self._moves:
            return
        self._moves = list(self.step.solve)
        self._set(moved_itself=True)
        self._move()

    def _move(self) -> None:
        if not self._moves:
            return
        change, session = self._moves.pop(0), self.state.session
        config = session.config.replace(change.set) if change.set else session.config
        self._open(LessonState(self.page, config, dict(change.look)), moves=True)  # type: ignore[arg-type]
        if self._moves:
            self._services.later(self._move, MOVE_REST_MS)

    def _open(self, wanted: LessonState, *, moves: bool = False) -> None:
        session = self.state.session
        self._awaited, self._moving = wanted, moves
        if wanted.config == session.config:
            session.discard_drafts()
        else:
            session.open(wanted.config)
        self._arrive()

    def _arrive(self) -> None:
        """Look where the step says as soon as what it is about can be seen."""
        wanted, session = self._awaited, self.state.session
        if wanted is None or (session.config == wanted.config and origin_of(session.simulation) != wanted.config):
            return
        self._awaited = None
        if session.config == wanted.config:
            whole_look(wanted.look, self.state.selection).show_in(self.state.selection, session.simulation.config)
        if self._moving:
            self.observe()
        else:
            self._begin_step()

    def _begin_step(self) -> None:
        if self.step is not None:
            self._watch = RuleWatch(self.step.reached)
            self._set(arrived=True)
            self.state.selection.look(enlarged="")
            self.observe()

    def observe(self) -> None:
        """Take note of the page's state, and of whether the step's rules hold."""
        if self.step is None or not self.arrived or self._awaited is not None:
            return
        held = self._watch.observe(self.state.session.config, looked_at(self.state.selection), self.values)
        if self.is_answered and all(held):
            self._set(done=self.done | {self.number})
        self._set(rules=held)
