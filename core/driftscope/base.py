"""The vocabulary of configurations: frozen values, parameters with unit and bounds, problems in words."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

MOST_PROBLEMS_SHOWN = 100


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a configuration.

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
        given = "" if self.given is None or isinstance(self.given, (dict, Config)) else f" ({_shortened(self.given)})"
        return f"{in_brief(self.path) or 'configuration'}{given}: {self.message}"


class ConfigError(ValueError):
    """A configuration that cannot be used, with every problem that was found.

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


class _SpokenErrors(type(BaseModel)):  # type: ignore[misc] # pydantic's metaclass has no public name
    """Lets a configuration that is built by hand fail with a ConfigError as well."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().__call__(*args, **kwargs)
        except ValidationError as error:
            raise ConfigError(problems_of(error)) from None


_MetaOfConfig: Any = _SpokenErrors


class Config(BaseModel, metaclass=_MetaOfConfig):  # type: ignore[metaclass] # a subclass of BaseModel's own
    """A frozen, hashable, validated value; the base of every part of a configuration."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        validate_default=True,
        ignored_types=(cached_property,),
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        if (kind := cls.model_fields.get("kind")) is not None:
            _TAGS.add(kind.default)

    @field_validator("*", mode="after")
    @classmethod
    def _within_bounds(cls, value: Any, info: ValidationInfo) -> Any:
        bounds = parameter_info(cls, str(info.field_name))
        for number in _numbers_in(value):
            if (sentence := bounds.refusal(number)) is not None:
                raise PydanticCustomError("out_of_bounds", "{sentence}", {"sentence": sentence})
        if isinstance(value, (str, Path)) and not _is_text(str(value)):
            raise PydanticCustomError("not_text", "must be text that can be written to a file")
        return _without_negative_zero(value)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Read a configuration from plain data.

        Parameters
        ----------
        data : Any
            Nested mappings, sequences and scalars, as a JSON file holds them.

        Raises
        ------
        ConfigError
            With every problem at once.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise ConfigError(problems_of(error)) from None

    def to_dict(self) -> dict[str, Any]:
        """Return the configuration as plain data, complete: defaults are written out."""
        return self.model_dump(mode="json")

    def replace(self, changes: Mapping[str, Any] | None = None, /, **fields: Any) -> Self:
        """Return a validated copy with some fields changed; this one stays as it is.

        Parameters
        ----------
        changes : mapping, optional
            New values by dotted path: ``{"noise.level_uv": 5.0, "motion.components.0.period_s": 100.0}``.
        **fields : Any
            New values of this part's own fields.

        Raises
        ------
        ConfigError
            With every path that does not exist, and everything that is not valid in the result.

        Examples
        --------
        >>> from driftscope import SimulationConfig
        >>> quiet = SimulationConfig().replace({"noise.level_uv": 2.0}, seed=3)
        >>> quiet.noise.level_uv, quiet.seed
        (2.0, 3)
        """
        data = self.to_dict()
        problems = _set_all(data, {**(changes or {}), **fields})
        try:
            changed = type(self).from_dict(data)
        except ConfigError as error:
            problems += error.problems
        if problems:
            raise ConfigError(problems)
        return changed

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the configuration's JSON: equal for equal configurations, in every process."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


@dataclass(frozen=True)
class ParameterInfo:
    """What a declaration says of its parameter: unit, bounds, the span a slider covers, and what its parts are."""

    unit: str = ""
    label: str = ""
    gt: float | None = None
    ge: float | None = None
    lt: float | None = None
    le: float | None = None
    span: tuple[float, float] | None = None
    parts: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """The bounds in words."""
        bounds = (("above", self.gt), ("at least", self.ge), ("below", self.lt), ("at most", self.le))
        words = [f"{word} {bound:g}" for word, bound in bounds if bound is not None]
        return " and ".join(words) + (f" {self.unit}" if self.unit else "")

    def refusal(self, number: float) -> str | None:
        """Say why a number is outside the bounds, or None when it is inside."""
        inside = (
            (self.gt is None or number > self.gt)
            and (self.ge is None or number >= self.ge)
            and (self.lt is None or number < self.lt)
            and (self.le is None or number <= self.le)
        )
        return None if inside else f"must be {self.allowed}"

    def nearest(self, number: float) -> float:
        """Return the closest value inside the bounds, a thousandth of the span inside an open bound."""
        margin = 1e-3 * ((self.span[1] - self.span[0]) if self.span else 1.0)
        lowest = self.ge if self.ge is not None else -math.inf if self.gt is None else self.gt + margin
        highest = self.le if self.le is not None else math.inf if self.lt is None else self.lt - margin
        return min(max(number, lowest), highest)


