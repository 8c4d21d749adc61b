import numpy as np
import pytest
from driftscope.measured_motion import MeasuredMotion
from driftscope.results import Result, compare, truth_of_source
from driftscope.spikes import Spikes
from driftscope_dashboard.plots.driftmap import MOST_POINTS, corrected_depths_um, driftmap, points_of


def test_points_are_thinned():
    spikes = Spikes(np.arange(10 * MOST_POINTS), np.zeros(10 * MOST_POINTS, np.int64))
    assert points_of(spikes, (0,)).size == MOST_POINTS
    assert points_of(spikes, ()).size == points_of(spikes, (1,)).size == 0


def columns(drawn):
    return drawn.get(1).dimension_values(1)


def test_a_true_estimate_straightens_the_lines(simulation, exact):
    whole = driftmap(simulation, units=(1,))
    straight = driftmap(simulation, units=(1,), corrected_by=exact)
    rest = simulation.locations_um[1, 1]
    assert np.abs(columns(whole) - rest).max() > 5 > 0.5 > np.abs(columns(straight) - rest).max()


def test_a_result_gives_its_estimate_without_the_constant(simulation, exact):
    shifted = MeasuredMotion(exact.times_s, exact.bins_um, exact.displacement_um + 30.0)
    result = compare(truth_of_source(simulation), motion=shifted)
    for known in (result, result.motion):
        straight = columns(driftmap(simulation, units=(1,), corrected_by=known))
        assert np.abs(straight - simulation.locations_um[1, 1]).max() < 0.5


def test_depths_that_are_given_are_corrected_where_and_when_they_are_seen():
    estimate = MeasuredMotion([0.0, 10.0], [0.0, 100.0], [[0.0, 0.0], [10.0, 20.0]])
    found = corrected_depths_um(np.array([0.0, 5.0, 10.0, 10.0]), np.array([50.0, 50.0, 0.0, 200.0]), estimate)
    np.testing.assert_allclose(found, [50.0, 42.5, -10.0, 180.0])
    assert driftmap(np.array([1.0, 9.0]), np.array([10.0, 30.0]), corrected_by=estimate) is not None


def test_what_cannot_correct_is_refused_in_words(simulation, exact):
    with pytest.raises(ValueError, match="has no motion estimate"):
        driftmap(simulation, corrected_by=Result())
    with pytest.raises(ValueError, match="static recording has no motion to correct"):
        driftmap(simulation, moving=False, corrected_by=exact)
