import numpy as np
import pytest
from driftscope_dashboard.plots.minimap import (
    ARROWS,
    HIDDEN,
    Minimap,
    arrow_columns,
    arrows_of,
    density_columns,
    frame_of,
    lane_columns,
    minimap_of,
)


@pytest.fixture
def two_lanes():
    depths, shanks = np.array([10.0, 10.5, 80.0, 90.0]), np.array([0, 0, 1, 1])
    arrows = np.array([25.0, 75.0]), np.array([10.0, -20.0])
    return Minimap((0.0, 100.0), 2, (1,), depths, shanks, arrows, 20.0, (60.0, 95.0))


def test_every_shank_is_a_lane_and_the_frame_is_around_the_shown_ones(two_lanes):
    lanes = lane_columns(two_lanes)
    assert len(lanes["left"]) == 2
    left, right = frame_of(two_lanes)
    assert 1.0 < left < lanes["left"][1] < lanes["right"][1] < right < 2.0


def test_where_units_are_dense_lines_are_strong(two_lanes):
    density = density_columns(two_lanes)
    assert len(density["y"]) == 3
    assert density["strength"][0] == pytest.approx(HIDDEN * 0.85)
    assert (density["strength"][1:] > density["strength"][0]).all()


def test_arrows_point_where_the_tissue_is_displaced_to(two_lanes):
    arrows = arrow_columns(two_lanes)
    length = arrows["y1"] - arrows["y0"]
    assert np.allclose(length[1::2], -2 * length[::2])
    assert ((arrows["angle"] > 0) == (length < 0)).all()
    assert set(arrows["x"]) == {0.5, 1.5}
    assert np.abs(length).max() < 100.0 / ARROWS


def test_arrows_of_a_simulation_are_its_displacement(simulation):
    found = minimap_of(simulation, 4.0, None, ())
    depths, moved = found.arrows_um
    expected = simulation.motion.displacement_um(np.array([20]), np.array([0]))[0, 1]
    assert depths.size == ARROWS
    assert np.allclose(moved, expected)


def test_without_units_there_are_no_arrows(small):
    from driftscope import Simulation

    still = Simulation(small.replace({"units.num_units": 0}))
    assert arrows_of(still.motion, np.empty(0), (0.0, 100.0), 0)[0].size == 0
