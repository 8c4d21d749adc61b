from driftscope_dashboard.views.overlay_switch import overlay_switch


def test_a_switch_draws_and_a_lesson_presses_it(state, services):
    switch = overlay_switch(state, services, "realigned", "What it draws.")
    assert (switch.kind, switch.icon, switch.hook, switch.value) == ("press", "realigned", "overlay-realigned", False)
    switch.take(True)
    assert state.selection.overlays == ("realigned",)
    switch.take(False)
    assert state.overlays.shown == frozenset()
    state.overlays.reveal(["realigned"])
    assert switch.value
    switch.take(False)
    assert state.overlays.shown == frozenset()
