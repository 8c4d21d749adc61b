"""Sortings changed: synchrony, duplicates, splits."""

from typing import Any

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import generation
from spikeinterface.core import NumpySorting


def equal_spikes(ours: Any, theirs: Any) -> None:
    np.testing.assert_array_equal(ours.to_spike_vector(), theirs.to_spike_vector())
    assert ours.unit_ids.tolist() == theirs.unit_ids.tolist()
    assert ours.get_num_segments() >= theirs.get_num_segments()  # there, silent segments at the end are forgotten
    assert ours.to_spike_vector().dtype == theirs.to_spike_vector().dtype


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


def test_units_that_do_not_exist_are_refused() -> None:
    sorting = generation.generate_sorting(seed=0)
    with pytest.raises(ValueError, match="unknown unit '9'"):
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
