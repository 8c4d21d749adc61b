"""Displacements equal to the reference."""

import copy
from typing import Any

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import generation


def drawn_curve(rng: np.random.Generator, duration: float) -> dict[str, Any]:
    shortest = float(rng.uniform(1, duration / 4))
    return {
        "drift_mode": str(rng.choice(["zigzag", "bump", "random_walk"])),
        "amplitude_factor": float(rng.uniform(0.05, 0.3)),
        "t_start_drift": [None, float(rng.uniform(0, duration / 3))][rng.integers(2)],
        "t_end_drift": [None, duration, float(rng.uniform(duration / 2, duration))][rng.integers(3)],
        "period_s": float(rng.uniform(1, 2 * duration)),
        "bump_interval_s": (shortest, float(rng.uniform(shortest, duration / 2))),
    }


@pytest.mark.parametrize("seed", range(60))
def test_one_displacement_is_equal(seed: int) -> None:
    rng = np.random.default_rng(seed)
    duration = float(rng.uniform(20, 300))
    curve = drawn_curve(rng, duration)
    arguments = {
        **curve,
        "duration": duration,
        "amplitude_factor": float(rng.uniform(0.1, 60)),
        "displacement_sampling_frequency": float(rng.choice([1.0, 2.5, 5.0, 10.0])),
        "seed": seed,
    }
    ours = generation.make_one_displacement_vector(**arguments)
    theirs = reference.make_one_displacement_vector(**arguments)
    np.testing.assert_array_equal(ours, theirs)
    assert ours.dtype == theirs.dtype


def test_the_plural_of_bump_is_understood() -> None:
    np.testing.assert_array_equal(
        generation.make_one_displacement_vector("bumps", seed=4), reference.make_one_displacement_vector("bump", seed=4)
    )


@pytest.mark.parametrize("seed", range(40))
def test_displacements_are_equal(seed: int) -> None:
    rng = np.random.default_rng(seed)
    duration = float(rng.integers(20, 200))
    ends = rng.uniform(-60, 60, (2, 2)) if seed % 3 else np.array([[0.0, 20.0], [0.0, -20.0]])
    if seed % 3:
        ends[1] = -ends[0]  # the sum of scaled motions stays on a way through the middle
    motions = []
    for _ in range(rng.integers(1, 4)):
        gradient = [None, float(rng.uniform(-1, 1))][rng.integers(2)]
        motions.append({**drawn_curve(rng, duration), "non_rigid_gradient": gradient})
    arguments = {
        "duration": duration,
        "unit_locations": rng.uniform(0, 500, (rng.integers(2, 20), 2)).astype(rng.choice(["f4", "f8"])),
        "displacement_sampling_frequency": float(rng.choice([1.0, 5.0])),
        "drift_start_um": ends[0].tolist(),
        "drift_stop_um": ends[1].tolist(),
        "drift_step_um": float(rng.choice([0.5, 1.0, 3.3])),
        "motion_list": motions,
        "seed": seed,
    }
    before = copy.deepcopy(motions)
    ours = generation.generate_displacement_vector(**arguments)
    theirs = reference.generate_displacement_vector(**arguments)
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(mine, other)
    assert motions == before


def test_displacements_with_the_default_arguments_are_equal() -> None:
    units = np.random.default_rng(0).uniform(0, 100, (5, 2))
    for mine, other in zip(
        generation.generate_displacement_vector(100.0, units),
        reference.generate_displacement_vector(100.0, units),
        strict=True,
    ):
        np.testing.assert_array_equal(mine, other)


def test_a_single_unit_follows_a_gradient_fully() -> None:
    motions = [{"drift_mode": "zigzag", "non_rigid_gradient": 0.2, "period_s": 20}]
    displacements, _, factors, _, _ = generation.generate_displacement_vector(
        60.0, np.array([[3.0, 4.0]]), motion_list=motions
    )
    assert factors.tolist() == [[1.0]]
    assert np.isfinite(displacements).all()


def test_two_random_motions_of_one_list_are_equal() -> None:
    walk = {"drift_mode": "random_walk", "amplitude_factor": 0.3}
    _, vectors, _, _, _ = generation.generate_displacement_vector(
        60.0, np.zeros((2, 2)), motion_list=[walk, walk], seed=1
    )
    np.testing.assert_array_equal(vectors[:, :, 0], vectors[:, :, 1])


@pytest.mark.parametrize("number", [1, 2, 3, 11])
def test_linear_displacements_are_equal(number: int) -> None:
    start, stop = np.array([1.0, -20.5]), np.array([3.0, 7.0])
    np.testing.assert_array_equal(
        generation.make_linear_displacement(start, stop, number),
        reference.make_linear_displacement(start, stop, number),
    )
