from driftscope_dashboard.form.editor import describe
from driftscope_dashboard.kinds import SYNTHETIC
from driftscope_dashboard.session.forms import groups_of


def editor_of(state, services):
    return SYNTHETIC.editor(state, services)


def test_every_group_has_its_controls(state, services):
    editor = editor_of(state, services)
    assert set(editor.bodies) == {"recording", "probe", "units", "motion", "templates", "spikes", "noise"}
    classes = {control.hook for control in editor.controls.values()}
    assert {"seed", "noise-level_uv", "motion-components-0-period_s"} <= classes


def test_a_control_writes_the_session(state, services):
    editor = editor_of(state, services)
    editor.controls["noise.level_uv"].take([3.0, 4.0])
    assert (state.session.config.noise.level_uv.low, state.session.config.noise.level_uv.high) == (3.0, 4.0)


def test_controls_follow_the_session(state, services):
    editor = editor_of(state, services)
    state.session.change({"seed": 42})
    assert editor.controls["seed"].value == 42


def test_an_invalid_value_is_marked_where_it_stands_with_an_offer(state, services):
    editor = editor_of(state, services)
    control = editor.controls["noise.level_uv"]
    control.take(-2.0)
    assert "at least 0" in control.problem
    assert control.suggestion == 0
    assert control.value == -2.0
    control.take(control.suggestion)
    assert control.problem == ""
    assert state.session.config.noise.level_uv == 0


def test_a_problem_between_two_values_offers_the_nearest_that_fits(state, services):
    editor = editor_of(state, services)
    control = editor.controls["spikes.refractory_period_ms"]
    control.take(400.0)
    assert "Firing rate" in control.problem
    assert 100 < control.suggestion < 125


def test_the_value_that_waits_is_marked_too(state, services):
    editor = editor_of(state, services)
    state.session.change({"spikes.refractory_period_ms": 100.0})
    editor.controls["spikes.firing_rate_hz"].take([5.0, 20.0])
    assert editor.controls["spikes.refractory_period_ms"].problem
    assert editor.controls["spikes.firing_rate_hz"].problem
    assert editor.controls["spikes.firing_rate_hz"].suggestion[1] < 10.0


def test_a_problem_of_a_whole_group_is_noted_there(state, services):
    editor = editor_of(state, services)
    editor.controls["motion.components.0.amplitude_factor"].take(1.5)
    note = editor.bodies["motion"].children[0]
    assert note.visible
    assert "summed motion" in note.problem
    assert 0.8 < editor.controls["motion.components.0.amplitude_factor"].suggestion < 1.1


def test_only_what_matters_is_visible(state, services):
    editor = editor_of(state, services)
    assert not editor.controls["units.num_modes"].visible
    editor.controls["units.distribution"].take("multimodal")
    assert editor.controls["units.num_modes"].visible


def test_rare_parameters_show_on_demand(state, services):
    editor = editor_of(state, services)
    assert not editor.controls["templates.smooth_ms"].visible
    fold = next(part for part in editor.bodies["templates"].children if part.hook == "more-templates")
    fold.hear({"clicked": True})
    assert editor.controls["templates.smooth_ms"].visible
    fold.hear({"clicked": True})
    assert not editor.controls["templates.smooth_ms"].visible


def test_a_rare_parameter_shows_when_it_is_wrong(state, services):
    editor = editor_of(state, services)
    state.session.change({"templates.smooth_ms": -1.0})
    assert editor.controls["templates.smooth_ms"].visible


def test_one_value_per_unit_is_described(state, services):
    state.session.change({"templates.alpha_uv": [100.0] * 6})
    editor = editor_of(state, services)
    control = editor.controls["templates.alpha_uv"]
    assert control.listed == "6 values, 100 to 100"
    assert control.value is None
    assert control.fallback == [100.0, 500.0]


def test_what_is_shown_says_nothing_of_browsers(state):
    shown = describe(state.session, groups_of(state.session.config), SYNTHETIC.form)
    said = {"problem": "", "suggestion": None, "advice": "", "remedy": ""}
    assert shown["seed"] == {"value": 0, "listed": "", "note": "", **said}


def test_advice_stands_beside_its_field_and_can_be_followed(state, services):
    editor = editor_of(state, services)
    state.session.change({"units.maximum_z_um": 400.0})
    control = editor.controls["units.maximum_z_um"]
    assert "400 µm" in control.advice
    assert control.visible
    control.hear({"remedy": True})
    assert state.session.config.units.maximum_z_um == 45.0
    assert control.advice == ""


def test_a_problem_comes_before_advice(state, services):
    editor = editor_of(state, services)
    state.session.change({"spikes.refractory_period_ms": 0.0})
    control = editor.controls["spikes.refractory_period_ms"]
    assert control.advice
    state.session.change({"spikes.refractory_period_ms": -1.0})
    assert (control.advice, bool(control.problem)) == ("", True)


def test_a_lesson_hushes_advice_on_what_it_asks_about(state, services):
    editor = editor_of(state, services)
    state.session.change({"units.maximum_z_um": 400.0})
    control = editor.controls["units.maximum_z_um"]
    editor.hush(["units"])
    assert (control.advice, control.remedy) == ("", "")
    editor.hush([])
    assert control.advice
