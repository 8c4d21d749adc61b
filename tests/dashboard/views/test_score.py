from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from driftscope.results import Sorted
from driftscope_dashboard.views.score import NO_SORTING, NOTHING, ScoreView


@pytest.fixture
def view(state, services, results):
    made = ScoreView(state, services)
    made.tools()
    made.body()
    state.selection.look(tab="score")
    return made


def tap(x, y):
    return SimpleNamespace(x=x, y=y)


def test_without_a_result_it_says_how_to_bring_one(view):
    assert view.words.label == NOTHING and not view.picture.visible


def test_a_result_is_drawn_and_told_in_words(view, results, loaded):
    results.add(loaded)
    scores = results.score.scores
    assert view.picture.visible
    assert view.words.label.startswith("found: ") and "% of the spikes found, missed likely by" in view.words.label
    np.testing.assert_array_equal(view.accuracy.sources["units"].data["y"], scores.accuracy)
    assert view.recall.made.xaxis.axis_label == "|displacement| (µm)"
    view.by.take("time")
    assert view.recall.made.xaxis.axis_label == "time (min)"


def test_a_click_on_a_dot_or_a_cell_selects_the_unit_everywhere(view, state, results, loaded):
    results.add(loaded)
    scores = results.score.scores
    view._tapped_dot(tap(float(scores.snr[2]), float(scores.accuracy[2])))
    assert state.selection.units == (2,)
    assert view.accuracy.sources["chosen"].data["x"].tolist() == [scores.snr[2]]
    view._tapped_cell(tap(0.0, 0.2))
    assert state.selection.units == (int(scores.rows[0]),)
    view._tapped_dot(tap(float(scores.snr.max() * 50), 0.5))
    view._tapped_cell(tap(0.0, 99.0))
    assert state.selection.units == (int(scores.rows[0]),)


def test_two_results_are_joined_by_lines(view, results, loaded):
    results.add(loaded)
    assert len(view.accuracy.sources["joins"].data["x"]) == 0
    few = Sorted(loaded.sorting.sample_index[::2], loaded.sorting.unit_index[::2], loaded.sorting.unit_ids)
    results.add(replace(loaded, name="other", sorting=few))
    assert view.choice.visible and view.choice.value == "B"
    joined = view.accuracy.sources["joins"].data
    np.testing.assert_array_equal(joined["y"], results.other.scores.accuracy)
    np.testing.assert_array_equal(joined["y1"], results.score.scores.accuracy)
    view.choice.take("A")
    assert results.shown == 0


def test_another_configuration_is_said_and_led_back_from(view, state, results, loaded):
    results.add(loaded)
    state.session.change({"noise.level_uv": 3.0})
    assert "belongs to another configuration" in view.words.label and not view.picture.visible
    assert view.open.visible and view.adopt.visible
    view.open.hear({"clicked": True})
    assert state.session.config == loaded.config and view.picture.visible and not view.open.visible


def test_it_is_scored_against_another_one_only_when_asked(view, state, results, loaded):
    results.add(loaded)
    state.session.change({"noise.level_uv": 3.0})
    view.adopt.hear({"clicked": True})
    assert view.picture.visible and results.current.config == state.session.config


def test_a_shift_of_the_clock_is_said_and_corrected_only_when_asked(view, results, loaded):
    late = replace(loaded.sorting, sample_index=loaded.sorting.sample_index + 9)
    late = replace(late, sample_index=np.minimum(late.sample_index, loaded.config.num_samples - 1))
    results.add(replace(loaded, sorting=late))
    assert "late and were compared as they are" in view.words.label and view.lag.visible
    view.lag.hear({"clicked": True})
    assert "and were moved back" in view.words.label and not view.lag.visible


def test_an_estimate_alone_has_no_score(view, results, loaded):
    results.add(replace(loaded, sorting=None))
    assert view.words.label == NO_SORTING


def test_it_is_painted_in_both_appearances(view, state, results, loaded):
    results.add(loaded)
    light = view.confusion.mapper.palette
    state.appearance.use(dark=True)
    assert view.confusion.mapper.palette != light
