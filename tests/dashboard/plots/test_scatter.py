import numpy as np
import pytest
from driftscope.results import Sorted, compare, truth_of_source
from driftscope.unit_table import table_of
from driftscope_dashboard import plots
from driftscope_dashboard.plots.scatter import dot_columns, property_values, scatter_words, scattered
from driftscope_dashboard.unit_properties import OWN, Column


@pytest.fixture
def result(simulation):
    truth = truth_of_source(simulation)
    found = truth.train.unit_index != 2
    return compare(truth, Sorted(truth.train.sample_index[found], truth.train.unit_index[found], truth.unit_ids))


def drawn(picture, name="units"):
    [dots] = [element for element in picture if element.label.lower() == name]
    return dots.dimension_values(0), dots.dimension_values(1)


def test_dots_are_the_rows_of_the_table_of_units(simulation):
    rows = table_of(simulation, range(6), 4.0)
    x, y = drawn(plots.scatter(simulation, "depth_um", "left", time_s=4.0))
    np.testing.assert_allclose(x, [row.depth_um for row in rows])
    np.testing.assert_allclose(y, [100 * row.left for row in rows])


def test_amplitudes_at_the_cell_are_those_of_the_templates(simulation, hybrid):
    _, y = drawn(plots.scatter(simulation, "distance_um", "alpha_uv"))
    np.testing.assert_allclose(y, simulation.unit_parameters.alpha_uv)
    with pytest.raises(ValueError, match=r"Unknown property 'alpha_uv'\. Available: depth_um"):
        plots.scatter(hybrid, "alpha_uv")


def test_a_result_adds_its_properties(simulation, result):
    _, y = drawn(plots.scatter(simulation, "snr", "recall", result=result))
    np.testing.assert_allclose(y, 100 * result.comparison.score.recall, atol=0.01)
    assert y[2] == 0
    assert "reason" not in property_values(simulation, 0.0, result)
    with pytest.raises(ValueError, match="Unknown property 'recall'"):
        plots.scatter(simulation, "snr", "recall")


def test_selected_units_have_the_colours_they_have_everywhere(simulation):
    x, _ = drawn(plots.scatter(simulation, "depth_um", "rate_hz", units=(3, 1)), "chosen")
    np.testing.assert_allclose(x, simulation.locations_um[[3, 1], 1])
    found = scattered(np.arange(3), np.full(3, 100.0), ((OWN[1], [1, 2, 3]), (OWN[2], [1, 2, 3])), (2, 0))
    assert dot_columns(found)["chosen"]["colour"] == ["#b34b00", "#cc6677"]
    assert dot_columns(found, dark=True)["chosen"]["colour"][0] == "#f59f52"


def test_units_without_a_value_have_no_dot():
    share = Column("recall", "recall", "", "share")
    found = scattered(np.arange(3), np.ones(3), ((OWN[1], [10, 20, 30]), (share, [0.5, None, 1.0])), (1,))
    assert (found.units.tolist(), found.y.tolist()) == ([0, 2], [50.0, 100.0])
    assert dot_columns(found)["chosen"]["x"].size == 0


def test_the_words_tell_how_both_go_together():
    values = np.arange(4.0)
    found = scattered(np.arange(4), values, ((OWN[3], values), (OWN[7], -values)), ())
    assert scatter_words(found) == "4 units: firing rate (spikes/s) against peak at rest (µV); correlation \u22121.00."
    alone = scattered(np.arange(1), values[:1], ((OWN[3], [1.0]), (OWN[7], [1.0])), ())
    assert scatter_words(alone) == "1 unit: firing rate (spikes/s) against peak at rest (µV)."


def test_what_cannot_be_drawn_is_refused_in_words():
    with pytest.raises(TypeError, match="Give values for both axes"):
        plots.scatter([1.0, 2.0])
    with pytest.raises(ValueError, match=r"one value per unit, but have shapes \(2,\) and \(3,\)"):
        plots.scatter([1.0, 2.0], [1.0, 2.0, 3.0])
