"""How large an export will be."""

import os

from driftscope import Simulation
from driftscope.export import ExportOptions, SampleFormat, estimate, export

from .conftest import PROBES, config_on

CONFIG = config_on(PROBES["tetrode"])
BOTH = ExportOptions(recording="both", samples=SampleFormat(gain_uv=0.05, adc_bits=12))


def test_the_estimate_is_about_the_size(tmp_path):
    expected = estimate(Simulation(CONFIG), tmp_path / "out", BOTH)
    assert not os.listdir(tmp_path)
    folder = export(Simulation(CONFIG), tmp_path / "out", BOTH, jobs=1)
    written = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert written < expected.disk_bytes < written + 4 * 2**20
    assert expected.seconds > 0 and expected.num_channels == 4
