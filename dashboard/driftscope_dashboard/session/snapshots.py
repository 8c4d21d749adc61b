"""Configurations kept under a letter, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from driftscope import SimulationConfig

from .form_fields import Field
from .form_values import in_words
from .forms import GROUPS, Group, groups_of
from .observable import Observable

LETTERS = ("A", "B", "C")
_MISSING = object()


@dataclass(frozen=True)
class Difference:
    """A parameter that two configurations have differently.

    Attributes
    ----------
    path : str
        Where it stands.
    there, here : object
        Plain values; None also where one configuration has no such parameter.
    """

    path: str
    there: Any
    here: Any


def differences(there: SimulationConfig, here: SimulationConfig) -> list[Difference]:
    """Return what differs, in the order of the configuration.

    Parameters
    ----------
    there, here : SimulationConfig
        The two to be compared.

    Examples
    --------
    >>> from driftscope import SimulationConfig
    >>> differences(SimulationConfig(), SimulationConfig(seed=3))
    [Difference(path='seed', there=0, here=3)]
    """
    one, other = dict(_leaves(there.to_dict())), dict(_leaves(here.to_dict()))
    paths = [*one, *(path for path in other if path not in one)]
    return [
        Difference(path, one.get(path), other.get(path))
        for path in paths
        if one.get(path, _MISSING) != other.get(path, _MISSING)
    ]


def _leaves(data: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield path and value of every parameter; ranges and lists of numbers are one value."""
    below: Iterator[tuple[Any, Any]]
    if isinstance(data, dict) and data.keys() != {"low", "high"}:
        below = iter(data.items())
    elif isinstance(data, list) and data and isinstance(data[0], dict):
        below = iter(enumerate(data))
    else:
        yield path, data
        return
    for name, value in below:
        yield from _leaves(value, f"{path}.{name}" if path else str(name))


def described(
    there: Any,
    here: Any,
    form: Callable[[Any], tuple[Group, ...]] = groups_of,
    titles: Mapping[str, str] = GROUPS,
) -> list[tuple[str, str, str]]:
    """Return what differs as it is called on the page: label, value there, value here, with units.

    Parameters
    ----------
    there, here : Config
        The two to be compared.
    form : callable
        Gives the groups of a configuration's form.
    titles : mapping
        The groups' headings, by name.

    Examples
    --------
    >>> from driftscope import SimulationConfig
    >>> loud = SimulationConfig().replace({"noise.level_uv": 20.0})
    >>> described(SimulationConfig(), loud)
    [('Noise: Level', '6 to 8 µV', '20 µV')]
    """
    fields = {field.path: field for config in (there, here) for group in form(config) for field in group.all_fields()}
    lines = [
        (_label(one.path, fields, titles), *(_text(value, fields.get(one.path)) for value in (one.there, one.here)))
        for one in differences(there, here)
    ]
    return [(label, one, other) for label, one, other in lines if one != other]


def _label(path: str, fields: dict[str, Field], titles: Mapping[str, str]) -> str:
    parts = path.split(".")
    name = fields[path].label if path in fields else parts[-1].replace("_", " ")
    if parts[:2] == ["motion", "components"] and len(parts) > 2:
        return f"Motion {int(parts[2]) + 1}: {name}"
    if parts[0] == "units" and parts[1:2] and parts[1].isdecimal():
        return f"Unit {parts[1]}: {name}"
    return f"{titles[parts[0]]}: {name}" if parts[0] in titles else name


def _text(value: Any, field: Field | None) -> str:
    unit = f" {field.unit}" if field is not None and field.unit else ""
    if value is None or value == []:
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (int, float)):
        return f"{value:.6g}{unit}"
    if isinstance(value, dict):
        return f"{value['low']:.6g} to {value['high']:.6g}{unit}"
    if isinstance(value, list) and len(value) == 2 and all(isinstance(item, (int, float)) for item in value):
        return f"{value[0]:.6g}, {value[1]:.6g}{unit}"
    if isinstance(value, list):
        return in_words(tuple(tuple(item) if isinstance(item, list) else item for item in value))
    return str(value).replace("_", " ")[:60]


class Snapshots(Observable):
    """What is kept under the letters."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, SimulationConfig] = {}

    def keep(self, letter: str, config: SimulationConfig) -> None:
        """Keep a configuration under a letter, instead of what was there."""
        if letter in LETTERS:
            self._set(kept={**self.kept, letter: config})

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Take back what was kept before, under the letters that are free."""
        self._set(kept={**{letter: kept[letter] for letter in LETTERS if letter in kept}, **self.kept})
