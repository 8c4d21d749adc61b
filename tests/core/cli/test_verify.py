"""``driftscope verify``: what it says of a folder, and what it ends with."""

from driftscope.cli import main


def test_a_folder_of_something_else_is_refused_in_words(tmp_path, capsys):
    assert main(["verify", str(tmp_path)]) == 2
    assert "was not written by driftscope" in capsys.readouterr().err
    assert main(["verify", str(tmp_path / "nowhere")]) == 2
    assert "no such folder" in capsys.readouterr().err


def test_what_differs_is_named_and_the_command_ends_with_1(tmp_path, capsys):
    short = ["--set", "duration_s=0.5", "--set", "units.num_units=2", "--jobs", "1", "--progress", "none"]
    assert main(["generate", "tetrode", "-o", str(tmp_path / "out"), *short]) == 0
    assert main(["verify", str(tmp_path / "out"), "--windows", "2", "--jobs", "1", "--progress", "none"]) == 0
    (tmp_path / "out" / "mine.txt").write_text("a note")
    capsys.readouterr()
    assert main(["verify", str(tmp_path / "out"), "--windows", "1", "--jobs", "1", "--progress", "none"]) == 1
    assert "mine.txt is not in the manifest" in capsys.readouterr().out
