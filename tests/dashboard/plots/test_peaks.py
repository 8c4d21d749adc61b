import numpy as np
import pytest
from driftscope_dashboard.plots.peaks import template_peaks


def test_peaks_are_those_of_the_templates(simulation):
    maker = simulation.template_maker
    displacements = np.array([[0.0, 0.0], [0.0, 7.0]])
    peaks = template_peaks(maker, 2, displacements)
    assert peaks.shape == (2, 16)
    for row, displacement in enumerate(displacements):
        assert peaks[row] == pytest.approx(np.abs(maker.dense(2, displacement)).max(axis=0), abs=1e-3)
