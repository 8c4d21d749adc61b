import pytest
from driftscope import ConfigError
from driftscope_dashboard.hybrid.recording_files import (
    find_motions,
    find_recordings,
    kind_of,
    source_at,
)
from driftscope_dashboard.session import data_folders


def test_recordings_are_found_some_levels_deep(folder):
    (folder / "glx").mkdir()
    (folder / "glx" / "run_t0.imec0.ap.meta").touch()
    (folder / "saved").mkdir()
    (folder / "saved" / "si_folder.json").touch()
    (folder / "saved" / "traces.raw").touch()
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "a.bin").touch()
    (folder / "deep" / "er" / "too").mkdir()
    (folder / "deep" / "er" / "too" / "deep.bin").touch()
    (folder / "notes.txt").touch()
    found = {name: source["kind"] for name, source in find_recordings([folder])}
    assert found == {"glx": "spikeglx", "saved": "spikeinterface", "deep/flat.bin": "binary"}
    assert kind_of(folder / "notes.txt") == kind_of(folder / "missing") == ""


def test_a_folder_without_end_is_not_walked_to_its_end(folder, monkeypatch):
    monkeypatch.setattr(data_folders, "MOST_FOLDERS", 5)
    for number in range(20):
        (folder / f"{number:02}").mkdir()
        (folder / f"{number:02}" / "one.bin").touch()
    assert 0 < len(find_recordings([folder])) < 6


def test_motions_are_found(folder):
    motion = folder / "deep" / "motion"
    motion.mkdir()
    (motion / "spikeinterface_info.json").touch()
    assert find_motions([folder]) == []
    (motion / "displacement_seg0.npy").touch()
    assert find_motions([folder]) == [("deep/motion", {"kind": "folder", "path": str(motion)})]


def test_a_path_is_taken_from_the_folder_or_whole(folder, tmp_path, allowed):
    whole = {"kind": "binary", "path": str(folder / "deep" / "flat.bin")}
    assert source_at("deep/flat.bin", allowed) == source_at(whole["path"], allowed) == whole
    assert source_at("deep", allowed)["kind"] == "spikeinterface"
    with pytest.raises(ConfigError, match="no such file"):
        source_at(str(folder / "missing.bin"), allowed)
    with pytest.raises(ConfigError, match="opens only files in"):
        source_at(str(tmp_path), allowed)
