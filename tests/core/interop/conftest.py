"""What tests of objects for other packages share: a small simulation with either kind of random streams."""

import pytest
from driftscope import Simulation, SimulationConfig

CONFIGS = [
    SimulationConfig.from_dict(
        {
            "duration_s": 4.0,
            "streams": streams,
            "probe": {"kind": "linear", "num_contacts": 12},
            "units": {"num_units": 6},
            "spikes": {"amplitude_std": 0.1},
            "motion": {"components": [{"kind": "zigzag", "period_s": 3.0}]},
        }
    )
    for streams in ("independent", "spikeinterface")
]


@pytest.fixture(params=CONFIGS, ids=lambda config: config.streams)
def simulation(request: pytest.FixtureRequest) -> Simulation:
    return Simulation(request.param)


@pytest.fixture
def configs() -> dict[str, SimulationConfig]:
    """The configurations by their kind of random streams."""
    return {config.streams: config for config in CONFIGS}
