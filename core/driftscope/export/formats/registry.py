"""Registry of file formats: every module of this package with a ``FORMAT``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from ..errors import ExportError
from .base import Format


@cache
def formats() -> dict[str, Format]:
    """Return every format by name, the simplest first."""
    package = import_module(__package__)
    modules = [import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__)]
    found = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return {one.name: one for one in sorted(found, key=lambda one: (one.extra is not None, one.name))}


def format_named(name: str) -> Format:
    """Return a format that can be used here.

    Raises
    ------
    ExportError
        When there is none of that name, or its libraries are missing.
    """
    if name not in formats():
        raise ExportError(f"Unknown format {name!r}. Available: {', '.join(formats())}")
    found = formats()[name]
    missing = [library for library in found.libraries if find_spec(library) is None]
    if missing:
        raise ExportError(f"the format {name} needs {', '.join(missing)}: pip install 'driftscope[{found.extra}]'")
    return found
