import pytest
from driftscope_dashboard.views.freehand import MOST_POINTS, curve_of


def test_a_stroke_is_a_curve():
    curve = curve_of({"times_s": [0, 2], "displacement_um": [1.5, -1], "cut": False})
    assert (curve.times_s.tolist(), curve.displacement_um.tolist()) == ([0, 2], [1.5, -1])


@pytest.mark.parametrize(
    ("times", "values"),
    [
        ([], []),
        ([1.0], [2.0]),
        ([1.0, 2.0], [1.0]),
        ([2.0, 1.0], [0.0, 0.0]),
        ([0.0, None], [0.0, 1.0]),
        ([0.0, 1.0], [0.0, float("nan")]),
        ([[0.0, 1.0]], [[0.0, 1.0]]),
        ("now", "there"),
        (list(range(MOST_POINTS + 1)), [0.0] * (MOST_POINTS + 1)),
    ],
)
def test_anything_else_is_no_curve(times, values):
    assert curve_of({"times_s": times, "displacement_um": values}) is None
    assert curve_of({}) is None
