import numpy as np
import pytest
from driftscope.motion import Motion
from driftscope.spikes import Spikes, WholeTrains
from driftscope_dashboard.reduce.raster import (
    Frame,
    draw_raster,
    read_spikes,
    spike_depths_um,
    spike_levels,
    unit_peaks_uv,
)

RATE_HZ = 1_000.0


def spikes_of(number=1_000, units=5, seed=3):
    rng = np.random.default_rng(seed)
    return Spikes(np.sort(rng.integers(0, 20_000, number)), rng.integers(0, units, number))


def test_a_spike_stands_where_its_unit_is_at_that_time():
    rng = np.random.default_rng(1)
    motion = Motion(rng.normal(size=(100, 2, 3)), rng.uniform(size=(5, 3)), np.zeros((1, 2)), 5.0)
    spikes, depths = spikes_of(), np.arange(5) * 100.0
    bins = (spikes.sample_index / RATE_HZ * 5.0).astype(int)
    expected = depths[spikes.unit_index] + motion.displacement_um(bins, spikes.unit_index)[:, 1]
    assert np.allclose(spike_depths_um(spikes, depths, motion, RATE_HZ), expected, atol=1e-3)
    assert np.array_equal(spike_depths_um(spikes, depths, None, RATE_HZ), depths[spikes.unit_index])


def test_rigid_motion_moves_all_alike():
    motion = Motion(np.ones((100, 2, 1)) * 7.0, np.ones((5, 1)), np.zeros((1, 2)), 5.0)
    spikes = spikes_of()
    assert np.array_equal(spike_depths_um(spikes, np.zeros(5), motion, RATE_HZ), np.full(1_000, 7.0))


def test_every_spike_inside_is_drawn_and_none_outside():
    rng = np.random.default_rng(2)
    times, depths = rng.uniform(-5, 15, 500), rng.uniform(-50, 150, 500).astype(np.float32)
    frame = Frame(0.0, 10.0, 0.0, 100.0, 2_000, 1_000)
    inside = (times >= 0) & (times < 10) & (depths >= 0) & (depths < 100)
    drawn = draw_raster(times, depths, np.full(500, 9, np.uint8), frame)
    assert np.count_nonzero(drawn) == pytest.approx(inside.sum(), abs=1)


def test_a_pixel_shows_its_strongest_spike():
    frame = Frame(0.0, 1.0, 0.0, 1.0, 1, 1)
    assert draw_raster(np.full(3, 0.5), np.full(3, 0.5, np.float32), np.array([4, 200, 7], np.uint8), frame) == 200


def test_larger_pixels_cover_the_same():
    frame = Frame(0.0, 1.0, 0.0, 1.0, 901, 180)
    assert frame.coarser(3) == Frame(0.0, 1.0, 0.0, 1.0, 300, 60)
    assert frame.coarser(1_000).rows == 1


def test_too_many_spikes_are_sampled_evenly():
    trains = WholeTrains(spikes_of(40_000))
    whole, share = read_spikes(trains, 0, 20_000, 40_000, 100, most=50_000)
    assert (len(whole), share) == (40_000, 1.0)
    sampled, share = read_spikes(trains, 0, 20_000, 40_000, 100, most=4_000)
    assert share == pytest.approx(0.1)
    assert len(sampled) == pytest.approx(4_000, rel=0.1)
    per_column = np.bincount(sampled.sample_index // 200, minlength=100)
    assert per_column.min() > 0.3 * per_column.mean()


def test_amplitudes_vary_with_the_spikes():
    plain = Spikes(np.arange(3), np.array([0, 1, 1]))
    varied = Spikes(np.arange(3), np.array([0, 1, 1]), np.array([1.0, 1.0, 0.5]))
    peaks = np.array([50.0, 100.0])
    assert spike_levels(plain, peaks, 100.0).tolist() == [128, 255, 255]
    assert spike_levels(varied, peaks, 100.0).tolist() == [128, 255, 128]


def test_peaks_are_those_of_the_templates(state):
    maker = state.session.simulation.template_maker
    peaks = unit_peaks_uv(maker)
    assert peaks.shape == (6,)
    assert peaks[2] == pytest.approx(maker.footprint(np.array([2]), np.zeros((1, 2)))[0].max())
    assert peaks is unit_peaks_uv(maker)
