"""One operator for each displacement."""

import pickle
from typing import Any

import numpy as np
import pytest
from driftscope.interpolation import METHODS, Interpolator, applied
from numpy.typing import NDArray
from scipy.interpolate import RBFInterpolator, griddata

RNG = np.random.default_rng(0)

STAGGERED = np.array([[16.0 * (row % 2) + 32.0 * column, 20.0 * row] for row in range(8) for column in range(2)])

GRID = np.array([[32.0 * column, 15.0 * row] for row in range(8) for column in range(2)])

LINE = np.array([[0.0, 20.0 * row] for row in range(6)])


def by_itself(positions: NDArray[Any], values: NDArray[Any], places: NDArray[Any], method: str) -> NDArray[Any]:
    if method == "thin_plate":
        made: NDArray[Any] = RBFInterpolator(positions, values, kernel="thin_plate_spline", neighbors=12)(places)
        return made
    interpolated: NDArray[Any] = griddata(positions, values, places, method=method, fill_value=0.0)
    return interpolated


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("positions", [STAGGERED, GRID], ids=["staggered", "grid"])
def test_an_operator_does_what_interpolation_does(positions: NDArray[Any], method: Any) -> None:
    samples = RNG.normal(0, 100, (4, 5, len(positions)))
    places = positions - RNG.uniform(-15, 15, 2)
    moved = applied(Interpolator(positions, method).operator(places), samples)
    assert moved.shape == (4, 5, len(places))
    for unit, sample in np.ndindex(4, 5):
        expected = by_itself(positions, samples[unit, sample], places, method)
        np.testing.assert_allclose(moved[unit, sample], expected, rtol=0, atol=0.01)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("positions", [STAGGERED, LINE], ids=["staggered", "line"])
def test_no_displacement_changes_nothing(positions: NDArray[Any], method: Any) -> None:
    if positions is LINE and method == "thin_plate":
        pytest.skip("a thin plate does not stand on a line")
    operator = Interpolator(positions, method).moving((0.0, 0.0))
    np.testing.assert_allclose(operator.toarray(), np.eye(len(positions)), atol=1e-6)


def test_a_unit_that_moves_up_is_seen_higher_up() -> None:
    bump = np.exp(-(((STAGGERED - [16.0, 60.0]) / 25.0) ** 2).sum(axis=1))
    moved = applied(Interpolator(STAGGERED).moving((0.0, 20.0)), bump[np.newaxis])
    centres = [(one * STAGGERED[:, 1]).sum() / one.sum() for one in (bump, moved[0])]
    assert centres[1] - centres[0] == pytest.approx(20.0, abs=3.0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((STAGGERED, "quintic"), "Available: cubic"),
        ((np.zeros(3),), "of shape"),
        ((np.full((3, 2), np.nan),), "finite"),
        ((STAGGERED, "cubic", {"fill_value": 3}), "no option 'fill_value'"),
        ((STAGGERED, "thin_plate", {"kernel": "cubic"}), "no option 'kernel'"),
    ],
)
def test_what_cannot_be_interpolated_is_refused_in_words(arguments: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Interpolator(*arguments)


def test_an_interpolator_travels_to_other_processes() -> None:
    made = Interpolator(STAGGERED)
    operator = made.moving((0.0, 7.0))
    again = pickle.loads(pickle.dumps(made)).moving((0.0, 7.0))  # noqa: S301 - our own
    np.testing.assert_array_equal(operator.toarray(), again.toarray())
