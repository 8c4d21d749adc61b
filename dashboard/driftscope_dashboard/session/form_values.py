"""Values as controls hold them, and back; lists in words; the nearest number that is allowed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from driftscope import Range, SimulationConfig
from driftscope.base import Config, parameter_info

from .form_fields import Field


def value_at(config: Config, path: str) -> Any:
    """Return the value at a dotted path."""
    value: Any = config
    for name in path.split("."):
        value = value[int(name)] if isinstance(value, tuple) else getattr(value, name)
    return value


def to_control(value: Any) -> Any:
    """Write a value as a control holds it: a range as a list of two, everything else plain."""
    if isinstance(value, Range):
        return [value.low, value.high]
    if isinstance(value, tuple):
        return [to_control(item) for item in value]
    return str(value) if isinstance(value, Path) else value


def from_control(field: Field, value: Any) -> Any:
    """Read what a control holds as the value of its parameter."""
    if field.kind == "per_unit" and isinstance(value, list) and len(value) == 2:
        return {"low": value[0], "high": value[1]}
    if field.kind == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def in_words(value: Any) -> str:
    """Describe a list that is too long for a control.

    Examples
    --------
    >>> in_words((1.0, 2.5, 4.0))
    '3 values, 1 to 4'
    """
    if any(isinstance(item, Config) for item in value):
        return f"{len(value)} entries"
    flat = list(_flat(value))
    if not flat:
        return "no values"
    return f"{len(value)} values, {min(flat):g} to {max(flat):g}"


def is_list(field: Field, value: Any) -> bool:
    """Return whether a value is a list that its control can only describe."""
    if field.kind == "listing":
        return value is not None
    return field.kind in ("per_unit", "integer") and isinstance(value, tuple)


def suggestion(config: SimulationConfig, field: Field, given: Any) -> float | None:
    """Return the nearest valid number when a number was outside its bounds."""
    if field.kind not in ("number", "integer", "per_unit") or not isinstance(given, (int, float)):
        return None
    *parents, name = field.path.split(".")
    part = value_at(config, ".".join(parents)) if parents else config
    if math.isnan(given) or parameter_info(type(part), name).refusal(given) is None:
        return None
    nearest = parameter_info(type(part), name).nearest(given)
    return round(nearest) if field.kind == "integer" else nearest


def _flat(value: Any) -> Iterator[float]:
    for item in value:
        if isinstance(item, tuple):
            yield from _flat(item)
        else:
            yield item
