"""Spike trains, places and displacements equal those of the installed SpikeInterface, draw by draw."""

import copy
import inspect
from typing import Any

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import generation
from driftscope.base import ConfigError
from spikeinterface.core import NumpySorting
from spikeinterface.core.generate import generate_unit_locations as reference_locations

FUNCTIONS = {
    name: getattr(reference, name)
    for name in (
        "generate_drifting_recording",
        "make_one_displacement_vector",
        "generate_displacement_vector",
        "make_linear_displacement",
        "generate_templates",
        "generate_sorting",
        "generate_noise",
        "noise_generator_recording",
        "generate_recording",
        "generate_recording_by_size",
        "generate_ground_truth_recording",
        "inject_templates",
        "synthesize_random_firings",
        "synthetize_spike_train_bad_isi",
        "add_synchrony_to_sorting",
        "inject_some_duplicate_units",
        "inject_some_split_units",
    )
} | {"generate_unit_locations": reference_locations}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_arguments_have_the_reference_s_names_order_and_defaults(name: str) -> None:
    def outline(function: Any) -> list[Any]:
        return [(one.name, one.default, one.kind) for one in inspect.signature(function).parameters.values()]

    assert outline(getattr(generation, name)) == outline(FUNCTIONS[name])


def test_every_function_is_public() -> None:
    assert set(FUNCTIONS) <= set(generation.__all__)


# ---- spike trains


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


# ---- sortings made from others


def with_integer_ids(seed: int) -> NumpySorting:
    rng = np.random.default_rng(seed)
    number = int(rng.integers(2, 12))
    drawn = reference.generate_sorting(
        num_units=number, durations=rng.uniform(1, 20, rng.integers(1, 3)).tolist(), firing_rates=(2.0, 30.0), seed=seed
    )
    return NumpySorting(drawn.to_spike_vector(), 30_000.0, np.arange(number))


def without_repeats(vector: np.ndarray) -> np.ndarray:
    """Leave out spikes of a unit that fired at the same sample already."""
    first = np.unique(vector, return_index=True)[1]
    return vector[np.sort(first)]


@pytest.mark.parametrize("seed", range(25))
def test_synchrony_on_integer_ids_has_the_reference_s_draws(seed: int) -> None:
    sorting = with_integer_ids(seed)
    ratio = float(np.random.default_rng(seed).uniform(0, 1.0))
    ours = generation.add_synchrony_to_sorting(sorting, ratio, seed)
    theirs = reference.add_synchrony_to_sorting(sorting, ratio, seed)
    expected = without_repeats(theirs.to_spike_vector())
    if sorting.get_num_segments() == 1:
        np.testing.assert_array_equal(ours.to_spike_vector(), expected)
    else:  # where all units have fired at that sample of another segment, the reference takes unit 0
        assert np.isin(ours.to_spike_vector(), expected).all()
    vector = ours.to_spike_vector()
    assert np.unique(vector).size == vector.size
    added = ours.get_added_spikes_indices()
    assert added.size == vector.size - sorting.to_spike_vector().size
    np.testing.assert_array_equal(np.delete(vector, added), sorting.to_spike_vector())


def test_synchrony_does_not_depend_on_how_units_are_called() -> None:
    plain = with_integer_ids(5)
    names = [f"unit-{unit}" for unit in plain.unit_ids]
    named = NumpySorting(plain.to_spike_vector(), 30_000.0, names)
    ours = generation.add_synchrony_to_sorting(named, 0.4, seed=1)
    np.testing.assert_array_equal(
        ours.to_spike_vector(), generation.add_synchrony_to_sorting(plain, 0.4, seed=1).to_spike_vector()
    )
    assert ours.unit_ids.tolist() == names


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("kind", ["text", "number"])
def test_duplicated_units_are_equal(seed: int, kind: str) -> None:
    sorting = with_integer_ids(seed)
    if kind == "text":
        names = np.array([str(unit) for unit in sorting.unit_ids], dtype="U8")
        sorting = NumpySorting(sorting.to_spike_vector(), 30_000.0, names)
    rng = np.random.default_rng(seed)
    arguments = {
        "num": int(rng.integers(1, sorting.get_num_units() + 1)),
        "max_shift": int(rng.integers(1, 20)),
        "ratio": [None, 0.5, 1.0][rng.integers(3)],
        "seed": seed,
    }
    ours = generation.inject_some_duplicate_units(sorting, **arguments)
    theirs = reference.inject_some_duplicate_units(sorting, **arguments)
    equal_spikes(ours, theirs)
    np.testing.assert_array_equal(ours.get_added_spikes_indices(), theirs.get_added_spikes_indices())
    np.testing.assert_array_equal(ours.get_added_spikes_from_new_indices(), theirs.get_added_spikes_from_new_indices())


