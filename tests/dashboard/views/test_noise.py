import numpy as np
import pytest
from driftscope_dashboard.views.noise import NoiseView


@pytest.fixture
def view(state, services):
    state.selection.look(tab="noise")
    made = NoiseView(state, services)
    made.refresh()
    return made


def test_what_is_measured_is_what_was_asked_for(view):
    levels = view.level_sources["measured"].data["y"]
    assert levels.min() > 0.97 * view.asked.bottom
    assert levels.max() < 1.03 * view.asked.top
    measured, expected = (view.pair_sources[name].data for name in ("measured", "expected"))
    assert measured["y"] == pytest.approx(np.interp(measured["x"], expected["x"], expected["y"]), abs=0.05)
    flat = view.tone_sources["expected"].data["y"][0]
    assert view.tone_sources["measured"].data["y"] == pytest.approx(flat, rel=0.15)


def test_only_a_change_of_the_noise_is_measured_again(state, view):
    asked = []
    view._latest.ask = asked.append
    state.session.change({"spikes.firing_rate_hz": 3.0})
    state.selection.look(time_s=3.0)
    assert asked == []
    state.session.change({"noise.level_uv": 3.0})
    assert len(asked) == 1


def test_silence_is_said_and_not_drawn(state, view):
    state.session.change({"noise.level_uv": 0.0})
    assert "No noise" in view.words.label
    assert not view.picture.visible


def test_the_reference_is_subtracted_here_too(state, services, view):
    state.session.change({"noise.spatial_decay_um": 2_000.0})
    before = view.level_sources["measured"].data["y"]
    [choice] = view.tools()
    choice.take("median")
    assert "reference" in state.overlays.shown
    assert view.level_sources["measured"].data["y"].mean() < 0.5 * before.mean()
    assert view.words.label.startswith("The median of all channels is subtracted.")
    state.overlays.choose("reference", on=False)
    assert choice.value == "none"
    assert np.array_equal(view.level_sources["measured"].data["y"], before)
