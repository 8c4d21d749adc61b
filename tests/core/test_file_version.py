"""A file that was edited or exchanged has another version."""

from driftscope.file_version import file_version


def test_a_files_version_changes_with_the_file(tmp_path):
    path = tmp_path / "probe.json"
    assert file_version(path) is None
    path.write_text("one")
    first = file_version(path)
    assert first == file_version(path)
    path.write_text("another")
    assert file_version(path) != first
