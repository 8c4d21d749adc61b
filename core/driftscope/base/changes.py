"""Changes of plain data by dotted path."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import numpy as np
from pydantic import BaseModel

from .problems import ConfigError, Problem


def _plain(value: Any) -> Any:
    """Make a new value plain data; a pair of numbers stays one, so that its field can read it as a range."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, (tuple, list)):
        items = [_plain(item) for item in value]
        return tuple(items) if isinstance(value, tuple) and _is_pair(items) else items
    return value.item() if isinstance(value, np.generic) else value


def _is_pair(items: list[Any]) -> bool:
    return len(items) == 2 and all(isinstance(item, (int, float)) for item in items)


def set_all(data: Any, changes: Mapping[str, Any]) -> list[Problem]:
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
