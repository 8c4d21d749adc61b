import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.advice import (
    FASTEST_MOTION_UM_PER_S,
    advice_on,
    speed_um_per_s,
)

BUMP = {"kind": "bump", "shortest_s": 4.0, "longest_s": 8.0}
STEEP = {"kind": "curve", "times_s": [0.0, 2.0, 4.0, 6.0, 8.0], "positions": [-0.5, 0.5, -0.5, 0.5, -0.5]}
ZIGZAG = {"kind": "zigzag", "period_s": 30.0}


@pytest.mark.parametrize(
    ("components", "path"),
    [
        ([{**BUMP, "shortest_s": 30.0, "longest_s": 90.0}], "motion.components.0.amplitude_factor"),
        ([STEEP], "motion.components.0.amplitude_factor"),
        ([{**ZIGZAG, "amplitude_factor": 0.5}, {**BUMP, "amplitude_factor": 0.25}], "motion.stop_um"),
    ],
    ids=["a far jump", "a steep curve", "the sum"],
)
def test_motions_that_are_too_much_are_calmed(components, path):
    ends = {"motion.start_um": (0.0, 50.0), "motion.stop_um": (0.0, -50.0)}
    config = SimulationConfig().replace({**ends, "motion.components": components})
    [one] = advice_on(config)
    assert one.path == path
    assert advice_on(config.replace(one.changes)) == []


def test_a_jump_in_a_curve_is_no_speed():
    jump = {"kind": "curve", "times_s": [0.0, 100.0, 100.05, 600.0], "positions": [-0.5, -0.5, 0.5, 0.5]}
    config = SimulationConfig().replace({"motion.components": [jump]})
    assert advice_on(config) == []
    assert speed_um_per_s(config, config.motion.components[0]) == pytest.approx(4.0)


def test_the_speed_of_a_random_walk_is_about_that_of_its_steps():
    config = SimulationConfig().replace({"duration_s": 200.0, "motion.components": [{"kind": "random_walk"}]})
    steps = []
    for seed in range(12):
        y_um = Simulation(config.replace(seed=seed)).motion.vectors_um[:, 1, 0]
        steps.append(abs(y_um[1:] - y_um[:-1]).max() * config.motion.sampling_frequency_hz)
    assert speed_um_per_s(config, config.motion.components[0]) == pytest.approx(sum(steps) / len(steps), rel=0.3)
    assert min(steps) < FASTEST_MOTION_UM_PER_S


def test_a_curve_that_goes_on_after_the_recording_is_kept_or_rescaled():
    curve = {"kind": "curve", "times_s": [0.0, 300.0, 600.0], "positions": [0.0, 0.5, -0.5]}
    config = SimulationConfig().replace({"motion.components": [curve], "duration_s": 60.0})
    [advice] = [one for one in advice_on(config) if one.path == "motion.components.0.times_s"]
    assert "ends at 600 s, the recording at 60 s" in advice.message
    rescaled = config.replace(advice.changes)
    assert rescaled.motion.components[0].times_s == (0.0, 30.0, 60.0)
    assert not [one for one in advice_on(rescaled) if one.path.startswith("motion")]
    assert config.replace(duration_s=600.0).motion.components[0].times_s == (0.0, 300.0, 600.0)
