"""The correlation of the noise and its factors."""

import pickle
import tracemalloc

import numpy as np
import pytest
from driftscope.noise import ContactCorrelation, Correlation, covariance
from driftscope.noise.correlation import TILE, banded_factor, svd_factor

RNG = np.random.default_rng(3)
PROBES = {
    "one": np.zeros((1, 2)),
    "line": np.column_stack([np.zeros(70), np.arange(70) * 20.0]),
    "scattered": RNG.uniform(0, 600, (300, 2)),
    "shanks": np.concatenate([np.column_stack([np.full(90, 250.0 * shank), np.arange(90) * 15.0]) for shank in (0, 1)]),
}


@pytest.mark.parametrize("probe", PROBES)
@pytest.mark.parametrize("decay", [5.0, 25.0, 300.0])
def test_the_covariance_is_the_plain_formula_bit_by_bit(probe, decay):
    positions = PROBES[probe]
    distances = np.linalg.norm(positions[:, np.newaxis] - positions[np.newaxis], axis=2)
    assert np.array_equal(covariance(positions, decay), np.exp(-distances / decay))


def test_no_decay_is_no_covariance():
    assert covariance(PROBES["line"], None) is None


@pytest.mark.parametrize("probe", PROBES)
@pytest.mark.parametrize("decay", [5.0, 25.0, 300.0])
def test_the_tiles_make_every_channel_once_from_inputs_that_are_there(probe, decay):
    positions = PROBES[probe]
    number = len(positions)
    dense = np.zeros((number, number))
    seen = np.zeros(number, dtype=int)
    for tile in banded_factor(covariance(positions, decay)).tiles:
        assert tile.weights.shape[0] <= TILE
        dense[tile.outputs, tile.inputs] = tile.weights
        seen[tile.outputs] += 1
    assert np.all(seen == 1)
    np.testing.assert_allclose(np.linalg.norm(dense, axis=1), 1.0)
    np.testing.assert_allclose(dense @ dense.T, covariance(positions, decay), atol=2e-3)


def test_levels_are_multiplied_into_the_weights_afterwards():
    positions = PROBES["scattered"]
    levels = RNG.uniform(1, 20, len(positions))
    tiles = banded_factor(covariance(positions, 25.0)).tiles
    at_levels = [tile.at_levels(levels) for tile in tiles]
    for tile, weights in zip(tiles, at_levels, strict=True):
        assert weights.dtype == np.float32
        np.testing.assert_allclose(weights.T, tile.weights * levels[tile.outputs, np.newaxis], rtol=1e-6)


def test_a_factor_holds_little_more_than_what_is_not_faint():
    factor = ContactCorrelation(PROBES["line"], 5.0).banded
    assert factor.nbytes < 8 * 70 * 2 * TILE
    many = np.column_stack([np.zeros(1_500), np.arange(1_500) * 20.0])
    assert ContactCorrelation(many, 25.0).banded.nbytes < 1_500**2 * 8 / 20


def test_making_tiles_needs_few_dense_matrices():
    """Two and what the decomposition itself needs, which numpy does not report."""
    positions = RNG.uniform(0, 900, (900, 2))
    tracemalloc.start()
    _ = ContactCorrelation(positions, 25.0).banded
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3.2 * 900**2 * 8


def test_the_factor_of_the_reference_gives_back_the_covariance():
    matrix = covariance(PROBES["scattered"], 25.0)
    factor = svd_factor(matrix.copy())
    np.testing.assert_allclose(factor.T @ factor, matrix, atol=1e-9)
    left, singular, _ = np.linalg.svd(matrix)
    assert np.array_equal(factor, (left * np.sqrt(singular)).T)


def test_a_given_matrix_is_left_as_it_is():
    matrix = covariance(PROBES["scattered"], 25.0)
    before = matrix.copy()
    given = Correlation(matrix)
    assert given.banded.tiles
    assert given.svd.shape == matrix.shape
    assert np.array_equal(matrix, before)


@pytest.mark.parametrize(
    "made", [ContactCorrelation(PROBES["line"], 25.0), Correlation(covariance(PROBES["line"], 25.0))]
)
def test_a_factor_stays_at_home_when_a_correlation_travels(made):
    assert made.svd.shape == (70, 70)
    there = pickle.loads(pickle.dumps(made))  # noqa: S301 - written a moment ago
    assert "svd" not in vars(there)
    assert np.array_equal(there.svd, made.svd)
