"""Ground-truth electrophysiology: recordings whose spikes, units and motion are known."""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from .base import ConfigError, Problem, Range
from .config import SimulationConfig
from .simulation import Simulation

if TYPE_CHECKING:
    from .generation import generate_drifting_recording

__version__ = "0.1.0"

__all__ = [
    "ConfigError",
    "Problem",
    "Range",
    "Simulation",
    "SimulationConfig",
    "generate_drifting_recording",
]


def __getattr__(name: str) -> Any:
    """Import SpikeInterface's functions, and other parts of the package, when one is asked for.

    Whoever starts from a configuration needs none of them.
    """
    if name == "generate_drifting_recording":
        from .generation import generate_drifting_recording

        return generate_drifting_recording
    if not name.startswith("_") and find_spec(f"{__name__}.{name}") is not None:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
