"""Templates chosen from a library."""

import sys
from pathlib import Path

import numpy as np
import pytest
from driftscope import ConfigError
from driftscope.library import (
    LibraryError,
    open_library,
)


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


def test_what_does_not_exist_is_said_in_words(folder: Path, tmp_path: Path) -> None:
    library = open_library(folder)
    with pytest.raises(LibraryError, match=r"deep\.zarr: has no template 4: it has 4"):
        library.read({"dataset": ["deep.zarr"], "template_index": [4]})
    with pytest.raises(LibraryError, match=r"other\.zarr: is not a dataset"):
        library.read({"dataset": ["other.zarr"], "template_index": [0]})
    for way_out in ("../library/deep.zarr", "/etc", "deep.zarr/../../x", "..", "a\0b", ""):
        with pytest.raises(LibraryError, match=r"is not a valid dataset name|is not a dataset"):
            library.read_dataset(way_out)
    with pytest.raises(LibraryError, match="no templates selected"):
        library.read(library.table.take([]))
    with pytest.raises(LibraryError, match="no such folder"):
        open_library(tmp_path / "nowhere")
    with pytest.raises(ConfigError, match="must be a table"):
        library.read(7)
    with pytest.raises(ConfigError, match=r"(?s)dataset.*is missing.*template_index"):
        library.read({"brain_area": ["CA1"]})


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
