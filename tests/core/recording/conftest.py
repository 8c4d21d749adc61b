"""What tests of recordings share."""

import numpy as np
import pytest
from driftscope.recording import Injection, Recording, Segment, Silence
from driftscope.spikes import Spikes, WholeTrains
from driftscope.templates import SparseTemplate


@pytest.fixture
def known():
    """Makes recordings of which every sample is known: two templates on four channels, and no noise."""
    return _known


def _known(samples, units=None, motion=None, factors=None, size=100, channels=4):
    templates = [
        SparseTemplate(np.array([1, 2]), np.arange(1, 11, dtype=np.float32).reshape(5, 2)),
        SparseTemplate(np.array([0, 3]), np.full((5, 2), 100, dtype=np.float32)),
    ]
    units = np.zeros(len(samples), dtype=np.int64) if units is None else np.array(units)
    spikes = Spikes(np.array(samples, dtype=np.int64), units, factors)
    injection = Injection(
        WholeTrains(spikes), lambda units, steps: [templates[unit] for unit in units], 2, 5, 1_000.0, motion
    )
    return Recording([Segment(Silence(channels, np.dtype(np.float32)), size, (injection,))], 1_000.0, list("abcd"))
