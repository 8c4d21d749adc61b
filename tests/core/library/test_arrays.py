"""Stored arrays: only the chunks that are asked for are read."""

import json
from pathlib import Path

import pytest
from driftscope.library import (
    LibraryError,
    open_library,
)
from library_examples import damaged


def test_only_the_chunks_of_chosen_templates_are_read(folder: Path) -> None:
    for unit in (0, 2, 3):
        (folder / f"deep.zarr/templates_array/{unit}.0.0").unlink()
    library = open_library(folder)
    assert library.read({"dataset": ["deep.zarr"], "template_index": [1]}).num_units == 1
    with pytest.raises(LibraryError, match=r"templates_array/2\.0\.0: is missing"):
        library.read({"dataset": ["deep.zarr"] * 2, "template_index": [1, 2]})


def test_sizes_that_no_memory_holds_are_refused(folder: Path) -> None:
    def enlarged(content: bytes) -> bytes:
        data = json.loads(content)
        data["metadata"]["templates_array/.zarray"]["shape"] = [4, 30, 2**40]
        return json.dumps(data).encode()

    with pytest.raises(LibraryError, match=r"templates_array has .* GiB: read fewer"):
        open_library(damaged(folder, ".zmetadata", enlarged)).read_dataset("deep.zarr")
