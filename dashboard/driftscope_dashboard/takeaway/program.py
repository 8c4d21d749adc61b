"""A configuration as a Python program that generates its recordings with this project."""

from __future__ import annotations

from pprint import pformat

from driftscope import SimulationConfig, __version__

_PROGRAM = '''"""Two recordings of the same units, at rest and drifting, made with driftscope {version}."""

from driftscope import Simulation, SimulationConfig

config = SimulationConfig.from_dict({config})

simulation = Simulation(config)
static, drifting, sorting = simulation.static, simulation.drifting, simulation.sorting

# Everything is lazy: only what is asked for is computed. Samples are in µV, shape (samples, channels).
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
    end = min(config.num_samples, round(config.sampling_frequency_hz))
    return _PROGRAM.format(version=__version__, config=literal(config.to_dict()), end=end)


def literal(value: object, indent: int = 0) -> str:
    """Return plain data as Python writes it, wrapped, the lines after the first indented."""
    return pformat(value, width=112 - indent, sort_dicts=False, compact=True).replace("\n", "\n" + " " * indent)
