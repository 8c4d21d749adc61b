"""Checksums of recordings and motions."""

import os
from pathlib import Path
from typing import Any

import numpy as np
from driftscope.hybrid import (
    BinarySource,
    Hybrid,
    HybridConfig,
    HybridUnit,
    StillMotion,
    quick_checksum,
)
from driftscope.probe import InlineProbe, NeuropixelsProbe, build_probe
from driftscope.spikes import SpikesConfig
from numpy.typing import NDArray

FS = 30_000.0

SECONDS = 3

PROBE = build_probe(NeuropixelsProbe(part_number="NP1000", num_contacts=48, first_contact=100))

DATASET = "sample_neuropixels1_visual.zarr"


def noise(kind: str = "float32", seconds: float = SECONDS) -> NDArray[Any]:
    return np.random.default_rng(0).normal(0, 10, (int(seconds * FS), 48)).astype(kind)


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


def test_a_file_that_has_changed_is_noticed(tmp_path: Path) -> None:
    sealed = config(source=binary(tmp_path)).sealed()
    assert sealed.source.checksum == quick_checksum(sealed.source.path)  # type: ignore[union-attr]
    assert Hybrid(sealed).problems() == ()
    content = bytearray(sealed.source.path.read_bytes())  # type: ignore[union-attr]
    content[0] ^= 1
    sealed.source.path.write_bytes(content)  # type: ignore[union-attr]
    [problem] = Hybrid(sealed).problems()
    assert problem.path == "source.checksum"
    assert "another recording" in problem.message
    assert "of the same size" in problem.message
    sealed.source.path.write_bytes(content[:-96])  # type: ignore[union-attr]
    assert "bytes instead of" in Hybrid(sealed).problems()[0].message


def test_a_checksum_of_a_huge_file_reads_little_of_it(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(2**40)
    first = quick_checksum(path)
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"1")
    assert first != quick_checksum(path)
    assert first.split("-")[:2] == ["quick1", str(2**40)]


def test_a_checksum_of_a_folder_knows_names_and_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    first = quick_checksum(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert quick_checksum(tmp_path) != first
    (tmp_path / "b").rename(tmp_path / "a")
    assert quick_checksum(tmp_path) == first
