"""Curves over time and the shares that places have in them."""

import numpy as np
import pytest
from driftscope.motion import AroundDepth, BetweenDepths, GainByDepth, InterpolatedCurve, MotionPart


def test_places_between_depths_share_in_both():
    found = BetweenDepths(np.array([0.0, 100.0, 200.0])).shares(np.array([-50.0, 0.0, 25.0, 150.0, 200.0, 900.0]))
    dense = np.zeros((6, 3))
    for place in range(6):
        np.add.at(dense[place], found.knots[place], found.weights[place])
    assert dense.tolist() == [[1, 0, 0], [1, 0, 0], [0.75, 0.25, 0], [0, 0.5, 0.5], [0, 0, 1], [0, 0, 1]]


def test_scaled_shares_keep_the_standard_deviation_between_depths():
    rng = np.random.default_rng(0)
    first = rng.standard_normal(200_000)
    second = 0.6 * first + 0.8 * rng.standard_normal(200_000)
    profile = BetweenDepths(np.array([0.0, 100.0]), correlations=np.array([0.6]))
    weights = profile.shares(np.linspace(0, 100, 5)).weights
    assert (np.stack([first, second], axis=1) @ weights.T).std(axis=0) == pytest.approx(np.ones(5), rel=0.01)


def test_gains_are_linear_and_held():
    weights = GainByDepth((100.0, 300.0), (1.0, 0.0)).shares(np.array([0.0, 100.0, 250.0, 300.0, 999.0])).weights[:, 0]
    assert weights.tolist() == [1.0, 1.0, 0.25, 0.0, 0.0]
    assert GainByDepth((50.0, 50.0), (2.0, 3.0)).shares(np.array([50.0])).weights[0, 0] == 2.0


def test_a_kicked_depth_fades_as_a_gaussian():
    weights = AroundDepth(400.0, 100.0).shares(np.array([400.0, 500.0, 200.0])).weights[:, 0]
    assert weights == pytest.approx([1.0, np.exp(-0.5), np.exp(-2.0)])


def test_a_part_reaches_what_its_units_reach():
    curve = InterpolatedCurve(np.array([0.0, 1.0]), np.array([[0.0, -3.0], [10.0, 5.0]]))
    profile = BetweenDepths(np.array([0.0, 100.0]))
    near = MotionPart(curve, profile, profile.shares(np.array([0.0])))
    far = MotionPart(curve, profile, profile.shares(np.array([0.0, 100.0])))
    assert near.extent_um() == (0.0, 10.0) and near.used_knots().tolist() == [0]
    assert far.extent_um() == (-3.0, 10.0) and far.used_knots().tolist() == [0, 1]
    assert far.at_places(np.array([0.5]), np.array([0.0, 50.0, 100.0])).tolist() == [[5.0, 3.0, 1.0]]
    assert far.nbytes > 0
