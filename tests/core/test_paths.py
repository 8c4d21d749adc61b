"""Paths as people write them lead to the file that is meant, and messages name the place that was looked at."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import probeinterface
import pytest
from driftscope import ConfigError, SimulationConfig, library
from driftscope.backgrounds import open_binary, open_spikeinterface
from driftscope.cli.arguments import source_configuration
from driftscope.hybrid import BinarySource, Hybrid, HybridConfig
from driftscope.paths import anchored, cleaned_path, located, looked_at
from driftscope.probe import FileProbe, build_probe


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/data/a.bin", "/data/a.bin"),
        ("  'relative/a.bin' ", "relative/a.bin"),
        (r'"C:\data\my recording.bin"', r"C:\data\my recording.bin"),
        ("file:///data/my%20recording.bin", "/data/my recording.bin"),
        ("file://localhost/data/a.bin", "/data/a.bin"),
        ("file:///C:/data/a.bin", "C:/data/a.bin"),
        ("FILE:/data/a.bin", "/data/a.bin"),
        ("s3://bucket/key", "s3://bucket/key"),
        ('"', '"'),
        ("“/data/a.bin”", "/data/a.bin"),
        ("</data/a.bin>", "/data/a.bin"),
        ("", ""),
    ],
)
def test_what_comes_along_when_a_path_is_copied_is_taken_away(written: str, meant: str) -> None:
    assert cleaned_path(written) == meant
    assert cleaned_path(meant) == meant


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (r"C:\data\a.bin", "a Windows path"),
        (r'"\\server\share\a.bin"', "a Windows path"),
        ("file:///D:/a.bin", "a Windows path"),
        ("https://example.org/a.bin", "a URL: download the file"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows finds its own paths")
def test_a_path_of_another_system_is_said_to_be_one(written: str, words: str) -> None:
    assert words in looked_at(Path(cleaned_path(written)))


def test_the_home_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "a.bin").write_bytes(np.zeros(40, "<i2").tobytes())
    assert located("~/a.bin") == tmp_path / "a.bin"
    assert open_binary("~/a.bin", 30_000, 4).get_num_samples() == 10
    source = BinarySource(path="~/a.bin", num_channels=4, probe={"kind": "linear", "num_contacts": 4})
    assert str(source.path) == "~/a.bin"  # the same on another machine
    assert source.open().get_num_samples() == 10
    assert source.with_checksum().open().get_num_samples() == 10


def write_probe(path: Path) -> Path:
    group = probeinterface.ProbeGroup()
    group.add_probe(probeinterface.generate_linear_probe(4))
    probeinterface.write_probeinterface(path, group)
    return path


@pytest.mark.parametrize("form", ['"{}"', "'{}'", "file://{}", "{}"])
def test_a_probe_is_found_however_its_path_is_written(tmp_path: Path, form: str) -> None:
    path = write_probe(tmp_path / "probe.json")
    assert build_probe(FileProbe(path=form.format(path))).get_contact_count() == 4


@pytest.mark.parametrize("form", ["yaml", "json", "toml"])
def test_relative_paths_are_looked_for_beside_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "elsewhere").mkdir()
    write_probe(tmp_path / "study" / "probe.json")
    SimulationConfig(probe=FileProbe(path="probe.json")).save(tmp_path / "study" / f"config.{form}")
    monkeypatch.chdir(tmp_path / "elsewhere")
    for path in (tmp_path / "study" / f"config.{form}", f"../study/config.{form}", f'"../study/config.{form}"'):
        assert build_probe(SimulationConfig.load(path).probe).get_contact_count() == 4
        assert build_probe(source_configuration(str(path)).probe).get_contact_count() == 4


def test_one_that_is_not_beside_it_but_in_the_working_folder_still_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "study").mkdir()
    SimulationConfig(probe=FileProbe(path="probe.json")).save(tmp_path / "study" / "config.yaml")
    monkeypatch.chdir(tmp_path)
    write_probe(tmp_path / "probe.json")
    assert build_probe(SimulationConfig.load("study/config.yaml").probe).get_contact_count() == 4


def test_a_missing_one_stays_as_it_is_and_both_places_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "study").mkdir()
    config = SimulationConfig(probe=FileProbe(path="probe.json"))
    config.save(tmp_path / "study" / "config.yaml")
    monkeypatch.chdir(tmp_path)
    assert SimulationConfig.load("study/config.yaml") == config
    with pytest.raises(ConfigError) as refused:
        build_probe(config.probe)
    assert f"{tmp_path / 'probe.json'}, nor next to the configuration" in str(refused.value)


def test_every_path_of_a_configuration_is_anchored_and_addresses_are_not(tmp_path: Path) -> None:
    for name in ("templates", "motion"):
        (tmp_path / name).mkdir()
    for name in ("a.bin", "p.prb"):
        (tmp_path / name).touch()
    written = {
        "source": {"kind": "binary", "path": "a.bin", "probe": {"kind": "file", "path": "p.prb"}},
        "motion": {"kind": "folder", "path": "motion"},
        "library": "templates",
        "seed": 3,
        "units": [{"dataset": "path", "path": "/absolute"}],
    }
    meant = anchored(written, tmp_path)
    assert meant["source"] == {
        "kind": "binary", "path": str(tmp_path / "a.bin"), "probe": {"kind": "file", "path": str(tmp_path / "p.prb")},
    }  # fmt: skip
    assert meant["motion"]["path"] == str(tmp_path / "motion")
    assert meant["library"] == str(tmp_path / "templates")
    assert (meant["seed"], meant["units"]) == (3, written["units"])
    for kept in ("~/a.bin", "s3://bucket/a", r"C:\a.bin", ""):
        assert anchored({"path": kept}, tmp_path) == {"path": kept}
    for kept in ("sample", "s3://bucket"):
        assert anchored({"library": kept}, tmp_path) == {"library": kept}


def test_a_hybrid_s_files_are_looked_for_beside_its_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "study").mkdir()
    np.zeros((3_000, 4), "<i2").tofile(tmp_path / "study" / "a.bin")
    write_probe(tmp_path / "study" / "p.json")
    source = BinarySource(path="a.bin", num_channels=4, probe=FileProbe(path="p.json"))
    HybridConfig(source=source, motion={"kind": "still"}).save(tmp_path / "study" / "hybrid.yaml")
    monkeypatch.chdir(tmp_path)
    config = source_configuration("study/hybrid.yaml")
    assert isinstance(config, HybridConfig)
    assert Hybrid(config).background.get_num_channels() == 4


def test_the_place_looked_at_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for opened in (lambda: open_binary("a.bin", 30_000, 4), lambda: open_spikeinterface("a.zarr")):
        with pytest.raises(ConfigError) as refused:
            opened()
        assert str(tmp_path / "a.") in str(refused.value)
    with pytest.raises(ConfigError) as refused:
        SimulationConfig.load("config.yaml")
    assert str(tmp_path / "config.yaml") in str(refused.value)
    with pytest.raises(ConfigError) as refused:
        library.open_library("templates")
    assert str(tmp_path / "templates") in str(refused.value)


@pytest.mark.parametrize("form", ["yaml", "json", "toml"])
def test_an_empty_configuration_is_refused_and_not_taken_for_the_default_one(tmp_path: Path, form: str) -> None:
    (tmp_path / f"config.{form}").write_text(" \n")
    with pytest.raises(ConfigError, match="it is empty"):
        SimulationConfig.load(tmp_path / f"config.{form}")
