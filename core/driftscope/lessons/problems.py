"""What is wrong with a lesson file: where it stands, by line and key, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import ValidationError

from ..base import ConfigError, in_brief, problems_of

_YAML_WORDS = "a name must be text: YAML reads on, off, yes, no, true and false as booleans; use another word"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class LessonProblem:
    """One problem of a lesson file.

    Attributes
    ----------
    file : str
        The file's name.
    line : int or None
        The line, from 1; None where the problem is that of the whole file.
    key : str
        Where in the file, dotted, for example ``steps.0.ask.answer``; empty for the whole.
    message : str
        What is wrong and what to do.
    """

    file: str
    line: int | None
    key: str
    message: str

    def __str__(self) -> str:
        line = "" if self.line is None else f", line {self.line}"
        key = f", {in_brief(self.key)}" if self.key else ""
        return f"{self.file}{line}{key}: {self.message}"


class LessonError(ValueError):
    """Invalid lesson, with a list of all problems.

    Attributes
    ----------
    problems : tuple of LessonProblem
        All of them.
    """

    def __init__(self, problems: Iterable[LessonProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


@dataclass(frozen=True)
class Places:
    """Where the keys of a lesson file stand.

    Attributes
    ----------
    file : str
        The file's name.
    lines : dict
        Line of every key and list entry, from 1, by its dotted path.
    """

    file: str
    lines: dict[str, int]

    def problem(self, key: str, message: str) -> LessonProblem:
        """Return a problem at a key; the line is that of the key, or of the nearest one around it."""
        around = key
        while around and around not in self.lines:
            around = around.rpartition(".")[0]
        return LessonProblem(self.file, self.lines.get(around), key, message)


def places_of(text: str, file: str) -> Places:
    """Find the lines of all keys in a text that is known to be YAML."""
    lines: dict[str, int] = {}
    _note_lines(yaml.compose(text, Loader=_Loader), "", lines)
    return Places(file, lines)


def _note_lines(node: Any, path: str, lines: dict[str, int]) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = f"{path}{getattr(key, 'value', '')}"
            lines[below] = key.start_mark.line + 1
            _note_lines(value, f"{below}.", lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[f"{path}{index}"] = value.start_mark.line + 1
            _note_lines(value, f"{path}{index}.", lines)


def schema_problems(error: ValidationError, data: Any, places: Places) -> list[LessonProblem]:
    """Return what validation found, each at its key in the file."""
    details = error.errors(include_url=False)
    return [
        places.problem(_key_of(detail["loc"], data), _YAML_WORDS if "[key]" in detail["loc"] else problem.message)
        for detail, problem in zip(details, problems_of(error), strict=True)
    ]


def _key_of(location: tuple[int | str, ...], data: Any) -> str:
    """Return the path in the file; what validation adds to say which choice it followed is left out."""
    kept: list[str] = []
    here = data
    for index, part in enumerate(location):
        below = _below(here, part)
        if below is None and not (index == len(location) - 1 and isinstance(here, dict)):
            continue
        kept.append(str(part))
        here = None if below is None else below[0]
    return ".".join(kept)


def _below(here: Any, part: int | str) -> tuple[Any] | None:
    try:
        return (here[part],)
    except (KeyError, IndexError, TypeError):
        return None


def configuration_problems(error: ConfigError, keys: Sequence[str], places: Places) -> list[LessonProblem]:
    """Return what is wrong with a configuration that a lesson sets, at the entry that set it where there is one.

    Parameters
    ----------
    error : ConfigError
        What is wrong with it.
    keys : sequence of str
        Where in the lesson it can come from, the last word first.
    places : Places
        The lines of the lesson's keys.
    """
    return [
        places.problem(
            _entry(problem.path, keys, places), f"{in_brief(problem.path) or 'configuration'}: {problem.message}"
        )
        for problem in error.problems
    ]


def _entry(path: str, keys: Sequence[str], places: Places) -> str:
    around = path
    while around:
        for key in keys:
            if f"{key}.{around}" in places.lines:
                return f"{key}.{around}"
        around = around.rpartition(".")[0]
    return next((key for key in keys if key in places.lines), keys[-1])
