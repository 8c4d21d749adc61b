"""The formats by name: every module of this package that has a ``FORMAT``."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from .format import Format


class ExportError(Exception):
    """Something that cannot be written or verified, said in words."""


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """Turn what the system refuses into an ExportError; a broken pipe is for whoever prints into it."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ExportError(refusal_of(error)) from None


def refusal_of(error: OSError) -> str:
    """Return in words what the system refuses."""
    said = f"{error.filename or 'the disk'}: {error.strerror or error}"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        said += ". What is written stays: make room, and run the same command again"
    return said


@cache
def formats() -> dict[str, Format]:
    """Return every format by name, the simplest first."""
    package = __name__.rpartition(".")[0]
    names = [module.name for module in iter_modules(import_module(package).__path__)]
    modules = [import_module(f"{package}.{name}") for name in sorted(names)]
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
        raise ExportError(f"there is no format {name!r}; there are {', '.join(formats())}")
    found = formats()[name]
    missing = [library for library in found.libraries if find_spec(library) is None]
    if missing:
        raise ExportError(f"the format {name} needs {', '.join(missing)}: pip install 'driftscope[{found.extra}]'")
    return found
