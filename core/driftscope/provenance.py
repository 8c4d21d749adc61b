"""How an object was made: the call that makes it again, for whoever has to write that down."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .paths import anchored


@dataclass(frozen=True, eq=False)
class Provenance:
    """A call whose result is, or holds, an object.

    Attributes
    ----------
    maker : str
        What is called: the name of a function or class of `driftscope.generation`, or ``Simulation``, ``Hybrid`` or
        ``Sorting``.
    arguments : mapping
        All its arguments by name, defaults and a drawn seed included.
    output : int, str or None
        Which result is meant: an index when there are several, an attribute of the result, or the result itself.
    """

    maker: str
    arguments: Mapping[str, Any]
    output: int | str | None = None


def configured(maker: str, configuration: Mapping[str, Any], output: str) -> Provenance:
    """Return where a result of a `Simulation` or `Hybrid` comes from; paths hold in any folder."""
    return Provenance(maker, {"configuration": anchored(dict(configuration), Path.cwd())}, output)


def frozen_copy(value: Any) -> Any:
    """Return an argument that later changes of the caller's lists and arrays leave alone; objects are shared."""
    if isinstance(value, Mapping):
        return {key: frozen_copy(one) for key, one in value.items()}
    if type(value) in (list, tuple):
        return type(value)(frozen_copy(one) for one in value)
    if isinstance(value, np.ndarray):
        return value.copy()
    return deepcopy(value) if type(value).__module__.startswith("probeinterface") else value
