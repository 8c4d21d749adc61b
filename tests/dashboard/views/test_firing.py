import numpy as np
import pytest
from driftscope_dashboard.views.firing import FiringView


@pytest.fixture
def view(state, services):
    state.selection.look(tab="firing", time_s=10.0)
    made = FiringView(state, services)
    made.refresh()
    return made


def test_the_raster_shows_every_spike_of_its_ten_seconds(state, view):
    spikes = state.session.simulation.spikes.between(5 * 30_000, 15 * 30_000)
    drawn = sum(len(source.data["x"]) for source in view.spikes.values())
    assert drawn == len(spikes)
    assert (view.raster.x_range.start, view.raster.x_range.end) == (5.0, 15.0)


def test_selected_units_are_coloured(state, view):
    state.selection.look(units=(1, 2))
    spikes = state.session.simulation.spikes.between(5 * 30_000, 15 * 30_000)
    assert len(view.spikes["selected"].data["x"]) == np.isin(spikes.unit_index, (1, 2)).sum()
    assert len(set(view.spikes["selected"].data["colour"])) == 2
    assert len(view.rate_sources["selected"].data["x"]) == 2


def test_rates_are_sorted_within_what_was_asked_for(view):
    rates = view.rate_sources["all"].data["y"]
    assert (np.diff(rates) >= 0).all()
    assert (view.asked.bottom, view.asked.top) == (2.0, 8.0)


def test_the_refractory_period_is_marked_and_empty(state, view):
    state.session.change({"spikes.refractory_period_ms": 10.0})
    assert (view.silence.left, view.silence.right) == (0.0, 10.0)
    assert view.lag_silence.left == -10.0
    bars = view.interval_bars.data
    assert bars["top"][bars["right"] <= 10.0].sum() == 0
    assert bars["top"].sum() > 0


def test_what_does_not_concern_spikes_is_not_computed_again(state, view):
    asked = []
    view._latest.ask = asked.append
    state.session.change({"noise.level_uv": 3.0})
    state.selection.look(time_s=10.4)
    assert asked == []
    state.session.change({"spikes.firing_rate_hz": 9.0})
    assert len(asked) == 1


def test_selected_units_are_merged(state, services):
    state.selection.look(tab="firing", units=(0, 1))
    view = FiringView(state, services)
    [merge] = [one for one in view.tools() if one.hook == "firing-merge"]
    alone = view.interval_bars.data["top"].sum()
    merge.take(True)
    assert view.interval_bars.data["top"].sum() > alone
    assert "merged" in view.words.label
    state.overlays.choose("merged", on=False)
    assert not merge.value
