import numpy as np
import pytest
from driftscope import Simulation
from driftscope.presets import PRESETS
from driftscope_dashboard.reduce.channels import (
    MOST_LINES,
    channels_looked_at,
    channels_shown,
    depth_order,
)

POSITIONS = Simulation(next(iter(PRESETS.values())).config).contact_positions_um


def test_channels_go_from_deep_to_shallow():
    assert (np.diff(POSITIONS[depth_order(POSITIONS), 1]) >= 0).all()


@pytest.mark.parametrize("depth", [None, -1e6, 0.0, 1_000.0, 1e6])
def test_lines_are_taken_from_neighbouring_channels(depth):
    shown = channels_shown(POSITIONS, depth)
    assert len(shown) == MOST_LINES
    ranks = np.argsort(depth_order(POSITIONS))[shown]
    assert (np.diff(ranks) == 1).all()


def test_a_depth_stands_in_the_middle_of_its_lines():
    depths = POSITIONS[channels_shown(POSITIONS, 1_000.0), 1]
    assert abs(depths.mean() - 1_000.0) < 40.0


def test_a_small_probe_is_shown_whole():
    assert len(channels_shown(np.zeros((4, 2)), 50.0)) == 4


def depths_in_range(depth_range_um):
    line = np.stack([np.zeros(100), np.arange(100) * 20.0], axis=1)
    return line[channels_looked_at(line, None, depth_range_um), 1].tolist()


def test_a_range_shows_its_channels():
    assert depths_in_range((100.0, 180.0)) == [100.0, 120.0, 140.0, 160.0, 180.0]


def test_a_range_between_contacts_shows_the_nearest_ones():
    assert depths_in_range((103.0, 117.0)) == [100.0, 120.0]


def test_a_long_range_is_thinned_from_end_to_end():
    depths = depths_in_range((0.0, 1980.0))
    assert (len(depths), depths[0], depths[-1]) == (MOST_LINES, 0.0, 1980.0)


def test_without_a_range_a_depth_counts():
    assert np.array_equal(channels_looked_at(POSITIONS, 1_000.0, None), channels_shown(POSITIONS, 1_000.0))
