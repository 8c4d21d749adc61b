"""What tests of hybrids share: noise as a recording, a small configuration, a library in memory."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import spikeinterface.core as si
from driftscope import library as libraries
from driftscope.hybrid import (
    BinarySource,
    HybridConfig,
    HybridUnit,
    StillMotion,
)
from driftscope.probe import InlineProbe, NeuropixelsProbe, build_probe
from driftscope.spikes import SpikesConfig
from driftscope.template_set import Templates
from numpy.typing import NDArray

FS = 30_000.0
SECONDS = 3
PROBE = build_probe(NeuropixelsProbe(part_number="NP1000", num_contacts=48, first_contact=100))
DATASET = "sample_neuropixels1_visual.zarr"


class InMemory:
    """A library of given templates."""

    def __init__(self, **datasets: Templates) -> None:
        self.datasets = datasets

    def read(self, chosen: Any) -> Templates:
        [name] = set(chosen["dataset"])
        return self.datasets[name].take(chosen["template_index"])


@cache
def sample_templates() -> Templates:
    return libraries.open_library("sample").read_dataset(DATASET).to_dense()


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


def binary(folder: Path, kind: str = "int16", **change: Any) -> BinarySource:
    path = folder / "recorded.bin"
    path.write_bytes(noise(kind).tobytes())
    probe = InlineProbe.of(PROBE)
    given = {"path": path, "num_channels": 48, "probe": probe, "dtype": kind, "gain_uv": 0.5}
    return BinarySource(**(given | change))
