from driftscope_dashboard.session import data_folders
from driftscope_dashboard.session.data_folders import walk


def test_the_widest_come_first_and_hidden_ones_never(tmp_path):
    (tmp_path / "b" / "c" / "d" / "e").mkdir(parents=True)
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "z.txt").touch()
    found = [path.relative_to(tmp_path).as_posix() for path, root in walk([tmp_path]) if root == tmp_path]
    assert found == ["b", "z.txt", "b/c", "b/c/d"]


def test_what_is_whole_is_not_looked_into(tmp_path):
    (tmp_path / "b" / "c").mkdir(parents=True)
    assert [path.name for path, _ in walk([tmp_path], lambda path: path.name == "b")] == ["b"]


def test_a_folder_without_end_or_that_is_none_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(data_folders, "MOST_FOLDERS", 3)
    for number in range(20):
        (tmp_path / f"{number:02}" / "inner").mkdir(parents=True)
    assert len(list(walk([tmp_path]))) == 22
    assert list(walk([tmp_path / "missing"])) == []
