from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest
from driftscope.results import ResultError, holds_sorting, read_sorting

SAMPLES = np.array([10, 40, 40, 900])
LABELS = np.array([7, 3, 7, 11])


def write_phy(folder, samples=SAMPLES, labels=LABELS, name="spike_clusters.npy"):
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "spike_times.npy", samples)
    np.save(folder / name, labels)
    return folder


def spikeinterface_sorting():
    from spikeinterface.core import NumpySorting

    names = np.array(["a", "c", "a", "b"])
    return NumpySorting.from_samples_and_labels([SAMPLES], [names], 30_000.0, unit_ids=["a", "b", "c", "silent"])


def spikes_of(found):
    return [
        (int(sample), found.unit_ids[unit]) for sample, unit in zip(found.sample_index, found.unit_index, strict=True)
    ]


@pytest.mark.parametrize("name", ["spike_clusters.npy", "spike_templates.npy"])
@pytest.mark.parametrize("kind", [np.int64, np.uint64, np.int32, np.float64])
def test_a_phy_folder_is_read(tmp_path, name, kind):
    found = read_sorting(write_phy(tmp_path / "phy", SAMPLES.astype(kind)[:, np.newaxis], LABELS, name))
    assert spikes_of(found) == [(10, "7"), (40, "3"), (40, "7"), (900, "11")]
    assert found.sampling_frequency_hz is None


def test_spikes_that_are_out_of_order_are_put_in_order(tmp_path):
    found = read_sorting(write_phy(tmp_path, SAMPLES[::-1], LABELS[::-1]))
    assert found.sample_index.tolist() == [10, 40, 40, 900]
    assert {found.unit_ids[unit] for unit in found.unit_index[:1]} == {"7"}


def test_the_rate_of_params_is_read_and_nothing_in_it_executed(tmp_path):
    write_phy(tmp_path)
    marker = tmp_path / "executed"
    (tmp_path / "params.py").write_text(f"open({str(marker)!r}, 'w')\nsample_rate = 25000.\n", encoding="utf-8")
    assert read_sorting(tmp_path).sampling_frequency_hz == 25_000.0
    assert not marker.exists()


def test_an_unreadable_params_file_is_noted(tmp_path):
    write_phy(tmp_path)
    (tmp_path / "params.py").write_text("sample_rate = (", encoding="utf-8")
    assert "params.py could not be read" in read_sorting(tmp_path).notes[0]


def test_a_rate_that_is_an_expression_is_refused(tmp_path):
    write_phy(tmp_path)
    (tmp_path / "params.py").write_text("sample_rate = __import__('os').getpid()", encoding="utf-8")
    with pytest.raises(ResultError, match="sampling rate must be a positive number"):
        read_sorting(tmp_path)


def test_clusters_that_are_labelled_noise_are_left_out_and_counted(tmp_path):
    write_phy(tmp_path)
    (tmp_path / "cluster_group.tsv").write_text("cluster_id\tgroup\n7\tnoise\n3\tgood\n", encoding="utf-8")
    found = read_sorting(tmp_path)
    assert spikes_of(found) == [(40, "3"), (900, "11")]
    assert found.notes == ("1 of 3 clusters labelled noise were omitted, with 2 spikes",)


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning")
@pytest.mark.parametrize("form", ["numpy_folder", "npz_folder", "npz"])
def test_what_spikeinterface_saves_is_read(tmp_path, form):
    sorting = spikeinterface_sorting()
    if form == "npz":
        from spikeinterface.core import NpzSortingExtractor

        path = tmp_path / "sorting.npz"
        NpzSortingExtractor.write_sorting(sorting, path)
    else:
        path = tmp_path / "saved"
        sorting.save(folder=path, format=form)
    found = read_sorting(path)
    assert sorted(spikes_of(found)) == [(10, "a"), (40, "a"), (40, "c"), (900, "b")]
    assert found.unit_ids == ("a", "b", "c", "silent")
    assert found.sampling_frequency_hz == 30_000.0


@pytest.mark.parametrize("heading", ["sample_index,unit\n", "", "\ufeffsample_index, unit\n"])
def test_a_table_is_read(tmp_path, heading):
    path = tmp_path / "spikes.csv"
    path.write_text(heading + "40,b\n10,a\n\n900,b\n", encoding="utf-8")
    assert spikes_of(read_sorting(path)) == [(10, "a"), (40, "b"), (900, "b")]


@pytest.mark.parametrize("inner", [".", "sorter_output", "sorting", "sorter_output/sorting"])
def test_the_output_folder_of_a_sorter_is_looked_into(tmp_path, inner):
    write_phy(tmp_path / inner)
    assert holds_sorting(tmp_path)
    assert read_sorting(tmp_path).sample_index.size == 4


