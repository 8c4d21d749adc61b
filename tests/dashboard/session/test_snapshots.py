import pytest
from driftscope import SimulationConfig
from driftscope.presets import PRESETS
from driftscope_dashboard.session.snapshots import Difference, Snapshots, described, differences


def test_a_configuration_does_not_differ_from_itself(small):
    assert differences(small, small) == []


def test_ranges_and_lists_are_one_difference(small):
    other = small.replace({"noise.level_uv": 3.0, "motion.start_um": (0.0, 30.0)})
    assert differences(small, other) == [
        Difference("motion.start_um", [0.0, 20.0], [0.0, 30.0]),
        Difference("noise.level_uv", {"low": 6.0, "high": 8.0}, 3.0),
    ]


def test_an_added_motion_is_missing_there(small):
    motion = small.to_dict()["motion"]["components"]
    other = small.replace({"motion.components": [*motion, {"kind": "random_walk", "amplitude_factor": 0.2}]})
    found = {one.path: one for one in differences(small, other)}
    assert found["motion.components.1.kind"] == Difference("motion.components.1.kind", None, "random_walk")


def test_differences_are_called_as_on_the_page(small):
    other = small.replace({
        "motion.components.0.period_s": 20.0,
        "noise.spatial_decay_um": None,
        "units.distance_strict": True,
        "templates.alpha_uv": [50.0] * 6,
        "probe": {"kind": "tetrode"},
    })  # fmt: skip
    found = {label: (there, here) for label, there, here in described(small, other)}
    assert found["Motion 1: Period"] == ("10 s", "20 s")
    assert found["Noise: Correlation length"] == ("25 µm", "none")
    assert found["Units: Strict distance"] == ("off", "on")
    assert found["Templates: Amplitude at the unit"] == ("100 to 500 µV", "6 values, 50 to 50")
    assert found["Probe: Kind"] == ("linear", "tetrode")


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_differs_from_the_default_in_words(name):
    for label, there, here in described(SimulationConfig(), PRESETS[name].config):
        assert label
        assert there != here


def test_what_is_kept_under_a_letter_is_replaced(small):
    snapshots = Snapshots()
    snapshots.keep("A", small)
    snapshots.keep("A", small.replace(seed=9))
    snapshots.keep("Z", small)
    assert snapshots.kept == {"A": small.replace(seed=9)}
