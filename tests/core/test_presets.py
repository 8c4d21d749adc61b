"""Presets are what they say, and what a physiologist would believe."""

import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.presets import PRESETS

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
