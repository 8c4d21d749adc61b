"""What is said of a recording's numbers, its spikes and its templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from driftscope import ConfigError
from driftscope.hybrid import BinarySource, Hybrid, HybridConfig, HybridUnit, SpikeGLXSource, StillMotion
from driftscope.probe import LinearProbe, build_probe
from driftscope.spikes import SpikesConfig
from driftscope.template_set import Templates

FS, CHANNELS, GAIN = 30_000.0, 48, 0.195
PROBE = LinearProbe(num_contacts=CHANNELS)
STEPS = np.random.default_rng(0).normal(0, 50, (6_000, CHANNELS)).round()


class InMemory:
    def __init__(self, templates: Templates) -> None:
        self.templates = templates

    def read(self, chosen: Any) -> Templates:
        return self.templates.take(chosen["template_index"])


def config(source: Any, **more: Any) -> HybridConfig:
    units = (HybridUnit(dataset="sample_neuropixels1_visual.zarr", template_index=1),)
    return HybridConfig(**({"source": source, "units": units, "motion": StillMotion()} | more))


def binary(path: Path, **more: Any) -> BinarySource:
    return BinarySource(**({"path": path, "num_channels": CHANNELS, "probe": PROBE, "gain_uv": GAIN} | more))


@pytest.mark.parametrize(
    ("kind", "said"),
    [(">i2", {"dtype": ">i2"}), (">i2", {"dtype": "int16", "byte_order": "big"}), ("<i2", {"dtype": "<i2"}),
     ("<i4", {"dtype": "int32"}), (">f4", {"dtype": ">f4"}), (">i2", {"dtype": ">i2", "byte_order": "big"})],
)  # fmt: skip
def test_samples_are_read_in_their_byte_order(tmp_path: Path, kind: str, said: dict[str, str]) -> None:
    STEPS.astype(kind).tofile(tmp_path / "a.bin")
    seen = Hybrid(config(binary(tmp_path / "a.bin", **said))).background.get_traces()
    np.testing.assert_allclose(seen, STEPS * GAIN, atol=1e-3)


def test_two_byte_orders_at_once_are_refused(tmp_path: Path) -> None:
    STEPS.astype("<i2").tofile(tmp_path / "a.bin")
    with pytest.raises(ConfigError, match="is big, but dtype <i2 is little-endian: specify it only once"):
        binary(tmp_path / "a.bin", dtype="<i2", byte_order="big").open()


def test_unsigned_samples_without_offset_are_advised_upon_and_the_remedy_centres_them(tmp_path: Path) -> None:
    (STEPS + 32_768).astype("<u2").tofile(tmp_path / "a.bin")
    hybrid = Hybrid(config(binary(tmp_path / "a.bin", dtype="uint16")))
    [said] = [one for one in hybrid.advice if one.path == "source.offset_uv"]
    assert "would be at about +6389.76 µV; give offset_uv = -gain_uv * 32768" in said.message
    mended = Hybrid(hybrid.config.replace(said.changes))
    assert not [one for one in mended.advice if one.path == "source.offset_uv"]
    np.testing.assert_allclose(mended.background.get_traces(), STEPS * GAIN, atol=0.01)


def test_spikes_after_the_end_are_refused_with_the_unit(tmp_path: Path) -> None:
    STEPS.astype("<i2").tofile(tmp_path / "a.bin")
    late = config(binary(tmp_path / "a.bin"), spikes=SpikesConfig(times_s=[[0.05, 0.3, 7.0]]))
    [problem] = [one for one in Hybrid(late).problems() if one.path == "spikes.times_s"]
    assert "after the recording ends (0.2 s): unit 0 has 2, the last at 7 s" in problem.message


def test_a_template_of_zeros_is_refused_as_what_it_is() -> None:
    probe = build_probe(PROBE)
    arrays = np.zeros((2, 90, CHANNELS), "float32")
    arrays[1, 30, 10] = -80.0
    templates = Templates(arrays, FS, 30, channel_ids=np.arange(CHANNELS), unit_ids=["a", "b"], probe=probe)
    import spikeinterface.core as si

    recording = si.NumpyRecording([STEPS.astype("float32")], FS)
    recording.set_probe(probe)
    units = tuple(HybridUnit(dataset="mine", template_index=index) for index in (0, 1))
    hybrid = Hybrid(config({"kind": "sample"}, units=units), recording, InMemory(templates))  # type: ignore[arg-type]
    [problem] = hybrid.problems()
    assert (problem.path, "is zero in every sample" in problem.message) == ("units.0.template_index", True)


@pytest.mark.parametrize("content", [b"", b"1234"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.bin").write_bytes(content)
    with pytest.raises(ConfigError, match="is empty" if not content else "no samples after the header of 8"):
        binary(tmp_path / "a.bin", skip_bytes=0 if not content else 8).open()


@pytest.mark.parametrize("given", ["", "{run}_t0.imec0.ap.bin", "{run}_t0.imec0.ap.meta"])
def test_a_file_of_spikeglx_stands_for_its_folder(tmp_path: Path, given: str) -> None:
    from driftscope import Simulation, SimulationConfig
    from driftscope.export import export

    source = Simulation(
        SimulationConfig().replace({"duration_s": 0.5, "units.num_units": 2, "probe.num_contacts": 384})
    )
    export(source, tmp_path / "out", format="spikeglx", jobs=1)
    run = "drifting_g0"
    folder = tmp_path / "out" / "drifting" / run / f"{run}_imec0"
    opened = SpikeGLXSource(path=folder / given.format(run=run)).open()
    assert opened.get_num_channels() == 384


def test_a_folder_instead_of_its_flat_file_is_said_with_the_files_in_it(tmp_path: Path) -> None:
    STEPS.astype("<i2").tofile(tmp_path / "recording.dat")
    with pytest.raises(ConfigError, match=r"is a folder: give the flat file in it, for example recording\.dat"):
        binary(tmp_path).open()
