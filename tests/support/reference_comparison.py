"""What comparisons with SpikeInterface's recordings share: probes, parameters, and windows of traces."""

from __future__ import annotations

from typing import Any

import numpy as np
import probeinterface
from probeinterface.neuropixels_tools import build_neuropixels_probe

TOLERANCE_UV = 0.01


def neuropixels(number: int) -> probeinterface.Probe:
    probe = build_neuropixels_probe("NP1000").get_slice(np.arange(number))
    probe.set_device_channel_indices(np.arange(number))
    return probe


def windows(rng: np.random.Generator, num_samples: int, number: int = 4) -> list[tuple[int, int]]:
    """Both ends of a segment, and some windows in between."""
    starts = rng.integers(0, max(num_samples - 2000, 1), number)
    inside = [(int(start), int(min(start + rng.integers(1, 2000), num_samples))) for start in starts]
    return [(0, min(500, num_samples)), (max(num_samples - 500, 0), num_samples), *inside]


def equal_traces(ours: Any, theirs: Any, seed: int, tolerance: float = TOLERANCE_UV) -> None:
    rng = np.random.default_rng(seed)
    assert ours.get_num_segments() == theirs.get_num_segments()
    assert ours.channel_ids.tolist() == theirs.channel_ids.tolist()
    assert ours.get_dtype() == theirs.get_dtype()
    assert ours.get_sampling_frequency() == theirs.get_sampling_frequency()
    for segment in range(ours.get_num_segments()):
        assert ours.get_num_samples(segment) == theirs.get_num_samples(segment)
        for start, end in windows(rng, ours.get_num_samples(segment)):
            chosen = rng.permutation(ours.channel_ids)[: rng.integers(1, ours.get_num_channels() + 1)]
            for names in (None, chosen):
                mine = ours.get_traces(segment, start, end, names)
                other = theirs.get_traces(segment, start, end, names)
                assert mine.dtype == other.dtype
                np.testing.assert_allclose(mine, other, rtol=0, atol=tolerance)


def drawn_unit_params(rng: np.random.Generator, number: int) -> dict[str, Any]:
    some: dict[str, Any] = {
        "alpha": [(50.0, 300.0), 200, rng.uniform(10, 500, number)],
        "depolarization_ms": [0.1, (0.08, 0.15)],
        "repolarization_ms": [(0.5, 0.7), rng.uniform(0.4, 0.8, number).tolist()],
        "recovery_ms": [1.2, (1.0, 1.4)],
        "positive_amplitude": [0.2, (0.0, 0.3)],
        "smooth_ms": [0.05, (0.03, 0.08)],
        "spatial_decay": [(10, 45), 30],
        "propagation_speed": [None, 280.0, (200.0, 400.0)],
        "ellipse_shrink": [1, (0.4, 1)],
        "ellipse_angle": [0.3, (0, 2 * np.pi)],
        "spatial_power": [2, (1.5, 2.5)],
    }
    given = [name for name in some if rng.random() < 0.6]
    return {name: some[name][rng.integers(len(some[name]))] for name in given}
