"""The kinds of sources by name, so that what is on disk can be generated again from its configuration."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..base import Config
from ..source import Source
from .errors import ExportError

SOURCES = {
    "simulation": ("driftscope.simulation", "Simulation", "driftscope.config", "SimulationConfig"),
    "hybrid": ("driftscope.hybrid", "Hybrid", "driftscope.hybrid", "HybridConfig"),
}
"""By name: module and class of the source, module and class of its configuration."""


def kind_of(source: Source) -> str:
    """Return the kind of a source: "simulation" or "hybrid".

    Parameters
    ----------
    source : Source
        A simulation or a hybrid.

    Raises
    ------
    ExportError
        When it is neither, or when its configuration alone does not describe it.
    """
    if getattr(source, "is_in_memory", False):
        raise ExportError(
            "its background or library exists only in memory: save it, and give its path in the configuration"
        )
    for kind, (_, class_name, _, _) in SOURCES.items():
        if type(source).__name__ == class_name:
            return kind
    raise ExportError(f"a {type(source).__name__} cannot be written. Available: {', '.join(SOURCES)}")


def source_of(kind: str, configuration: Any) -> Source:
    """Return the source that a configuration describes.

    Parameters
    ----------
    kind : {"simulation", "hybrid"}
        What the configuration is of.
    configuration : mapping
        The configuration as plain data.

    Raises
    ------
    ExportError
        When the kind is unknown.
    ConfigError
        When the configuration is not valid.
    """
    config = config_of(kind, configuration)
    module, class_name, _, _ = SOURCES[kind]
    source: Source = getattr(import_module(module), class_name)(config)
    return source


def config_of(kind: str, configuration: Any) -> Config:
    """Return a configuration from plain data; raises what `source_of` does."""
    if kind not in SOURCES:
        raise ExportError(f"Unknown kind of source {kind!r}. Available: {', '.join(SOURCES)}")
    _, _, module, class_name = SOURCES[kind]
    config: Config = getattr(import_module(module), class_name).from_dict(configuration)
    return config


def source_for(config: Config) -> Source:
    """Return the source that a configuration describes.

    Parameters
    ----------
    config : SimulationConfig or HybridConfig
        The configuration.

    Raises
    ------
    ExportError
        When it is a configuration of something else.
    """
    for kind, (_, _, _, config_name) in SOURCES.items():
        if type(config).__name__ == config_name:
            return source_of(kind, config.to_dict())
    raise ExportError(f"a {type(config).__name__} does not describe a recording")
