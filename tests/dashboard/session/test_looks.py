from driftscope.presets import PRESETS
from driftscope_dashboard.session.looks import look_first, preset_of
from driftscope_dashboard.session.session import Session
from driftscope_dashboard.session.state import State


def test_a_preset_is_looked_at_where_it_tells_most_and_one_can_go_back_there(small):
    state, preset = State(Session(small)), PRESETS["four-shank"]
    look_first(state, preset)
    selection, look = state.selection, preset.look
    assert (selection.time_s, selection.depths_um, selection.units) == (look.time_s, look.depths_um, (look.unit,))
    assert selection.shanks == (look.shank,)
    selection.look(depths_um=(0.0, 50.0), shanks=())
    selection.go_home()
    assert (selection.depths_um, selection.shanks) == (look.depths_um, (look.shank,))
    selection.go_home()
    assert (selection.depths_um, selection.shanks) == (None, ())


def test_a_configuration_is_a_preset_or_none(small):
    assert preset_of(PRESETS["tetrode"].config) is PRESETS["tetrode"]
    assert preset_of(small) is None
