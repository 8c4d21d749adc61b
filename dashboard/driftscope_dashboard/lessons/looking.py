"""What a lesson looks at, put into a page's selection as far as the page has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from driftscope import ConfigError
from driftscope.lessons.looks import LookName

from ..session.selection import Selection
from ..session.sharing import Look

LOOKED_AT: tuple[str, ...] = get_args(LookName)


def sound(look: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a page can look at; what it cannot is left out.

    Examples
    --------
    >>> sound({"time_s": 20, "gain": -1})
    {'time_s': 20.0}
    """
    found: dict[str, Any] = {}
    for name, value in look.items():
        try:
            found[name] = getattr(Look.from_dict({name: value}), name)
        except (ConfigError, AttributeError):
            continue
    return found


def whole_look(look: Mapping[str, Any], selection: Selection | None = None) -> Look:
    """Return a complete look: what a lesson says, and the rest as it is, or as a page begins."""
    here = {} if selection is None else Look.of(selection).to_dict()
    return Look.from_dict({**here, **sound(look)})


def look_at(selection: Selection, config: Any, look: Mapping[str, Any]) -> None:
    """Let a selection look at what a lesson says, within a recording."""
    values = sound(look)
    if "time_s" in values:
        values["time_s"] = min(values["time_s"], config.duration_s)
    if "units" in values:
        values["units"] = tuple(unit for unit in values["units"] if unit < config.units.num_units)
    selection.look(**values)


def looked_at(selection: Selection) -> dict[str, Any]:
    """Return what a selection looks at, by the names that lessons use."""
    return {name: getattr(selection, name, None) for name in LOOKED_AT}
