import numpy as np
import pytest
from driftscope_dashboard.plots.curve import curve_labels
from driftscope_dashboard.views import curve
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


def test_names_of_lines_are_laid_out_for_the_height_of_the_figure(state, services, monkeypatch):
    seen = []
    monkeypatch.setattr(curve, "curve_labels", lambda found, pixels: seen.append(pixels) or curve_labels(found, pixels))
    view = CurveView(state, services)
    view.refresh()
    view.figure.trigger("inner_height", 0, 90)
    assert (seen[0], seen[-1]) == (curve.USUAL_PIXELS, 90)


def test_the_best_channel_is_never_below_the_one_at_rest(state, services):
    view = CurveView(state, services)
    view.refresh()
    best, resting = (view.curves[name].data["y"] for name in ("best channel", "best at rest"))
    assert (best >= resting).all()
