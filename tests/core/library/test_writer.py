"""Libraries are written whole or not at all."""

from pathlib import Path

import pytest
from driftscope import ConfigError
from driftscope.library import (
    LibraryError,
    TemplateTable,
    open_library,
    write_index,
    write_library,
)
from library_examples import changed, content_of


def test_an_index_is_made_for_datasets_that_have_none(folder: Path) -> None:
    before = open_library(folder).index
    (folder / "templates.csv").unlink()
    with pytest.raises(LibraryError, match=r"no templates\.csv.*write_index"):
        _ = open_library(folder).table
    write_index(folder)
    assert open_library(folder).index == before


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
    with pytest.raises(ConfigError, match="at least one dataset"):
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
    with pytest.raises(LibraryError, match="already exists"):
        write_library(folder, only)
    write_library(folder, only, overwrite=True)
    assert open_library(folder).datasets == ["flat.zarr"]
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "thesis.txt").write_text("all of it")
    with pytest.raises(LibraryError, match="already exists"):
        write_library(tmp_path / "precious", only, overwrite=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library", "precious"]


def test_a_file_in_the_way_is_said_in_words(tmp_path: Path, small_datasets: dict) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="cannot be written"):
        write_library(tmp_path / "file" / "library", small_datasets)
