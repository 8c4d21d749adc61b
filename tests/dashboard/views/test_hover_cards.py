import numpy as np
import pytest
from driftscope.unit_peaks import peaks_of
from driftscope_dashboard.views.hover_cards import HoverCards, Request, rates_hz, told_units, unit_cards


def test_a_card_tells_what_the_sentence_tells(state):
    source, time_s = state.session.simulation, 4.0
    cards = unit_cards(Request(source, time_s, (0, 3)))
    for card, peaks in zip(cards, peaks_of(source, [0, 3]), strict=True):
        now = int(time_s * source.motion.sampling_frequency_hz)
        assert card.unit == peaks.unit
        assert card.rest_um == source.locations_um[card.unit, 1]
        assert card.moved_um == pytest.approx(peaks.displacement_um[now, 1])
        assert (card.rest_channel, card.best_channel) == (peaks.rest_channel, peaks.best_channel[now])
        assert card.rest_uv == pytest.approx(peaks.rest_uv)
        assert card.rest_now_uv == pytest.approx(peaks.on_rest_channel_uv[now])
        assert card.best_uv == pytest.approx(peaks.best_uv[now])
        assert card.snr == pytest.approx(peaks.rest_uv / source.noise_levels_uv[peaks.rest_channel])


def test_rates_are_counted(state):
    source = state.session.simulation
    expected = np.bincount(source.spikes.all().unit_index, minlength=6) / 20.0
    assert np.allclose(rates_hz(source), expected)


def test_units_are_told_of_that_can_be_met_between_the_depths(state):
    source = state.session.simulation
    depths = source.locations_um[:, 1]
    unit = int(np.argsort(depths)[2])
    assert unit in told_units(source, depths[unit] - 1.0, depths[unit] + 1.0, ())
    assert set(told_units(source, -1e4, 1e4, ())) == set(range(6))
    assert told_units(source, 5e4, 6e4, ()) == ()


def test_the_page_holds_the_cards_until_something_changes(state, services):
    cards = HoverCards(state, services)
    cards.node.hear({"want": True})
    assert len(cards.node.value) == 6
    assert not cards.node.disabled
    state.selection.look(time_s=3.0)
    assert cards.node.disabled
    cards.node.hear({"want": True})
    assert not cards.node.disabled


def test_without_units_nothing_is_told(state, services):
    state.session.change({"units.num_units": 0})
    cards = HoverCards(state, services)
    cards.node.hear({"want": True})
    assert cards.node.value == []
    assert services.failures == []
