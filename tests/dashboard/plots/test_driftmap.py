import numpy as np
from driftscope.spikes import Spikes
from driftscope_dashboard.plots.driftmap import MOST_POINTS, points_of


def test_points_are_thinned():
    spikes = Spikes(np.arange(10 * MOST_POINTS), np.zeros(10 * MOST_POINTS, np.int64))
    assert points_of(spikes, (0,)).size == MOST_POINTS
    assert points_of(spikes, ()).size == points_of(spikes, (1,)).size == 0
