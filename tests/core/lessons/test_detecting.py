import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.lessons.detecting import detected, noise_uv

ONE_UNIT = {
    "duration_s": 12.0,
    "probe": {"kind": "neuropixels", "part_number": "NP1000", "num_contacts": 32},
    "units.num_units": 1,
    "units.locations_um": [[16, 160, 10]],
    "templates.alpha_uv": 400.0,
    "spikes.firing_rate_hz": 20.0,
    "noise.level_uv": 7.0,
    "motion.components": [],
}


def simulation(**more) -> Simulation:
    return Simulation(SimulationConfig().replace({**ONE_UNIT, **more}))


def test_a_large_spike_is_found_and_nothing_else():
    found = detected(simulation(), 0, 16)
    assert found.share_found == 1.0
    assert found.false_per_s < 0.5
    assert found.spikes.size > 150
    assert found.share_true > 0.95


def test_a_stretch_is_searched_alone_and_pieces_hide_nothing():
    whole = detected(simulation(), 0, 16)
    part = detected(simulation(), 0, 16, from_s=3.0, to_s=7.5)
    assert part.duration_s == 4.5
    inside = (whole.detections >= 90_000) & (whole.detections < 225_000)
    assert part.detections.tolist() == whole.detections[inside].tolist()


def test_a_lower_threshold_finds_noise():
    few, many = (detected(simulation(), 0, 16, threshold).false_per_s for threshold in (5.0, 3.0))
    assert few < 1 < 10 < many


def test_a_reference_takes_shared_noise():
    shared = simulation(**{"noise.spatial_decay_um": 1_000.0, "noise.level_uv": 20.0})
    assert noise_uv(shared, 16) == pytest.approx(20.0, abs=0.5)
    assert noise_uv(shared, 16, "median") < 6
    better = detected(shared, 0, 16, reference="median", to_s=4.0)
    assert better.threshold_uv < 30


def test_a_stretch_without_samples_has_nothing_in_it():
    none = detected(simulation(), 0, 16, from_s=50.0)
    assert (none.detections.size, none.false_per_s) == (0, 0.0)
