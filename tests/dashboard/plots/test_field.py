import numpy as np
import pytest
from driftscope import Simulation
from driftscope_dashboard.plots.field import (
    NO_MOTION,
    ROWS,
    Request,
    displacement_at,
    draw_field,
    is_rigid,
    limit_of,
    shares_at,
)


def request_of(simulation, columns=100):
    return Request(simulation.motion, simulation.locations_um, 0.0, 20.0, 0.0, 300.0, columns)


@pytest.fixture
def non_rigid(small):
    return Simulation(small.replace({"motion.components": [{"kind": "zigzag", "non_rigid_gradient": 0.1}]}))


def test_rigid_motion_is_one_row_of_what_all_units_do(simulation):
    found, motion = draw_field(request_of(simulation)), simulation.motion
    assert is_rigid(motion)
    assert found.levels.shape == (1, 100)
    bins = ((np.arange(100) + 0.5) * 0.2 * motion.sampling_frequency_hz).astype(int)
    expected = motion.displacement_um(bins, np.zeros(100, dtype=int))[:, 1]
    assert np.abs(found.displacement_um[0] - expected).max() <= found.limit_um / NO_MOTION


def test_at_a_units_depth_the_tissue_moves_with_it(non_rigid):
    motion, depths = non_rigid.motion, non_rigid.locations_um[:, 1]
    assert np.allclose(shares_at(motion, depths, depths), motion.factors)
    bins = np.arange(0, 90, 7)
    for unit, depth in enumerate(depths):
        expected = motion.displacement_um(bins, np.full(bins.size, unit))[:, 1]
        assert np.allclose(displacement_at(motion, depths, np.array([depth]), bins)[0], expected)


def test_motion_that_is_not_rigid_differs_over_depth(non_rigid):
    found = draw_field(request_of(non_rigid))
    assert found.levels.shape == (ROWS, 100)
    assert np.ptp(found.displacement_um, axis=0).max() > 5.0
    assert found.limit_um == limit_of(non_rigid.motion)


def test_a_visible_part_has_no_more_columns_than_the_motion_has_times(simulation):
    request = request_of(simulation, 400)._replace(start_s=5.0, end_s=6.0)
    assert draw_field(request).levels.shape == (1, 6)


def test_without_units_nothing_moves(small):
    still = Simulation(small.replace({"units.num_units": 0}))
    assert (draw_field(request_of(still)).levels == NO_MOTION).all()
