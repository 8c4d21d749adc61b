import numpy as np
import pytest
from driftscope.results import REASONS, compare
from driftscope_dashboard.results.misses import NONE, UnitMarks, between, depths_um, marks_of, next_miss, thinned


@pytest.fixture
def comparison(truth, sorting):
    return compare(truth, sorting).comparison


def test_the_marks_of_all_units_are_all_misses(comparison, truth):
    marks = [marks_of(comparison, unit) for unit in range(len(truth.unit_ids))]
    assert sum(one.missed.size for one in marks) == comparison.missed.size
    assert sum(one.false.size for one in marks) == int(comparison.score.is_false.sum())
    assert all(one.reasons.size == one.missed.size for one in marks)
    assert marks_of(comparison, 99) is NONE


def test_steps_go_from_miss_to_miss_with_its_reason():
    marks = UnitMarks(np.array([10, 20, 30]), np.empty(0, np.int64), np.array([0, 1, 3]))
    assert next_miss(marks, 10, 1) == (20, REASONS[1])
    assert next_miss(marks, 10, -1) is None
    assert next_miss(marks, 25, -1) == (20, REASONS[1])
    assert next_miss(marks, 30, 1) is None
    assert next_miss(NONE, 0, 1) is None


def test_marks_stand_where_the_unit_is(simulation):
    samples = np.array([0, 1_000, 10**9])
    rest = simulation.locations_um[1, 1]
    assert depths_um(simulation, samples, 1, moving=False).tolist() == [rest] * 3
    assert np.isfinite(depths_um(simulation, samples, 1, moving=True)).all()


def test_marks_are_those_of_the_time_shown():
    assert between(np.arange(0, 100, 10), 15.0, 50.0).tolist() == [20, 30, 40]
    assert between(np.empty(0, np.int64), 0.0, 5.0).size == 0


def test_many_marks_are_thinned_evenly():
    assert thinned(np.arange(10)).size == 10
    few = thinned(np.arange(1_000), 11)
    assert few.tolist() == np.linspace(0, 999, 11).astype(int).tolist()
