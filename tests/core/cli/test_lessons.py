import pytest
from driftscope.cli import main


def test_the_lessons_are_listed(capsys):
    assert main(["lessons", "list"]) == 0
    assert "drift\n    The same neurons, moving (8 min; en, de; needs electrode)" in capsys.readouterr().out


def test_without_a_command_there_is_help(capsys):
    assert main(["lessons"]) == 2
    assert "measures" in capsys.readouterr().err


def test_a_new_lesson_is_written_checked_and_never_overwritten(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["lessons", "new", "mine"]) == 0
    assert main(["lessons", "check", "mine.yaml"]) == 0
    assert "No errors." in capsys.readouterr().out
    assert main(["lessons", "new", "mine"]) == 2
    assert "already exists" in capsys.readouterr().err


def test_what_is_wrong_is_printed_by_line_and_key(tmp_path, capsys):
    (tmp_path / "one.yaml").write_text("lesson: 1\nid: One\n", encoding="utf-8")
    assert main(["lessons", "check", "--quick", str(tmp_path / "one.yaml")]) == 1
    assert "one.yaml, line 2, id: must be lowercase letters" in capsys.readouterr().out


def test_further_lessons_are_listed_with_what_is_wrong_in_others(tmp_path, capsys):
    main(["lessons", "new", "mine", "--to", str(tmp_path / "mine.yaml")])
    (tmp_path / "broken.yaml").write_text("x", encoding="utf-8")
    assert main(["lessons", "list", "--lessons", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "\nmine\n" in said.out
    assert "broken.yaml" in said.err


def test_measures_are_listed_with_their_parameters(capsys):
    assert main(["lessons", "measures"]) == 0
    out = capsys.readouterr().out
    assert "peak_uv\n    Peak amplitude of a unit's noiseless spike on a channel, in µV.\n    unit: " in out
    assert "motion_error_um" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["print", "ghost"], "Unknown lesson ghost. Available: look"),
        (["print", "drift", "--language", "fr"], "drift is not available in fr. Available: en, de"),
        (["static", "none.yaml"], "none.yaml: cannot be read"),
    ],
)
def test_what_is_not_there_is_said(words, said, capsys):
    assert main(["lessons", *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(("command", "made"), [("print", "handout"), ("static", "lesson")])
def test_a_lesson_is_written_as_a_file(command, made, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["lessons", command, "look", "--language", "de"]) == 0
    text = (tmp_path / f"look-{made}.html").read_text(encoding="utf-8")
    assert "Was sehe ich hier?" in text
    assert f"written: look-{made}.html" in capsys.readouterr().out
