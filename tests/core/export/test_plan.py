"""How an export is cut into chunks."""

from driftscope import Simulation
from driftscope.export.writer import plan_for

from .conftest import PROBES, config_on

CONFIG = config_on(PROBES["tetrode"])


def test_chunks_are_whole_blocks_of_the_noise(tmp_path):
    def chunk(streams, chunk_s):
        plan, _ = plan_for(Simulation(CONFIG.replace(streams=streams)), tmp_path / "out")
        return plan.chunk_size(chunk_s)

    assert chunk("spikeinterface", 1.2) % 30_000 == 0
    assert chunk("independent", 1.0) % 256 == 0
    assert chunk("spikeinterface", 0.05) < 30_000
