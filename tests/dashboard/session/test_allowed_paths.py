"""Which files pages may open: one decision for every page and every way in."""

import os

import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.hybrid import HybridConfig
from driftscope_dashboard.session.allowed_paths import PUBLIC, AllowedPaths


@pytest.fixture
def folder(tmp_path):
    data = tmp_path / "data"
    (data / "library").mkdir(parents=True)
    (data / "probe.json").write_text("{}")
    (data / "flat.bin").write_bytes(b"\0" * 64)
    (tmp_path / "outside.json").write_text("{}")
    return data


@pytest.fixture
def allowed(folder):
    return AllowedPaths((folder,))


def with_probe(path):
    return SimulationConfig(probe={"kind": "file", "path": str(path)})


def refusal(allowed, config):
    with pytest.raises(ConfigError) as refused:
        allowed.refuse(config)
    return refused.value.problems[0].message


def test_a_probe_file_is_opened_below_the_folders_only(allowed, folder, tmp_path):
    allowed.refuse(SimulationConfig())
    allowed.refuse(with_probe(folder / "probe.json"))
    there, missing = (refusal(allowed, with_probe(tmp_path / name)) for name in ("outside.json", "missing.json"))
    assert there == missing
    assert "opens only files in" in there
    assert "--data FOLDER" in refusal(AllowedPaths(), with_probe(folder / "probe.json"))


@pytest.mark.parametrize(
    "path",
    [
        "/dev/tty",
        "/dev/zero",
        "/proc/self/mem",
        "~nobody-here/x",
        "x" * 5000,
        "{data}/../outside.json",
        "a\nb",
        "/",
        "",
    ],
)
def test_what_is_no_file_below_the_folders_is_refused_in_the_same_words(allowed, folder, path):
    assert "opens only files in" in refusal(allowed, with_probe(path.replace("{data}", str(folder))))


def test_named_pipes_and_devices_are_never_opened(allowed, folder):
    os.mkfifo(folder / "pipe.json")
    assert "not a regular file" in refusal(allowed, with_probe(folder / "pipe.json"))
    os.mkfifo(folder / "library" / "pipe")
    assert "opens only" in refusal(allowed, HybridConfig(library=str(folder / "library")))


def test_links_lead_nowhere_outside(allowed, folder, tmp_path):
    (folder / "link.json").symlink_to(tmp_path / "outside.json")
    (folder / "within.json").symlink_to(folder / "probe.json")
    (folder / "loop.json").symlink_to(folder / "loop.json")
    (folder / "tty.json").symlink_to("/dev/tty")
    allowed.refuse(with_probe(folder / "within.json"))
    for name in ("link.json", "loop.json", "tty.json"):
        assert refusal(allowed, with_probe(folder / name))
    (folder / "library" / "chunk").symlink_to(tmp_path / "outside.json")
    assert refusal(allowed, HybridConfig(library=str(folder / "library")))


def test_every_place_that_a_hybrid_names_is_looked_at(allowed, folder, tmp_path):
    outside = str(tmp_path / "outside")
    nested = {"kind": "simulation", "config": {"probe": {"kind": "file", "path": outside}}}
    for changes in (
        {"source": {"kind": "binary", "path": outside}, "motion": {"kind": "still"}},
        {"source": {"kind": "reader", "form": "openephys", "path": outside}, "motion": {"kind": "still"}},
        {"source": nested},
        {"motion": {"kind": "folder", "path": outside}},
        {"library": outside},
    ):
        assert "opens only" in refusal(allowed, HybridConfig().replace(changes))


@pytest.mark.parametrize(
    "location",
    [
        "local://{data}/library", "zip::{data}/library", "simplecache::file://{data}/library", "FILE:{data}/library",
        "FILE://{data}/library", "file:{data}/library", "file://localhost{data}/library", "filecache::s3://bucket",
        "blockcache::http://127.0.0.1/", "reference://", "memory://a", "github://o:r@/x", "ftp://a", "smb://a/b",
        "dir::{data}",
        "http://127.0.0.1:9000/", "http://localhost/", "http://[::1]/", "http://10.0.0.1/", "http://169.254.169.254/latest",
        "http://2130706433/", "http://0x7f.1/", "https://example.org/library", "s3://another-bucket",
        "S3://spikeinterface-template-database",
        "s3://spikeinterface-template-database/../another", "s3://spikeinterface-template-database@evil",
        "//host/share",
        "c:\\x",
        "hdfs://x", "data:text/plain,x", "file://", "file:///", "", "~", ".", "http+unix://x",
    ],
)  # fmt: skip
def test_locations_of_libraries_are_compared_before_anything_is_resolved(allowed, folder, monkeypatch, location):
    monkeypatch.chdir(folder.parent)
    assert not allowed.has_library(location.replace("{data}", str(folder)))


def test_with_the_working_directory_below_the_data_addresses_are_still_no_paths(allowed, folder, monkeypatch):
    monkeypatch.chdir(folder)
    for location in (
        "local://library",
        "zip::library",
        "simplecache::library",
        "FILE:library",
        "file:library",
        "s3:library",
    ):
        assert not allowed.has_library(location)
    assert allowed.has_library("library")


def test_libraries_that_the_owner_names_are_opened(folder):
    allowed = AllowedPaths((folder,), (PUBLIC, "https://lab.example/templates"))
    for location in ("sample", PUBLIC, f"{PUBLIC}/", "https://lab.example/templates/", str(folder / "library")):
        assert allowed.has_library(location)
    assert allowed.has_library(f"file://{folder}/library")
    assert not allowed.has_library("https://lab.example/templates/../other")
    assert not AllowedPaths().has_library(str(folder / "library"))


def test_what_the_owner_begins_with_is_opened_too(tmp_path):
    config = HybridConfig(library="https://own.example").replace(
        {"source": {"kind": "binary", "path": str(tmp_path / "x.bin")}, "motion": {"kind": "still"}}
    )
    allowed = AllowedPaths().with_those_of(config)
    allowed.refuse(config)
    assert refusal(allowed, with_probe(tmp_path / "x.json"))


def test_a_motion_folder_of_a_generated_recording_is_confined_like_other_paths(tmp_path):
    (tmp_path / "data").mkdir()
    inside, outside = (
        SimulationConfig().replace({"motion.components": [{"kind": "folder", "path": str(place)}]})
        for place in (tmp_path / "data" / "motion", tmp_path / "elsewhere")
    )
    allowed = AllowedPaths((tmp_path / "data",))
    allowed.refuse(inside)
    with pytest.raises(ConfigError) as refused:
        allowed.refuse(outside)
    assert refused.value.problems[0].path == "motion.components.0.path"


def test_what_is_typed_is_looked_for_below_the_folders_first(tmp_path):
    (tmp_path / "a" / "kilosort4").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    os.mkfifo(tmp_path / "a" / "pipe.csv")
    allowed = AllowedPaths((tmp_path / "a",))
    assert allowed.typed("kilosort4", "result") == tmp_path / "a" / "kilosort4"
    assert allowed.typed(str(tmp_path / "a" / "kilosort4"), "result") == tmp_path / "a" / "kilosort4"
    refused = {
        "missing": "no such file",
        "../b": "opens only files in",
        "/etc": "opens only",
        "pipe.csv": "regular",
    }
    for text, words in refused.items():
        with pytest.raises(ConfigError, match=words):
            allowed.typed(text, "result")
    with pytest.raises(ConfigError, match="this server does not open files"):
        AllowedPaths().typed("kilosort4", "result")
