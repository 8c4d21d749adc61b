import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.unit_peaks import peaks_of
from driftscope.unit_table import table_of, to_csv
from driftscope_dashboard.views.unit_list import (
    LETTERS,
    MOST_COUNTED_SPIKES,
    UnitList,
    curve_letters,
    known_of,
    rates_hz,
)


@pytest.fixture(scope="module")
def listed(small):
    source = Simulation(small)
    units = UnitList(source)
    units.known |= known_of(source, range(6))
    units.rates_hz = rates_hz(source)
    return units


@pytest.fixture(scope="module")
def small():
    motion = {"components": [{"kind": "zigzag", "period_s": 8.0}]}
    return SimulationConfig().replace(
        {"duration_s": 20.0, "units.num_units": 6, "probe": {"kind": "linear", "num_contacts": 16}, "motion": motion}
    )


@pytest.mark.parametrize("time_s", [0.0, 3.3, 7.9, 19.99, 50.0])
def test_rows_are_those_of_core_at_every_moment(listed, time_s):
    assert to_csv(listed.rows([4, 0, 2], time_s)) == to_csv(table_of(listed.source, [4, 0, 2], time_s))


def test_columns_say_the_same_as_rows(listed):
    units, time_s = [3, 1], 5.5
    rows, now, fixed = listed.rows(units, time_s), listed.row_columns(units, time_s), listed.fixed_columns(units)
    assert now["left"] == pytest.approx([row.left for row in rows], abs=1e-4)
    assert now["best_channel"] == [row.best_channel for row in rows]
    assert now["moved"] == pytest.approx([row.moved_um for row in rows], abs=0.05)
    assert fixed["rest"] == pytest.approx([row.rest_uv for row in rows], abs=0.05)
    assert fixed["below"] == pytest.approx([row.share_below for row in rows], abs=1e-4)
    assert fixed["rate"] == pytest.approx([row.rate_hz for row in rows], abs=1e-3)
    assert fixed["unit"] == units


def test_what_does_not_depend_on_a_change_stays_known(listed, small):
    units = UnitList(listed.source)
    units.known, units.rates_hz = dict(listed.known), listed.rates_hz
    louder = Simulation(small.replace({"noise.level_uv": 30.0}))
    units.follow(louder)
    assert units.missing(range(6)) == []
    assert to_csv(units.rows([0], 1.0)) == to_csv(table_of(louder, [0], 1.0))
    units.follow(Simulation(small.replace({"motion.components": []})))
    assert units.missing(range(6)) == [0, 1, 2, 3, 4, 5]


def test_the_small_curve_keeps_what_is_farthest_from_rest():
    curve = np.full(1_000, 80.0)
    curve[503] = 8.0
    letters = curve_letters(curve, 80.0)
    heights = [LETTERS.index(letter) for letter in letters[1:]]
    assert len(heights) == 72
    assert (heights.count(63), min(heights)) == (71, 6)
    assert curve_letters(np.zeros(0), 80.0) == ""


def test_very_many_spikes_are_counted_in_pieces(listed, monkeypatch):
    exact = listed.rates_hz
    monkeypatch.setattr("driftscope_dashboard.views.unit_list.MOST_COUNTED_SPIKES", 0)
    assert MOST_COUNTED_SPIKES > 1e6
    assert rates_hz(listed.source) == pytest.approx(exact)


def test_rows_are_those_of_the_peaks(listed):
    [peaks] = peaks_of(listed.source, [5])
    known = listed.known[5]
    assert known.best_uv.max() == peaks.best_uv.max()
    assert (known.rest_channel, known.rest_uv) == (peaks.rest_channel, peaks.rest_uv)
