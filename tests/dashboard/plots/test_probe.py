import numpy as np
from driftscope_dashboard.plots.probe import unit_sizes


def test_louder_units_are_larger():
    sizes = unit_sizes(np.array([10.0, 100.0, 400.0]))
    assert (np.diff(sizes) > 0).all()
    assert np.isfinite(unit_sizes(np.zeros(3))).all()
