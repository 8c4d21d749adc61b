"""Back to the defaults: which parameters differ from their defaults, and what these are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from driftscope import SimulationConfig

from .form_values import from_control, to_control, value_at
from .forms import Group, groups_of

_WHOLE = SimulationConfig()
DefaultOf = Callable[[Any, str], list[Any]]


def default_of(config: SimulationConfig, path: str) -> list[Any]:
    """Return a parameter's default as its control holds it, in a list; an empty list where there is none.

    Parameters
    ----------
    config : SimulationConfig
        Says of which kind the part is that the parameter belongs to.
    path : str
        Of the parameter.

    Examples
    --------
    >>> default_of(_WHOLE, "noise.level_uv"), default_of(_WHOLE, "motion.components.0.kind")
    ([[6.0, 8.0]], [])
    """
    parent, _, name = path.rpartition(".")
    part = value_at(config, parent) if parent else config
    if name == "kind":
        return []
    if not parent.startswith("motion.components"):
        usual = value_at(_WHOLE, parent) if parent else _WHOLE
        if type(usual) is type(part):
            return [to_control(getattr(usual, name))]
    declared = type(part).model_fields[name]
    return [] if declared.is_required() else [to_control(declared.default)]


def changed_in(config: Any, group: Group, default_of: DefaultOf = default_of) -> dict[str, Any]:
    """Return the defaults, as values of the configuration, of the parameters of a group that differ from them."""
    found = {}
    for field in group.all_fields():
        default = default_of(config, field.path)
        if default and to_control(value_at(config, field.path)) != default[0]:
            found[field.path] = from_control(field, default[0])
    return found


def changed_groups(
    config: Any, form: Callable[[Any], tuple[Group, ...]] = groups_of, default_of: DefaultOf = default_of
) -> dict[str, dict[str, Any]]:
    """Return, for every group in which something differs from its default, the way back.

    Parameters
    ----------
    config : Config
        What is looked at.
    form : callable
        Returns the groups of its form.
    default_of : callable
        Returns a parameter's default in a list, from a configuration and a path.

    Examples
    --------
    >>> changed_groups(SimulationConfig(seed=3))
    {'recording': {'seed': 0}}
    """
    found = {group.name: changed_in(config, group, default_of) for group in form(config)}
    return {name: changes for name, changes in found.items() if changes}
