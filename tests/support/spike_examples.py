"""What tests of spike trains share: trains of several kinds, drawn once."""

from __future__ import annotations

from functools import cache

import numpy as np
from driftscope.spikes import (
    SpikesConfig,
    make_spikes,
)
from driftscope.streams import Streams

FS = 30_000.0
SECONDS = 31.7
SIZE = int(SECONDS * FS)


def same(one, other):
    factors = (one.amplitude_factor is None) == (other.amplitude_factor is None)
    if factors and one.amplitude_factor is not None:
        factors = np.array_equal(one.amplitude_factor, other.amplitude_factor)
    spikes = np.array_equal(one.sample_index, other.sample_index) and np.array_equal(one.unit_index, other.unit_index)
    return factors and spikes


def trains_of(config, num_units, seconds=SECONDS, fs=FS, seed=1, kind="independent"):
    return make_spikes(config, num_units, seconds, fs, Streams(seed, kind))


VARIANTS = {
    "plain": SpikesConfig(),
    "varying": SpikesConfig(amplitude_std=0.2),
    "synchronous": SpikesConfig(synchrony_ratio=0.3),
    "both": SpikesConfig(synchrony_ratio=0.3, amplitude_std=0.2, firing_rate_hz=(1.0, 60.0)),
}


@cache
def made(variant, kind="independent"):
    trains = trains_of(VARIANTS[variant], 40, kind=kind)
    return trains, trains.all()
