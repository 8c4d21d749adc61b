"""What gets its name is on the disk before."""

import os

from driftscope.durable import replace_durably, synchronise


def test_every_file_and_folder_is_synchronised_before_it_is_renamed(tmp_path, monkeypatch):
    part, done = tmp_path / "part", tmp_path / "done"
    (part / "deep").mkdir(parents=True)
    (part / "deep" / "a").write_text("a")
    calls = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: calls.append(os.readlink(f"/proc/self/fd/{descriptor}")))
    replace_durably(part, done)
    assert set(calls[:3]) == {str(part), str(part / "deep"), str(part / "deep" / "a")}
    assert calls[3:] == [str(tmp_path)]
    assert (done / "deep" / "a").read_text() == "a"


def test_a_file_replaces_another(tmp_path):
    (tmp_path / "a").write_text("old")
    (tmp_path / "b").write_text("new")
    replace_durably(tmp_path / "b", tmp_path / "a")
    synchronise(tmp_path / "a")
    assert (tmp_path / "a").read_text() == "new"
