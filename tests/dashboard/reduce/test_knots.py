"""Editing the points of a field."""

import numpy as np
import pytest
from driftscope import SimulationConfig
from driftscope.motion import FieldMotion
from driftscope_dashboard.reduce import knots

FIELD = FieldMotion(
    times_s=(0.0, 10.0, 20.0), depths_um=(0.0, 100.0), displacement_um=((0.0, 1.0), (4.0, 5.0), (8.0, -3.0))
)
ACROSS = FIELD.replace(displacement_x_um=((0.0, 0.0), (2.0, 2.0), (0.0, 0.0)))


def test_fields_are_found_among_the_components():
    config = SimulationConfig().replace({"motion.components": [{"kind": "zigzag"}, {"kind": "field"}]})
    assert knots.fields_of(config) == [1]


def test_a_point_is_moved_in_the_micrometres_that_units_follow():
    assert knots.with_value(FIELD, 1, 0, 7.0).displacement_um[1] == (7.0, 5.0)
    halved = FIELD.replace(scale=0.5)
    moved = knots.with_value(halved, 1, 0, 7.0)
    assert moved.displacement_um[1] == (14.0, 5.0)
    assert knots.displacement_um(moved)[1].tolist() == [7.0, 2.5]
    assert knots.with_value(FIELD, 0, 0, 1e9).displacement_um[0][0] == knots.FARTHEST_UM


@pytest.mark.parametrize(("asked", "found"), [(12.0, 12.0), (-5.0, 0.001), (99.0, 19.999)])
def test_a_time_stays_between_its_neighbours(asked, found):
    assert knots.with_time(FIELD, 1, asked, 60.0).times_s == pytest.approx((0.0, found, 20.0))


def test_the_outermost_times_stay_within_the_recording():
    assert knots.with_time(FIELD, 0, -9.0, 60.0).times_s[0] == 0.0
    assert knots.with_time(FIELD, 2, 99.0, 60.0).times_s[2] == 60.0


def test_a_new_point_leaves_the_other_depths_where_they_were():
    field, row = knots.with_point(ACROSS, 0, 5.0, 9.0)
    assert (row, field.times_s) == (1, (0.0, 5.0, 10.0, 20.0))
    assert field.displacement_um[1] == (9.0, 3.0)
    assert field.displacement_x_um[1] == (1.0, 1.0)
    kept, _ = knots.with_point(FIELD, 0, 15.0)
    assert kept.displacement_um[2] == (6.0, 1.0)


@pytest.mark.parametrize("time_s", [10.0, 10.0004, 9.9996])
def test_a_time_that_is_there_gets_no_second_row(time_s):
    field, row = knots.with_point(FIELD, 1, time_s, -2.0)
    assert (row, len(field.times_s), field.displacement_um[1]) == (1, 3, (4.0, -2.0))


def test_points_are_removed_but_the_last():
    fewer = knots.without_time(ACROSS, 1)
    assert (fewer.times_s, fewer.displacement_um) == ((0.0, 20.0), ((0.0, 1.0), (8.0, -3.0)))
    assert len(fewer.displacement_x_um) == 2
    one = knots.without_time(fewer, 0)
    assert knots.without_time(one, 0) == one


@pytest.mark.parametrize("number", [1, 2, 7])
def test_more_depths_move_as_before(number):
    field = knots.with_depths(ACROSS, number, (0.0, 100.0))
    assert len(field.depths_um) == number
    expected = [np.interp(field.depths_um, FIELD.depths_um, row) for row in FIELD.displacement_um]
    np.testing.assert_allclose(field.displacement_um, expected, atol=1e-3)


def test_a_probe_of_no_length_has_one_depth():
    assert knots.with_depths(FIELD, 5, (40.0, 40.0)).depths_um == (40.0,)


def test_there_is_an_end_to_points():
    times = tuple(np.arange(float(knots.MOST_TIMES)))
    full = FieldMotion(times_s=times, displacement_um=((0.0,),) * len(times))
    assert knots.with_point(full, 0, 0.5)[0] == full
