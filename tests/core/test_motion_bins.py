"""The motion as SpikeInterface holds it gives at every spike what its unit is displaced by."""

from typing import Any

import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.generation import make_one_displacement_vector
from driftscope.hybrid import Hybrid, HybridConfig
from driftscope.motion import Motion
from driftscope.motion_bins import Clock, bin_times

COMPONENTS: dict[str, list[dict[str, Any]]] = {
    "none": [],
    "rigid": [{"kind": "zigzag", "period_s": 7.0}],
    "non-rigid": [{"kind": "zigzag", "period_s": 7.0, "non_rigid_gradient": 0.3}],
    "two": [
        {"kind": "zigzag", "period_s": 9.0, "non_rigid_gradient": -0.2, "amplitude_factor": 0.5},
        {"kind": "random_walk", "amplitude_factor": 0.4},
    ],
}


def _displacement_at_spikes(source: Any, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what the units are displaced by at their spikes, by the motion itself and by SpikeInterface's."""
    vector, motion = source.sorting.to_spike_vector(), source.motion
    fs, units = source.sorting.sampling_frequency, vector["unit_index"]
    bins = np.minimum(
        (vector["sample_index"] / fs * motion.sampling_frequency_hz).astype(np.int64), len(motion.vectors_um) - 1
    )
    converted = motion.to_spikeinterface("xy"[axis])
    times = vector["sample_index"] / fs + source.sorting.get_start_time()
    theirs = converted.get_displacement_at_time_and_depth(times, source.locations_um[units, axis].astype(np.float64))
    return motion.displacement_um(bins, units)[:, axis], theirs


@pytest.mark.parametrize("components", COMPONENTS.values(), ids=COMPONENTS)
@pytest.mark.parametrize("fs", [30_000.0, 24_414.0625])
def test_it_holds_at_every_spike(components: list[dict[str, Any]], fs: float) -> None:
    simulation = Simulation(
        SimulationConfig.from_dict(
            {
                "duration_s": 30.0,
                "sampling_frequency_hz": fs,
                "units": {"num_units": 12},
                "motion": {"components": components, "start_um": (9.0, 20.0), "stop_um": (-9.0, -20.0)},
            }
        )
    )
    for axis in (0, 1):
        own, theirs = _displacement_at_spikes(simulation, axis)
        np.testing.assert_allclose(theirs, own, atol=1e-6)


def test_it_holds_in_a_hybrid() -> None:
    own, theirs = _displacement_at_spikes(Hybrid(HybridConfig()), 1)
    assert np.ptp(own) > 1.0
    np.testing.assert_allclose(theirs, own, atol=1e-6)


def test_a_motion_without_places_asks_for_them() -> None:
    vector = make_one_displacement_vector("zigzag", 20.0, period_s=5.0)[:, np.newaxis, np.newaxis]
    motion = Motion(vector * np.array([[0.0], [10.0]]), np.ones((2, 1)), np.zeros((1, 2)), 5.0)
    with pytest.raises(ValueError, match="give locations_um"):
        motion.to_spikeinterface()
    converted = motion.to_spikeinterface(locations_um=np.array([[0.0, 10.0], [0.0, 50.0]]))
    np.testing.assert_array_equal(converted.displacement[0][:, 0], motion.vectors_um[:, 1, 0])


def test_units_at_one_place_that_move_differently_are_said() -> None:
    vectors = np.linspace(0, 10, 20)[:, np.newaxis, np.newaxis] * np.array([[0.0], [1.0]])
    motion = Motion(vectors, np.array([[0.0], [1.0]]), np.zeros((1, 2)), 5.0, np.zeros((2, 3)))
    with pytest.warns(UserWarning, match="units at the same y move differently"):
        motion.to_spikeinterface()


def test_times_are_in_the_middle_of_bins_on_the_recording_s_clock() -> None:
    np.testing.assert_allclose(bin_times(3, 5.0, Clock(100.0, 30_000.0)), [100.1, 100.3, 100.5], atol=1e-9)
