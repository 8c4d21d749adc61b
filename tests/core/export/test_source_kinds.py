"""Sources of recordings by name."""

import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.export import ExportError
from driftscope.export.source_kinds import kind_of, source_for, source_of

CONFIG = SimulationConfig(duration_s=0.5)


def test_a_source_comes_back_from_its_kind_and_configuration():
    source = Simulation(CONFIG)
    assert source_of(kind_of(source), CONFIG.to_dict()).config == CONFIG
    assert source_for(CONFIG).config == CONFIG
    with pytest.raises(ExportError, match=r"Unknown kind of source 'dream'\. Available: simulation"):
        source_of("dream", {})
    with pytest.raises(ExportError, match="a dict cannot be written"):
        kind_of({})
