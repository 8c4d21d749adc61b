"""Libraries on this machine: what is written is read, only what is asked for; what is damaged is said."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from driftscope import ConfigError
from driftscope import library as libraries
from driftscope.library import (
    COLUMNS,
    LibraryError,
    TemplateTable,
    filter_templates,
    open_library,
    write_index,
    write_library,
)
from driftscope.library.sample import sample_folder, write_sample
from driftscope.template_set import Templates
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture
def folder(tmp_path: Path, small_datasets: dict, small_noise: dict) -> Path:
    return write_library(tmp_path / "library", small_datasets, channel_noise_levels_uv=small_noise)


def content_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def equal(ours: Templates, theirs: Templates) -> None:
    np.testing.assert_array_equal(ours.templates_array, theirs.templates_array)
    np.testing.assert_array_equal(ours.unit_ids, theirs.unit_ids)
    np.testing.assert_array_equal(ours.channel_ids, theirs.channel_ids)
    np.testing.assert_array_equal(ours.get_channel_locations(), theirs.get_channel_locations())
    assert (ours.sampling_frequency, ours.nbefore, ours.is_in_uV) == (
        theirs.sampling_frequency, theirs.nbefore, theirs.is_in_uV,
    )  # fmt: skip
    assert ours.templates_array.dtype == theirs.templates_array.dtype


# ---- writing and reading


def test_a_dataset_is_read_as_it_was_written(folder: Path, small_datasets: dict, small_noise: dict) -> None:
    library = open_library(folder)
    assert library.datasets == ["deep.zarr", "flat.zarr"]
    for name, written in small_datasets.items():
        read = library.read_dataset(name)
        equal(read, written)
        assert read.probe.annotations["model_name"] == "two columns"
        assert read.probe.contact_ids.tolist() == written.probe.contact_ids.tolist()
        np.testing.assert_array_equal(read.probe.device_channel_indices, np.arange(8))
        np.testing.assert_array_equal(read.probe.probe_planar_contour, written.probe.probe_planar_contour)
        np.testing.assert_array_equal(read.table["brain_area"], written.table["brain_area"])
        np.testing.assert_array_equal(read.table["spikes_per_unit"], written.table["spikes_per_unit"])
        np.testing.assert_allclose(read.table["noise_level_uv"], small_noise[name][read.table["best_channel_index"]])


def test_the_index_says_what_the_templates_are(folder: Path, small_datasets: dict) -> None:
    table = open_library(folder).table
    array = np.concatenate([templates.templates_array for templates in small_datasets.values()])
    peak_to_peak = np.ptp(array, axis=1)
    np.testing.assert_array_equal(table["best_channel_index"], peak_to_peak.argmax(axis=1))
    np.testing.assert_allclose(table["peak_to_peak_uv"], peak_to_peak.max(axis=1))
    np.testing.assert_allclose(table["signal_to_noise_ratio"], table["peak_to_peak_uv"] / table["noise_level_uv"])
    depths = small_datasets["deep.zarr"].get_channel_locations()[:, 1]
    np.testing.assert_array_equal(table["depth_along_probe"], depths[table["best_channel_index"]])
    assert table["template_index"].tolist() == [0, 1, 2, 3, 0, 1, 2]
    assert set(table["probe"]) == {"two columns"}
    assert set(table["probe_manufacturer"]) == {"nobody"}


def test_chosen_templates_come_in_the_order_of_their_rows(folder: Path, small_datasets: dict) -> None:
    library = open_library(folder)
    rows = library.table.take([5, 0, 3, 6, 0])
    read = library.read(rows)
    for unit, (dataset, index) in enumerate(zip(rows["dataset"], rows["template_index"], strict=True)):
        np.testing.assert_array_equal(read.templates_array[unit], small_datasets[dataset].templates_array[index])
    assert read.table["dataset"].tolist() == rows["dataset"].tolist()
    assert read.table["template_index"].tolist() == rows["template_index"].tolist()


def test_only_the_chunks_of_chosen_templates_are_read(folder: Path) -> None:
    for unit in (0, 2, 3):
        (folder / f"deep.zarr/templates_array/{unit}.0.0").unlink()
    library = open_library(folder)
    assert library.read({"dataset": ["deep.zarr"], "template_index": [1]}).num_units == 1
    with pytest.raises(LibraryError, match=r"templates_array/2\.0\.0: is missing"):
        library.read({"dataset": ["deep.zarr"] * 2, "template_index": [1, 2]})


def test_sparse_templates_stay_sparse_and_are_read_alike(tmp_path: Path, small_datasets: dict) -> None:
    mask = np.zeros((4, 8), dtype=bool)
    for unit in range(4):
        mask[unit, 2 * unit : 2 * unit + 2] = True
    mask[3, :5] = True
    sparse = small_datasets["deep.zarr"].to_sparse(mask)
    library = open_library(write_library(tmp_path / "library", {"sparse.zarr": sparse}))
    read = library.read_dataset("sparse.zarr")
    equal(read, sparse)
    np.testing.assert_array_equal(read.sparsity_mask, mask)
    some = library.read(library.table.take([3, 1]))
    np.testing.assert_array_equal(some.templates_array, sparse.get_dense_templates()[[3, 1]])


def test_the_older_name_of_the_unit_of_measure_is_understood(folder: Path) -> None:
    attributes = folder / "deep.zarr/.zattrs"
    content = json.loads(attributes.read_text())
    del content["is_in_uV"]
    attributes.write_text(json.dumps({**content, "is_scaled": False}))
    (folder / "deep.zarr/.zmetadata").unlink()
    library = open_library(folder)
    assert not library.read_dataset("deep.zarr").is_in_uV
    with pytest.raises(ConfigError, match="only one of them is in µV"):
        library.read(library.table)


def test_an_index_is_made_for_datasets_that_have_none(folder: Path) -> None:
    before = open_library(folder).index
    (folder / "templates.csv").unlink()
    with pytest.raises(LibraryError, match=r"no templates\.csv.*write_index"):
        _ = open_library(folder).table
    write_index(folder)
    assert open_library(folder).index == before


# ---- joining


def joined(tmp_path: Path, first: Templates, second: Templates) -> Templates:
    library = open_library(write_library(tmp_path / "two", {"a.zarr": first, "b.zarr": second}))
    return library.read(library.table)


def changed(templates: Templates, **fields: object) -> Templates:
    known = {name: getattr(templates, name) for name in ("templates_array", "sampling_frequency", "nbefore", "probe")}
    return Templates(**{**known, **fields})


def test_windows_of_different_length_are_cut_to_what_both_have(tmp_path: Path, small_datasets: dict) -> None:
    first, second = small_datasets.values()
    shorter = changed(second, templates_array=second.templates_array[:, 4:25], nbefore=6)
    both = joined(tmp_path, first, shorter)
    assert (both.nbefore, both.num_samples) == (6, 21)
    np.testing.assert_array_equal(both.templates_array[:4], first.templates_array[:, 4:25])
    np.testing.assert_array_equal(both.templates_array[4:], shorter.templates_array)


def test_measured_clocks_count_as_equal(tmp_path: Path, small_datasets: dict) -> None:
    first, second = small_datasets.values()
    assert joined(tmp_path, first, changed(second, sampling_frequency=30_000.4)).sampling_frequency == 30_000.0


def test_datasets_of_other_rates_are_joined_at_a_rate_that_is_given(tmp_path: Path, small_datasets: dict) -> None:
    first, second = small_datasets.values()
    write_library(tmp_path / "library", {"a.zarr": first, "b.zarr": changed(second, sampling_frequency=25_000.0)})
    library = open_library(tmp_path / "library")
    both = library.read(library.table, sampling_frequency=20_000.0)
    assert (both.sampling_frequency, both.num_units) == (20_000.0, first.num_units + second.num_units)
    slower = library.read_dataset("b.zarr").resample(20_000.0)
    window = slice(slower.nbefore - both.nbefore, slower.nbefore - both.nbefore + both.num_samples)
    expected = slower.get_dense_templates()[:, window]
    np.testing.assert_allclose(both.templates_array[first.num_units :], expected, atol=1e-3)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sampling_frequency": 25_000.0}, "a.zarr and b.zarr cannot be joined: they are sampled at 30000 and 25000"),
        ({"probe": "wider"}, "their contacts lie differently"),
        ({"probe": "fewer"}, "they have 8 and 6 channels"),
    ],
)
def test_what_cannot_be_joined_is_refused(tmp_path: Path, small_datasets: dict, change: dict, words: str) -> None:
    first, second = small_datasets.values()
    if change.get("probe") == "wider":
        change = {"probe": second.probe.copy()}
        change["probe"]._contact_positions = second.probe.contact_positions * 1.5
    elif change.get("probe") == "fewer":
        change = {"probe": second.probe.get_slice(np.arange(6)), "templates_array": second.templates_array[:, :, :6]}
    with pytest.raises(ConfigError, match=words):
        joined(tmp_path, first, changed(second, **change))


def test_a_probe_that_is_shifted_as_a_whole_is_the_same_probe(tmp_path: Path, small_datasets: dict) -> None:
    first, second = small_datasets.values()
    deeper = second.probe.copy()
    deeper.move([0.0, 400.0])
    both = joined(tmp_path, first, changed(second, probe=deeper))
    np.testing.assert_array_equal(both.get_channel_locations(), first.get_channel_locations())
    assert both.table["depth_along_probe"][4:].min() >= 400.0


# ---- the table


@given(
    st.tuples(st.none() | st.floats(0, 100), st.none() | st.floats(100, 200)),
    st.tuples(st.none() | st.floats(0, 2_000), st.none() | st.floats(2_000, 4_000)),
    st.none() | st.sets(st.sampled_from(["CA1", "LP", "no such area"])),
)
def test_a_filter_keeps_exactly_what_is_within_its_bounds(amplitude: tuple, depth: tuple, areas: set | None) -> None:
    rng = np.random.default_rng(5)
    columns = {
        "dataset": ["d"] * 40,
        "template_index": range(40),
        "peak_to_peak_uv": np.where(np.arange(40) % 7, rng.uniform(0, 200, 40), np.nan),
        "depth_along_probe": rng.uniform(0, 4_000, 40),
        "brain_area": rng.choice(["CA1", "LP", "CP"], 40),
    }
    table = TemplateTable.of(columns)
    kept = filter_templates(table, peak_to_peak_uv=amplitude, depth_um=depth, brain_areas=areas)

    def within(value: float, bounds: tuple) -> bool:
        low, high = bounds
        return (low is None or value >= low) and (high is None or value <= high)

    expected = [
        row
        for row in range(40)
        if within(columns["peak_to_peak_uv"][row], amplitude)
        and within(columns["depth_along_probe"][row], depth)
        and (areas is None or columns["brain_area"][row] in areas)
    ]
    assert kept["template_index"].tolist() == expected


def test_a_filter_by_names_signal_and_spikes(folder: Path) -> None:
    table = open_library(folder).table
    assert set(filter_templates(table, datasets=["flat.zarr"])["dataset"]) == {"flat.zarr"}
    assert len(filter_templates(table, probes=["another"])) == 0
    assert filter_templates(dict(table.columns), brain_areas="LP")["template_index"].tolist() == [2]
    median = float(np.median(table["signal_to_noise_ratio"]))
    assert (filter_templates(table, signal_to_noise=(median, None))["signal_to_noise_ratio"] >= median).all()
    assert (filter_templates(table, spikes=(None, 1_000))["spikes_per_unit"] <= 1_000).all()
    with pytest.raises(ConfigError) as refused:
        filter_templates(table, depth_um=(5, 3), spikes=(2, 1))
    assert [one.path for one in refused.value.problems] == ["depth_um", "spikes"]


def test_a_table_survives_its_file() -> None:
    table = TemplateTable.of(
        {
            "dataset": ['a, "quoted"', "b", "µ"],
            "template_index": [0, 1, 2**40],
            "brain_area": ["CA1", None, ""],
            "depth_along_probe": [-1.0, 0.1 + 0.2, float("nan")],
            "spikes_per_unit": [12, float("nan"), 3],
        }
    )
    again = TemplateTable.from_csv(table.to_csv())
    for name in COLUMNS:
        np.testing.assert_array_equal(again[name], table[name])
    assert table["brain_area"].tolist() == ["CA1", "unknown", "unknown"]
    assert b"spikes_per_unit" in table.to_csv()
    assert len(TemplateTable.from_csv(b"dataset,template_index\n")) == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"dataset,brain_area\na,CA1\n", "template_index.*is missing"),
        (b"<html>not here</html>", "dataset.*is missing"),
        (b"", "is missing"),
        (b"dataset,template_index\na,first\n", "template_index.*'first'.*whole number"),
        (b"dataset,template_index\na,1.5\n", "whole number"),
        (b"dataset,template_index\na,\n", "which template of its dataset"),
        (b"dataset,template_index,amplitude_uv\na,1,loud\n", "amplitude_uv.*'loud'.*a number"),
        (b"\xff\xfe\x00", "is not a table"),
        (b'dataset,template_index\n"a,1\n', "is not a table"),
    ],
)
def test_a_broken_index_is_said_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "templates.csv").write_bytes(content)
    with pytest.raises(LibraryError, match=f"(?s){words}"):
        _ = open_library(tmp_path).table


# ---- damage


def damaged(folder: Path, name: str, change: object) -> Path:
    path = folder / "deep.zarr" / name
    content = path.read_bytes()
    path.write_bytes(change(content) if callable(change) else change)
    return folder


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        pytest.param("templates_array/1.0.0", lambda c: c[: len(c) // 2], r"1\.0\.0.*cut short", id="half a chunk"),
        pytest.param("templates_array/1.0.0", b"", "cut short", id="an empty chunk"),
        pytest.param("templates_array/1.0.0", b"<html>busy, come again</html>", "cut short", id="a page of words"),
        pytest.param("templates_array/1.0.0", lambda c: c[:4] + b"\xff\xff\xff\x7f" + c[8:], "cut short", id="a bomb"),
        pytest.param(
            "templates_array/1.0.0",
            lambda c: c[:16] + b"\xff" * (len(c) - 16),
            "is damaged|NaN or infinite",
            id="scrambled",
        ),
        pytest.param(".zmetadata", lambda c: c[:100], r"\.zmetadata: is damaged", id="half the metadata"),
        pytest.param(".zmetadata", b"[1, 2]", r"\.zmetadata: is damaged", id="other metadata"),
        pytest.param(".zmetadata", b'{"metadata": {}}', "holds no templates_array", id="empty metadata"),
        pytest.param(
            ".zmetadata", lambda c: c.replace(b'"nbefore": 10', b'"nbefore": "x"'), "nbefore is no", id="attribute"
        ),
        pytest.param(
            ".zmetadata", lambda c: c.replace(b'"nbefore": 10', b'"nbefore": 99'), "nbefore", id="peak outside"
        ),
        pytest.param(".zmetadata", lambda c: c.replace(b'"id": "blosc"', b'"id": "pickle"'), "pickle", id="a pickle"),
        pytest.param("unit_ids/0", lambda c: c[:16] + b"\xff" * (len(c) - 16), "unit_ids", id="scrambled text"),
        pytest.param("probe/x/0", lambda c: c[:10], "probe/x", id="half a probe"),
    ],
)
def test_a_damaged_dataset_is_said_in_words(folder: Path, name: str, change: object, words: str) -> None:
    library = open_library(damaged(folder, name, change))
    with pytest.raises(LibraryError, match=f"(?s){words}"):
        library.read({"dataset": ["deep.zarr"], "template_index": [1]})
    assert library.read_dataset("flat.zarr").num_units == 3


def test_sizes_that_no_memory_holds_are_refused(folder: Path) -> None:
    def enlarged(content: bytes) -> bytes:
        data = json.loads(content)
        data["metadata"]["templates_array/.zarray"]["shape"] = [4, 30, 2**40]
        return json.dumps(data).encode()

    with pytest.raises(LibraryError, match=r"templates_array has .* GiB: read fewer"):
        open_library(damaged(folder, ".zmetadata", enlarged)).read_dataset("deep.zarr")


def test_what_does_not_exist_is_said_in_words(folder: Path, tmp_path: Path) -> None:
    library = open_library(folder)
    with pytest.raises(LibraryError, match=r"deep\.zarr: has no template 4: it has 4"):
        library.read({"dataset": ["deep.zarr"], "template_index": [4]})
    with pytest.raises(LibraryError, match=r"other\.zarr: is not a dataset"):
        library.read({"dataset": ["other.zarr"], "template_index": [0]})
    for way_out in ("../library/deep.zarr", "/etc", "deep.zarr/../../x", "..", "a\0b", ""):
        with pytest.raises(LibraryError, match=r"cannot be the name|is not a dataset"):
            library.read_dataset(way_out)
    with pytest.raises(LibraryError, match="no template is chosen"):
        library.read(library.table.take([]))
    with pytest.raises(LibraryError, match="no such folder"):
        open_library(tmp_path / "nowhere")
    with pytest.raises(ConfigError, match="must be a table"):
        library.read(7)
    with pytest.raises(ConfigError, match=r"(?s)dataset.*is missing.*template_index"):
        library.read({"brain_area": ["CA1"]})


# ---- writing with care


def test_what_cannot_be_written_is_said_at_once_and_leaves_nothing(tmp_path: Path, small_datasets: dict) -> None:
    first, second = small_datasets.values()
    raw = changed(first, is_in_uV=False)
    with pytest.raises(ConfigError) as refused:
        write_library(
            tmp_path / "new",
            {"raw.zarr": raw, "bare.zarr": changed(second, probe=None)},
            channel_noise_levels_uv={"raw.zarr": [1.0], "else.zarr": [1.0]},
        )
    assert len(refused.value.problems) == 4
    with pytest.raises(ConfigError, match="nothing to write"):
        write_library(tmp_path / "new", {})
    assert list(tmp_path.iterdir()) == []


def test_a_library_is_never_half_written(
    tmp_path: Path, folder: Path, small_datasets: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content_of(tmp_path)
    monkeypatch.setattr(TemplateTable, "to_csv", lambda table: 1 / 0)
    for target in (folder, tmp_path / "new"):
        with pytest.raises(ZeroDivisionError):
            write_library(target, {"b.zarr": small_datasets["flat.zarr"]}, overwrite=True)
    assert content_of(tmp_path) == before


def test_a_library_is_replaced_only_when_asked(folder: Path, tmp_path: Path, small_datasets: dict) -> None:
    only = {"flat.zarr": small_datasets["flat.zarr"]}
    with pytest.raises(LibraryError, match="exists already"):
        write_library(folder, only)
    write_library(folder, only, overwrite=True)
    assert open_library(folder).datasets == ["flat.zarr"]
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "thesis.txt").write_text("all of it")
    with pytest.raises(LibraryError, match="exists already"):
        write_library(tmp_path / "precious", only, overwrite=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library", "precious"]


def test_a_file_in_the_way_is_said_in_words(tmp_path: Path, small_datasets: dict) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="cannot be written"):
        write_library(tmp_path / "file" / "library", small_datasets)


# ---- copies


def test_a_copy_is_whole_or_not_there(tmp_path: Path) -> None:
    copies = libraries.download_cache.DownloadCache("https://somewhere", tmp_path)
    copies.keep("a/0", b"content\n\nwith gaps")
    assert copies.find("a/0") == b"content\n\nwith gaps"
    assert libraries.download_cache.DownloadCache("https://elsewhere", tmp_path).find("a/0") is None
    [path] = [path for path in tmp_path.rglob("*") if path.is_file()]
    whole = path.read_bytes()
    for broken in (whole[:-1], whole + b"x", whole[:10], b"", whole.replace(b"gaps", b"gasp")):
        path.write_bytes(broken)
        assert copies.find("a/0") is None
    copies.keep("a/0", b"anew")
    assert copies.find("a/0") == b"anew"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_where_nothing_can_be_written_there_are_no_copies(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    copies = libraries.download_cache.DownloadCache("https://somewhere", tmp_path / "file")
    copies.keep("a", b"content")
    assert copies.find("a") is None


def test_copies_lie_where_the_environment_or_the_platform_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DRIFTSCOPE_CACHE", str(tmp_path))
    assert libraries.download_cache.cache_folder() == tmp_path
    monkeypatch.delenv("DRIFTSCOPE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert libraries.download_cache.cache_folder().name == "driftscope" or sys.platform == "win32"


# ---- the sample


def test_the_sample_is_a_library_like_any(library_cache: Path) -> None:
    library = open_library("sample")
    assert len(library.datasets) == 2
    assert 20 <= len(library.table) <= 40
    assert len(set(library.table["brain_area"])) >= 5
    assert set(library.table["probe"]) == {"NP1000", "NP2000"}
    assert (library.table["peak_to_peak_uv"] > 30).all()
    assert library.table["peak_to_peak_uv"].max() > 4 * library.table["peak_to_peak_uv"].min()
    for name in library.datasets:
        templates = library.read_dataset(name)
        assert templates.sampling_frequency == 30_000.0
        best = templates.templates_array[np.arange(templates.num_units), :, templates.table["best_channel_index"]]
        assert np.abs(best.argmin(axis=1) - templates.nbefore).max() <= 1
        edges = np.abs(templates.templates_array[:, [0, -1]]).max()
        assert edges < 0.02 * np.abs(templates.templates_array).max()
    assert list(library_cache.iterdir()) == [sample_folder()]


def test_the_sample_is_the_same_everywhere_and_is_made_anew_when_damaged(library_cache: Path, tmp_path: Path) -> None:
    folder = sample_folder()
    written = content_of(folder)
    write_sample(tmp_path / "again")
    assert content_of(tmp_path / "again") == written
    (folder / "templates.csv").write_bytes(b"")
    next(folder.rglob("templates_array/0.0.0")).unlink()
    assert content_of(sample_folder()) == written


def test_two_who_make_the_sample_at_once_both_get_it(library_cache: Path) -> None:
    code = "import driftscope.library as library; print(len(library.open_library('sample').table))"
    both = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env={**os.environ}, text=True)
        for _ in range(2)
    ]
    answers = [process.communicate()[0].strip() for process in both]
    assert answers[0] == answers[1] == str(len(open_library("sample").table))


def test_a_missing_extra_is_said_in_words(folder: Path, library_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_s3fs(*_: object, **__: object) -> None:
        raise ImportError("Install s3fs to access S3")

    library = open_library(folder)
    monkeypatch.setattr("fsspec.filesystem", without_s3fs)
    with pytest.raises(LibraryError, match=r"Install s3fs.*: pip install 'driftscope\[library\]'"):
        _ = open_library("s3://library").table
    monkeypatch.setitem(sys.modules, "zarr", None)
    with pytest.raises(LibraryError, match=r"needs zarr: pip install 'driftscope\[library\]'"):
        library.read(library.table)
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(LibraryError, match=r"needs fsspec: pip install 'driftscope\[library\]'"):
        _ = open_library("https://localhost/library").table


def test_the_height_has_spikeinterface_s_name_in_the_file_only(folder: Path) -> None:
    import pandas

    table, file = open_library(folder).table, folder / "templates.csv"
    header = file.read_text().splitlines()[0].split(",")
    assert "amplitude_uv" in header and "peak_to_peak_uv" not in header
    assert "peak_to_peak_uv" in table.columns and "amplitude_uv" not in table.columns
    assert "peak_to_peak_uv" in table.to_pandas().columns
    theirs = TemplateTable.of(pandas.read_csv(file))
    np.testing.assert_array_equal(theirs["peak_to_peak_uv"], table["peak_to_peak_uv"])
    assert TemplateTable.from_csv(table.to_csv()).to_csv() == file.read_bytes() == table.to_csv()
