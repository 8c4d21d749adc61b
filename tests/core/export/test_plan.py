"""How an export is cut into chunks."""

from driftscope import Simulation
from driftscope.export.writer import plan_for

from .conftest import PROBES, config_on

CONFIG = config_on(PROBES["tetrode"])


def test_stretches_are_whole_blocks_of_the_noise(tmp_path):
    def stretch(streams, chunk_s):
        plan, _ = plan_for(Simulation(CONFIG.replace(streams=streams)), tmp_path / "out")
        return plan.stretch(chunk_s)

    assert stretch("spikeinterface", 1.2) % 30_000 == 0
    assert stretch("independent", 1.0) % 256 == 0
    assert stretch("spikeinterface", 0.05) < 30_000
