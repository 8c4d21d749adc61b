"""A configuration as a Python program: with driftscope or with SpikeInterface."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from ..config import SimulationConfig
from .reference_program import literal, reference_program

_PROGRAM = '''"""Two recordings of the same units, at rest and drifting, made with driftscope {version}."""

from driftscope import Simulation, SimulationConfig

config = SimulationConfig.from_dict({config})

simulation = Simulation(config)
static, drifting, sorting = simulation.static, simulation.drifting, simulation.sorting

# Recordings are lazy: only the requested window is computed, in µV, with shape (samples, channels).
traces = drifting.get_traces(start_frame=0, end_frame={end})
print(drifting)
print(sorting)
# For SpikeInterface: drifting.to_spikeinterface(), sorting.to_spikeinterface()
'''


def driftscope_program(config: SimulationConfig) -> str:
    """Return a program that makes exactly what the configuration says, defaults written out.

    Parameters
    ----------
    config : SimulationConfig
        What is to be generated.
    """
    from .. import __version__

    end = min(config.num_samples, round(config.sampling_frequency_hz))
    return _PROGRAM.format(version=__version__, config=literal(config.to_dict()), end=end)


PROGRAMS: MappingProxyType[str, Callable[[SimulationConfig], str]] = MappingProxyType({
    "driftscope": driftscope_program,
    "spikeinterface": reference_program,
})  # fmt: skip
"""Makers of Python programs, by the library that the program uses."""
