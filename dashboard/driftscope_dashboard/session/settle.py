"""What becomes of a configuration after changes: valid values are taken, the others wait as drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import floor, log10, trunc
from typing import Any

from driftscope import ConfigError, Problem, SimulationConfig

Changes = Mapping[str, Any]

_BISECTIONS = 10


@dataclass(frozen=True)
class Settled:
    """What becomes of a configuration after changes.

    Attributes
    ----------
    config : SimulationConfig
        The newest valid configuration.
    drafts : dict
        Pending values, by path, that are not valid yet.
    problems : tuple of Problem
        Why they are not.
    """

    config: SimulationConfig
    drafts: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def settle(config: SimulationConfig, drafts: Changes, changes: Changes) -> Settled:
    """Apply changes to a configuration, together with earlier values that were not valid by themselves.

    Parameters
    ----------
    config : SimulationConfig
        The last valid configuration.
    drafts : mapping
        Values by path that were not valid so far.
    changes : mapping
        New values by path.

    Returns
    -------
    Settled
        With all values if they fit together, else with the new ones if they are valid alone.

    Examples
    --------
    >>> from driftscope import SimulationConfig
    >>> settled = settle(SimulationConfig(), {}, {"noise.level_uv": -1.0, "seed": 3})
    >>> settled.config.seed, [problem.path for problem in settled.problems]
    (0, ['noise.level_uv'])
    """
    earlier = {path: value for path, value in drafts.items() if not is_overridden(path, changes)}
    pending = {**earlier, **changes}
    try:
        return Settled(config.replace(pending))
    except ConfigError as error:
        problems = error.problems
    if not earlier:
        return Settled(config, pending, problems)
    try:
        advanced = config.replace(changes)
    except ConfigError:
        return Settled(config, pending, problems)
    return Settled(advanced, earlier, problems)


def nearest_valid(config: SimulationConfig, path: str, wanted: Any) -> Any:
    """Return what comes nearest to a wanted value and is valid, between the present value and it.

    Parameters
    ----------
    config : SimulationConfig
        A valid configuration.
    path : str
        Of the parameter.
    wanted : Any
        A number, or a range as a mapping of its two ends; for anything else there is no way in between.

    Returns
    -------
    Any
        A number or a mapping, or None when nothing in between is valid or the present value is of another kind.
    """
    present = config.to_dict()
    for name in path.split("."):
        present = present[int(name) if isinstance(present, list) else name]
    if not _same_kind(present, wanted):
        return None
    best, low, high = None, 0.0, 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        tried = _between(present, wanted, middle)
        try:
            config.replace({path: tried})
        except ConfigError:
            high = middle
        else:
            best, low = tried, middle
    return best if best != present else None


def _same_kind(present: Any, wanted: Any) -> bool:
    if isinstance(present, dict) and isinstance(wanted, dict):
        return present.keys() == wanted.keys() and all(_same_kind(present[end], wanted[end]) for end in present)
    numbers = (present, wanted)
    return all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in numbers)


def _between(present: Any, wanted: Any, share: float) -> Any:
    """Return a value in between, rounded towards the present one so that it reads well."""
    if isinstance(present, dict):
        return {end: _between(present[end], wanted[end], share) for end in present}
    if present == wanted:
        return present
    value = present + share * (wanted - present)
    step = 10.0 ** (floor(log10(abs(wanted - present))) - 2)
    if isinstance(present, int):
        return present + trunc(value - present)
    return float(f"{present + trunc((value - present) / step) * step:.6g}")


def is_overridden(path: str, changes: Changes) -> bool:
    """Return whether changes set a path, or a part that it lies in."""
    return any(path == changed or path.startswith(f"{changed}.") for changed in changes)
