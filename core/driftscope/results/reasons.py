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
    train = truth.train
    reach = int(COLLISION_MS / 1000 * truth.sampling_frequency_hz)
    places = truth.locations_um
    collided = np.zeros(spikes.size, dtype=bool)
    for away in _offsets(train.sample_index, spikes, reach):
        other = spikes + away
        valid = (other >= 0) & (other < len(train))
        other = np.where(valid, other, spikes)
        near = np.abs(train.sample_index[other] - train.sample_index[spikes]) <= reach
        units, others = train.unit_index[spikes], train.unit_index[other]
        apart = np.linalg.norm(places[units] - places[others], axis=1)
        collided |= valid & near & (units != others) & (apart <= COLLISION_UM)
    return collided


def _offsets(sample_index: Integers, spikes: Integers, reach: int) -> list[int]:
    """Return by how many places in the train a spike within reach can be away."""
    own = sample_index[spikes]
    after = np.searchsorted(sample_index, own + reach, side="right") - 1 - spikes
    before = spikes - np.searchsorted(sample_index, own - reach, side="left")
    return [*range(-int(before.max(initial=0)), 0), *range(1, int(after.max(initial=0)) + 1)]


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
