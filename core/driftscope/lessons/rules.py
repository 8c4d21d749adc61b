"""When a step is reached: rules on the configuration, on what one looks at, and on measured values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from pydantic import ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from ..base import Config, parameter
from .looks import LookName

_SUBJECTS = ("path", "look", "measure")
_TESTS = ("is_", "ge", "le", "between", "visited")


class Rule(Config):
    """Condition on one of path, look and measure, with one of is, ge, le, between and visited."""

    model_config = ConfigDict(
        alias_generator=lambda name: name.removesuffix("_"), validate_by_name=True, serialize_by_alias=True
    )

    path: str | None = parameter(None, "A path of the configuration.")
    look: LookName | None = parameter(None, "A property of the view.")
    measure: str | None = parameter(None, "One of the step's values.")
    is_: Any = parameter(None, "The accepted value.")
    ge: float | None = parameter(None, "Smallest accepted value.")
    le: float | None = parameter(None, "Largest accepted value.")
    between: tuple[float, float] | None = parameter(None, "Range of accepted values, both ends included.")
    visited: tuple[Any, ...] | None = parameter(None, "Values that must all have occurred since the step began.")

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        subjects = [name for name in _SUBJECTS if getattr(self, name) is not None]
        tests = [name for name in _TESTS if getattr(self, name) is not None]
        if not tests and "is_" in self.model_fields_set:  # it must be empty
            tests = ["is_"]
        for names, words in ((subjects, "path, look and measure"), (tests, "is, ge, le, between and visited")):
            if len(names) != 1:
                sentence = f"must have one of {words}, not {len(names)}"
                raise PydanticCustomError("rule_form", "{sentence}", {"sentence": sentence})
        return self

    @property
    def subject(self) -> str:
        """What the rule is about, in the file's words."""
        return next(f"{name} {getattr(self, name)}" for name in _SUBJECTS if getattr(self, name) is not None)

    def value(self, config: Config, look: Mapping[str, Any], values: Mapping[str, float | None]) -> Any:
        """Return the present value of what the rule is about; None when there is none."""
        if self.path is not None:
            return value_at(config, self.path)
        if self.look is not None:
            return look.get(self.look)
        return values.get(self.measure or "")

    def holds(self, value: Any, seen: Sequence[Any] = ()) -> bool:
        """Return whether the rule holds for a value.

        Parameters
        ----------
        value : object
            The present value.
        seen : sequence
            What it was since the step began; asked for by ``visited`` only.
        """
        if self.visited is not None:
            return all(any(_is_among(wanted, one) for one in (*seen, value)) for wanted in self.visited)
        if self.between is None and self.ge is None and self.le is None:
            return bool(_plain(value) == _plain(self.is_))
        if isinstance(value, Mapping) and value.keys() == {"low", "high"}:
            return all(self.holds(end) for end in value.values())
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        low, high = self.between or (self.ge, self.le)
        return (low is None or value >= low) and (high is None or value <= high)


class RuleWatch:
    """Watches whether all rules of a step hold; it remembers what was seen since it began.

    Parameters
    ----------
    rules : sequence of Rule
        The step's rules.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._seen: list[list[Any]] = [[] for _ in self.rules]

    def observe(
        self, config: Config, look: Mapping[str, Any], values: Mapping[str, float | None] | None = None
    ) -> tuple[bool, ...]:
        """Take note of the present state.

        Parameters
        ----------
        config : SimulationConfig or HybridConfig
            The present configuration.
        look : mapping
            What one looks at, by name.
        values : mapping, optional
            The step's values by name; None for one that is not computed yet.

        Returns
        -------
        tuple of bool
            Which rules hold; the step is reached when all do. Without rules it is reached at once.
        """
        held = []
        for rule, seen in zip(self.rules, self._seen, strict=True):
            value = rule.value(config, look, values or {})
            if rule.visited is not None and value not in seen:
                seen.append(value)
            held.append(rule.holds(value, seen))
        return tuple(held)


def value_at(config: Config, path: str) -> Any:
    """Return a configuration's value by its dotted path, as plain data; None when there is no such path."""
    found = _entry(config, path)
    return None if found is None else found[0]


def has_path(config: Config, path: str) -> bool:
    """Return whether a configuration has a dotted path, of a parameter or of a part."""
    return _entry(config, path) is not None


def _entry(config: Config, path: str) -> tuple[Any] | None:
    here: Any = config.to_dict()
    for part in path.split("."):
        try:
            here = here[int(part) if isinstance(here, list) else part]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return (here,)


def _is_among(wanted: Any, value: Any) -> bool:
    if isinstance(value, (list, tuple)) and not isinstance(wanted, (list, tuple)):
        return wanted in value
    return bool(_plain(value) == _plain(wanted))


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value
