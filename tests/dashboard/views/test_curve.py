import numpy as np
import pytest
from driftscope_dashboard.views.curve import CurveView


def test_the_cursor_moves_the_mark_and_nothing_is_computed(state, services):
    state.selection.look(time_s=0.0, units=(2,))
    view = CurveView(state, services)
    asked = []
    ask, view._latest.ask = view._latest.ask, asked.append
    motion = state.session.simulation.motion
    for time_s in (0.0, 2.0, 4.0, 6.0):
        state.selection.look(time_s=time_s)
        [[_, moved]] = motion.displacement_um(np.array([int(time_s * 5)]), np.array([2]))
        assert view.cursor.location == pytest.approx(moved, abs=0.51)
        assert view.curves["drifting dots"].data["x"] == [view.cursor.location]
    assert asked == []
    view._latest.ask = ask
    state.selection.look(units=(3,))
    assert "channel" in view.labels.source.data["words"][1]


def test_the_best_channel_is_never_below_the_one_at_rest(state, services):
    view = CurveView(state, services)
    view.refresh()
    best, resting = (view.curves[name].data["y"] for name in ("best channel", "best at rest"))
    assert (best >= resting).all()
