import numpy as np
import pytest
from driftscope_dashboard.reduce.trace_rows import (
    channels_of_unit,
    joining_line,
    place_rows,
    spread_channels,
    usual_number,
)
from hypothesis import given
from hypothesis import strategies as st

LINE = np.stack([np.zeros(50), np.arange(50) * 20.0], axis=1)
SHANKS = np.repeat([0, 1], 25)
TWO = np.stack([np.repeat([0.0, 250.0], 25), np.tile(np.arange(25) * 20.0, 2)], axis=1)


@given(st.integers(1, 40), st.floats(-500.0, 500.0), st.floats(1.0, 3_000.0))
def test_row_i_of_n_stands_at_its_share_of_the_depths(number, low, length):
    rows = place_rows(np.arange(number), LINE, None, (low, low + length))
    expected = low + length - (np.arange(number) + 0.5) * length / number
    assert np.allclose(rows.centres_um, expected)
    assert rows.height_um == pytest.approx(length / number)
    assert (rows.gaps, rows.groups()) == ((), [slice(0, number)])


def test_rows_go_from_shallow_to_deep_and_from_right_to_left():
    contacts = np.array([[0.0, 0.0], [16.0, 0.0], [0.0, 40.0], [16.0, 40.0]])
    assert place_rows(np.arange(4), contacts, None, (0.0, 40.0)).channels.tolist() == [3, 2, 1, 0]


def test_shanks_stand_apart_each_below_its_name():
    rows = place_rows(np.array([0, 24, 25, 49]), TWO, SHANKS, (0.0, 520.0))
    assert rows.channels.tolist() == [24, 0, 49, 25]
    assert [name for name, _ in rows.gaps] == ["shank 1", "shank 2"]
    assert rows.groups() == [slice(0, 2), slice(2, 4)]
    heights = [-gap for gap in np.diff(rows.centres_um)]
    assert heights == pytest.approx([rows.height_um, 1.6 * rows.height_um, rows.height_um])
    for (_, middle), group in zip(rows.gaps, rows.groups(), strict=True):
        assert middle - rows.centres_um[group][0] == pytest.approx(0.8 * rows.height_um)
    assert rows.centres_um[-1] - rows.height_um / 2 == pytest.approx(0.0)


def test_one_shank_alone_has_no_name():
    assert place_rows(np.array([0, 24]), TWO, SHANKS, (0.0, 520.0)).gaps == ()


@given(st.integers(1, 20), st.integers(0, 2**31))
def test_a_unit_has_its_best_channels_then_its_largest(number, seed):
    rng = np.random.default_rng(seed)
    rest, now = rng.uniform(0.0, 100.0, (2, 20))
    found = channels_of_unit(rest, now, np.zeros(20), number).tolist()
    assert len(found) == len(set(found)) == number
    assert found[0] == np.argmax(rest)
    assert number == 1 or np.argmax(now) in found
    left = [channel for channel in range(20) if channel not in found]
    others = [channel for channel in found if channel not in (np.argmax(rest), np.argmax(now))]
    assert not others or not left or np.maximum(rest, now)[others].min() >= np.maximum(rest, now)[left].max()


def test_of_channels_that_a_unit_does_not_reach_the_nearest_are_taken():
    rest = np.array([0.0, 0.0, 0.0, 9.0, 0.0])
    assert channels_of_unit(rest, rest, np.array([30.0, 20.0, 10.0, 0.0, 40.0]), 3).tolist() == [3, 2, 1]


def test_channels_are_spread_over_the_depths_and_shanks_that_are_shown():
    assert spread_channels(LINE, None, (), (100.0, 180.0), 8).tolist() == [5, 6, 7, 8, 9]
    both = spread_channels(TWO, SHANKS, (), (0.0, 480.0), 8)
    assert np.bincount(SHANKS[both]).tolist() == [4, 4]
    assert set(SHANKS[spread_channels(TWO, SHANKS, (1,), (0.0, 480.0), 8)]) == {1}
    assert spread_channels(LINE, None, (), (101.0, 103.0), 8).size == 2


def test_a_low_picture_has_fewer_rows():
    assert (usual_number(246), usual_number(247)) == (6, 8)


def test_a_joining_line_leaves_and_arrives_level():
    x, y = joining_line(100.0, 140.0, 24.0)
    assert (x[0], x[-1], y[0], y[-1]) == (0.0, 24.0, 100.0, 140.0)
    assert abs(y[1] - y[0]) < abs(y[4] - y[3])


def test_a_single_row_is_drawn_no_higher_than_a_fourth():
    assert place_rows(np.array([3]), LINE, None, (0.0, 400.0)).unit_um == 100.0
    assert place_rows(np.arange(8), LINE, None, (0.0, 400.0)).unit_um == 50.0
