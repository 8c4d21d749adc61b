import pytest
from driftscope_dashboard.hybrid.arrival import Arrival, go_to_spike, say_refusal
from driftscope_dashboard.kinds import HYBRID
from driftscope_dashboard.session.allowed_paths import AllowedPaths
from driftscope_dashboard.session.sharing import Look, Shared


def spikes(state):
    scene = state.session.simulation
    return scene.spikes.all().sample_index / scene.config.sampling_frequency_hz


def test_the_cursor_stands_at_a_spike(state):
    go_to_spike(state)
    assert min(abs(spikes(state) - state.selection.time_s)) < 1e-9
    assert state.selection.time_s > 1.0


def test_another_recording_is_looked_at_where_it_has_a_spike(state, session, flat):
    session.subscribe({"simulation"}, Arrival(state, None).follow)
    state.selection.look(time_s=8.0, depth_um=1_700.0)
    session.change({"units.0.peak_uv": 90.0})
    assert (state.selection.time_s, state.selection.depth_um) == (8.0, 1_700.0)
    session.open(flat)
    assert min(abs(spikes(state) - state.selection.time_s), default=0) < 1.0
    assert state.selection.time_s < 1.1
    depth = state.selection.depth_um  # of a unit, which are all far from the middle of this probe, or the middle
    assert depth is None or min(abs(session.simulation.locations_um[:, 1] - depth)) < 1.0


def test_a_link_is_looked_at_as_it_says(state, session, small):
    shared = Shared(small.replace(seed=3), Look(time_s=4.25, units=(1,)))
    session.subscribe({"simulation"}, Arrival(state, shared).follow)
    session.begin_with(shared.config)
    assert (state.selection.time_s, state.selection.units) == (4.25, (1,))


def test_a_refusal_is_said_once_with_all_reasons(state, session):
    session.subscribe({"problems"}, lambda: say_refusal(state))
    session.change({"segment_index": 5})
    assert state.notices.latest[1] == "error"
    assert "the previous recording is shown" in state.notices.latest[2]
    assert "segment_index" in state.notices.latest[2]
    number = state.notices.latest[0]
    session.change({"segment_index": -5})  # cannot even be written down: said beside the field only
    assert state.notices.latest[0] == number


def test_nothing_outside_becomes_a_scene(flat, tmp_path):
    from driftscope import ConfigError

    with pytest.raises(ConfigError, match="opens only files in"):
        HYBRID.session(flat, AllowedPaths((tmp_path / "elsewhere",)).refuse)


def test_the_sentence_and_the_worst_unit_are_told_of_a_hybrid_too(state):
    from driftscope_dashboard.page.story import find_worst, tell

    scene = state.session.simulation
    assert tell((scene, (0,), 4.0))
    assert tell((scene, (), 4.0))
    unit, time_s = find_worst((scene, None, 0))
    assert unit in range(len(scene.locations_um))
    assert 0 <= time_s <= scene.config.duration_s
