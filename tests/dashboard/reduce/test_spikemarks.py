import numpy as np
import pytest
from driftscope_dashboard.reduce import spikemarks
from driftscope_dashboard.reduce.channels import depth_order
from driftscope_dashboard.reduce.spikemarks import REACHES_UV, mark_spikes


@pytest.fixture
def simulation(state):
    return state.session.simulation


@pytest.fixture
def channels(simulation):
    return depth_order(simulation.contact_positions_um)


def test_every_spike_of_a_unit_that_is_seen_is_marked(simulation, channels):
    marks = mark_spikes(simulation, 0, 60_000, channels, (), moving=False)
    spikes = simulation.spikes.between(0, 60_000)
    amplitudes, _ = simulation.template_maker.footprint(np.arange(6), np.zeros((6, 2)))
    seen = np.flatnonzero(amplitudes.max(axis=1) >= REACHES_UV)
    assert np.array_equal(marks.frames, spikes.sample_index[np.isin(spikes.unit_index, seen)])


def test_a_unit_far_from_the_channels_is_not_marked(simulation, channels):
    nearest = mark_spikes(simulation, 0, 60_000, channels[:2], (), moving=True)
    everywhere = mark_spikes(simulation, 0, 60_000, channels, (), moving=True)
    assert set(nearest.units.tolist()) < set(everywhere.units.tolist())


def test_which_spikes_are_marked_follows_their_units(state, channels):
    state.session.change({"motion.components.0.amplitude_factor": 1.0, "motion.components.0.period_s": 4.0})
    simulation = state.session.simulation
    still, moved = (mark_spikes(simulation, 0, 300_000, channels[:1], (), moving=moving) for moving in (False, True))
    assert not np.array_equal(still.frames, moved.frames)


def test_selected_units_are_marked_however_far_they_are(simulation, channels):
    far = int(np.argmax(simulation.locations_um[:, 1]))
    marks = mark_spikes(simulation, 0, 60_000, channels[:1], (far,), moving=False)
    spikes = simulation.spikes.between(0, 60_000)
    assert np.count_nonzero(marks.units == far) == np.count_nonzero(spikes.unit_index == far)


def test_of_too_many_spikes_the_selected_units_are_kept(simulation, channels, monkeypatch):
    everything = mark_spikes(simulation, 0, 60_000, channels, (), moving=False)
    chosen = int(everything.units[0])
    own = np.count_nonzero(everything.units == chosen)
    monkeypatch.setattr(spikemarks, "MOST_MARKS", own + 3)
    fewer = mark_spikes(simulation, 0, 60_000, channels, (chosen,), moving=False)
    assert np.count_nonzero(fewer.units == chosen) == own
    assert len(fewer.frames) <= own + 3


def test_without_spikes_there_are_no_marks(simulation, channels):
    assert mark_spikes(simulation, 0, 0, channels, (), moving=True).frames.size == 0
