"""A parameter, declared once: default, sentence, unit, bounds and the span of a slider."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from pydantic import (
    BaseModel,
    Field,
)


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
