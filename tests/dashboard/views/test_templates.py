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
