from itertools import pairwise

import holoviews as hv
import numpy as np
import pytest
from driftscope import Simulation
from driftscope.results import REASONS, Sorted, compare, truth_of_source
from driftscope_dashboard import plots
from driftscope_dashboard.plots.score import reason_bars, recall_columns, scores_of


@pytest.fixture
def result(small):
    truth = truth_of_source(Simulation(small))
    keep = np.arange(len(truth.train)) % 3 > 0
    units = truth.train.unit_index[keep]
    found = units < 3
    sorting = Sorted(truth.train.sample_index[keep][found], units[found], ("a", "b", "c"))
    return compare(truth, sorting)


def test_what_is_drawn_is_what_was_compared(result):
    comparison = result.comparison
    scores = scores_of(comparison)
    np.testing.assert_array_equal(scores.accuracy, comparison.score.accuracy)
    assert scores.reasons.sum() == comparison.missed.size
    assert scores.by_minute.edges[1] == 1.0
    for row, unit in enumerate(scores.rows):
        for column, tested in enumerate(scores.columns):
            assert scores.agreement[row, column] == np.float32(comparison.score.agreement[unit, tested])
    depths = comparison.truth.locations_um[scores.rows, 1]
    assert (np.diff(depths) >= 0).all()


def test_bars_of_reasons_cover_all_misses(result):
    scores = scores_of(result.comparison)
    bars = reason_bars(scores, 0)
    assert len(bars) == len(REASONS)
    assert bars[0]["left"].tolist() == [0, 0]
    assert bars[-1]["right"].tolist() == pytest.approx([1, 1])
    for before, after in pairwise(bars):
        np.testing.assert_array_equal(before["right"], after["left"])


def test_bins_in_which_nothing_fired_are_left_out(result):
    columns = recall_columns(scores_of(result.comparison).by_displacement.pooled)
    assert (columns["fired"] > 0).all()
    assert ((columns["low"] <= columns["share"]) & (columns["share"] <= columns["high"])).all()


@pytest.mark.parametrize(("theme", "unit"), [("light", None), ("dark", 2), ("print", 2)])
def test_a_layout_of_five_pictures_is_drawn_by_both_backends(result, theme, unit, tmp_path):
    drawn = plots.score(result, result.comparison, unit=unit, theme=theme)
    assert isinstance(drawn, hv.Layout) and len(drawn) == 5
    for ending in (".html", ".png"):
        assert plots.save(drawn, tmp_path / f"score{ending}").stat().st_size > 10_000


def test_what_cannot_be_drawn_is_refused_in_words(result):
    with pytest.raises(ValueError, match="Unknown unit 99"):
        plots.score(result, unit=99)
    with pytest.raises(ValueError, match="has no sorting"):
        plots.score(compare(result.comparison.truth))
    with pytest.raises(ValueError, match="Unknown theme"):
        plots.score(result, theme="pink")
