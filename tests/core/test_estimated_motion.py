import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.estimated_motion import estimate_error_um, estimated_motion, rest_peaks_uv, seen_spikes


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return Simulation(SimulationConfig().replace({"duration_s": 120.0, "seed": 3}))


def test_seen_spikes_are_those_large_enough_at_their_places(simulation):
    seen = seen_spikes(simulation, scatter_um=0.0)
    loud = rest_peaks_uv(simulation) >= 35
    spikes = simulation.spikes.all()
    assert seen.times_s.size == loud[spikes.unit_index].sum()
    assert seen.amplitudes_uv.min() >= 35


def test_peaks_at_rest_are_those_of_the_templates(simulation):
    peaks = rest_peaks_uv(simulation)
    assert peaks[:5] == pytest.approx([-simulation.template_maker.dense(unit).min() for unit in range(5)])


def test_a_slow_zigzag_is_followed_within_a_micrometre(simulation):
    error = estimate_error_um(simulation, estimated_motion(simulation))
    assert error.shape == (len(simulation.motion.vectors_um), len(simulation.locations_um))
    assert np.median(np.abs(error)) < 0.5


def test_the_estimate_is_put_to_the_truth_s_offset(simulation):
    error = estimate_error_um(simulation, estimated_motion(simulation), with_offset=True)
    assert np.median(error) == pytest.approx(0.0, abs=1e-9)


def test_without_units_there_is_nothing_to_be_wrong_about():
    nobody = Simulation(SimulationConfig().replace({"units.num_units": 0, "duration_s": 10.0, "motion.components": []}))
    assert estimate_error_um(nobody, estimated_motion(nobody)).size == 0
