"""What might be better in a hybrid."""

from functools import cache
from typing import Any

import numpy as np
import spikeinterface.core as si
from driftscope import library as libraries
from driftscope.hybrid import (
    Hybrid,
    HybridConfig,
    HybridUnit,
    StillMotion,
)
from driftscope.probe import NeuropixelsProbe, build_probe
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


def test_a_unit_partly_off_the_probe_is_kept_and_spoken_of() -> None:
    off = HybridUnit(dataset=DATASET, template_index=1, move_um=(0.0, -110.0))
    hybrid = Hybrid(config(units=(off,)), in_memory())
    [advice] = [one for one in hybrid.advice if one.path == "units.0.move_um"]
    assert "of the template's peak are left" in advice.message
    mended = Hybrid(hybrid.config.replace(advice.changes), in_memory())
    assert not [one for one in mended.advice if one.path == "units.0.move_um"]
    assert np.abs(hybrid.templates.templates_array).max() > 1


def test_a_template_from_the_end_of_its_probe_is_spoken_of_in_the_middle_of_another() -> None:
    whole = sample_templates()
    main = int(whole.take([5]).get_main_channels()[0])
    ended: Any = InMemory(ended=whole.select_channels(whole.channel_ids[main - 20 : main + 1]))
    units = (HybridUnit(dataset="ended", template_index=5),)
    advice = {one.path: one.message for one in Hybrid(config(units=units), in_memory(), ended).advice}
    assert "where the probe of its dataset ended" in advice["units.0.template_index"]


def test_advice_is_given_and_travels_with_the_recording() -> None:
    hybrid = Hybrid(config(), in_memory())
    assert any("does not drift" in one.message for one in hybrid.advice)
    assert any("does not drift" in sentence for sentence in hybrid.recording.get_annotation("advice"))
