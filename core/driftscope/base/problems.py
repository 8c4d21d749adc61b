"""Problems of a configuration: where, what was given, and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import (
    BaseModel,
    ValidationError,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from .quoting import in_brief, quoted

MOST_PROBLEMS_SHOWN = 100


@dataclass(frozen=True)
class Problem:
    """One problem of a configuration.

    Attributes
    ----------
    path : str
        Where it stands, dotted, for example ``motion.components.0.period_s``; empty for the whole.
    message : str
        What is wrong and what is allowed, in words.
    given : object
        What was given; None when nothing was, or when it says nothing. Mappings are too long to be shown.
    """

    path: str
    message: str
    given: object = None

    def __str__(self) -> str:
        given = "" if self.given is None or isinstance(self.given, (dict, BaseModel)) else f" ({quoted(self.given)})"
        return f"{in_brief(self.path) or 'configuration'}{given}: {self.message}"


class ConfigError(ValueError):
    """Invalid configuration, with a list of all problems.

    Attributes
    ----------
    problems : tuple of Problem
        All problems, in the order of the configuration's fields.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        shown = [str(problem) for problem in self.problems[:MOST_PROBLEMS_SHOWN]]
        if (left := len(self.problems) - len(shown)) > 0:
            shown.append(f"and {left} more")
        return "\n".join(shown)


def problems_of(error: ValidationError) -> list[Problem]:
    """Return the errors of a pydantic validation as problems, in plain words.

    Parameters
    ----------
    error : pydantic.ValidationError
        What validation raised.
    """
    return [
        Problem(
            path=_path_of(detail),
            message=_in_words(detail),
            given=detail["input"],
        )
        for detail in error.errors(include_url=False)
    ]


def as_validation_error(title: str, problems: Iterable[Problem]) -> ValidationError:
    """Translate problems back, so that rules between parts are reported with those of the parts."""
    details = [
        InitErrorDetails(
            type=PydanticCustomError("rule", "{sentence}", {"sentence": problem.message}),
            loc=tuple(int(part) if part.isdigit() else part for part in problem.path.split(".")),
            input=problem.given,
        )
        for problem in problems
    ]
    return ValidationError.from_exception_data(title, details)


def _path_of(detail: Any) -> str:
    """Return where an error stands; its last part may be what someone typed, the others are names or tags."""
    if detail["type"] == "rule":
        return ".".join(map(str, detail["loc"]))
    *parts, last = detail["loc"] or ("",)
    kept = [part for part in parts if part not in TAGS]
    if last not in TAGS or detail["type"] == "extra_forbidden":
        kept.append(last)
    return ".".join(map(str, kept))


TAGS = {"value", "range", "values"}
"""Words that pydantic puts into an error's place to say which choice it followed; no one typed them."""
_WORDS = {
    **dict.fromkeys(("float_parsing", "float_type"), "must be a number"),
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), "must be a whole number"),
    **dict.fromkeys(("bool_parsing", "bool_type"), "must be true or false"),
    **dict.fromkeys(("list_type", "tuple_type"), "must be a list"),
    "string_type": "must be text",
    "extra_forbidden": "there is no such parameter: check the spelling",
    "finite_number": "must be a finite number",
    "missing": "is missing",
    "model_type": "must be a mapping of parameters",
    "model_attributes_type": "must be a mapping of parameters",
    "union_tag_not_found": "must have the key kind",
}


def _in_words(detail: Any) -> str:
    if detail["type"] == "union_tag_invalid":
        return f"Unknown kind {quoted(detail['ctx']['tag'])}. Available: {detail['ctx']['expected_tags']}"
    if detail["type"] == "literal_error":
        return f"must be {detail['ctx']['expected']}"
    return str(_WORDS.get(detail["type"], detail["msg"].removeprefix("Value error, ")))
