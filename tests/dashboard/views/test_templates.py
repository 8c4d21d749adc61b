import numpy as np
from driftscope_dashboard.views.templates import TemplatesView


def test_the_cursor_moves_the_template(state, services):
    view = TemplatesView(state, services)
    state.selection.look(time_s=0.0, units=(2,))
    seen = set()
    for time_s in (0.0, 2.0, 4.0, 6.0):
        state.selection.look(time_s=time_s)
        seen.add(float(np.nansum(view.sources["moved"].data["y"])))
    assert len(seen) > 2


def test_at_rest_both_waveforms_are_one(state, services):
    state.session.change({"motion.components": []})
    view = TemplatesView(state, services)
    view.refresh()
    assert np.array_equal(view.sources["rest"].data["y"], view.sources["moved"].data["y"], equal_nan=True)
    assert len(view.labels.source.data["words"]) == 1


def test_the_ruler_has_room_whatever_the_width_of_the_figure(state, services):
    view = TemplatesView(state, services)
    state.selection.look(units=(2,))
    ends = []
    for pixels in (340, 90):
        view.figure.trigger("inner_width", 0, pixels)
        ends.append(view.figure.x_range.end)
    assert ends[1] > ends[0]


def test_what_was_interpolated_back_is_drawn_where_a_lesson_reveals_it(state, services):
    view = TemplatesView(state, services)
    state.selection.look(time_s=4.0, units=(2,))
    assert len(view.sources["realigned"].data["x"]) == 0
    state.overlays.reveal(["realigned"])
    assert len(view.sources["realigned"].data["x"]) == len(view.sources["moved"].data["x"])
    assert view.words.label.startswith("Realigned, dashed:")
    [switch] = view.tools()
    assert switch.value
    state.overlays.reveal([])
    assert not switch.value
    assert (len(view.sources["realigned"].data["x"]), view.words.label) == (0, "Spike on the contacts")
