from driftscope_dashboard.actions.appearance import ThemeSwitch


def test_the_switch_goes_between_light_and_dark(state, services):
    [switch] = ThemeSwitch(state, services).controls()
    switch.hear({})
    assert state.appearance.dark
    switch.hear({})
    assert not state.appearance.dark
