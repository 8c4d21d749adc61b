import numpy as np
import pytest
from driftscope_dashboard.plots.curve import (
    LABEL_PIXELS,
    Curve,
    along_um,
    curve_labels,
    curve_limits,
    curve_of,
    marked_peaks,
    some_steps,
)


def test_up_is_positive_whichever_way_the_drift_begins():
    steps = np.linspace([0.0, -20.0], [0.0, 20.0], 5)
    assert along_um(steps).tolist() == along_um(steps[::-1])[::-1].tolist() == [-20.0, -10.0, 0.0, 10.0, 20.0]
    assert along_um(np.array([[5.0, 0.0], [-5.0, 0.0]])).tolist() == [5.0, -5.0]
    assert along_um(np.array([[0.0, 3.0]])).tolist() == [3.0]


def test_the_ends_of_the_drift_are_always_drawn():
    assert some_steps(5).tolist() == [0, 1, 2, 3, 4]
    many = some_steps(10_001)
    assert (many[0], many[-1]) == (0, 10_000)
    assert len(many) <= 61


def test_the_curve_is_that_of_the_templates(simulation):
    maker, motion = simulation.template_maker, simulation.motion
    found = curve_of(maker, motion, 2)
    assert found.channel == int(np.abs(maker.dense(2)).max(axis=0).argmax())
    assert (np.diff(found.along_um) > 0).all()
    assert (found.best_uv >= found.resting_uv).all()
    at_rest, now, resting = marked_peaks(found, found.resting_um)
    assert at_rest == pytest.approx(now) == pytest.approx(resting)


def test_lines_are_named_where_they_lie_apart():
    x = np.array([0.0, 1.0, 2.0])
    labels = curve_labels(Curve(x, np.array([5.0, 5.0, 5.0]), np.array([1.0, 5.0, 4.0]), 7, 1.0))
    assert (labels["x"], labels["words"], labels["align"][0]) == ([0.0, 0.0], ["best channel", "channel 7"], "left")


@pytest.mark.parametrize("pixels", [70, 120, 300])
@pytest.mark.parametrize(("best", "resting"), [(200, 180), (127, 22), (60, 50), (30, 5), (8, 2), (200, 30)])
def test_names_of_lines_lie_on_no_tick_and_not_on_each_other(best, resting, pixels):
    x = np.array([0.0, 1.0, 2.0])
    found = Curve(x, np.array([250.0, 250.0, best]), np.array([250.0, 250.0, resting]), 7, 1.0)
    labels, (_, top) = curve_labels(found, pixels), curve_limits(found)
    spans = []
    for y, baseline, dy in zip(labels["y"], labels["baseline"], labels["dy"], strict=True):
        foot = y / top * pixels - dy - (LABEL_PIXELS if baseline == "top" else 0.0)
        spans.append((foot, foot + LABEL_PIXELS))
    (above, _), (foot, head) = spans
    assert foot >= 0
    assert above >= head - 1e-9
