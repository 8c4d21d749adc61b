from driftscope_dashboard.theme import colour
from driftscope_dashboard.views.motion import MotionView


def test_the_figure_shows_the_displacement_and_the_window(state, services):
    view = MotionView(state, services)
    view.refresh()
    assert len(view.source.data["xs"]) == 1
    state.selection.look(time_s=10.0, window_s=1.0)
    assert view.marks.cursor.location == 10.0
    assert (view.marks.window.left, view.marks.window.right) == (9.5, 10.5)
    assert view.figure.x_range is services.axes.time


def test_the_selected_unit_lies_above_the_others_in_its_colour(state, services):
    view = MotionView(state, services)
    state.selection.look(units=(4, 1))
    drawn = view.source.data["colour"]
    assert drawn[-1] == colour("drifting", dark=state.appearance.dark)
    others = len(drawn) - 2
    state.selection.clear()
    assert len(view.source.data["xs"]) == others >= 1
    assert colour("drifting", dark=state.appearance.dark) not in view.source.data["colour"]


def test_without_units_it_says_why_it_is_empty(state, services):
    view = MotionView(state, services)
    view.refresh()
    assert view.words.text == ""
    state.session.change({"units.num_units": 0})
    assert "No units" in view.words.text
    assert services.failures == []


def draw(view, times_s, displacement_um, **more):
    view.pencil.hear({"times_s": times_s, "displacement_um": displacement_um, **more})


def test_a_stroke_becomes_a_curve_in_one_step_and_mutes_the_others(state, services):
    view, before = MotionView(state, services), state.session.config
    view.draw.take(True)
    assert view.pencil.active
    assert view.pencil.limits == [-20, 20]
    draw(view, [0.0, 10.0, 20.0], [5.0, -5.0, 5.0])
    zigzag, curve = state.session.config.motion.components
    assert (zigzag.enabled, curve.kind, curve.times_s) == (False, "curve", (0.0, 10.0, 20.0))
    assert "other components are muted" in state.notices.latest[2]
    said = state.notices.latest
    draw(view, [0.0, 10.0, 20.0], [1.0, -5.0, 5.0])
    assert state.notices.latest == said
    state.session.undo()
    state.session.undo()
    assert state.session.config == before


def test_while_one_draws_all_that_can_be_drawn_is_shown(state, services):
    view = MotionView(state, services)
    view.refresh()
    usual = view.figure.y_range.start, view.figure.y_range.end
    view.draw.take(True)
    assert view.figure.y_range.start < -20 < 20 < view.figure.y_range.end
    state.session.change({"motion.start_um": [0.0, 50.0]})
    assert view.pencil.limits == [-20, 50]
    state.session.undo()
    view.pencil.hear({"off": True})
    assert (view.draw.value, view.pencil.active) == (False, False)
    assert (view.figure.y_range.start, view.figure.y_range.end) == usual


def test_a_stroke_beyond_the_limits_is_said_to_be_cut(state, services):
    draw(MotionView(state, services), [0.0, 20.0], [50.0, -50.0], cut=True)
    assert "Clipped at the motion's limits, -20 to 20 µm" in state.notices.latest[2]


def test_without_a_way_between_start_and_stop_nothing_can_be_drawn(state, services):
    view = MotionView(state, services)
    state.session.change({"motion.start_um": [0.0, 0.0], "motion.stop_um": [0.0, 0.0]})
    view.draw.take(True)
    assert (view.draw.value, view.pencil.active) == (False, False)
    assert "are equal" in state.notices.latest[2]


def test_what_is_no_stroke_changes_nothing(state, services):
    view, before = MotionView(state, services), state.session.config
    draw(view, [0.0], [1.0])
    draw(view, "x", None)
    assert state.session.config == before
