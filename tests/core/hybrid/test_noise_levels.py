"""Noise levels of a recording."""

from typing import Any

import numpy as np
import spikeinterface.core as si
from driftscope.hybrid import (
    Hybrid,
    HybridConfig,
    HybridUnit,
    StillMotion,
    noise_levels_uv,
)
from driftscope.probe import NeuropixelsProbe, build_probe
from driftscope.spikes import SpikesConfig
from numpy.typing import NDArray

FS = 30_000.0

SECONDS = 3

PROBE = build_probe(NeuropixelsProbe(part_number="NP1000", num_contacts=48, first_contact=100))

DATASET = "sample_neuropixels1_visual.zarr"


def noise(kind: str = "float32", seconds: float = SECONDS) -> NDArray[Any]:
    return np.random.default_rng(0).normal(0, 10, (int(seconds * FS), 48)).astype(kind)


def in_memory(kind: str = "float32", gain: float | None = 1.0, **change: Any) -> si.BaseRecording:
    traces = change.get("traces", noise(kind))
    recording = si.NumpyRecording([traces], change.get("fs", FS))
    if (probe := change.get("probe", PROBE)) is not None:
        recording.set_probe(probe)
    if gain is not None:
        recording.set_channel_gains(gain)
        recording.set_channel_offsets(0.0)
    return recording


def config(**change: Any) -> HybridConfig:
    units = tuple(HybridUnit(dataset=DATASET, template_index=index) for index in (1, 3, 5))
    plain = {"units": units, "motion": StillMotion(), "spikes": SpikesConfig(firing_rate_hz=15.0)}
    return HybridConfig(**(plain | change))


def test_noise_levels_are_those_of_spikeinterface() -> None:
    recording = in_memory()
    theirs = si.get_noise_levels(recording, method="mad", random_slices_kwargs={"seed": 0}, progress_bar=False)
    np.testing.assert_allclose(noise_levels_uv(Hybrid(config(), recording).background), theirs, rtol=0.05)
