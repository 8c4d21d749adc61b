import pytest
from driftscope_dashboard.results.stepping import step_to_miss


@pytest.fixture(autouse=True)
def chosen(state, results, loaded):
    results.add(loaded)
    state.selection.look(time_s=0.0, units=(1,))


def test_the_cursor_goes_from_miss_to_miss(state, results):
    assert step_to_miss(state, results, "n")
    first = state.selection.time_s
    assert step_to_miss(state, results, "n")
    assert state.selection.time_s > first > 0
    assert "missed at" in state.notices.latest[2] and "Likely" in state.notices.latest[2]
    assert step_to_miss(state, results, "p")
    assert state.selection.time_s == first
    state.selection.look(time_s=state.session.config.duration_s)
    assert step_to_miss(state, results, "n")
    assert state.notices.latest[2] == "Unit 1 has no later miss."


def test_without_a_unit_a_result_or_the_key_nothing_is_done(state, results):
    assert not step_to_miss(state, results, "s")
    state.selection.clear()
    assert not step_to_miss(state, results, "n")
    state.selection.look(units=(1,))
    state.session.change({"noise.level_uv": 3.0})
    assert not step_to_miss(state, results, "n")
