"""What the toolbar offers, one subject in each file of this folder; a new file is a new action."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from .base import Action


@cache
def all_actions() -> tuple[type[Action], ...]:
    """Return the actions of the toolbar, from left to right."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    actions = {
        member
        for module in modules
        for member in vars(module).values()
        if isinstance(member, type) and issubclass(member, Action) and member is not Action
    }
    return tuple(sorted(actions, key=lambda action: (action.side, action.order)))
