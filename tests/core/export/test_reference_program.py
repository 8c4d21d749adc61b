import subprocess
import sys

import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.export.reference_program import SAME, differences_from_reference, reference_program, verdict
from driftscope.presets import PRESETS

SMALL = {
    "duration_s": 8.0,
    "seed": 5,
    "streams": "spikeinterface",
    "units.num_units": 5,
    "units.minimum_distance_um": None,
    "motion.start_um": (0.0, 4.0),
    "motion.stop_um": (0.0, -4.0),
    "probe": {"kind": "linear", "num_contacts": 6},
}
ZIGZAG = {"kind": "zigzag", "amplitude_factor": 0.4, "period_s": 5.0, "start_s": 1.0, "non_rigid_gradient": 0.3}
CURVE = {"kind": "curve", "times_s": [0.0, 3.0, 7.0], "positions": [-0.3, 0.4, 0.0], "amplitude_factor": 0.5}
CONFIGS = {
    "neuropixels": {
        "probe": {"kind": "neuropixels", "num_contacts": 12, "first_contact": 4},
        "motion.components": [ZIGZAG, {"kind": "bump", "shortest_s": 1.0, "longest_s": 2.0, "amplitude_factor": 0.4}],
        "units.distribution": "multimodal",
        "units.minimum_distance_um": 5.0,
        "spikes.amplitude_std": 0.1,
    },
    "curve": {
        "probe": {"kind": "tetrode"},
        "motion.components": [CURVE, ZIGZAG, {**CURVE, "enabled": False}],
        "templates.propagation_speed_um_per_ms": None,
        "templates.spatial_profile": "power",
    },
    "no-motion": {"probe": {"kind": "named", "name": "Neuronexus-32"}, "motion.components": []},
    "own": {
        "units.num_units": 2,
        "units.locations_um": [(0.0, 10.0, 10.0), (5.0, 60.0, 20.0)],
        "spikes.times_s": [[0.5, 1.0, 7.0], [1.0, 2.5]],
        "templates.alpha_uv": [80.0, 120.0],
        "motion.components": [{"kind": "random_walk", "amplitude_factor": 0.9}],
    },
    "single": {"units.num_units": 1, "motion.components": [ZIGZAG]},
    "noise": {"units.num_units": 0, "motion.components": [], "noise.level_uv": (3.0, 9.0)},
    "inline": {"probe": {"kind": "multi_column", "num_columns": 2, "num_contacts_per_column": 4}},
}
RUN = """
import sys, numpy as np
namespace = {}
exec(compile(open(sys.argv[1]).read(), sys.argv[1], "exec"), namespace)
found = {name: namespace[name].get_traces(start_frame=150_000, end_frame=165_000) for name in ("static", "drifting")}
if "sorting" in namespace:
    found["spikes"] = namespace["sorting"].to_spike_vector()
np.savez(sys.argv[2], **found)
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run a program in a process of its own and return what it made."""

    def of(program):
        folder = tmp_path_factory.mktemp("program")
        (folder / "program.py").write_text(program, encoding="utf-8")
        command = [sys.executable, "-c", RUN, str(folder / "program.py"), str(folder / "made.npz")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return np.load(folder / "made.npz")

    return of


@pytest.mark.parametrize("name", CONFIGS)
def test_what_is_said_to_be_the_same_is_the_same(run, name):
    config = SimulationConfig().replace({**SMALL, **CONFIGS[name]})
    assert verdict(config) == SAME
    made, simulation = run(reference_program(config)), Simulation(config)
    for which in ("static", "drifting"):
        ours = getattr(simulation, which).get_traces(start_frame=150_000, end_frame=165_000)
        assert made[which].shape == ours.shape
        np.testing.assert_allclose(made[which], ours, atol=0.01)
    if config.units.num_units:
        ours = simulation.sorting.to_spike_vector()
        for field in ("sample_index", "unit_index"):
            np.testing.assert_array_equal(made["spikes"][field], ours[field])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"streams": "independent"}, "random streams"),
        ({"noise.strategy": "tile_pregenerated"}, "noise"),
        ({"spikes.synchrony_ratio": 0.2}, "synchronous"),
    ],
)
def test_what_is_only_alike_says_why_and_runs(run, change, words):
    config = SimulationConfig().replace({**SMALL, **change})
    program = reference_program(config)
    assert words in verdict(config)
    assert verdict(config) in program.replace("\n", " ")
    assert run(program)["drifting"].shape == (15_000, 6)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_a_program(name):
    config = PRESETS[name].config
    compile(reference_program(config), name, "exec")
    assert differences_from_reference(config)


def test_motion_that_the_reference_cannot_make_is_named():
    parts = [{"kind": "zigzag"}, {"kind": "wander"}, {"kind": "kicks"}, {"kind": "kicks", "enabled": False}]
    config = SimulationConfig(streams="spikeinterface").replace({"motion.components": parts})
    [said] = differences_from_reference(config)
    assert "motion in µm (wander, kicks) is omitted" in said
    program = reference_program(config)
    assert '"drift_mode": "zigzag"' in program.replace("'", '"') and "wander" in program.split('"""')[1]
    compile(program, "program", "exec")