def test_ten_units_get_ids_of_two_digits() -> None:
    more = generation.inject_some_duplicate_units(generation.generate_sorting(num_units=10, seed=0), num=2, seed=0)
    assert more.unit_ids.tolist()[-2:] == ["10", "11"]


@pytest.mark.parametrize("seed", range(20))
def test_split_units_are_equal(seed: int) -> None:
    sorting = with_integer_ids(seed)
    if seed % 2:
        names = [str(unit) for unit in sorting.unit_ids]
        sorting = NumpySorting(sorting.to_spike_vector(), 30_000.0, names)
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(sorting.unit_ids)[: rng.integers(1, sorting.get_num_units() + 1)].tolist()
    arguments = {"num_split": int(rng.integers(1, 5)), "output_ids": True, "seed": seed}
    ours, our_ids = generation.inject_some_split_units(sorting, chosen, **arguments)
    theirs, their_ids = reference.inject_some_split_units(sorting, chosen, **arguments)
    equal_spikes(ours, theirs)
    assert {key: list(ids) for key, ids in our_ids.items()} == {key: list(ids) for key, ids in their_ids.items()}


def test_what_is_made_from_a_sorting_leaves_it_alone() -> None:
    sorting = generation.generate_sorting(seed=0)
    before = sorting.to_spike_vector().copy()
    for make in (generation.add_synchrony_to_sorting, generation.inject_some_duplicate_units):
        make(sorting, seed=0)
    generation.inject_some_split_units(sorting, ["0"], seed=0)
    np.testing.assert_array_equal(sorting.to_spike_vector(), before)
    assert len(sorting.unit_ids) == 5


# ---- places


@pytest.mark.filterwarnings("ignore:.*(no solution|no placement)")
@pytest.mark.parametrize("seed", range(40))
def test_unit_locations_are_equal(seed: int) -> None:
    rng = np.random.default_rng(seed)
    contacts = np.column_stack([rng.uniform(-30, 80, 40), rng.uniform(-100, 900, 40)])
    arguments = {
        "num_units": int(rng.integers(1, 60)),
        "channel_locations": contacts,
        "margin_um": float(rng.uniform(-10, 60)),
        "minimum_z": float(rng.uniform(0, 20)),
        "maximum_z": float(rng.uniform(20, 90)),
        "minimum_distance": [None, 5.0, 20, 45.0][rng.integers(4)],
        "max_iteration": int(rng.integers(1, 60)),
        "distribution": str(rng.choice(["uniform", "multimodal"])),
        "num_modes": int(rng.integers(1, 6)),
        "seed": seed,
    }
    ours, theirs = generation.generate_unit_locations(**arguments), reference_locations(**arguments)
    np.testing.assert_array_equal(ours, theirs)
    assert ours.dtype == theirs.dtype
    ours[:] = 0  # one's own array


def test_a_strict_distance_that_cannot_be_kept_is_refused_and_otherwise_warned_of() -> None:
    arguments: dict[str, Any] = {"num_units": 50, "channel_locations": np.zeros((1, 2)), "seed": 0}
    with pytest.raises(ValueError, match="lower the minimum distance"):
        generation.generate_unit_locations(**arguments, distance_strict=True)
    with pytest.warns(UserWarning, match="lower the minimum distance"):
        generation.generate_unit_locations(**arguments)


# ---- displacements


def drawn_course(rng: np.random.Generator, duration: float) -> dict[str, Any]:
    shortest = float(rng.uniform(1, duration / 4))
    return {
        "drift_mode": str(rng.choice(["zigzag", "bump", "random_walk"])),
        "amplitude_factor": float(rng.uniform(0.05, 0.3)),
        "t_start_drift": [None, float(rng.uniform(0, duration / 3))][rng.integers(2)],
        "t_end_drift": [None, duration, float(rng.uniform(duration / 2, duration))][rng.integers(3)],
        "period_s": float(rng.uniform(1, 2 * duration)),
        "bump_interval_s": (shortest, float(rng.uniform(shortest, duration / 2))),
    }


