"""``driftscope lessons check``: whether a lesson can be taught: its states, questions, rules, numbers and texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from ..base import ConfigError
from ..probe import FileProbe
from ..simulation import Simulation
from ..source import Source
from .asks import answer_problem
from .format import Lesson, Step
from .looks import ScatterName, TabName
from .measuring import values_of
from .problems import LessonError, LessonProblem, Places, configuration_problems
from .reading import LessonFile, Lessons, load_lesson
from .rules import RuleWatch, has_path
from .states import State, solved_states
from .texts import names_in, number_of_words, stray_braces, texts_of_step

MOST_WORDS = 60
TABS = frozenset(get_args(TabName))


def check_lesson(path: str | Path, others: Lessons | None = None, *, measured: bool = True) -> list[LessonProblem]:
    """Return everything that is wrong with a lesson file and its translations.

    Parameters
    ----------
    path : str or Path
        The file.
    others : Lessons, optional
        Lessons that it may need.
    measured : bool
        Compute the numbers, which takes seconds a step; without, expectations and rules on measures are not checked.

    Returns
    -------
    list of LessonProblem
        By line and key; none when the lesson can be taught.
    """
    try:
        file = load_lesson(path)
    except LessonError as error:
        return list(error.problems)
    return list(problems_in(file, others or Lessons(), measured=measured))


def problems_in(file: LessonFile, others: Lessons, *, measured: bool = True) -> Iterator[LessonProblem]:
    """Yield what is wrong with a lesson that could be read."""
    lesson, places = file.lesson, file.places
    yield from _needs(lesson, others, places)
    for number, step in enumerate(lesson.steps):
        yield from _step(lesson, step, number, places, measured)
    for number, wrong in enumerate(lesson.misconceptions):
        if wrong.step is not None and wrong.step > len(lesson.steps):
            yield places.problem(f"misconceptions.{number}.step", f"there are {len(lesson.steps)} steps")
    for language, translated in file.translations.items():
        translation = Places(lesson.translations[language], {})
        for number, step in enumerate(translated.steps):
            yield from _texts(step, f"steps.{number}", translation)


def _needs(lesson: Lesson, others: Lessons, places: Places) -> Iterator[LessonProblem]:
    known = {key: file.lesson.needs for key, file in others.files.items()} | {lesson.id: lesson.needs}
    for index, need in enumerate(lesson.needs):
        if need not in known:
            available = ", ".join(key for key in known if key != lesson.id) or "none"
            yield places.problem(f"needs.{index}", f"there is no such lesson. Available: {available}")
        elif lesson.id in _all_needs(need, known):
            yield places.problem(f"needs.{index}", f"{need} in turn needs this lesson: remove one of the two")


def _all_needs(start: str, known: Mapping[str, Iterable[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += known.get(one, ())
    return found


def _step(lesson: Lesson, step: Step, number: int, places: Places, measured: bool) -> Iterator[LessonProblem]:
    key = f"steps.{number}"
    yield from _texts(step, key, places)
    if step.ask is not None and (message := answer_problem(step.ask)):
        yield places.problem(f"{key}.ask.answer", message)
    for name in step.expect.keys() - step.values.keys():
        yield places.problem(f"{key}.expect.{name}", "there is no such value: declare it under values")
    for index, rule in enumerate(step.reached):
        if rule.measure is not None and rule.measure not in step.values:
            message = f"there is no value {rule.measure}: declare it under values"
            yield places.problem(f"{key}.reached.{index}.measure", message)
    try:
        states = solved_states(lesson, number)
    except ConfigError as error:
        yield from configuration_problems(error, _keys_that_set(number, len(step.solve)), places)
        return
    found = [*_files(states, key, places), *_looks(states, key, places), *_named(lesson, number, states, places)]
    yield from found
    if not found:
        yield from _rules(step, states, key, places, measured)


def _keys_that_set(number: int, moves: int) -> list[str]:
    """Return where a step's configuration can come from, the last word first."""
    key = f"steps.{number}"
    solved = [f"{key}.solve.{index}.set" for index in reversed(range(moves))]
    return [*solved, f"{key}.solve.set", f"{key}.set", f"{key}.start.set", f"{key}.start", "start.set", "start", key]


def _texts(step: Step, key: str, places: Places) -> Iterator[LessonProblem]:
    for path, text in texts_of_step(step).items():
        for name in sorted(names_in(text) - step.values.keys()):
            yield places.problem(f"{key}.{path}", f"there is no value {name}: declare it under values")
        if stray_braces(text):
            yield places.problem(f"{key}.{path}", "braces are for {name}, {name:.1f} or {name:.0%} only")
    if (words := number_of_words(step)) > MOST_WORDS:
        yield places.problem(key, f"has {words} words, but a step may have at most {MOST_WORDS}: shorten it")


