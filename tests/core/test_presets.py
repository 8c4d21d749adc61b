"""Presets are what they say, and what a physiologist would believe."""

import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.presets import PRESETS
from driftscope.unit_peaks import peaks_of

pytestmark = pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)


def test_a_preset_explains_itself(preset):
    assert preset.title
    assert preset.shows.endswith(".")
    assert "20" in preset.reference or "19" in preset.reference or "version" in preset.reference
    assert SimulationConfig.from_text(preset.config.to_text("yaml"), "yaml") == preset.config


def test_the_geometry_is_that_of_a_probe_in_tissue(preset):
    simulation = Simulation(preset.config)
    contacts = simulation.contact_positions_um
    gaps = np.linalg.norm(contacts[:, np.newaxis] - contacts, axis=2)[np.triu_indices(len(contacts), 1)]
    assert 5 <= gaps.min() <= 100
    assert gaps.max() <= 10_000
    if len(simulation.locations_um):
        distance = np.linalg.norm(simulation.locations_um[:, np.newaxis, :2] - contacts[np.newaxis], axis=2).min(axis=1)
        assert np.median(distance) < 60
        assert simulation.locations_um[:, 2].min() >= 1
        assert simulation.locations_um[:, 2].max() <= 100


def test_the_motion_is_that_of_a_brain(preset):
    motion = Simulation(preset.config).motion
    assert np.abs(motion.steps_um).max() <= 100
    steps = np.diff(motion.steps_um[:, 1])
    assert steps.size == 0 or np.abs(steps).max() <= 2
    displacement = motion.unit_displacements_um()
    assert np.abs(displacement).max(initial=0.0) <= 60


def test_the_units_fire_like_neurons(preset):
    config = preset.config
    seconds = 60.0
    spikes = Simulation(config).spikes.between(0, int(seconds * config.sampling_frequency_hz))
    rates = np.bincount(spikes.unit_index, minlength=config.units.num_units) / seconds
    assert 0.5 <= config.spikes.refractory_period_ms <= 10
    assert rates.size == 0 or (rates.min() > 0 and rates.max() < 100)


def test_the_potentials_are_those_of_extracellular_spikes(preset):
    simulation = Simulation(preset.config)
    maker = simulation.template_maker
    noise = simulation.noise.read(0, 30_000, None).std(axis=0)
    assert 2 <= noise.min() <= noise.max() <= 30
    peaks = np.array([-maker.dense(unit).min() for unit in range(preset.config.units.num_units)])
    if peaks.size:
        assert 20 <= np.median(peaks) <= 300
        assert peaks.max() <= 1_000


def test_most_units_rise_above_the_noise(preset):
    """A unit is seen where its peak is above three times the noise of its channel; few may stand where none is."""
    simulation = Simulation(preset.config)
    levels = np.broadcast_to(simulation.noise.noise.levels_uv, len(simulation.contact_positions_um))
    templates = [simulation.template_maker.dense(unit) for unit in range(preset.config.units.num_units)]
    ratios = np.array([(np.abs(template).max(axis=0) / levels).max() for template in templates])
    if ratios.size:
        assert np.mean(ratios > 3) > 0.8
        assert np.mean(ratios > 5) > 0.6


def test_both_recordings_can_be_read(preset):
    simulation = Simulation(preset.config)
    frames = {"start_frame": 30_000, "end_frame": 33_000}
    static, drifting = simulation.static.get_traces(**frames), simulation.drifting.get_traces(**frames)
    assert static.shape == drifting.shape == (3_000, len(simulation.contact_positions_um))
    assert np.isfinite(static).all()
    assert np.isfinite(drifting).all()


LOOKS = {
    # moved (µm), rest channel, peak there at rest and now (µV), best channel now and the peak there (µV)
    "published-drift": (-25, 192, 172, 56, 188, 185),
    "published-first": (-20, 85, 182, 29, 81, 125),
    "acute-settling": (-21, 54, 154, 25, 50, 139),
    "fast-jumps": (15, 71, 198, 67, 72, 174),
    "non-rigid": (-23, 294, 163, 27, 292, 181),
    "random-walk": (-36, 54, 154, 6, 50, 197),
    "four-shank": (-20, 263, 190, 78, 259, 195),
    "dense-layers": (20, 170, 143, 30, 174, 235),
    "tetrode": (20, 3, 124, 119, 0, 160),
    "imposed-triangle": (50, 71, 198, 5, 76, 221),
    "pulse-and-breathing": (30, 71, 198, 21, 75, 278),
    "non-rigid-settling": (34, 147, 174, 36, 151, 185),
    "kicks": (42, 71, 198, 9, 76, 213),
}


def test_the_first_look_shows_a_unit_that_drift_changes(preset):
    look, simulation = preset.look, Simulation(preset.config)
    if look.unit is None:
        assert preset.config.units.num_units == 0
        return
    [peaks] = peaks_of(simulation, [look.unit])
    now = int(look.time_s * simulation.motion.sampling_frequency_hz)
    seen = (
        round(float(peaks.displacement_um[now, 1])),
        peaks.rest_channel,
        round(peaks.rest_uv),
        round(float(peaks.on_rest_channel_uv[now])),
        int(peaks.best_channel[now]),
        round(float(peaks.best_uv[now])),
    )
    assert seen == pytest.approx(LOOKS[preset.name], abs=1)
    depth_um = simulation.locations_um[look.unit, 1]
    assert look.depths_um[0] < depth_um < look.depths_um[1]
    assert look.depths_um[0] < depth_um + peaks.displacement_um[now, 1] < look.depths_um[1]


def test_the_first_look_is_at_a_spike_of_its_unit_that_stands_alone(preset):
    look, simulation = preset.look, Simulation(preset.config)
    if look.unit is None:
        return
    rate_hz = simulation.config.sampling_frequency_hz
    spikes = simulation.spikes.between(round((look.time_s - 0.01) * rate_hz), round((look.time_s + 0.01) * rate_hz))
    frames = spikes.sample_index[spikes.unit_index == look.unit]
    frame = frames[np.abs(frames - look.time_s * rate_hz).argmin()]
    assert abs(frame - look.time_s * rate_hz) <= 0.001 * rate_hz
    near = (np.abs(spikes.sample_index - frame) <= 0.004 * rate_hz) & (spikes.unit_index != look.unit)
    others = simulation.locations_um[spikes.unit_index[near]]
    assert np.linalg.norm(others - simulation.locations_um[look.unit], axis=1).min(initial=np.inf) > 150


def test_the_first_look_lies_within_the_recording(preset):
    look = preset.look
    assert 0 <= look.time_s <= preset.config.duration_s
    assert look.times_s is None or look.times_s[0] < look.time_s < look.times_s[1]