def _pickle(folder):
    np.save(folder / "spike_times.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)


def _truncated(folder):
    content = (folder / "spike_times.npy").read_bytes()
    (folder / "spike_times.npy").write_bytes(content[:-8])


def _claims_too_much(folder):
    with (folder / "spike_times.npy").open("r+b") as file:
        file.truncate(128 + 8 * 10**9)
    np.lib.format.open_memmap(folder / "spike_times.npy", "w+", np.int64, (10**9,)).flush()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_pickle, "without pickles"),
        (_truncated, "cannot be read as an array"),
        (_claims_too_much, "more than the maximum of 200000000"),
        (lambda folder: (folder / "spike_clusters.npy").unlink(), "neither spike_clusters.npy nor"),
        (lambda folder: np.save(folder / "spike_times.npy", SAMPLES - 50), "3 spikes are before the start"),
        (lambda folder: np.save(folder / "spike_times.npy", SAMPLES / 30_000), "not times in seconds"),
        (lambda folder: np.save(folder / "spike_times.npy", np.full(4, np.nan)), "not times in seconds"),
        (lambda folder: np.save(folder / "spike_times.npy", np.full(4, 2**63, np.uint64)), "beyond any recording"),
        (lambda folder: np.save(folder / "spike_times.npy", np.array(["a"] * 4)), "must be whole numbers"),
        (lambda folder: np.save(folder / "spike_times.npy", SAMPLES[:3]), "3 spike times but 4 unit labels"),
    ],
)
def test_a_hostile_phy_folder_is_refused_in_words(tmp_path, spoil, words):
    spoil(write_phy(tmp_path))
    with pytest.raises(ResultError, match=words):
        read_sorting(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sample_index,unit\n10\n", "line 2: expected a sample and a unit"),
        ("time_s,unit\n0.5,1\n", "line 1: the columns are sample_index,unit"),
        ("10,a\n0.5,b\n", "line 2"),
        ("10,a\n-3,b\n", "1 spikes are before the start"),
        (f"10,a\n{10**30},b\n", "beyond any recording"),
    ],
)
def test_a_bad_table_is_refused_with_its_line(tmp_path, text, words):
    path = tmp_path / "spikes.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ResultError, match=words):
        read_sorting(path)


def test_an_npz_that_is_none_or_has_pickles_is_refused(tmp_path):
    path = tmp_path / "sorting.npz"
    path.write_bytes(b"no zip")
    with pytest.raises(ResultError, match="cannot be read as npz"):
        read_sorting(path)
    np.savez(path, spike_indexes_seg0=np.array([{}], dtype=object), spike_labels_seg0=np.array([1]))
    with pytest.raises(ResultError, match="without pickles"):
        read_sorting(path)
    np.savez(path, other=np.array([1]))
    with pytest.raises(ResultError, match="lacks spike_indexes_seg0, spike_labels_seg0"):
        read_sorting(path)


def test_an_npz_that_unpacks_to_far_more_is_refused_unopened(tmp_path, monkeypatch):
    monkeypatch.setattr("driftscope.results.sortings.MOST_ENTRIES", 1_000)
    path = tmp_path / "sorting.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("spike_indexes_seg0.npy", bytes(100_000))
    with pytest.raises(ResultError, match="contains more than"):
        read_sorting(path)


@pytest.mark.parametrize(
    ("info", "words"),
    [
        ("{", "not valid JSON"),
        ("[]", "must contain an object"),
        (json.dumps({"unit_ids": [0], "sampling_frequency": 30_000.0, "num_segments": 1}), "has units beyond the 1"),
        (json.dumps({"unit_ids": [0, 1], "sampling_frequency": -1, "num_segments": 1}), "positive number, not -1"),
        (json.dumps({"unit_ids": [0, 1], "sampling_frequency": 3e4, "num_segments": 2}), "has 2 segments"),
        (json.dumps({"sampling_frequency": 3e4}), "no list of unit_ids"),
    ],
)
def test_a_bad_spikeinterface_folder_is_refused_in_words(tmp_path, info, words):
    spikes = np.zeros(2, [("sample_index", "<i8"), ("unit_index", "<i8"), ("segment_index", "<i8")])
    spikes["unit_index"] = [0, 1]
    np.save(tmp_path / "spikes.npy", spikes)
    (tmp_path / "numpysorting_info.json").write_text(info, encoding="utf-8")
    with pytest.raises(ResultError, match=words):
        read_sorting(tmp_path)


def test_what_is_no_sorting_is_named_with_the_forms_that_are_read(tmp_path):
    for path, words in [(tmp_path, "contains no sorting"), (tmp_path / "none", "no such file or folder")]:
        with pytest.raises(ResultError, match=words):
            read_sorting(path)
    other = tmp_path / "spikes.mat"
    other.write_bytes(b"")
    with pytest.raises(ResultError, match=r"extension \.mat are not supported"):
        read_sorting(other)
    assert not holds_sorting(tmp_path) and not holds_sorting(other)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"sample_index,unit\n1,\xff\xfe\n", "not text in UTF-8"),
        ("sample_index,unit\n1,3\n".encode("utf-16"), "not text in UTF-8"),
        (b"sample_index,unit\n1,2\n1," + b"x" * 200_000, "line 3: expected a sample and a unit"),
    ],
)
def test_a_table_that_is_no_text_is_refused_in_words(tmp_path, content, words):
    path = tmp_path / "sorting.csv"
    path.write_bytes(content)
    with pytest.raises(ResultError, match=words):
        read_sorting(path)


@pytest.mark.parametrize("segments", [np.array([]), np.array(["x"]), np.array([2]), np.zeros((2, 2))])
def test_an_npz_whose_segments_are_none_or_several_is_refused_in_words(tmp_path, segments):
    path = tmp_path / "sorting.npz"
    np.savez(path, spike_indexes_seg0=SAMPLES, spike_labels_seg0=LABELS, num_segment=segments)
    with pytest.raises(ResultError, match="segments, but driftscope's recordings have one"):
        read_sorting(path)


def test_only_what_is_needed_of_an_npz_is_unpacked(tmp_path):
    path = tmp_path / "sorting.npz"
    np.savez(path, spike_indexes_seg0=SAMPLES, spike_labels_seg0=LABELS, other=np.array([None], dtype=object))
    assert len(read_sorting(path).sample_index) == 4


@pytest.mark.parametrize("name", ["a" * 5_000, "\0", "nowhere"])
def test_a_name_that_leads_nowhere_is_no_traceback(name):
    assert not holds_sorting(name)
    with pytest.raises(ResultError, match="no such file or folder"):
        read_sorting(name)
