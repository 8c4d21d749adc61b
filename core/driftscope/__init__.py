"""Ground-truth electrophysiology: recordings whose spikes, units and motion are known."""

from .base import ConfigError, Problem, Range
from .config import SimulationConfig
from .generation import generate_drifting_recording
from .simulation import Simulation

__version__ = "0.1.0"

__all__ = [
    "ConfigError",
    "Problem",
    "Range",
    "Simulation",
    "SimulationConfig",
    "generate_drifting_recording",
]