def parameter(default: Any, sentence: str, **info: Any) -> Any:
    """Declare a parameter of a configuration.

    Validation, forms, help, JSON Schema, command line and documentation all read this declaration.

    Parameters
    ----------
    default : object
        The default value; ``...`` when there is none.
    sentence : str
        What the parameter is, as a sentence for a user.
    **info : object
        ``label`` and ``unit`` (str), bounds ``gt``, ``ge``, ``lt``, ``le`` (numbers), ``span``, the range of a
        slider (low, high), and ``parts``: the names of the two numbers of a pair, or what draws from a range.

    Returns
    -------
    pydantic.fields.FieldInfo
        To be assigned to the field of a `Config`.
    """
    declared = ParameterInfo(**info)
    keywords = {"gt": "exclusiveMinimum", "ge": "minimum", "lt": "exclusiveMaximum", "le": "maximum"}
    extra: dict[str, Any] = {word: info[key] for key, word in keywords.items() if info.get(key) is not None}
    extra |= {key: info[key] for key in ("unit", "label") if info.get(key)}
    if declared.span is not None:
        extra["span"] = list(declared.span)
    if declared.parts:
        extra["parts"] = list(declared.parts)
    return Field(default, description=sentence, json_schema_extra=extra)


def parameter_info(config: type[BaseModel], field: str) -> ParameterInfo:
    """Return the unit, label, bounds and slider range that a parameter was declared with.

    Parameters
    ----------
    config : type of Config
        The configuration class.
    field : str
        Name of the field.
    """
    extra = config.model_fields[field].json_schema_extra
    if not isinstance(extra, dict):
        return ParameterInfo()
    span: Any = extra.get("span")
    known: dict[str, Any] = {ours: extra.get(theirs) for ours, theirs in _BOUNDS.items()}
    known |= {name: extra.get(name, "") for name in ("unit", "label")}
    parts: Any = extra.get("parts", ())
    return ParameterInfo(**known, span=tuple(span) if span else None, parts=tuple(parts))


_BOUNDS = {"gt": "exclusiveMinimum", "ge": "minimum", "lt": "exclusiveMaximum", "le": "maximum"}
"""Bounds by the names that JSON Schema gives to them."""


class Range(Config):
    """A range: each unit (or channel) draws its own value, uniformly between the two ends."""

    low: float = parameter(..., "Smallest value that can be drawn.")
    high: float = parameter(..., "Largest value that can be drawn.")

    @field_validator("high")
    @classmethod
    def _not_below_low(cls, high: float, info: ValidationInfo) -> float:
        low = info.data.get("low")
        if low is not None and high < low:
            raise PydanticCustomError("range_order", "the range ends below its start: swap the two ends")
        return high


def _form_of(value: Any) -> str:
    if isinstance(value, (Range, Mapping)):
        return "range"
    return "values" if isinstance(value, (list, tuple)) else "value"


def _pair_is_range(value: Any) -> Any:
    """Read what a Python caller writes: a pair is a range, a list or an array is one value per unit."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, tuple) and len(value) == 2:
        return {"low": value[0], "high": value[1]}
    return value


PerUnit = Annotated[
    Annotated[float, Tag("value")] | Annotated[Range, Tag("range")] | Annotated[tuple[float, ...], Tag("values")],
    Discriminator(_form_of),
    BeforeValidator(_pair_is_range),
]
"""A value for all, a range to draw from (in Python also a pair), or a list with one value per unit."""


def _two_are_range(value: Any) -> Any:
    """Read two numbers as a range, also as a list: where there are no units a list has no other meaning."""
    return {"low": value[0], "high": value[1]} if isinstance(value, (tuple, list)) and len(value) == 2 else value


OneOrRange = Annotated[
    Annotated[float, Tag("value")] | Annotated[Range, Tag("range")],
    Discriminator(_form_of),
    BeforeValidator(_two_are_range),
]
"""A value for all, or a range to draw from (also a pair)."""


def draw_per_unit(
    value: float | Range | tuple[float, ...], number: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Give every unit (or channel) its value; only a range draws, one uniform each.

    Parameters
    ----------
    value : float, Range or tuple of float
        The parameter as configured.
    number : int
        How many values are wanted.
    rng : numpy.random.Generator
        Used only for a range.

    Returns
    -------
    ndarray, shape (number,)
        One value per unit.

    Raises
    ------
    ValueError
        When a list has another length.
    """
    if isinstance(value, Range):
        return rng.uniform(value.low, value.high, number)
    if isinstance(value, tuple):
        if len(value) != number:
            raise ValueError(f"{len(value)} values are given where {number} are needed")
        return np.asarray(value, dtype=np.float64)
    return np.full(number, value, dtype=np.float64)


