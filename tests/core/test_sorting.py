"""A sorting answers what a SpikeInterface sorting answers."""

import pickle

import numpy as np
import pytest
from driftscope.sorting import Sorting, only_segment
from driftscope.spikes import Spikes
from spikeinterface.core import NumpySorting

VECTOR = np.array(
    [(5, 0, 0), (7, 2, 0), (7, 1, 0), (90, 0, 0), (3, 1, 1), (50, 1, 1), (60, 2, 1)],
    dtype=[("sample_index", "int64"), ("unit_index", "int64"), ("segment_index", "int64")],
)
IDS = ["a", "b", "c"]


@pytest.fixture
def ours() -> Sorting:
    return Sorting.from_spike_vector(VECTOR, 1000.0, IDS)


@pytest.fixture
def theirs() -> NumpySorting:
    return NumpySorting(VECTOR, 1000.0, IDS)


@pytest.mark.parametrize(
    "question",
    [
        "get_num_units",
        "get_num_segments",
        "get_sampling_frequency",
        "count_total_num_spikes",
        "count_num_spikes_per_unit",
    ],
)
def test_it_counts_alike(ours: Sorting, theirs: NumpySorting, question: str) -> None:
    assert getattr(ours, question)() == getattr(theirs, question)()


def test_it_counts_in_order_too(ours: Sorting, theirs: NumpySorting) -> None:
    counts = ours.count_num_spikes_per_unit(outputs="array")
    np.testing.assert_array_equal(counts, theirs.count_num_spikes_per_unit(outputs="array"))
    with pytest.raises(ValueError, match="outputs must be dict or array"):
        ours.count_num_spikes_per_unit(outputs="list")


def test_it_names_its_units_alike(ours: Sorting, theirs: NumpySorting) -> None:
    assert ours.unit_ids.tolist() == theirs.unit_ids.tolist() == ours.get_unit_ids().tolist()
    assert ours.id_to_index("c") == theirs.id_to_index("c")
    np.testing.assert_array_equal(ours.ids_to_indices(["c", "a"]), theirs.ids_to_indices(["c", "a"]))
    np.testing.assert_array_equal(ours.ids_to_indices(), [0, 1, 2])


def test_its_spike_vector_is_the_one_it_was_made_from(ours: Sorting, theirs: NumpySorting) -> None:
    np.testing.assert_array_equal(ours.to_spike_vector(), theirs.to_spike_vector())
    for mine, other in zip(
        ours.to_spike_vector(concatenated=False), theirs.to_spike_vector(concatenated=False), strict=True
    ):
        np.testing.assert_array_equal(mine, other)


@pytest.mark.parametrize("segment", [0, 1, -1])
@pytest.mark.parametrize("unit", IDS)
@pytest.mark.parametrize(("start", "end"), [(None, None), (5, 50), (6, 7), (None, 60), (50, None)])
@pytest.mark.parametrize("seconds", [False, True])
def test_trains_are_alike(
    ours: Sorting, theirs: NumpySorting, segment: int, unit: str, start: int | None, end: int | None, seconds: bool
) -> None:
    np.testing.assert_allclose(
        ours.get_unit_spike_train(unit, segment, start, end, return_times=seconds),
        theirs.get_unit_spike_train(unit, segment % 2, start, end, return_times=seconds),
    )


def test_segments_that_hold_no_spike_can_be_asked_for() -> None:
    sorting = Sorting.from_spike_vector(VECTOR, 1000.0, IDS, num_segments=3)
    assert sorting.get_num_segments() == 3
    assert sorting.get_unit_spike_train("a", 2).size == 0
    assert Sorting.from_spike_vector(VECTOR[:0], 1000.0, IDS).get_num_segments() == 1


def test_times_begin_where_the_segment_begins() -> None:
    segments = [Spikes(np.array([10]), np.array([0]))] * 2
    sorting = Sorting(segments, 1000.0, ["a"], t_starts=[0.0, 100.0])
    assert sorting.get_unit_spike_train("a", 1, return_times=True).tolist() == [100.01]
    assert [sorting.get_start_time(index) for index in (0, 1)] == [0.0, 100.0]


def test_properties_are_kept_and_must_fit(ours: Sorting) -> None:
    ours.set_property("depth_um", [1.0, 2.0, 3.0])
    assert ours.get_property_keys() == ["depth_um"]
    np.testing.assert_array_equal(ours.get_property("depth_um"), [1.0, 2.0, 3.0])
    assert ours.get_property("colour") is None
    assert ours.get_unit_property("b", "depth_um") == 2.0
    with pytest.raises(ValueError, match=r"Unknown property 'colour'\. Available: depth_um"):
        ours.get_unit_property("b", "colour")
    with pytest.raises(ValueError, match="2 values for 3 units"):
        ours.set_property("depth_um", [1.0, 2.0])


def test_what_is_not_there_is_refused_in_words(ours: Sorting) -> None:
    with pytest.raises(ValueError, match="unknown unit 'z'"):
        ours.get_unit_spike_train("z", 0)
    with pytest.raises(ValueError, match="there are 2 segments: give segment_index"):
        ours.get_unit_spike_train("a")
    with pytest.raises(ValueError, match="segment 2 is out of range: there are 2"):
        ours.get_unit_spike_train("a", 2)


def test_the_only_segment_need_not_be_named() -> None:
    assert only_segment(None, 1) == 0


def test_it_says_what_it_is(ours: Sorting) -> None:
    assert repr(ours) == "Sorting: 3 units - 7 spikes - 2 segments - 1 kHz"


def test_it_survives_pickling(ours: Sorting) -> None:
    ours.set_property("depth_um", [1.0, 2.0, 3.0])
    copied = pickle.loads(pickle.dumps(ours))  # noqa: S301 - our own
    np.testing.assert_array_equal(copied.to_spike_vector(), ours.to_spike_vector())
    np.testing.assert_array_equal(copied.get_property("depth_um"), [1.0, 2.0, 3.0])
