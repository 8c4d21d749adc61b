"""What tests of moved and injected templates share: a small probe, templates on it, and a background."""

from __future__ import annotations

from typing import Any

import numpy as np
from driftscope import generation
from numpy.typing import NDArray
from probeinterface import Probe, generate_multi_columns_probe
from spikeinterface.core import NumpyRecording
from spikeinterface.core import Templates as TheirTemplates

FS = 10_000.0


def probe(rows: int = 8) -> Probe:
    made = generate_multi_columns_probe(2, rows, xpitch=20, ypitch=20, y_shift_per_column=[0, 10])
    made.set_device_channel_indices(np.arange(2 * rows))
    return made


def waveforms(number: int, on: Probe, seed: int = 0) -> NDArray[Any]:
    locations = generation.generate_unit_locations(
        number, on.contact_positions, -10.0, minimum_distance=None, seed=seed
    )
    return generation.generate_templates(
        on.contact_positions, locations, FS, 1.0, 3.0, seed=seed, unit_params={"alpha": (2000.0, 5000.0)}
    )


def their_templates(number: int = 3, on: Probe | None = None, seed: int = 0) -> TheirTemplates:
    wires = on or probe()
    return TheirTemplates(waveforms(number, wires, seed), FS, 10, probe=wires)


def background(kind: str = "float32", seconds: float = 4.0, gain: float | None = None) -> NumpyRecording:
    rng = np.random.default_rng(5)
    traces = rng.normal(0, 5, (int(seconds * FS), 16)).astype(kind)
    recording = NumpyRecording([traces], FS)
    recording.set_probe(probe())
    if gain is not None:
        recording.set_channel_gains(gain)
        recording.set_channel_offsets(0.0)
    return recording
