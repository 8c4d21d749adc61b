"""Copies of what was downloaded."""

import sys
from pathlib import Path

import pytest
from driftscope import library as libraries


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