@pytest.mark.parametrize("seed", range(60))
def test_courses_are_equal(seed: int) -> None:
    rng = np.random.default_rng(seed)
    duration = float(rng.uniform(20, 300))
    course = drawn_course(rng, duration)
    arguments = {
        **course,
        "duration": duration,
        "amplitude_factor": float(rng.uniform(0.1, 60)),
        "displacement_sampling_frequency": float(rng.choice([1.0, 2.5, 5.0, 10.0])),
        "seed": seed,
    }
    ours = generation.make_one_displacement_vector(**arguments)
    theirs = reference.make_one_displacement_vector(**arguments)
    np.testing.assert_array_equal(ours, theirs)
    assert ours.dtype == theirs.dtype


def test_the_plural_of_bump_is_understood() -> None:
    np.testing.assert_array_equal(
        generation.make_one_displacement_vector("bumps", seed=4), reference.make_one_displacement_vector("bump", seed=4)
    )


@pytest.mark.parametrize("seed", range(40))
def test_displacements_are_equal(seed: int) -> None:
    rng = np.random.default_rng(seed)
    duration = float(rng.integers(20, 200))
    ends = rng.uniform(-60, 60, (2, 2)) if seed % 3 else np.array([[0.0, 20.0], [0.0, -20.0]])
    if seed % 3:
        ends[1] = -ends[0]  # the sum of scaled motions stays on a way through the middle
    motions = []
    for _ in range(rng.integers(1, 4)):
        gradient = [None, float(rng.uniform(-1, 1))][rng.integers(2)]
        motions.append({**drawn_course(rng, duration), "non_rigid_gradient": gradient})
    arguments = {
        "duration": duration,
        "unit_locations": rng.uniform(0, 500, (rng.integers(2, 20), 2)).astype(rng.choice(["f4", "f8"])),
        "displacement_sampling_frequency": float(rng.choice([1.0, 5.0])),
        "drift_start_um": ends[0].tolist(),
        "drift_stop_um": ends[1].tolist(),
        "drift_step_um": float(rng.choice([0.5, 1.0, 3.3])),
        "motion_list": motions,
        "seed": seed,
    }
    before = copy.deepcopy(motions)
    ours = generation.generate_displacement_vector(**arguments)
    theirs = reference.generate_displacement_vector(**arguments)
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(mine, other)
    assert motions == before


def test_displacements_with_the_default_arguments_are_equal() -> None:
    units = np.random.default_rng(0).uniform(0, 100, (5, 2))
    for mine, other in zip(
        generation.generate_displacement_vector(100.0, units),
        reference.generate_displacement_vector(100.0, units),
        strict=True,
    ):
        np.testing.assert_array_equal(mine, other)


def test_a_single_unit_follows_a_gradient_fully() -> None:
    motions = [{"drift_mode": "zigzag", "non_rigid_gradient": 0.2, "period_s": 20}]
    displacements, _, factors, _, _ = generation.generate_displacement_vector(
        60.0, np.array([[3.0, 4.0]]), motion_list=motions
    )
    assert factors.tolist() == [[1.0]]
    assert np.isfinite(displacements).all()


def test_two_random_motions_of_one_list_are_equal() -> None:
    walk = {"drift_mode": "random_walk", "amplitude_factor": 0.3}
    _, vectors, _, _, _ = generation.generate_displacement_vector(
        60.0, np.zeros((2, 2)), motion_list=[walk, walk], seed=1
    )
    np.testing.assert_array_equal(vectors[:, :, 0], vectors[:, :, 1])


@pytest.mark.parametrize("number", [1, 2, 3, 11])
def test_linear_displacements_are_equal(number: int) -> None:
    start, stop = np.array([1.0, -20.5]), np.array([3.0, 7.0])
    np.testing.assert_array_equal(
        generation.make_linear_displacement(start, stop, number),
        reference.make_linear_displacement(start, stop, number),
    )


