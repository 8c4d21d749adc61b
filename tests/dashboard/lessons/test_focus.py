from driftscope.lessons import Focus, Step
from driftscope_dashboard.lessons.focus import halos


def test_controls_that_rules_ask_for_get_a_halo_too():
    step = Step(say="", reached=[{"path": "probe.y_pitch_um", "le": 80}, {"look": "time_s", "ge": 2}])
    assert halos(Focus(controls=["probe.y_pitch_um", "motion"]), step) == ["probe-y_pitch_um", "motion", "time"]
    assert halos(Focus(), Step(say="", reached=[{"measure": "x", "ge": 1}])) == []
