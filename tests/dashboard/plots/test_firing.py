"""How the firing is drawn."""

import numpy as np
import pytest
from driftscope_dashboard.plots.firing import (
    asked_band,
    bar_columns,
    firing,
    highest_rate_hz,
    raster_marks,
    sorted_rates,
)
from driftscope_dashboard.plots.firing_counts import Counted, Firing, counted

FIRED = Firing(np.array([0.1, 0.2, 0.3, 0.9]), np.array([2, 0, 2, 1]), np.array([0.0, 20.0, 40.0]), 1.0)


def drawn(asked_hz=None, selected=(2,)):
    return counted(FIRED, Counted(2, selected, (0.0, 1.0), (0.0, 1.0), asked_hz, 4.0), "Unit 2")


def test_every_spike_is_marked_once_and_those_of_selected_units_in_their_colour():
    found = drawn()
    selected, others = raster_marks(found, "selected"), raster_marks(found, "others")
    assert selected["x"].tolist() == [0.1, 0.3]
    assert others["x"].tolist() == [0.2, 0.9]
    assert len(selected["colour"]) == 2 and "colour" not in others
    assert (selected["low"] < selected["high"]).all()


def test_rates_stand_from_the_rarest_to_the_most_frequent():
    order, rates = sorted_rates(drawn())
    assert order.tolist() == [0, 1, 2]
    assert rates.tolist() == [1.0, 1.0, 2.0]


def test_the_axis_of_the_rates_holds_what_was_asked_for():
    assert highest_rate_hz(drawn()) > 2.0
    assert highest_rate_hz(drawn(asked_hz=(1.0, 50.0))) > 50.0


def test_one_rate_that_was_asked_for_is_a_band_that_can_be_seen():
    low, high = asked_band(drawn(asked_hz=(5.0, 5.0)))
    assert low == 5.0
    assert high > low


def test_bars_touch_and_name_the_end_of_their_interval():
    bars = bar_columns(np.array([3, 0, 1]), -10.0, 2.0)
    assert bars["left"].tolist() == [-10.0, -8.0, -6.0]
    assert bars["end"].tolist() == [-8.0, -6.0, -4.0]
    assert bars["top"].tolist() == [3.0, 0.0, 1.0]


def test_times_need_their_units():
    with pytest.raises(TypeError, match="unit_index"):
        firing(np.array([0.1, 0.2]))