def _files(states: list[State], key: str, places: Places) -> Iterator[LessonProblem]:
    """Refuse to read files because a lesson says so."""
    config: Any = states[-1].config
    source = getattr(config, "source", None)
    if isinstance(getattr(config, "probe", None), FileProbe) or getattr(source, "path", None) is not None:
        yield places.problem(key, "a lesson cannot include files: give the probe's kind, or its contacts")
    if getattr(config, "library", "sample") != "sample":
        yield places.problem(key, "a lesson can only use templates from the sample library")


def _looks(states: list[State], key: str, places: Places) -> Iterator[LessonProblem]:
    for state in states:
        config: Any = state.config
        duration_s = config.duration_s if state.page == "synthetic" else config.source.duration_s
        number = config.units.num_units if state.page == "synthetic" else len(config.units)
        look = state.look
        if not 0 <= look.get("time_s", 0.0) <= duration_s:
            yield places.problem(f"{key}.look.time_s", f"is beyond the end of the recording ({duration_s:g} s)")
        if any(not 0 <= unit < number for unit in look.get("units") or ()):
            yield places.problem(f"{key}.look.units", f"the recording has {number} units, numbered from 0")
        if look.get("tab", "") not in TABS:
            yield places.problem(f"{key}.look.tab", f"there is no such tab. Available: {', '.join(sorted(TABS))}")
        if not _is_scatter(look.get("scatter")):
            known = ", ".join(get_args(ScatterName))
            yield places.problem(f"{key}.look.scatter", f"two properties of units are needed. Available: {known}")


def _is_scatter(pair: Any) -> bool:
    names = get_args(ScatterName)
    return pair is None or (isinstance(pair, (list, tuple)) and len(pair) == 2 and all(one in names for one in pair))


def _named(lesson: Lesson, number: int, states: list[State], places: Places) -> Iterator[LessonProblem]:
    """Check that controls and quiet paths are there in one of the step's states."""
    step = lesson.steps[number]
    key = "focus.controls" if step.focus is None else f"steps.{number}.focus.controls"
    named = [(f"{key}.{index}", path) for index, path in enumerate(lesson.focus_of(number).controls)]
    if number == 0:
        named += [(f"quiet.{index}", path) for index, path in enumerate(lesson.quiet)]
    for place, path in named:
        if not any(has_path(state.config, path) for state in states):
            yield places.problem(place, f"there is no such parameter: {path}")


def _rules(step: Step, states: list[State], key: str, places: Places, measured: bool) -> Iterator[LessonProblem]:
    """Check that no rule holds when the step opens, that its solution reaches all, and that numbers are as expected."""
    watch = RuleWatch(step.reached)
    asked = measured and bool(step.expect or any(rule.measure for rule in step.reached))
    outcome: tuple[bool, ...] = ()
    values: dict[str, float] = {}
    for index, state in enumerate(states):
        if asked and (index in (0, len(states) - 1)):
            try:
                values = values_of(step, source_of(state), state.look)
            except ConfigError as error:
                yield from configuration_problems(error, [f"{key}.values"], places)
                return
        outcome = watch.observe(state.config, state.look, values)
        if index == 0:
            yield from _open_already(step, outcome, key, places)
    for number, (rule, held) in enumerate(zip(step.reached, outcome, strict=True)):
        if not held and (measured or rule.measure is None):
            message = f"the step's solution does not reach it ({rule.subject}): give a solve that does"
            yield places.problem(f"{key}.reached.{number}", message)
    yield from _expectations(step, values, key, places)


def _open_already(step: Step, outcome: tuple[bool, ...], key: str, places: Places) -> Iterator[LessonProblem]:
    for number, (rule, held) in enumerate(zip(step.reached, outcome, strict=True)):
        if held:
            yield places.problem(f"{key}.reached.{number}", f"is already true when the step opens ({rule.subject})")


def _expectations(step: Step, values: Mapping[str, float], key: str, places: Places) -> Iterator[LessonProblem]:
    for name, (expected, within) in step.expect.items():
        if name in values and not abs(values[name] - expected) <= within:
            message = f"it is {values[name]:.4g}, not {expected:g} within {within:g}"
            yield places.problem(f"{key}.expect.{name}", message)


def source_of(state: State) -> Source:
    """Return the recording of a state."""
    from ..hybrid import Hybrid, HybridConfig

    return Hybrid(state.config) if isinstance(state.config, HybridConfig) else Simulation(state.config)