def extremes(value: float | Range | tuple[float, ...]) -> tuple[float, float]:
    """Return the smallest and largest value of a parameter that can differ between units.

    Parameters
    ----------
    value : float, Range or tuple of float
        One value for all units, a range, or one value per unit.

    Returns
    -------
    low, high : float
        Equal when all units share one value.
    """
    if isinstance(value, Range):
        return value.low, value.high
    values = value if isinstance(value, tuple) else (value,)
    return min(values, default=math.nan), max(values, default=math.nan)


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
    kept = [part for part in parts if part not in _TAGS]
    if last not in _TAGS or detail["type"] == "extra_forbidden":
        kept.append(last)
    return ".".join(map(str, kept))


_TAGS = {"value", "range", "values"}
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
    "union_tag_not_found": "must say its kind",
}


def _in_words(detail: Any) -> str:
    if detail["type"] == "union_tag_invalid":
        return f"Unknown kind {quoted(detail['ctx']['tag'])}. Available: {detail['ctx']['expected_tags']}"
    if detail["type"] == "literal_error":
        return f"must be {detail['ctx']['expected']}"
    return str(_WORDS.get(detail["type"], detail["msg"].removeprefix("Value error, ")))


MOST_QUOTED = 80
"""Characters of what was given that a message repeats."""


def in_brief(text: object, length: int = MOST_QUOTED) -> str:
    """Return the beginning of a text that a message repeats.

    Examples
    --------
    >>> in_brief("abcdefgh", 6)
    'abc...'
    """
    words = str(text)
    return words if len(words) <= length else f"{words[: length - 3]}..."


def quoted(value: object) -> str:
    """Return what was given, in quotes and not longer than a message should repeat."""
    return _shortened(value)


def _shortened(value: object, length: int = MOST_QUOTED) -> str:
    if isinstance(value, int) and value.bit_length() > 4 * length:
        return "an integer of very many digits"
    brief = value[:length] if isinstance(value, (str, bytes, list, tuple)) else value
    try:
        text = repr(brief)
    except ValueError:
        text = type(value).__name__
    return text if len(text) <= length else f"{text[: length - 3]}..."


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


def _without_negative_zero(value: Any) -> Any:
    """Make equal numbers one: -0.0 equals 0.0, but is written otherwise."""
    if isinstance(value, float):
        return value + 0.0
    if isinstance(value, tuple) and any(isinstance(item, (float, tuple)) for item in value):
        return tuple(map(_without_negative_zero, value))
    return value


def _numbers_in(value: Any) -> Iterator[float]:
    if isinstance(value, Range):
        yield from (value.low, value.high)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            if not isinstance(item, Config):
                yield from _numbers_in(item)


def _plain(value: Any) -> Any:
    """Make a new value plain data; a pair of numbers stays one, so that its field can read it as a range."""
    if isinstance(value, Config):
        return value.to_dict()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, (tuple, list)):
        items = [_plain(item) for item in value]
        return tuple(items) if isinstance(value, tuple) and _is_pair(items) else items
    return value.item() if isinstance(value, np.generic) else value


def _is_pair(items: list[Any]) -> bool:
    return len(items) == 2 and all(isinstance(item, (int, float)) for item in items)


def _set_all(data: Any, changes: Mapping[str, Any]) -> list[Problem]:
    """Set values by path in plain data, and return what stands in the way of those that could not be set."""
    problems: list[Problem] = []
    for path, value in changes.items():
        try:
            _set_at(data, path, _plain(value))
        except ConfigError as error:
            problems += error.problems
    return problems


def _set_at(data: Any, path: str, value: Any) -> None:
    *parents, last = path.split(".")
    here = data
    for part in parents:
        below = _step_into(here, part, path)
        if isinstance(below, tuple):
            below = list(below)
            here[int(part) if isinstance(here, list) else part] = below
        here = below
    _step_into(here, last, path)
    here[int(last) if isinstance(here, list) else last] = value


def _step_into(here: Any, part: str, path: str) -> Any:
    try:
        return here[int(part) if isinstance(here, list) else part]
    except (KeyError, IndexError, ValueError, TypeError):
        raise ConfigError([Problem(path, _what_there_is(here, part))]) from None


def _what_there_is(here: Any, wanted: str) -> str:
    """Say that something is not there, and what may have been meant."""
    remedy = "check the spelling"
    if isinstance(here, (list, tuple)):
        remedy = f"the list has {len(here)}, counted from 0" if here else "the list is empty"
    elif isinstance(here, dict) and (near := get_close_matches(wanted, here, n=1)):
        remedy = f"did you mean {near[0]}?"
    return f"there is no such parameter: {remedy}"
