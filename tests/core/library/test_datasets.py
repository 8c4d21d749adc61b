"""Datasets: what is written is read, and what is damaged is named."""

import json
from pathlib import Path

import numpy as np
import pytest
from driftscope import ConfigError
from driftscope.library import (
    LibraryError,
    open_library,
    write_library,
)
from library_examples import damaged, equal


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


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        pytest.param(
            "templates_array/1.0.0", lambda c: c[: len(c) // 2], r"1\.0\.0.*damaged or incomplete", id="half a chunk"
        ),
        pytest.param("templates_array/1.0.0", b"", "damaged or incomplete", id="an empty chunk"),
        pytest.param(
            "templates_array/1.0.0", b"<html>busy, come again</html>", "damaged or incomplete", id="a page of words"
        ),
        pytest.param(
            "templates_array/1.0.0", lambda c: c[:4] + b"\xff\xff\xff\x7f" + c[8:], "damaged or incomplete", id="a bomb"
        ),
        pytest.param(
            "templates_array/1.0.0",
            lambda c: c[:16] + b"\xff" * (len(c) - 16),
            "is damaged|NaN or infinite",
            id="scrambled",
        ),
        pytest.param(".zmetadata", lambda c: c[:100], r"\.zmetadata: is damaged", id="half the metadata"),
        pytest.param(".zmetadata", b"[1, 2]", r"\.zmetadata: is damaged", id="other metadata"),
        pytest.param(".zmetadata", b'{"metadata": {}}', "contains no templates_array", id="empty metadata"),
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
