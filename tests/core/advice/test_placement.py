import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.presets import PRESETS


def test_units_without_room_are_said_and_the_remedy_makes_room():
    config = SimulationConfig().replace({"probe": {"kind": "tetrode"}, "units.num_units": 30})
    with pytest.warns(UserWarning, match="no placement of 30 units keeps 18 µm"):
        simulation = Simulation(config)
        _ = simulation.locations_um
    [one] = simulation.advice
    assert one.path == "units.minimum_distance_um"
    assert "of 30 units are closer than 18 µm" in one.message
    mended = config.replace(one.changes)
    assert 0 < mended.units.minimum_distance_um < 18
    assert Simulation(mended).advice == ()


def test_when_no_distance_is_found_any_is_allowed():
    config = SimulationConfig().replace({"probe": {"kind": "tetrode"}, "units.num_units": 1_500})
    config = config.replace({"units.max_iteration": 1})
    with pytest.warns(UserWarning, match="no placement"):
        [one] = Simulation(config).advice
    assert one.remedy == "Allow any distance"
    assert Simulation(config.replace(one.changes)).advice == ()


def test_units_off_the_probe_are_said():
    config = SimulationConfig().replace(
        {"probe": {"kind": "tetrode"}, "units.margin_um": 100.0, "units.maximum_z_um": 95.0}
    )
    config = config.replace({"units.minimum_distance_um": None})
    found = {one.path: one for one in Simulation(config).advice}
    mended = config.replace(found["units.margin_um"].changes)
    assert "units.margin_um" not in {one.path for one in Simulation(mended).advice}


def test_units_that_the_reference_places_between_shanks_are_said_and_the_remedy_brings_them_near():
    config = PRESETS["four-shank"].config.replace(streams="spikeinterface")
    [one] = Simulation(config).advice
    assert one.path == "streams" and "of 200 units lie in the gaps between contacts" in one.message
    assert Simulation(config.replace(one.changes)).advice == ()
