import numpy as np
from driftscope_dashboard.plots.scatter import Scattered
from driftscope_dashboard.views.scatter_figure import ScatterFigure


def scattered(*x):
    values = np.array(x)
    return Scattered(values, values, np.arange(values.size), values, ("x (µV)", "y (%)"))


def test_axes_grow_and_begin_again_with_something_else():
    figure = ScatterFigure()
    figure.show(scattered(0.0, 100.0), "one", dark=False)
    figure.show(scattered(40.0, 60.0), "one", dark=False)
    assert (figure.made.x_range.start, figure.made.x_range.end) == (-6, 106)
    figure.show(scattered(40.0, 60.0), "other", dark=False)
    assert figure.made.x_range.start > 30


def test_the_nearest_dot_within_reach():
    figure = ScatterFigure()
    assert figure.nearest(0.0, 0.0) is None
    figure.show(scattered(0.0, 100.0), "one", dark=False)
    assert (figure.nearest(99.0, 99.0), figure.nearest(50.0, 50.0)) == (1, None)
