"""Units that follow a measured motion."""

from typing import Any

import numpy as np
import pytest
from driftscope.base import ConfigError
from driftscope.followed_motion import motion_of_units, rate_of, steps_covering
from driftscope.measured_motion import MeasuredMotion, read_motion

from .test_measured_motion import theirs

TIMES = np.arange(10) * 2.0 + 1.0
DEPTHS = np.array([50.0, 200.0, 400.0])
MOVED_UM = np.random.default_rng(0).uniform(-30, 20, (10, 3))


def test_units_follow_in_the_middle_of_every_bin() -> None:
    [ours] = read_motion(theirs())
    locations = np.array([[10.0, 125.0, 5.0], [0.0, 900.0, 5.0]])
    steps = steps_covering([ours], 2.0)
    motion = motion_of_units([ours], locations, 20.0, 0.5, steps)
    np.testing.assert_allclose(motion.unit_displacements_um()[:, :, 1], ours.at(TIMES, locations), atol=1e-9)
    assert not motion.unit_displacements_um()[:, :, 0].any()
    later = motion_of_units([ours], locations, 16.0, 0.5, steps, start_s=4.0)
    np.testing.assert_allclose(later.unit_displacements_um(), motion.unit_displacements_um()[2:], atol=1e-9)


def test_steps_cover_the_motion_and_rest_is_one_of_them() -> None:
    [along] = read_motion(theirs())
    across = MeasuredMotion(TIMES, [0.0], np.full((10, 1), 7.0), "x")  # type: ignore[arg-type]
    for step in (0.5, 3.0):
        one = steps_covering([along], step)
        assert (one == 0).all(axis=1).any()
        assert one[:, 1].min() <= MOVED_UM.min()
        assert one[:, 1].max() >= MOVED_UM.max()
        assert not one[:, 0].any()
        two = steps_covering([along, across], step)
        assert two[:, 0].max() >= 7.0
        assert len(two) == len(one) * np.unique(two[:, 0]).size
    with pytest.raises(ConfigError, match="increase it"):
        steps_covering([along], 1e-4)


def test_both_axes_add_up() -> None:
    along = MeasuredMotion(TIMES, DEPTHS, MOVED_UM)
    across = MeasuredMotion(TIMES, DEPTHS, MOVED_UM * 0.1, "x")
    locations = np.array([[0.0, 100.0]])
    motion = motion_of_units([across, along], locations, 20.0, 5.0, steps_covering([across, along], 1.0))
    moved = motion.unit_displacements_um()[:, 0]
    np.testing.assert_allclose(moved[:, 0], moved[:, 1] * 0.1, atol=1e-9)


@pytest.mark.parametrize(
    ("times", "rate"),
    [
        (np.arange(2_500) / 250, 250.0),
        ((np.arange(600) + 0.5) * 1.0, 5.0),
        ((np.arange(600) + 0.5) * 0.5, 6.0),
        ((np.arange(600) + 0.5) * 0.2, 5.0),
        ([0.0, 1.0, 1.01, 40.0], 100.0),
        ([0.0, 1e-6, 1.0], 1_000.0),
        ([7.0], 5.0),
    ],
)
def test_a_motion_is_followed_at_the_rate_of_its_own_bins(times: Any, rate: float) -> None:
    assert rate_of([MeasuredMotion(times, [0.0], np.zeros((len(times), 1)))]) == pytest.approx(rate, rel=1e-6)


@pytest.mark.parametrize("spacing", [0.004, 0.05, 0.5, 1.0])
def test_every_measured_value_is_met_in_the_middle_of_a_bin(spacing: float) -> None:
    times = (np.arange(100) + 0.5) * spacing
    moved = np.random.default_rng(1).normal(0, 20, (100, 1))
    measured = [MeasuredMotion(times, [0.0], moved)]
    rate = rate_of(measured)
    motion = motion_of_units(measured, np.zeros((1, 2)), 100 * spacing, rate, steps_covering(measured, 1.0))
    bins = np.floor(times * rate).astype(np.int64)
    np.testing.assert_allclose(motion.displacement_um(bins, np.zeros(100, np.int64))[:, 1], moved[:, 0], atol=1e-9)


def test_breathing_sampled_at_250_hz_is_not_lost() -> None:
    times = (np.arange(2_500) + 0.5) / 250
    breathing = 20 * np.sin(2 * np.pi * 4.0 * times)
    measured = [MeasuredMotion(times, [0.0], breathing[:, np.newaxis])]
    motion = motion_of_units(measured, np.zeros((1, 2)), 10.0, rate_of(measured), steps_covering(measured, 1.0))
    samples = np.arange(0, 299_000, 7)
    bins = (samples / 30_000 * motion.sampling_frequency_hz).astype(np.int64)
    seen = motion.displacement_um(bins, np.zeros(samples.size, np.int64))[:, 1]
    assert np.abs(seen - 20 * np.sin(2 * np.pi * 4.0 * samples / 30_000)).max() < 1.2


def test_more_values_than_fit_into_memory_are_refused() -> None:
    measured = [MeasuredMotion([0.0, 0.001], [0.0], np.zeros((2, 1)))]
    with pytest.raises(ConfigError, match="gives more than"):
        motion_of_units(measured, np.zeros((1, 2)), 86_400.0, rate_of(measured), np.zeros((1, 2)))
