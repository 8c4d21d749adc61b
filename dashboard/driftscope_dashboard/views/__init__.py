"""Views of the dashboard, one per file."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from .base import View


@cache
def all_views() -> tuple[type[View], ...]:
    """Return the views of the page, in the order in which they stand in their areas."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    views = {
        member
        for module in modules
        for member in vars(module).values()
        if isinstance(member, type) and issubclass(member, View) and "name" in vars(member)
    }
    return tuple(sorted(views, key=lambda view: (view.area, view.order)))
