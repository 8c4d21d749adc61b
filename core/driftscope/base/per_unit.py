"""Parameters that can differ between units: one value for all, a range to draw from, or a list."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    BeforeValidator,
    Discriminator,
    Tag,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from .config import Config
from .parameters import parameter


class Range(Config):
    """Range from which each unit (or channel) draws its own value, uniformly."""

    low: float = parameter(..., "Smallest value that can be drawn.")
    high: float = parameter(..., "Largest value that can be drawn.")

    @field_validator("high")
    @classmethod
    def _not_below_low(cls, high: float, info: ValidationInfo) -> float:
        low = info.data.get("low")
        if low is not None and high < low:
            raise PydanticCustomError("range_order", "the range ends below its start: swap the two ends")
        return high

    def bounded_numbers(self) -> Iterator[float]:
        """Yield both ends."""
        yield from (self.low, self.high)


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
            raise ValueError(f"has {len(value)} values, but {number} are needed")
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
