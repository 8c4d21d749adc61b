import numpy as np
import pytest
from driftscope.interpolation import Interpolator
from driftscope.lessons.measures import realigned
from driftscope_dashboard.plots.template import (
    LETTER_PIXELS,
    MOST_ROWS,
    Picture,
    best_contacts,
    cell_um,
    channel_labels,
    contacts_around,
    lay_out,
    of_contact,
    realigned_uv,
    round_below,
    ruler_of,
    template_of,
    template_words,
)

STAGGERED = np.array([(x + 16.0 * (row % 2), 20.0 * row) for row in range(30) for x in (0.0, 32.0)])


def test_contacts_around_a_unit_are_whole_rows_from_deep_to_shallow():
    found = contacts_around(STAGGERED, np.array([10.0, 300.0]))
    assert len(found) == 2 * MOST_ROWS
    assert (np.diff(STAGGERED[found, 1]) >= 0).all()
    assert abs(STAGGERED[found, 1] - 300.0).max() <= 60.0


@pytest.mark.parametrize("pixels", [90, 150, 600])
def test_the_words_of_the_ruler_have_room_beside_it(simulation, pixels):
    found = template_of(simulation.template_maker, simulation.motion, 2, 0)
    ruler = ruler_of(found, pixels)
    start, end = ruler.x_limits
    room = (end - ruler.labels["x"][0]) / (end - start) * pixels
    assert room >= min(LETTER_PIXELS * max(map(len, ruler.labels["words"])), pixels / 2) - 1e-6


def test_contacts_of_another_shank_are_left_out():
    shanks = np.concatenate([STAGGERED, STAGGERED + np.array([250.0, 0.0])])
    assert contacts_around(shanks, np.array([270.0, 300.0])).min() >= len(STAGGERED)
    assert len(contacts_around(shanks, np.array([5_000.0, 300.0]))) > 0


def test_a_contact_has_the_room_up_to_the_next_one():
    assert cell_um(STAGGERED) == (32.0, 20.0)
    assert cell_um(np.array([[0.0, 0.0], [0.0, 40.0]])) == (60.0, 40.0)
    assert cell_um(np.array([[0.0, 0.0]])) == (30.0, 20.0)


def test_a_scale_is_a_round_number():
    assert [round_below(value) for value in (284.0, 100.0, 99.0, 0.03)] == [200.0, 100.0, 50.0, 0.02]


def test_waveforms_stand_on_their_contacts_in_one_scale():
    rest = np.zeros((90, 2))
    rest[30, 0] = -100.0
    rest[60, 1] = 40.0
    positions = np.array([[0.0, 0.0], [0.0, 20.0]])
    laid = lay_out(rest, 0.5 * rest, positions, 30_000.0)
    (x, y), (_, moved) = laid.rest, laid.moved
    first, second = y.reshape(2, -1)
    assert np.nanmin(first) == pytest.approx(-100.0 * laid.uv_um)
    assert np.nanmax(second) == pytest.approx(20.0 + 40.0 * laid.uv_um)
    assert np.nanmin(moved) == pytest.approx(-50.0 * laid.uv_um)
    assert np.nanmax(x) - np.nanmin(x) == pytest.approx(30 / 30 * laid.ms_um, rel=1e-5)
    assert laid.scale_uv == 50.0
    assert np.isnan(first[-1])


def test_a_template_of_nothing_is_a_flat_line():
    laid = lay_out(np.zeros((9, 1)), np.zeros((9, 1)), np.zeros((1, 2)), 30_000.0)
    assert np.nansum(np.abs(laid.rest[1])) == 0
    assert laid.scale_uv > 0


def test_the_strongest_contacts_are_named_and_drawn_apart():
    rest = np.zeros((90, 2))
    rest[30] = -100.0, -40.0
    positions = np.array([[0.0, 0.0], [0.0, 20.0]])
    laid = lay_out(rest, rest[:, ::-1], positions, 30_000.0)
    peaks, place = np.array([[100.0, 40.0], [40.0, 100.0]]), np.zeros(2)
    found = Picture(0, laid, np.array([7, 9]), peaks, place, place, "")
    assert best_contacts(found) == (0, 1)
    assert channel_labels(found)["words"] == ["7", "9"]
    assert channel_labels(found)["colour"] == ["static", "drifting"]
    x, y = of_contact(laid.rest, 1, 2)
    assert np.array_equal(y, laid.rest[1][len(y) :], equal_nan=True)
    assert len(x) == len(y) == len(laid.rest[0]) // 2
    still = Picture(0, laid, np.array([7, 9]), peaks[[0, 0]], place, place, "")
    assert channel_labels(still)["words"] == ["7"]


def test_words_tell_where_the_unit_is_seen_best():
    words = template_words("Unit 3", np.array([90.0, 20.0]), np.array([50.0, 60.0]), np.array([0.0, -12.0]))
    assert words == (
        "Unit 3: 90 µV at rest on channel 0; at the cursor moved 12 µm down, "
        "50 µV there and 60 µV on channel 1, its best now."
    )
    assert "not moved" in template_words("Unit 3", np.ones(2), np.ones(2), np.zeros(2))
    assert "5 µm right, 1 µV there." in template_words("Unit 3", np.ones(2), np.ones(2), np.array([5.0, 0.0]))


def test_a_template_is_interpolated_back_as_the_measure_of_lessons_does(simulation):
    maker, moved = simulation.template_maker, np.array([0.0, 12.0])
    expected = realigned(simulation, 2, 12.0, Interpolator(simulation.contact_positions_um, "linear"))
    np.testing.assert_allclose(realigned_uv(maker, 2, moved), expected, rtol=1e-6, atol=1e-9)


def test_at_rest_nothing_is_lost_by_interpolating_back(simulation):
    found = template_of(simulation.template_maker, simulation.motion, 2, simulation.motion.resting_step, realigned=True)
    assert found.left == pytest.approx(1.0)
    assert found.waveforms.back is not None
