from dataclasses import replace

import pytest
from driftscope_dashboard.results.held import Results, Scored


@pytest.fixture
def results(found):
    held = Results()
    held.add(found)
    return held


def test_two_results_are_held_and_a_third_replaces_the_other(results, found):
    second, third = replace(found, name="second"), replace(found, name="third")
    results.add(second)
    assert [one.name for one in results.held] == ["found", "second"] and results.shown == 1
    results.add(third)
    assert [one.name for one in results.held] == ["third", "second"] and results.shown == 0


def test_a_sorting_and_an_estimate_of_one_recording_become_one_result(results, found, estimate):
    results.add(replace(found, name="drift", sorting=None, motion=estimate))
    assert len(results.held) == 1
    assert results.current.sorting is not None and results.current.motion is estimate
    assert results.current.what.endswith("spikes and a motion estimate")


def test_an_estimate_of_another_recording_stays_apart(results, found, estimate):
    other = found.config.replace(seed=99)
    results.add(replace(found, config=other, sorting=None, motion=estimate))
    assert len(results.held) == 2


def test_a_removed_result_is_looked_at_no_longer(results, found):
    results.add(replace(found, name="second"))
    results.remove(1)
    assert results.shown == 0 and results.current is found
    results.remove(0)
    assert results.current is None and results.score is None and results.other is None
    results.remove(5)
    results.look_at(3)
    assert results.shown == 0


def test_a_score_counts_only_for_the_result_it_is_of(results, found, simulation):
    scored = Scored(found, simulation, problem="none")
    results.note((scored,))
    assert results.score is scored and scored.comparison is None and scored.scores is None
    results.change(0, replace(found, name="renamed"))
    assert results.score is None
