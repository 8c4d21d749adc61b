from types import SimpleNamespace

import pytest
from driftscope import Simulation, SimulationConfig
from driftscope_dashboard.kinds import SYNTHETIC
from driftscope_dashboard.kinds.synthetic_form import known_advice


def test_motions_are_added_and_removed(state, services):
    editor = SYNTHETIC.editor(state, services)
    editor.sections["motion"].motions.add("zigzag")
    assert len(state.session.config.motion.components) == 2
    assert "motion.components.1.period_s" in editor.controls
    editor.sections["motion"].motions.remove(0)
    assert len(state.session.config.motion.components) == 1
    assert "motion.components.1.period_s" not in editor.controls


def test_another_kind_of_motion_brings_its_own_fields(state, services):
    editor = SYNTHETIC.editor(state, services)
    editor.controls["motion.components.0.kind"].take("bump")
    assert state.session.config.motion.components[0].kind == "bump"
    assert "motion.components.0.shortest_s" in editor.controls
    assert "motion.components.0.period_s" not in editor.controls


def test_another_kind_of_probe_brings_its_own_fields(state, services):
    editor = SYNTHETIC.editor(state, services)
    editor.controls["probe.kind"].take("tetrode")
    assert state.session.config.probe.kind == "tetrode"
    assert "probe.radius_um" in editor.controls


def test_places_of_another_configuration_are_not_judged():
    config = SimulationConfig().replace({"probe": {"kind": "tetrode"}, "units.num_units": 31})
    with pytest.warns(UserWarning, match="no placement"):
        _ = (simulation := Simulation(config)).locations_um
    own = SimpleNamespace(config=config, simulation=simulation)
    assert [one.path for one in known_advice(own)] == ["units.minimum_distance_um"]
    other = SimpleNamespace(config=config.replace({"units.num_units": 5}), simulation=simulation)
    assert known_advice(other) == []
