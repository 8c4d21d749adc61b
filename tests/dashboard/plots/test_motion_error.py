import holoviews as hv
import numpy as np
import pytest
from driftscope.results import MotionError, compare
from driftscope_dashboard import plots
from driftscope_dashboard.plots.motion_error import depth_bin, error_image, words_of


@pytest.fixture
def error():
    times, depths = np.arange(40) * 2.0 + 1.0, np.array([100.0, 300.0, 500.0])
    true = np.sin(times / 10)[:, np.newaxis] * np.array([5.0, 10.0, 20.0])
    return MotionError(times, depths, 0.5 * true, true)


def test_the_image_is_the_error_on_an_even_grid(error):
    found = error_image(error)
    assert found.values_um.shape == (3, 40)
    np.testing.assert_allclose(found.values_um, error.error_um.T, rtol=1e-6)
    assert found.bounds == (0.0, 0.0, 80.0, 600.0)


def test_uneven_bins_are_held_to_their_nearest_place(error):
    uneven = MotionError(error.times_s, np.array([100.0, 150.0, 500.0]), error.estimate_um, error.true_um)
    found = error_image(uneven)
    assert found.values_um.shape == (9, 40)
    np.testing.assert_allclose(found.values_um[0], uneven.error_um[:, 0], rtol=1e-6)
    np.testing.assert_allclose(found.values_um[-1], uneven.error_um[:, 2], rtol=1e-6)


def test_a_single_bin_is_an_image_too():
    one = np.ones((1, 1))
    assert error_image(MotionError(np.array([3.0]), np.array([50.0]), one, one)).bounds == (2.5, 49.5, 3.5, 50.5)


def test_the_depth_is_the_nearest_one(error):
    assert [depth_bin(error, depth) for depth in (None, 0.0, 390.0, 410.0)] == [1, 0, 1, 2]


def test_words_say_how_large_the_error_is(error):
    assert words_of(error).startswith(f"Error {error.rms_um:.1f} µm rms")
    assert words_of(error).endswith("% of the motion explained.")
    still = MotionError(error.times_s, error.depths_um, error.true_um, np.zeros_like(error.true_um))
    assert "no true motion" in words_of(still)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_lines_and_image_are_drawn_by_both_backends(error, theme, tmp_path):
    drawn = plots.motion_error(error, depth_um=310.0, theme=theme)
    assert isinstance(drawn, hv.Layout) and len(drawn) == 2
    for ending in (".html", ".png"):
        assert plots.save(drawn, tmp_path / f"error{ending}").stat().st_size > 10_000


def test_a_result_without_an_estimate_is_refused(small):
    from driftscope import Simulation
    from driftscope.results import truth_of_source

    with pytest.raises(ValueError, match="has no motion estimate"):
        plots.motion_error(compare(truth_of_source(Simulation(small))))
