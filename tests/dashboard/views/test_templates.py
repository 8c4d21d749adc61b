import numpy as np
import pytest
from driftscope_dashboard.views.templates import TemplatesView


def test_the_cursor_moves_the_template_and_its_mark(state, services):
    view = TemplatesView(state, services)
    state.selection.look(time_s=0.0, units=(2,))
    assert view.words.label.startswith("Unit 2:")
    seen = set()
    motion = state.session.simulation.motion
    for time_s in (0.0, 2.0, 4.0, 6.0):
        state.selection.look(time_s=time_s)
        [[_, moved]] = motion.displacement_um(np.array([int(time_s * 5)]), np.array([2]))
        assert view.cursor.location == pytest.approx(moved, abs=0.51)
        seen.add(float(np.nansum(view.sources["moved"].data["y"])))
    assert len(seen) > 2


def test_at_rest_both_waveforms_are_one(state, services):
    state.session.change({"motion.components": []})
    view = TemplatesView(state, services)
    view.refresh()
    assert np.array_equal(view.sources["rest"].data["y"], view.sources["moved"].data["y"], equal_nan=True)
    assert view.curves["best"].data["y"].max() >= view.curves["resting"].data["y"].max()
