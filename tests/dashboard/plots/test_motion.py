import numpy as np
import pytest
from driftscope_dashboard.plots.motion import curves_of, padded, representative_units

DEPTHS = np.array([300.0, 100.0, 200.0, 0.0])


def test_one_unit_stands_for_all_when_they_move_alike():
    assert len(representative_units(DEPTHS, np.ones((4, 2)))) == 1
    assert len(representative_units(DEPTHS, np.ones((4, 0)))) == 1


def test_units_over_the_whole_depth_stand_for_a_gradient():
    chosen = representative_units(DEPTHS, np.linspace(0, 1, 4)[:, np.newaxis])
    assert np.array_equal(DEPTHS[chosen], [0.0, 100.0, 200.0, 300.0])


def test_motion_across_the_probe_is_drawn_only_where_there_is_any():
    displacement = np.zeros((50, 1, 2))
    displacement[:, 0, 1] = np.linspace(-20, 20, 50)
    along = curves_of(displacement, DEPTHS[:1], 5.0, 10.0)
    assert along.dashes == ["solid"]
    assert along.limits_um[0] < -20
    assert along.limits_um[1] > 20
    displacement[:, 0, 0] = 1.0
    assert curves_of(displacement, DEPTHS[:1], 5.0, 10.0).dashes == ["solid", "dashed"]


def test_a_long_recording_is_reduced_without_losing_its_extremes():
    displacement = np.random.default_rng(1).normal(size=(100_000, 1, 2))
    curves = curves_of(displacement, DEPTHS[:1], 5.0, 20_000.0)
    assert len(curves.times_s[0]) < 4_000
    assert curves.displacement_um[0].max() == pytest.approx(displacement[:, 0, 1].max())


def test_a_flat_line_has_air_around_it():
    assert padded(0.0, 0.0) == (-1.0, 1.0)
