from dataclasses import replace

import numpy as np
import pytest
from driftscope.results import Sorted
from driftscope_dashboard.results.scorer import Request, difference, score_all


def test_a_result_is_scored_when_it_comes(results, loaded):
    results.add(loaded)
    assert results.score.comparison.score.recall.mean() == pytest.approx(0.75, abs=0.05)
    assert results.score.scores.snr.size == loaded.config.units.num_units


def test_a_result_is_never_scored_against_another_configuration(state, results, loaded):
    results.add(loaded)
    state.session.change({"noise.level_uv": 3.0})
    assert results.score.comparison is None
    assert "belongs to another configuration" in results.score.problem and "noise.level_uv" in results.score.problem
    state.session.undo()
    assert results.score.comparison is not None


def test_what_was_scored_is_not_scored_again(simulation, loaded):
    first = score_all(Request((loaded,), simulation, ()))
    second = score_all(Request((loaded, replace(loaded, name="b")), simulation, first))
    assert second[0] is first[0]
    assert second[1].comparison.truth is first[0].comparison.truth


def test_what_cannot_be_compared_says_why(simulation, loaded):
    late = Sorted(np.array([10**9]), np.array([0]), ("0",))
    [scored] = score_all(Request((replace(loaded, sorting=late),), simulation, ()))
    assert scored.comparison is None and "after the recording's end" in scored.problem


def test_removing_all_results_forgets_their_scores(results, loaded):
    results.add(loaded)
    results.remove(0)
    assert results.scored == ()


def test_many_differences_are_cut_short(small):
    other = small.replace({"noise.level_uv": 3.0, "units.num_units": 3, "templates.alpha_uv": 90.0}, seed=5)
    assert difference(small, other.replace(duration_s=3.0)).endswith("more differ.")
    assert difference(small, object()) == "It belongs to another kind of recording than the page shows now."
