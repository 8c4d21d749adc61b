"""Sortings and firing times equal to the reference."""

from typing import Any

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import generation
from driftscope.base import ConfigError


def equal_spikes(ours: Any, theirs: Any) -> None:
    np.testing.assert_array_equal(ours.to_spike_vector(), theirs.to_spike_vector())
    assert ours.unit_ids.tolist() == theirs.unit_ids.tolist()
    assert ours.get_num_segments() >= theirs.get_num_segments()  # there, silent segments at the end are forgotten
    assert ours.to_spike_vector().dtype == theirs.to_spike_vector().dtype


def drawn_sorting_arguments(seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    number = int(rng.integers(1, 30))
    refractory = float(rng.choice([0.0, 1.0, 4.0, 7.3]))
    rates: list[Any] = [3.0, 20, (2.0, 8.0), (0.5, 60.0), rng.uniform(1, 30, number), [5.0] * number]
    return {
        "num_units": number,
        "sampling_frequency": float(rng.choice([10_000.0, 25_000.0, 30_000.0, 32_123.4])),
        "durations": rng.uniform(0.2, 20, rng.integers(1, 4)).tolist(),
        "firing_rates": rates[rng.integers(len(rates))],
        "refractory_period_ms": refractory,
        "empty_units": [None, [0], [0, number - 1]][rng.integers(3)],
        "add_spikes_on_borders": bool(rng.integers(2)),
        "num_spikes_per_border": int(rng.integers(1, 6)),
        "border_size_samples": int(rng.integers(5, 100)),
        "seed": seed,
    }


@pytest.mark.parametrize("seed", range(40))
def test_sortings_are_equal(seed: int) -> None:
    arguments = drawn_sorting_arguments(seed)
    equal_spikes(generation.generate_sorting(**arguments), reference.generate_sorting(**arguments))


def test_a_sorting_with_the_default_arguments_is_equal() -> None:
    equal_spikes(generation.generate_sorting(seed=3), reference.generate_sorting(seed=3))


def test_start_times_shift_the_times_of_spikes() -> None:
    arguments: dict[str, Any] = {"durations": [5.0, 3.0], "t_starts": [10.0, 100.5], "seed": 2}
    ours, theirs = generation.generate_sorting(**arguments), reference.generate_sorting(**arguments)
    for segment in (0, 1):
        times = ours.get_unit_spike_train("1", segment, return_times=True)
        np.testing.assert_allclose(times, theirs.get_unit_spike_train("1", segment, return_times=True))
        assert ours.get_start_time(segment) == arguments["t_starts"][segment]


def test_a_segment_without_spikes_is_still_there() -> None:
    sorting = generation.generate_sorting(num_units=1, durations=[5.0, 0.01], firing_rates=1.0, empty_units=[0], seed=0)
    assert sorting.get_num_segments() == 2
    assert sorting.count_total_num_spikes() == 0


@pytest.mark.parametrize("seed", range(30))
def test_random_firings_are_equal(seed: int) -> None:
    rng = np.random.default_rng(seed)
    number = int(rng.integers(1, 12))
    rates: list[Any] = [3.0, (1.0, 9.0), rng.uniform(1, 20, number)]
    arguments = {
        "num_units": number,
        "duration": float(rng.uniform(2, 40)),
        "refractory_period_ms": float(rng.uniform(0, 8)),
        "firing_rates": rates[rng.integers(3)],
        "add_shift_shuffle": bool(rng.integers(2)),
        "seed": seed,
    }
    for ours, theirs in zip(
        generation.synthesize_random_firings(**arguments),
        reference.synthesize_random_firings(**arguments),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, theirs)
        assert ours.dtype == theirs.dtype


@pytest.mark.parametrize(
    ("duration", "rate", "number", "delta"), [(10, 5, 3, 1e-5), (3.7, 2.2, 50, 0.1), (1, 4, 4, 0.3)]
)
def test_trains_with_bad_intervals_are_equal(duration: float, rate: float, number: int, delta: float) -> None:
    np.testing.assert_array_equal(
        generation.synthetize_spike_train_bad_isi(duration, rate, number, delta),
        reference.synthetize_spike_train_bad_isi(duration, rate, number, delta),
    )


def test_without_a_seed_results_differ_and_with_one_they_do_not() -> None:
    first, second = (generation.generate_sorting(durations=[20.0]).to_spike_vector() for _ in range(2))
    assert not np.array_equal(first, second)
    first, second = (generation.generate_sorting(durations=[20.0], seed=7).to_spike_vector() for _ in range(2))
    np.testing.assert_array_equal(first, second)


UNITS = np.zeros((2, 2))

REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("generate_sorting", {"num_units": 0}, "num_units must be a whole number of at least 1"),
    ("generate_sorting", {"num_units": 2.5}, "num_units"),
    ("generate_sorting", {"durations": 10.0}, "durations must be a list"),
    ("generate_sorting", {"durations": []}, "at least one value"),
    ("generate_sorting", {"durations": [-1.0]}, "durations must be above 0"),
    ("generate_sorting", {"sampling_frequency": 0}, "sampling_frequency must be above 0"),
    ("generate_sorting", {"firing_rates": (5.0, 2.0)}, "firing_rates.high.*swap the two ends"),
    ("generate_sorting", {"firing_rates": (1.0, 2.0, 3.0)}, "a tuple is a range"),
    ("generate_sorting", {"firing_rates": [1.0, 2.0]}, "give one value, a range, or 5 values"),
    ("generate_sorting", {"firing_rates": "fast"}, "'fast' is not a number"),
    ("generate_sorting", {"firing_rates": 0.0}, "firing_rates must be above 0"),
    ("generate_sorting", {"firing_rates": 300.0}, "refractory period"),
    ("generate_sorting", {"refractory_period_ms": -1.0}, "refractory_period_ms must be at least 0"),
    ("generate_sorting", {"seed": -1}, "seed must be a whole number"),
    ("generate_sorting", {"seed": "one"}, "seed must be a whole number"),
    ("generate_sorting", {"t_starts": [0.0]}, "t_starts has 1 values for 2 segments"),
    ("generate_sorting", {"add_spikes_on_borders": True, "border_size_samples": 10**7}, "longer than a segment"),
    ("synthesize_random_firings", {"duration": 0}, "duration must be above 0"),
    ("synthetize_spike_train_bad_isi", {"duration": 1, "baseline_rate": 0, "num_violations": 1}, "baseline_rate"),
    ("add_synchrony_to_sorting", {"sorting": 3}, "sorting must have"),
    ("add_synchrony_to_sorting", {"sorting": None, "sync_event_ratio": -1}, "sync_event_ratio"),
    ("generate_unit_locations", {"num_units": -1, "channel_locations": UNITS}, "num_units"),
    ("generate_unit_locations", {"num_units": 1, "channel_locations": [1, 2]}, "channel_locations must have shape"),
    ("generate_unit_locations", {"num_units": 1, "channel_locations": UNITS, "minimum_z": -5}, "minimum_z "),
    ("generate_unit_locations", {"num_units": 1, "channel_locations": UNITS, "minimum_z": 50}, "swap them"),
    ("generate_unit_locations", {"num_units": 1, "channel_locations": UNITS, "distribution": "flat"}, "distribution"),
    ("make_one_displacement_vector", {"drift_mode": "jump"}, "drift_mode must be zigzag"),
    ("make_one_displacement_vector", {"t_start_drift": 600.0}, "t_start_drift"),
    ("make_one_displacement_vector", {"t_end_drift": 601.0}, "t_end_drift"),
    ("make_one_displacement_vector", {"t_start_drift": 50.0, "t_end_drift": 40.0}, "before t_start_drift"),
    ("make_one_displacement_vector", {"period_s": 0}, "period_s .*must be above 0"),
    ("make_one_displacement_vector", {"drift_mode": "bump", "bump_interval_s": (9, 3)}, "bump_interval_s"),
    ("make_one_displacement_vector", {"drift_mode": "bump", "bump_interval_s": (0, 3)}, "bump_interval_s"),
    ("generate_displacement_vector", {"duration": 100, "unit_locations": [0]}, "unit_locations must have shape"),
    ("generate_displacement_vector", {"duration": 100, "unit_locations": UNITS, "drift_start_um": 5}, "x and y"),
    ("generate_displacement_vector", {"duration": 100, "unit_locations": UNITS, "drift_step_um": 0}, "drift_step_um"),
    ("generate_displacement_vector", {"duration": 100, "unit_locations": UNITS, "drift_step_um": 1e-9}, "increase it"),
    (
        "generate_displacement_vector",
        {"duration": 100, "unit_locations": UNITS, "motion_list": [{"speed": 1}]},
        r"motion_list\[0\]: unknown key 'speed'",
    ),
    (
        "generate_displacement_vector",
        {"duration": 100, "unit_locations": UNITS, "motion_list": [{"non_rigid_gradient": 2}]},
        "non_rigid_gradient",
    ),
    (
        "generate_displacement_vector",
        {"duration": 100, "unit_locations": UNITS, "motion_list": [{"amplitude_factor": 3.0}]},
        "multiply the components' amplitude_factor",
    ),
    ("make_linear_displacement", {"start": [0, 0], "stop": [1, 1], "num_step": 0}, "num_step"),
]


@pytest.mark.parametrize(("name", "arguments", "words"), REFUSALS)
def test_bad_input_is_refused_in_words(name: str, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises((ValueError, ConfigError), match=words):
        getattr(generation, name)(**arguments)
