"""Computations end when nobody waits for them, or when they take too long."""

import pytest
from driftscope import ConfigError, Simulation, SimulationConfig
from driftscope.cache import Cache
from driftscope.deadlines import Deadline, StoppedError, checkpoint, within


def test_without_a_deadline_nothing_is_checked():
    checkpoint()


def test_a_computation_that_nobody_needs_ends_at_its_next_pause():
    deadline = Deadline(60)
    with within(deadline):
        checkpoint()
        deadline.cancel()
        with pytest.raises(StoppedError, match="no longer needed"):
            checkpoint()
    checkpoint()


def test_a_computation_that_takes_too_long_says_so_like_any_other_problem():
    with within(Deadline(-1)), pytest.raises(ConfigError, match="took longer than"):
        checkpoint()


def test_stages_end_and_can_be_computed_again():
    simulation = Simulation(SimulationConfig(duration_s=5.0, seed=71_902))
    with within(Deadline(-1)), pytest.raises(StoppedError):
        _ = simulation.locations_um
    assert len(simulation.locations_um) == 250


def test_a_key_that_was_given_up_is_free_for_others():
    cache = Cache()
    with within(Deadline(-1)), pytest.raises(StoppedError):
        cache.get("key", lambda: 1)
    assert cache.get("key", lambda: 2) == 2


def test_rounds_of_placing_units_end():
    config = SimulationConfig().replace({"units.minimum_distance_um": 500.0, "units.max_iteration": 2_000})
    deadline = Deadline(0.2)
    with within(deadline), pytest.raises(StoppedError):
        _ = Simulation(config).locations_um
