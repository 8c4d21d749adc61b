import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.spikes import Spikes, WholeTrains
from driftscope_dashboard.reduce.selection import chosen_units, depth_range, nearest_unit, neighbour_spike, units_within
from driftscope_dashboard.session.selection import Selection

DEPTHS = np.array([10.0, 300.0, 120.0])
PLACES = np.stack([np.zeros(3), DEPTHS], axis=1)
TRAINS = WholeTrains(Spikes(np.array([5, 100, 200_000, 500_000]), np.array([0, 1, 0, 1])))


def test_a_depth_range_begins_at_its_deeper_end():
    assert depth_range(3, 1) == (1.0, 3.0)
    assert units_within(DEPTHS, depth_range(130, 5)) == (0, 2)


def test_selected_units_come_before_those_within_a_depth_range():
    assert chosen_units((1, 77), (0.0, 50.0), DEPTHS) == (1,)
    assert chosen_units((), (0.0, 50.0), DEPTHS) == (0,)
    assert chosen_units((), None, DEPTHS) == ()


def test_only_a_unit_within_reach_is_hit():
    assert nearest_unit(PLACES, (3.0, 118.0), (5.0, 20.0)) == 2
    assert nearest_unit(PLACES, (8.0, 118.0), (5.0, 20.0)) is None
    assert nearest_unit(np.empty((0, 2)), (0.0, 0.0)) is None
    assert nearest_unit(PLACES, (400.0, 190.0)) == 2


@pytest.mark.parametrize(
    ("units", "frame", "direction", "expected"),
    [
        ((), 5, 1, 100),
        ((), 4, 1, 5),
        ((0,), 5, 1, 200_000),
        ((1,), 100, 1, 500_000),
        ((1,), 500_000, 1, None),
        ((), 5, -1, None),
        ((0,), 200_000, -1, 5),
        ((1,), 600_000, -1, 500_000),
        ((2,), 0, 1, None),
    ],
)
def test_the_neighbouring_spike_of_the_selected_units(units, frame, direction, expected):
    assert neighbour_spike(TRAINS, units, frame, direction, 600_000) == expected


def test_walking_from_spike_to_spike_misses_none():
    config = SimulationConfig().replace({"duration_s": 10.0, "units.num_units": 4, "motion.components": []})
    simulation = Simulation(config)
    spikes = simulation.spikes.all()
    expected = np.unique(spikes.sample_index[spikes.unit_index == 2]).tolist()
    frames, frame = [], neighbour_spike(simulation.spikes, (2,), -1, 1, config.num_samples)
    while frame is not None:
        frames.append(frame)
        frame = neighbour_spike(simulation.spikes, (2,), frame, 1, config.num_samples)
    assert frames == expected


def test_clearing_selects_no_unit():
    selection = Selection()
    told = []
    selection.subscribe({"units", "depths_um"}, lambda: told.append(selection.units))
    selection.look(units=(3,), depths_um=(0.0, 10.0))
    selection.clear()
    assert (selection.units, selection.depths_um) == ((), (0.0, 10.0))
    assert told == [(3,), ()]
