import numpy as np
import pytest
from driftscope import Simulation
from driftscope_dashboard.plots.locked_spikes import (
    AFTER_MS,
    BEFORE_MS,
    MOST_SPIKES,
    draw_locked,
    frames_shown,
    newest_spike,
)
from driftscope_dashboard.plots.trace_request import Request
from hypothesis import given
from hypothesis import strategies as st

UNIT = 3


@pytest.fixture
def own(simulation):
    spikes = simulation.spikes.all()
    return spikes.sample_index[spikes.unit_index == UNIT]


def request_at(simulation, frame, **changes):
    return Request(simulation, frame / 30_000, 0.02, units=(UNIT,), depths_um=(0.0, 300.0), locked=True, **changes)


def test_the_newest_spike_is_the_last_at_or_before_the_cursor(simulation, own):
    reach = (60, 120)
    for at in (10, 11, 40):
        assert newest_spike(simulation.spikes, UNIT, int(own[at]), reach, 600_000) == own[at]
        assert newest_spike(simulation.spikes, UNIT, int(own[at]) - 1, reach, 600_000) == own[at - 1]
    assert newest_spike(simulation.spikes, UNIT, 0, reach, 600_000) is None
    last = newest_spike(simulation.spikes, UNIT, 600_000, reach, 600_000)
    assert last <= 600_000 - reach[1]


@given(st.lists(st.integers(1, 1_000), unique=True), st.integers(1, 1_000))
def test_the_last_few_spikes_are_shown_in_their_order(before, newest):
    shown = frames_shown(tuple(sorted(before)), newest)
    assert shown[-1] == newest
    assert list(shown) == sorted(set(shown))
    assert len(shown) <= MOST_SPIKES


def test_spikes_lie_above_each_other_the_newest_in_colour(simulation, own):
    trail = None
    for frame in own[10:26]:
        picture, trail = draw_locked(request_at(simulation, int(frame) + 5), trail)
    assert picture.words == f"{MOST_SPIKES} spikes"
    assert trail.frames == tuple(own[14:26])
    assert (picture.start_ms, picture.length_ms, picture.locked) == (-BEFORE_MS, BEFORE_MS + AFTER_MS, True)
    for panel, kind in zip(picture.panels, ("static", "drifting"), strict=True):
        colours = [stroke.colour for stroke in panel.strokes]
        assert colours == ["common"] * 3 + [kind] * 2
        alphas = [stroke.alpha for stroke in panel.strokes[:3]]
        assert alphas == sorted(alphas)
        assert panel.plates


def test_what_is_shown_are_the_samples_around_the_spike(simulation, own):
    picture, _ = draw_locked(request_at(simulation, int(own[20])), None)
    strokes = picture.panels[1].strokes
    y = np.concatenate([stroke.y for stroke in strokes])
    recording = simulation.drifting
    window = recording.get_traces(start_frame=own[20] - 60, end_frame=own[20] + 120)[:, picture.rows.channels]
    drawn = window * picture.um_per_uv + picture.rows.centres_um
    assert np.sort(y[np.isfinite(y)]) == pytest.approx(np.sort(drawn.ravel()), abs=0.05)


def test_nothing_is_read_again(simulation, own):
    _, trail = draw_locked(request_at(simulation, int(own[10])), None)
    _, later = draw_locked(request_at(simulation, int(own[11])), trail)
    kept = [key for key in trail.windows if key in later.windows]
    if np.array_equal(trail.channels, later.channels):
        assert all(later.windows[key] is trail.windows[key] for key in kept)
    assert len(later.windows) == 4


def test_going_back_forgets_what_is_later(simulation, own):
    _, trail = draw_locked(request_at(simulation, int(own[20])), None)
    _, back = draw_locked(request_at(simulation, int(own[5])), trail)
    assert back.frames == (own[5],)


def test_another_recording_begins_anew(simulation, own):
    _, trail = draw_locked(request_at(simulation, int(own[20])), None)
    slower = Simulation(simulation.config.replace({"sampling_frequency_hz": 20_000.0}))
    request = request_at(simulation, int(own[21]))._replace(simulation=slower)
    picture, again = draw_locked(request, trail)
    alone, _ = draw_locked(request, None)
    assert len(again.frames) <= 1
    assert [len(stroke.x) for stroke in picture.panels[0].strokes] == [len(one.x) for one in alone.panels[0].strokes]


def test_another_unit_begins_anew(simulation, own):
    _, trail = draw_locked(request_at(simulation, int(own[20])), None)
    _, other = draw_locked(request_at(simulation, int(own[20]))._replace(units=(2,)), trail)
    assert (other.unit, len(other.frames)) == (2, 1)


def test_before_the_first_spike_there_is_none(simulation):
    picture, trail = draw_locked(request_at(simulation, 0), None)
    assert (trail.frames, picture.words) == ((), "0 spikes")
    assert all(not panel.strokes for panel in picture.panels)


@pytest.mark.parametrize("mode", ["overlaid", "difference", "static"])
def test_other_modes_lock_too(simulation, own, mode):
    picture, _ = draw_locked(request_at(simulation, int(own[20]), mode=mode), None)
    assert len(picture.panels) == 1
    assert picture.panels[0].strokes


def test_without_a_unit_nothing_locks(simulation):
    with pytest.raises(ValueError, match="select one"):
        draw_locked(Request(simulation, 5.0, 0.02, locked=True), None)
