"""Why a spike was likely missed: another one too near, too small, at the probe's end, or none of these."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .ground_truth import GroundTruth

REASONS = ("collision", "small", "edge", "other")
COLLISION_MS = 2.0
COLLISION_UM = 100.0
SMALL_PEAK_NOISE = 5.0
EDGE_UM = 40.0

Integers = NDArray[np.int64]


def reasons_of(truth: GroundTruth, spikes: Integers) -> Integers:
    """Return the likely reason why each of some spikes was missed.

    Parameters
    ----------
    truth : GroundTruth
        Where they fired.
    spikes : ndarray of int, shape (n,)
        Which spikes, as indices into its train.

    Returns
    -------
    ndarray of int, shape (n,)
        Index into ``REASONS``, the first that holds: *collision*, another unit within 100 µm fires within 2 ms;
        *small*, the spike's peak is below 5 x noise on every channel; *edge*, its unit is then less than 40 µm from
        the probe's end, or beyond it; *other*.
    """
    conditions = [is_collision(truth, spikes), is_small(truth, spikes), is_at_edge(truth, spikes)]
    reasons: Integers = np.select(conditions, [0, 1, 2], default=3).astype(np.int64)
    return reasons


def is_collision(truth: GroundTruth, spikes: Integers) -> NDArray[np.bool_]:
    """Return which spikes have another unit's spike within 2 ms and 100 µm, shape (n,)."""
    train, places = truth.train, truth.locations_um
    reach = int(COLLISION_MS / 1000 * truth.sampling_frequency_hz)
    apart = np.linalg.norm(places[:, np.newaxis] - places[np.newaxis], axis=2)
    is_near = apart <= COLLISION_UM
    np.fill_diagonal(is_near, False)
    collided = np.zeros(spikes.size, dtype=bool)
    for direction in (1, -1):
        left, away = np.arange(spikes.size), 0
        while left.size:
            away += direction
            left = _with_neighbour(train.sample_index, spikes, left, away, reach)
            own, other = spikes[left], spikes[left] + away
            collided[left] |= is_near[train.unit_index[own], train.unit_index[other]]
            left = left[~collided[left]]
    return collided


def _with_neighbour(sample_index: Integers, spikes: Integers, left: Integers, away: int, reach: int) -> Integers:
    """Return those of some spikes that have another one so many places away in the train, and within reach."""
    other = spikes[left] + away
    left = left[(other >= 0) & (other < sample_index.size)]
    apart = np.abs(sample_index[spikes[left] + away] - sample_index[spikes[left]])
    within: Integers = left[apart <= reach]
    return within


def is_small(truth: GroundTruth, spikes: Integers) -> NDArray[np.bool_]:
    """Return which spikes stay below 5 x noise on every channel, shape (n,)."""
    units, steps = truth.train.unit_index[spikes], truth.steps(spikes)
    number = int(steps.max(initial=0)) + 1
    pairs, own = np.unique(units * number + steps, return_inverse=True)
    channels, peaks_uv = truth.peaks_of(pairs // number, pairs % number)
    factors = truth.spikes.amplitude_factor
    strength = 1.0 if factors is None else factors[spikes]
    small: NDArray[np.bool_] = peaks_uv[own] * strength < SMALL_PEAK_NOISE * truth.noise_uv[channels[own]]
    return small


def is_at_edge(truth: GroundTruth, spikes: Integers) -> NDArray[np.bool_]:
    """Return which spikes come from units that are then near or beyond the probe's end, shape (n,)."""
    depths = truth.locations_um[truth.train.unit_index[spikes], 1] + truth.displacements_um(spikes)[:, 1]
    low, high = truth.depth_range_um
    at_edge: NDArray[np.bool_] = (depths < low + EDGE_UM) | (depths > high - EDGE_UM)
    return at_edge
