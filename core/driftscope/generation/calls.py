"""Recordings and sortings that know the call that made them, for SpikeInterface to write down."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from ..provenance import Provenance, frozen_copy
from .arguments import fixed_seed

P = ParamSpec("P")
R = TypeVar("R")


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """Note on every recording and sorting that a function returns how it was made.

    A seed that is not given is drawn here, so that the noted call makes the same again.
    """
    signature = inspect.signature(function)

    @wraps(function)
    def noting(*args: P.args, **kwargs: P.kwargs) -> R:
        arguments = _bound(signature, args, kwargs)
        noted = frozen_copy(arguments)
        results = function(**arguments)  # type: ignore[call-arg]
        several = isinstance(results, tuple)
        for index, one in enumerate(results if isinstance(results, tuple) else [results]):
            if hasattr(one, "truth_names"):
                one.provenance = Provenance(function.__name__, noted, index if several else None)
        return results

    noting.is_remembered = True  # type: ignore[attr-defined]
    return noting


def remembers_arguments(initialize: Callable[P, None]) -> Callable[P, None]:
    """Let the ``__init__`` of a recording or sorting note its arguments."""
    signature = inspect.signature(initialize)

    @wraps(initialize)
    def noting(*args: P.args, **kwargs: P.kwargs) -> None:
        arguments = _bound(signature, args, kwargs)
        made = arguments.pop("self")
        noted = frozen_copy(arguments)
        initialize(made, **arguments)
        made.provenance = Provenance(type(made).__name__, noted)

    noting.is_remembered = True  # type: ignore[attr-defined]
    return noting


def is_maker(name: str, value: Any) -> bool:
    """Return whether a name stands for something that notes its own calls: only that may be called by a file."""
    noting = getattr(value, "__init__", None) if isinstance(value, type) else value
    return not name.startswith("_") and getattr(noting, "is_remembered", False)


def _bound(signature: inspect.Signature, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    if "seed" in bound.arguments:
        bound.arguments["seed"] = fixed_seed(bound.arguments["seed"])
    return bound.arguments
