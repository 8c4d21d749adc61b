import subprocess
import sys

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.export.programs import PROGRAMS, driftscope_program
from driftscope.presets import PRESETS

SAVE = "\nimport numpy, sys\nnumpy.savez(sys.argv[1], traces=traces, spikes=sorting.to_spike_vector())\n"


def test_the_program_makes_the_same_recording(small, tmp_path):
    path = tmp_path / "program.py"
    path.write_text(driftscope_program(small) + SAVE, encoding="utf-8")
    subprocess.run([sys.executable, str(path), str(tmp_path / "made.npz")], check=True, capture_output=True, timeout=60)
    made, simulation = np.load(tmp_path / "made.npz"), Simulation(small)
    np.testing.assert_array_equal(made["traces"], simulation.drifting.get_traces(start_frame=0, end_frame=30_000))
    np.testing.assert_array_equal(made["spikes"], simulation.sorting.to_spike_vector())


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_a_program_of_readable_lines(name):
    for program in PROGRAMS.values():
        text = program(PRESETS[name].config)
        compile(text, name, "exec")
        assert max(map(len, text.splitlines())) <= 160
