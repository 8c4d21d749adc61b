from driftscope.presets import PRESETS
from driftscope_dashboard.actions.preset import OWN, PresetMenu, explanation, options_for


def test_ones_own_configuration_is_named_only_while_it_is_none_of_the_presets():
    assert options_for(None)[0][0] == OWN
    assert [name for name, *_ in options_for(next(iter(PRESETS)))] == list(PRESETS)


def test_choosing_a_preset_opens_it(state, services):
    [menu] = PresetMenu(state, services).controls()
    assert menu.value == OWN
    name = next(iter(PRESETS))
    menu.take(name)
    assert state.session.config == PRESETS[name].config


def test_the_menu_follows_the_configuration(state, services):
    [menu] = PresetMenu(state, services).controls()
    name = list(PRESETS)[-1]
    state.session.open(PRESETS[name].config)
    assert menu.value == name
    state.session.change({"seed": 12345})
    assert menu.value == OWN


def test_a_preset_says_where_it_comes_from():
    name, preset = next(iter(PRESETS.items()))
    assert preset.reference in explanation(name)
    assert preset.shows in explanation(name)
    assert "preset" in explanation(None)