# ---- seeds and bad input


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
    ("generate_sorting", {"durations": []}, "at least one segment"),
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
    ("add_synchrony_to_sorting", {"sorting": 3}, "sorting must answer"),
    ("add_synchrony_to_sorting", {"sorting": None, "sync_event_ratio": -1}, "sync_event_ratio"),
    ("generate_unit_locations", {"num_units": -1, "channel_locations": UNITS}, "num_units"),
    ("generate_unit_locations", {"num_units": 1, "channel_locations": [1, 2]}, "channel_locations must have shape"),
    ("generate_unit_locations", {"num_units": 1, "channel_locations": UNITS, "minimum_z": -5}, "minimum_z "),
    ("generate_unit_locations", {"num_units": 1, "channel_locations": UNITS, "minimum_z": 50}, "exchange the two"),
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
    ("generate_displacement_vector", {"duration": 100, "unit_locations": UNITS, "drift_step_um": 1e-9}, "lengthen it"),
    (
        "generate_displacement_vector",
        {"duration": 100, "unit_locations": UNITS, "motion_list": [{"speed": 1}]},
        r"motion_list\[0\]: there is no 'speed'",
    ),
    (
        "generate_displacement_vector",
        {"duration": 100, "unit_locations": UNITS, "motion_list": [{"non_rigid_gradient": 2}]},
        "non_rigid_gradient",
    ),
    (
        "generate_displacement_vector",
        {"duration": 100, "unit_locations": UNITS, "motion_list": [{"amplitude_factor": 3.0}]},
        "lower the components' amplitude_factor",
    ),
    ("make_linear_displacement", {"start": [0, 0], "stop": [1, 1], "num_step": 0}, "num_step"),
]


@pytest.mark.parametrize(("name", "arguments", "words"), REFUSALS)
def test_bad_input_is_refused_in_words(name: str, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises((ValueError, ConfigError), match=words):
        getattr(generation, name)(**arguments)


def test_units_that_do_not_exist_are_refused() -> None:
    sorting = generation.generate_sorting(seed=0)
    with pytest.raises(ValueError, match="there is no unit '9'"):
        generation.inject_some_split_units(sorting, ["9"])
    with pytest.raises(ValueError, match="only 5 units"):
        generation.inject_some_duplicate_units(sorting, num=6)
    with pytest.raises(ValueError, match="ratio"):
        generation.inject_some_duplicate_units(sorting, ratio=0.0)


NAMES = [
    list("abcde"),
    ["unit 1", "unit 2", "a-duplicate", "a", "é"],
    ["0", "1", "2", "x", "10"],
    ["1.5", "2", "3", "4", "5"],
]


@pytest.mark.parametrize("names", NAMES)
def test_units_of_any_name_are_duplicated_and_split_like_numbered_ones(names: list[str]) -> None:
    numbered = generation.generate_sorting(seed=0)
    named = NumpySorting(numbered.to_spike_vector(), 30_000.0, names)
    ours = generation.inject_some_duplicate_units(named, num=4, seed=3)
    expected = generation.inject_some_duplicate_units(numbered, num=4, seed=3)
    np.testing.assert_array_equal(ours.to_spike_vector(), expected.to_spike_vector())
    assert ours.unit_ids[:5].tolist() == names and len(set(ours.unit_ids.tolist())) == 9
    for name, origin in zip(ours.unit_ids[5:], names, strict=False):
        assert name.startswith(f"{origin}-duplicate")
    split, ids = generation.inject_some_split_units(named, names[2:4], 3, output_ids=True, seed=3)
    whole, numbers = generation.inject_some_split_units(numbered, ["2", "3"], 3, output_ids=True, seed=3)
    np.testing.assert_array_equal(split.to_spike_vector(), whole.to_spike_vector())
    assert list(ids) == names[2:4] and list(numbers) == ["2", "3"]
    assert len(set(split.unit_ids.tolist())) == 9
    assert all(part.startswith(f"{unit}-part") for unit, parts in ids.items() for part in parts)


def test_numbers_of_any_length_go_on_counting() -> None:
    numbered = generation.generate_sorting(num_units=2, seed=0)
    named = NumpySorting(numbered.to_spike_vector(), 30_000.0, ["3", "99999999999999999999"])
    ours = generation.inject_some_duplicate_units(named, num=1, seed=3)
    assert ours.unit_ids.tolist()[2:] == ["100000000000000000000"]
