import numpy as np
import pytest
from driftscope_dashboard.views.detector import Request, detect_around, detector_switch
from driftscope_dashboard.views.traces import TracesView


@pytest.fixture
def detector(state, services):
    state.session.change({"templates.alpha_uv": 2000.0, "spikes.firing_rate_hz": 20.0})
    state.selection.look(units=(0,), window_s=1.0, time_s=3.0)
    view = TracesView(state, services)
    view.refresh()
    return view.detector


@pytest.fixture
def switch(detector, state, services):
    return detector_switch(state, services)


def marked(detector, name="static"):
    return {kind: len(source.data["x"]) for kind, source in detector.sources[name].items()}


def test_nothing_is_detected_until_it_is_asked_for(detector):
    assert set(marked(detector).values()) == {0}
    assert detector.threshold is None
    assert not detector.words["static"].visible


def test_spikes_are_found_missed_and_found_in_vain(detector, switch, state):
    switch.take(True)
    assert detector.threshold == 5.0
    found = marked(detector)
    assert found["found"] + found["missed"] > 0
    assert "% found" in detector.words["static"].text
    state.selection.look(threshold=900.0)
    assert marked(detector)["found"] == 0
    assert marked(detector)["missed"] == found["found"] + found["missed"]
    switch.take(False)
    assert set(marked(detector).values()) == {0}


def test_a_lesson_reveals_and_hides_it(detector, switch, state):
    state.overlays.reveal(["threshold", "found", "reference"])
    assert switch.value
    assert "median subtracted" in detector.words["drifting"].text
    state.overlays.reveal([])
    assert not detector.words["drifting"].visible


def test_without_a_unit_there_is_nothing_to_detect(detector, switch, state):
    switch.take(True)
    state.selection.look(units=())
    assert set(marked(detector).values()) == {0}


def test_what_is_counted_stays_while_the_cursor_moves_a_little(state):
    source = state.session.simulation
    asked = Request(source, 0, 2.0, False, 4.0, False, 1.9, 2.1)
    one, other = detect_around(asked), detect_around(asked._replace(time_s=2.5, start_s=2.4, end_s=2.6))
    assert one.words == other.words
    seen = one.seen["drifting"]
    assert np.all(seen.spikes < 2.1 * 30_000)


def test_the_reference_is_subtracted_from_what_is_drawn(state, services):
    view = TracesView(state, services)
    view.refresh()
    before = view.drifting.sources["lines"].data["ys"][0].copy()
    state.overlays.choose("reference", on=True)
    assert not np.array_equal(view.drifting.sources["lines"].data["ys"][0], before, equal_nan=True)
    assert "\u2212 median" in view.drifting.sources["plates"].data["words"]
    state.overlays.choose("reference", on=False)
    assert np.array_equal(view.drifting.sources["lines"].data["ys"][0], before, equal_nan=True)
