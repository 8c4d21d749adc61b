from driftscope_dashboard.actions.history import UndoRedo


def test_the_buttons_go_back_and_forth(state, services):
    undo, redo = UndoRedo(state, services).controls()
    assert undo.disabled
    assert redo.disabled
    state.session.change({"seed": 8})
    assert not undo.disabled
    undo.hear({})
    assert state.session.config.seed == 0
    assert undo.disabled
    redo.hear({})
    assert state.session.config.seed == 8
