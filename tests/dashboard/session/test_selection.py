from driftscope import SimulationConfig
from driftscope_dashboard.session.selection import Selection, window_frames


def test_a_listener_hears_only_of_the_fields_it_asked_for():
    selection, heard = Selection(), []
    selection.subscribe({"time_s"}, lambda: heard.append("time"))
    selection.subscribe({"window_s", "time_s"}, lambda: heard.append("either"))
    selection.look(window_s=0.5)
    selection.look(time_s=3.0, window_s=0.2)
    selection.look(time_s=3.0)
    assert heard == ["either", "time", "either"]


def test_a_window_stays_inside_the_recording():
    config = SimulationConfig().replace({"duration_s": 10.0, "motion.components": []})
    assert window_frames(0.0, 0.1, config) == (0, 3_000)
    assert window_frames(10.0, 0.1, config) == (297_000, 300_000)
    assert window_frames(99.0, 60.0, config) == (0, 300_000)


def test_what_is_no_number_leaves_the_selection_as_it_is():
    selection = Selection()
    selection.look(window_s=float("nan"), time_s=float("inf"), depths_um=(float("nan"), 3.0), gain=2.0)
    assert (selection.window_s, selection.time_s, selection.depths_um, selection.gain) == (0.1, 0.0, None, 2.0)


def test_the_windows_length_keeps_to_its_limits():
    selection = Selection()
    selection.look(window_s=100.0)
    assert selection.window_s == 5.0
    selection.look(window_s=0.0)
    assert selection.window_s == 0.005
