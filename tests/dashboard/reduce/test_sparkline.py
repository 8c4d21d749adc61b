import re

import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.presets import PRESETS
from driftscope_dashboard.reduce.sparkline import (
    HEIGHT,
    WIDTH,
    component_curve,
    component_drawing,
    motion_curves,
    paths,
)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_has_a_drawing_that_fits(name):
    for path in paths(motion_curves(PRESETS[name].config)):
        numbers = np.array([float(number) for number in re.findall(r"-?\d+\.?\d*", path)])
        assert numbers.min() >= 0
        assert numbers.max() <= WIDTH
        assert len(path) < 2_500


def test_the_drawing_is_the_motion(small):
    config = small.replace({"motion.components.0.period_s": 15.0, "motion.sampling_frequency_hz": 20.0})
    [curve] = motion_curves(config)
    moved = Simulation(config).motion.unit_displacements_um()[:, 0, 1]
    assert np.corrcoef(curve, moved)[0, 1] > 0.999
    assert np.abs(curve).max() == pytest.approx(np.abs(moved).max(), rel=0.01)


def test_where_units_move_unequally_there_are_two_lines(small):
    most, least = motion_curves(small.replace({"motion.components.0.non_rigid_gradient": -0.25}))
    np.testing.assert_allclose(least, most / 4)


def test_where_nothing_moves_the_line_is_flat(small):
    assert motion_curves(small.replace({"motion.components": []})) == []
    assert motion_curves(small.replace({"motion.components.0.enabled": False})) == []
    assert paths([]) == [f"M0 {HEIGHT // 2}H{WIDTH}"]


def test_a_motion_alone_keeps_its_own_random_numbers(small):
    walk = {"kind": "random_walk", "amplitude_factor": 0.4}
    config = small.replace({"motion.components": [walk, walk]})
    assert not np.array_equal(component_curve(config, 0), component_curve(config, 1))


def test_a_random_walk_is_drawn_as_it_is(small):
    config = small.replace({"motion.components": [{"kind": "random_walk"}], "duration_s": 300.0})
    curve, moved = component_curve(config, 0), Simulation(config).motion.vectors_um[:, 1, 0]
    shown = np.linspace(0, moved.size - 1, curve.size).round().astype(int)
    np.testing.assert_allclose(curve, moved[shown], atol=1e-9)


def test_the_drawing_of_a_motion_shows_its_amplitude_and_up_is_up(small):
    def heights(config):
        return [float(part.split()[1]) for part in component_drawing(config, 0, 100, 41).lstrip("M").split("L")]

    curve = {"kind": "curve", "times_s": [0.0, 20.0], "positions": [0.0, -0.5]}
    full, half = (
        heights(small.replace({"motion.components": [{**curve, "amplitude_factor": factor}]})) for factor in (1.0, 0.5)
    )
    assert full[-1] < full[0] == 20.5
    assert half[-1] - half[0] == pytest.approx((full[-1] - full[0]) / 2, abs=0.2)


def test_between_limits_beside_0_the_drawing_begins_in_the_middle_and_goes_up(small):
    limits = {"motion.start_um": (0.0, 0.0), "motion.stop_um": (0.0, 60.0), "motion.components.0.start_s": 5.0}
    config = small.replace(limits)
    [curve] = motion_curves(config)
    moved = Simulation(config).motion.unit_displacements_um()[:, 0, 1]
    assert curve[0] == 0 and curve.max() == pytest.approx(moved.max(), rel=0.01)


@pytest.mark.parametrize("kind", ["field", "wander", "kicks", "oscillation"])
def test_motion_in_micrometres_is_drawn(kind):
    config = SimulationConfig().replace({"motion.components": [{"kind": "zigzag"}, {"kind": kind}]})
    assert np.ptp(component_curve(config, 1)) > 3
    assert component_drawing(config, 1, 132, 26).startswith("M0 ")
    [both] = motion_curves(config)
    assert np.isfinite(both).all()


def test_a_brief_kick_is_not_lost_in_the_drawing():
    config = SimulationConfig().replace({"motion.components": [{"kind": "kicks", "rate_per_min": 1.0, "rise_s": 0.05}]})
    curve = component_curve(config, 0)
    assert np.abs(curve).max() > 4.9


def test_a_folder_that_is_not_there_is_drawn_as_no_motion(tmp_path):
    folder = {"kind": "folder", "path": str(tmp_path / "nowhere")}
    config = SimulationConfig().replace({"motion.components": [folder]})
    assert component_drawing(config, 0, 132, 26) == "M0 13L132 13"
