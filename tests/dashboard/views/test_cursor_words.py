import pytest
from bokeh.plotting import figure
from driftscope_dashboard.views.cursor_words import GAP, CursorWords


@pytest.fixture
def words(state, services):
    state.selection.look(time_s=3.0)
    return CursorWords(figure(), state, services)


def test_the_flag_is_where_the_cursor_is(state, words):
    assert (words.flag.x, words.flag.text) == (3.0, "3.0 s")
    state.selection.look(time_s=4.26)
    assert (words.flag.x, words.flag.text) == (4.26, "4.3 s")
    assert not words.moved.visible


def test_a_selected_unit_is_marked_where_it_is_now(state, words):
    words.tell_of((2, 4))
    simulation = state.session.simulation
    rate = simulation.motion.sampling_frequency_hz
    moved_um = simulation.motion.displacement_um([int(3.0 * rate)], [2])[0, 1]
    assert moved_um != 0
    assert words.source.data["x"] == [3.0]
    assert words.source.data["y"] == pytest.approx([simulation.locations_um[2, 1] + moved_um])
    assert words.moved.visible
    assert words.moved.text.endswith("µm")


def test_at_rest_and_without_a_unit_nothing_is_said(state, words):
    words.tell_of((2,))
    state.selection.look(moving=False)
    assert (words.moved.visible, words.source.data["x"]) == (False, [])
    state.selection.look(moving=True)
    words.tell_of((99,))
    assert not words.moved.visible


def test_near_the_end_of_what_is_shown_words_stand_left(state, words):
    words.tell_of((2,))
    assert (words.moved.text_align, words.moved.x_offset) == ("left", GAP)
    state.selection.look(time_s=state.session.simulation.config.duration_s)
    assert (words.moved.text_align, words.moved.x_offset, words.flag.text_align) == ("right", -GAP, "right")


def test_in_a_narrow_picture_words_stand_left_earlier(state, services):
    made = figure()
    words = CursorWords(made, state, services)
    words.tell_of((2,))
    state.selection.look(time_s=0.68 * state.session.simulation.config.duration_s)
    sides = []
    for pixels in (600, 190, 0):
        made.trigger("inner_width", None, pixels)
        sides.append(words.flag.text_align)
    assert sides == ["left", "right", "right"]
