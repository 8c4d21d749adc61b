"""Ground-truth electrophysiology: recordings whose spikes, units and motion are known."""

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
    """Import SpikeInterface's functions when one is asked for: whoever starts from a configuration needs none."""
    if name == "generate_drifting_recording":
        from .generation import generate_drifting_recording

        return generate_drifting_recording
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
