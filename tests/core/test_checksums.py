"""Checksums of recordings and motions."""

import os
from pathlib import Path

from driftscope.hybrid import (
    Hybrid,
    quick_checksum,
)
from hybrid_examples import binary, config


def test_a_file_that_has_changed_is_noticed(tmp_path: Path) -> None:
    sealed = config(source=binary(tmp_path)).sealed()
    assert sealed.source.checksum == quick_checksum(sealed.source.path)  # type: ignore[union-attr]
    assert Hybrid(sealed).problems() == ()
    content = bytearray(sealed.source.path.read_bytes())  # type: ignore[union-attr]
    content[0] ^= 1
    sealed.source.path.write_bytes(content)  # type: ignore[union-attr]
    [problem] = Hybrid(sealed).problems()
    assert problem.path == "source.checksum"
    assert "not the file for which" in problem.message
    assert "of the same size" in problem.message
    sealed.source.path.write_bytes(content[:-96])  # type: ignore[union-attr]
    assert "bytes instead of" in Hybrid(sealed).problems()[0].message


def test_a_checksum_of_a_huge_file_reads_little_of_it(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(2**40)
    first = quick_checksum(path)
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"1")
    assert first != quick_checksum(path)
    assert first.split("-")[:2] == ["quick1", str(2**40)]


def test_a_checksum_of_a_folder_knows_names_and_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    first = quick_checksum(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert quick_checksum(tmp_path) != first
    (tmp_path / "b").rename(tmp_path / "a")
    assert quick_checksum(tmp_path) == first
