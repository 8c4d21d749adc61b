"""Which points stand too close, the same bit by bit however they are searched; which channel is nearest."""

import tracemalloc

import numpy as np
import pytest
from driftscope import spacing
from driftscope.spacing import nearest_channel, too_close
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def one_by_one(locations, distance):
    """Compare all pairs, as the reference does."""
    gaps = np.linalg.norm(locations[:, np.newaxis] - locations[np.newaxis], axis=2)
    np.fill_diagonal(gaps, np.inf)
    return np.flatnonzero((gaps < distance).any(axis=1))


@pytest.fixture(params=["all pairs", "searched"])
def way(request, monkeypatch):
    monkeypatch.setattr(spacing, "_FEW", 10_000 if request.param == "all pairs" else 1)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("extent", [60.0, 400.0, 4_000.0])
@pytest.mark.parametrize("number", [2, 30, 700])
def test_the_same_points_are_found(extent, number):
    rng = np.random.default_rng(number)
    locations = rng.uniform(-extent, extent, (number, 3)).astype(np.float32)
    for distance in (0.5, 5.0, 18.0, 90.0):
        expected = one_by_one(locations, distance)
        assert np.array_equal(too_close(locations, distance), expected)
        among = np.sort(rng.choice(number, number // 2, replace=False))
        assert np.array_equal(too_close(locations, distance, among), np.intersect1d(expected, among))


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("distance", [18.0, 0.1, 12.345])
def test_points_at_just_the_distance_are_decided_in_float32(distance):
    steps = np.float32(distance) * np.arange(60, dtype=np.float32)
    rng = np.random.default_rng(0)
    for _ in range(20):
        away = (steps * np.float32(1 + rng.integers(-3, 4) * 2.0**-24)).astype(np.float32)
        turned = rng.normal(size=3)
        locations = (away[:, np.newaxis] * (turned / np.linalg.norm(turned))).astype(np.float32)
        assert np.array_equal(too_close(locations, distance), one_by_one(locations, distance))


@pytest.mark.usefixtures("way")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    points=st.lists(st.tuples(*[st.integers(-4, 4)] * 3), min_size=0, max_size=40),
    distance=st.sampled_from([0.0, 1.0, 2.0, 3.0]),
)
def test_points_on_a_grid_and_on_each_other(points, distance):
    locations = np.array(points, dtype=np.float32).reshape(-1, 3)
    expected = one_by_one(locations, distance) if len(locations) > 1 else np.empty(0)
    assert np.array_equal(too_close(locations, distance), expected)


def test_the_nearest_channel_is_found_in_little_memory():
    rng = np.random.default_rng(0)
    locations, contacts = rng.uniform(0, 900, (3_000, 3)), rng.uniform(0, 900, (2_000, 2))
    tracemalloc.start()
    found = nearest_channel(locations, contacts)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40e6
    for unit in (0, 255, 256, 2_999):
        assert found[unit] == np.argmin(np.linalg.norm(contacts - locations[unit, :2], axis=1))
