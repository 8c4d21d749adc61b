import threading

import pytest
from driftscope.base import ConfigError
from driftscope.export import ExportOptions, formats, verify
from driftscope_dashboard.writing import (
    Writings,
    command_of,
    defaults,
    described,
    estimate_in_words,
    option_fields,
    refusal_of_name,
)

PATIENCE_S = 60


class Watcher:
    """Waits until writings are as one wants them."""

    def __init__(self, writings):
        self.writings, self.changed = writings, threading.Condition()
        writings.subscribe(self.tell)

    def tell(self):
        with self.changed:
            self.changed.notify_all()

    def wait_for(self, condition):
        with self.changed:
            assert self.changed.wait_for(condition, PATIENCE_S), [*described(self.writings)]


@pytest.fixture
def writings(tmp_path):
    made = Writings(tmp_path / "place")
    yield made
    made.end()


def test_every_option_of_an_export_can_be_chosen():
    declared = {name for name in ExportOptions.model_fields if name != "samples"}
    declared |= {f"samples.{name}" for name in type(ExportOptions().samples).model_fields}
    assert {field.path for field in option_fields()} == declared == set(defaults())
    assert all(field.help and field.label for field in option_fields())
    [form] = [field for field in option_fields() if field.path == "format"]
    assert [name for name, _ in form.options] == list(formats())


def test_the_command_names_every_option(tmp_path):
    options = ExportOptions().replace({"recording": "both", "samples.gain_uv": 0.5})
    words = command_of(tmp_path / "c.json", tmp_path / "out", options)
    assert words[words.index("--recording") + 1] == "both"
    assert words[words.index("--gain-uv") + 1] == "0.5"


@pytest.mark.parametrize("name", ["", "  ", "../up", "a/b", "a\\b", ".hidden", "a\0b", "x" * 300])
def test_a_name_that_leaves_the_place_is_refused(writings, small, name):
    assert refusal_of_name(name)
    assert writings.begin(small, name, ExportOptions()) == refusal_of_name(name)
    assert not writings.place.exists()


def test_a_recording_is_written_beside_the_page_and_verified(writings, small):
    watcher = Watcher(writings)
    assert writings.begin(small, "first", ExportOptions()) == ""
    watcher.wait_for(lambda: writings.all[0].condition != "running")
    assert [line[:3] for line in described(writings)] == [["first", "done", 100.0]]
    assert verify(writings.place / "first").is_whole
    possible, words = estimate_in_words(small, writings.place / "first", ExportOptions())
    assert not possible
    assert "exists already" in words
    writings.forget("first")
    assert writings.all == ()


def test_what_was_stopped_goes_on(writings, small):
    long = small.replace({"duration_s": 200.0})
    watcher = Watcher(writings)
    assert writings.begin(long, "long", ExportOptions()) == ""
    assert "already" in writings.begin(long, "long", ExportOptions())
    watcher.wait_for(lambda: writings.all[0].progress is not None)
    writings.stop("long")
    watcher.wait_for(lambda: writings.all[0].condition != "running")
    assert writings.all[0].condition == "stopped", writings.all[0].words
    assert (writings.place / "long.part").exists()
    assert not (writings.place / "long").exists()
    assert writings.begin(long, "long", ExportOptions()) == ""
    watcher.wait_for(lambda: writings.all[0].condition != "running")
    assert writings.all[0].condition == "done", writings.all[0].words


def test_a_failure_is_said_in_words(writings, small):
    writings.place.mkdir()
    (writings.place / "there").mkdir()
    watcher = Watcher(writings)
    assert writings.begin(small, "there", ExportOptions()) == ""
    watcher.wait_for(lambda: writings.all[0].condition == "failed")
    assert "exists already" in writings.all[0].words
    assert "Traceback" not in writings.all[0].words


def test_an_estimate_tells_size_and_time(small, tmp_path):
    possible, words = estimate_in_words(small, tmp_path / "new", ExportOptions())
    assert possible
    assert "16 channels" in words
    assert not (tmp_path / "new").exists()


def test_a_page_that_is_gone_is_not_told(writings):
    watcher = Watcher(writings)
    told = []
    watcher.tell = lambda: told.append(1)
    del watcher
    writings.forget("nothing")
    assert told == []


def test_options_that_cannot_be_are_refused():
    with pytest.raises(ConfigError, match="gain_uv"):
        ExportOptions().replace({"samples.gain_uv": -1.0})
