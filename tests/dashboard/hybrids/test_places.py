import pytest
from driftscope import ConfigError
from driftscope.hybrid import HybridConfig
from driftscope_dashboard.hybrids import places
from driftscope_dashboard.hybrids.places import (
    find_motions,
    find_recordings,
    is_within,
    kind_of,
    refuse_outside,
    source_at,
)


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
    monkeypatch.setattr(places, "MOST_FOLDERS", 5)
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


def test_links_do_not_lead_out(folder, tmp_path):
    outside = tmp_path / "outside.bin"
    outside.touch()
    (folder / "link.bin").symlink_to(outside)
    assert is_within(folder / "deep", [folder])
    assert not is_within(folder / "link.bin", [folder])
    assert not is_within(folder / ".." / "outside.bin", [folder])


@pytest.mark.parametrize(
    "changes",
    [
        {"source": {"kind": "binary", "path": "{out}/a.bin"}, "motion": {"kind": "still"}},
        {"motion": {"kind": "folder", "path": "{out}"}},
        {"source.probe": {"kind": "file", "path": "{out}/probe.json"}},
        {"library": "{out}"},
        {"library": "file://{out}"},
        {"library": "file:{out}"},
        {"library": "simplecache::file://{out}"},
        {"library": "local://{out}"},
        {"library": "../elsewhere"},
    ],
)
def test_nothing_outside_is_opened_whatever_names_it(flat, folder, tmp_path, changes):
    def told(value):
        if isinstance(value, dict):
            return {name: told(inner) for name, inner in value.items()}
        return value.replace("{out}", str(tmp_path / "out"))

    config = flat.replace({path: told(value) for path, value in changes.items()})
    with pytest.raises(ConfigError, match="opens only what lies under"):
        refuse_outside(config, [folder])
    with pytest.raises(ConfigError, match="--data FOLDER"):
        refuse_outside(config, [])


def test_what_lies_inside_or_elsewhere_is_opened(flat, folder):
    refuse_outside(HybridConfig(), [])
    refuse_outside(flat, [folder])
    refuse_outside(flat.replace(library=str(folder / "library")), [folder])
    refuse_outside(HybridConfig(library="s3://spikeinterface-template-database"), [])


def test_a_path_is_taken_from_the_folder_or_whole(folder, tmp_path):
    whole = {"kind": "binary", "path": str(folder / "deep" / "flat.bin")}
    assert source_at("deep/flat.bin", [folder]) == source_at(whole["path"], [folder]) == whole
    assert source_at("deep", [folder])["kind"] == "spikeinterface"
    with pytest.raises(ConfigError, match="no such file"):
        source_at(str(folder / "missing.bin"), [folder])
    with pytest.raises(ConfigError, match="opens only what lies under"):
        source_at(str(tmp_path), [folder])
