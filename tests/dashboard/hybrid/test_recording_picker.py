import numpy as np
import pytest
from driftscope import ConfigError, Problem
from driftscope_dashboard.hybrid.recording_picker import OTHER, SAMPLE, RecordingPicker
from driftscope_dashboard.session.allowed_paths import AllowedPaths


@pytest.fixture
def choice(session, services, folder):
    made = RecordingPicker(session, services, AllowedPaths((folder,)))
    made.follow()
    session.subscribe({"config"}, made.follow)
    return made


def test_what_was_found_is_offered_and_opened(choice, session, folder):
    assert [option for option, _ in choice.menu.options] == [SAMPLE, "deep/flat.bin"]
    choice.menu.take("deep/flat.bin")
    assert session.config.source.path == folder / "deep" / "flat.bin"
    assert session.config.motion.kind == "still"  # only a generated recording knows its motion
    assert choice.path.value == str(folder / "deep" / "flat.bin")
    choice.path.take("")
    assert (session.config.source.kind, choice.menu.value) == ("sample", SAMPLE)


def test_a_path_that_is_not_listed_is_opened(choice, session, folder):
    (folder / "deep" / "er" / "too").mkdir()
    (folder / "deep" / "er" / "too" / "other.bin").touch()
    choice.path.take("deep/er/too/other.bin")
    assert session.config.source.path.name == "other.bin"
    assert (choice.menu.value, choice.menu.options[-1]) == (OTHER, [OTHER, "other.bin"])
    with pytest.raises(ConfigError, match="no such file"):
        choice.path.take("missing.bin")


def test_problems_stand_beside_the_path(choice):
    choice.follow([Problem("source.path", "is empty")])
    assert choice.path.problem == "is empty"


def test_without_folders_it_says_how_to_have_some(session, services):
    _, words = RecordingPicker(session, services, AllowedPaths()).controls()
    assert "--data FOLDER" in words.label


def test_a_flat_file_is_opened_with_a_guess_and_what_was_assumed_stands_beside_the_path(choice, session, folder):
    choice.menu.take("deep/flat.bin")
    assert session.config.source.num_channels == 384  # nothing speaks for a probe: the problem names what would fit
    assert any("possible numbers of channels: 96, " in one.message or ", 96" in one.message for one in session.problems)
    np.zeros((1_000, 385), "<i2").tofile(folder / "deep" / "synced.bin")
    choice.path.take("deep/synced.bin")
    assert session.config.source.num_channels is None
    choice.follow([], [Problem("source.probe", "assumed")])
    assert (choice.path.problem, choice.path.advice) == ("", "assumed")
    choice.follow([Problem("source.path", "is empty")], [Problem("source.probe", "assumed")])
    assert (choice.path.problem, choice.path.advice) == ("is empty", "")


def test_a_path_may_be_quoted_or_an_address_and_the_place_looked_at_is_named(choice, session, folder):
    flat = folder / "deep" / "flat.bin"
    for written in (f'"{flat}"', f"file://{flat}", f"  {flat} "):
        choice.path.take("")
        choice.path.take(written)
        assert session.config.source.path == flat
    with pytest.raises(ConfigError, match=str(folder / "missing.bin")):
        choice.path.take("missing.bin")
