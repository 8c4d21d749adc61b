import numpy as np
import pytest
from driftscope.results import REASONS, compare, truth_of_source
from driftscope_dashboard.plots.score import scores_of
from driftscope_dashboard.views.score_figures import AccuracyFigure, ConfusionFigure, ReasonsFigure, RecallFigure


@pytest.fixture
def scores(state, loaded):
    return scores_of(compare(truth_of_source(state.session.simulation), loaded.sorting).comparison)


def test_dots_are_found_by_a_click_near_them(scores):
    figure = AccuracyFigure()
    figure.show(scores, None, None)
    for unit in range(scores.snr.size):
        found = figure.nearest(scores, float(scores.snr[unit]), float(scores.accuracy[unit]))
        assert (scores.snr[found], scores.accuracy[found]) == (scores.snr[unit], scores.accuracy[unit])
    assert figure.nearest(scores, 1e6, 0.5) is None and figure.nearest(scores, -1.0, 0.5) is None


def test_a_unit_has_a_line_of_its_own(scores):
    figure = RecallFigure()
    figure.show(scores.by_displacement, None, "µm")
    assert len(figure.sources["unit"].data["x"]) == 0
    figure.show(scores.by_displacement, 1, "µm")
    assert figure.sources["unit"].data["fired"].sum() == scores.by_displacement.fired[1].sum()
    assert figure.sources["pooled"].data["fired"].sum() == scores.by_displacement.fired.sum()


def test_bars_are_as_wide_as_their_shares(scores):
    figure = ReasonsFigure()
    figure.show(scores, 1)
    numbers = np.array([source.data["number"] for source in figure.sources])
    assert numbers.shape == (len(REASONS), 2)
    assert numbers[:, 1].tolist() == scores.reasons[1].tolist()
    assert figure.made.yaxis.major_label_overrides[1] == "unit 1"


def test_rows_are_units_by_depth(scores):
    figure = ConfusionFigure()
    figure.show(scores, 2)
    assert figure.row.visible and scores.rows[int(figure.row.location)] == 2
    assert figure.unit_at(scores, 1.3) == scores.rows[1]
    assert figure.unit_at(scores, -3) is None
    figure.show(scores, None)
    assert not figure.row.visible
