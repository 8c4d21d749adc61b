import numpy as np
import pytest
from driftscope.unit_peaks import peaks_of
from driftscope_dashboard.plots.amplitudes import (
    SAMPLED_S,
    Picture,
    amplitudes_of,
    below_threshold,
    loss_words,
    losses,
    own_spikes,
    peak_at,
    percent,
    sampled_pieces,
    spike_dots,
)


@pytest.mark.parametrize("duration_s", [SAMPLED_S + 1.0, 600.0, 36_000.0])
def test_a_long_recording_is_sampled_evenly_at_the_same_cost(duration_s):
    pieces = sampled_pieces(duration_s)
    assert sum(end - start for start, end in pieces) == pytest.approx(SAMPLED_S)
    assert pieces[-1][1] <= duration_s
    starts = np.array(pieces)[:, 0]
    assert np.ptp(np.diff(starts)) < 1e-6
    assert (np.array(pieces)[1:, 0] >= np.array(pieces)[:-1, 1]).all()


def test_a_short_recording_is_taken_whole():
    assert sampled_pieces(20.0) == [(0.0, 20.0)]


def test_losses_are_shares_of_all_spikes():
    assert losses(np.full(4, 50.0), np.array([50.0, 30.0, 20.0, 45.0]), 40.0) == (0.5, 0.0, 0.0)
    assert losses(np.empty(0), np.empty(0), 40.0) == (0.0, 0.0, 0.0)
    assert losses(np.array([30.0]), np.array([60.0]), 40.0) == (0.0, 1.0, 1.0)


def test_shares_are_said_in_words():
    assert [percent(share) for share in (0.0, 0.004, 0.34, 0.996, 1.0)] == [
        "none", "less than 1 %", "34 %", "more than 99 %", "all",
    ]  # fmt: skip


def test_the_sentence_says_what_drift_does():
    where = "on channel 8, its best at rest"
    assert loss_words("Unit 2", (0.34, 0.0, 0.0), 5.0, 36.2, where) == (
        "Unit 2: drift hides 34 % of this unit's spikes below 5 × noise (36 µV) on channel 8, its best at rest."
    )
    words = loss_words("Unit 2", (0.0, 0.25, 0.5), 4.5, 36.2, where)
    assert "hides none" in words
    assert "50 % lie below it even at rest, drift lifts 25 % above it" in words


def drawn(state, threshold=5.0, **more):
    return amplitudes_of(state.session.simulation, 2, threshold, **more)


def test_every_spike_has_the_peak_of_its_template(state):
    simulation = state.session.simulation
    picture = drawn(state)
    spikes = own_spikes(simulation, 2)
    motion, maker = simulation.motion, simulation.template_maker
    assert picture.times_s == pytest.approx(spikes.sample_index / 30_000.0)
    channel = int(np.abs(maker.dense(2)).max(axis=0).argmax())
    assert picture.channel == channel
    for spike in (0, len(spikes) // 2, len(spikes) - 1):
        [step] = motion.step_of(spikes.sample_index[[spike]], np.array([2]), 30_000.0)
        expected = np.abs(maker.dense(2, motion.steps_um[step])[:, channel]).max()
        assert picture.drifting_uv[spike] == pytest.approx(expected, rel=1e-4)
    assert np.ptp(picture.static_uv) == 0
    assert np.ptp(picture.drifting_uv) > 0


def test_the_best_channel_is_never_smaller(state):
    fixed, best = (drawn(state, follow=follow) for follow in (False, True))
    assert (best.drifting_uv >= fixed.drifting_uv).all()
    assert np.array_equal(best.static_uv, fixed.static_uv)
    assert "best channel at each moment" in best.words


def test_amplitude_variation_is_that_of_the_spikes(state):
    state.session.change({"spikes.amplitude_std": 0.2, "motion.components": []})
    picture = drawn(state)
    assert np.array_equal(picture.static_uv, picture.drifting_uv)
    assert picture.static_uv.std() / picture.rest_uv == pytest.approx(0.2, rel=0.4)
    assert "hides none" in picture.words


def test_without_motion_nothing_is_hidden_by_drift_and_a_high_threshold_hides_all(state):
    picture = drawn(state, threshold=1e6)
    assert "hides none" in picture.words
    assert "all lie below it even at rest" in picture.words


def test_a_unit_that_does_not_fire_is_said_to(state):
    state.session.open(state.session.config.replace({"spikes.times_s": [[1.0]] + [[]] * 5}))
    assert "does not fire" in drawn(state).words


def test_the_line_is_the_peak_in_every_bin_of_the_motion(state):
    simulation, picture = state.session.simulation, drawn(state)
    [peaks] = peaks_of(simulation, [2])
    assert picture.curve_uv == pytest.approx(peaks.on_rest_channel_uv, rel=1e-4)
    assert drawn(state, follow=True).curve_uv == pytest.approx(peaks.best_uv, rel=1e-4)
    assert picture.rest_uv == pytest.approx(peaks.rest_uv, rel=1e-4)
    noise_uv = simulation.noise_levels_uv[peaks.rest_channel]
    assert picture.share_below == pytest.approx(peaks.share_below(noise_uv))
    assert peak_at(picture, 0.0) == picture.curve_uv[0]
    assert peak_at(picture, 1e6) == picture.curve_uv[-1]
    assert peak_at(picture, float(picture.curve_s[7])) == picture.curve_uv[7]


def test_only_what_is_below_the_threshold_is_filled():
    three = np.array([0.0, 1.0, 2.0])
    found = Picture(three, three, three, three, np.array([9.0, 3.0, 9.0]), 9.0, 5.0, 2.0)
    x, y = below_threshold(found)
    assert x.tolist() == [0.0, 1.0, 2.0, 2.0, 1.0, 0.0]
    assert y.tolist() == [5.0, 5.0, 5.0, 5.0, 3.0, 5.0]
    assert found.share_below == pytest.approx(1 / 3)


def test_single_spikes_are_drawn_where_they_differ_in_strength(state):
    assert len(spike_dots(drawn(state))[0]) == 0
    state.session.change({"spikes.amplitude_std": 0.2})
    assert len(spike_dots(drawn(state))[0]) > 0
