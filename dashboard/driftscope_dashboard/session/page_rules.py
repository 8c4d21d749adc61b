"""What a page may ask for: files that it may open, and work that others do not have to wait for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from driftscope import ConfigError, Problem, SimulationConfig
from driftscope.cost import PAGE, cost_rules
from driftscope.hybrid import HybridConfig
from driftscope.hybrid.sources import SimulationSource

from .allowed_paths import AllowedPaths

MOST_HYBRID_UNITS = 1_000


@dataclass(frozen=True)
class PageRules:
    """What a page may ask for.

    Attributes
    ----------
    allowed : AllowedPaths
        What it may open.
    start : SimulationConfig or HybridConfig, optional
        What the server's owner lets pages begin with, whatever it costs.
    """

    allowed: AllowedPaths
    start: SimulationConfig | HybridConfig | None = None

    def refuse(self, config: Any) -> None:
        """Raise a ConfigError with all that a page may not ask for."""
        if problems := list(self.problems(config)):
            raise ConfigError(problems)

    def problems(self, config: Any) -> Iterator[Problem]:
        """Yield what a page may not ask for."""
        yield from self.allowed.problems(config.to_dict())
        if self.start is None or not list(costs(self.start)):
            yield from costs(config)


def costs(config: SimulationConfig | HybridConfig) -> Iterator[Problem]:
    """Yield what would take a page too much."""
    if isinstance(config, SimulationConfig):
        yield from cost_rules(config, PAGE)
        return
    if isinstance(config.source, SimulationSource):
        for problem in cost_rules(config.source.config, PAGE):
            yield replace(problem, path=f"source.config.{problem.path}")
    if len(config.units) > MOST_HYBRID_UNITS:
        yield Problem(
            "units", f"has {len(config.units)} units: a page adds at most {MOST_HYBRID_UNITS}", len(config.units)
        )
