import threading

import pytest
from driftscope.base import ConfigError
from driftscope.export import ExportOptions, formats, verify
from driftscope_dashboard.session.export_jobs import (
    ExportJobs,
    command_of,
    defaults,
    described,
    estimate_in_words,
    option_fields,
    refusal_of_name,
)

PATIENCE_S = 60


class Watcher:
    """Waits until export_jobs are as one wants them."""

    def __init__(self, export_jobs):
        self.export_jobs, self.changed = export_jobs, threading.Condition()
        export_jobs.subscribe(self.tell)

    def tell(self):
        with self.changed:
            self.changed.notify_all()

    def wait_for(self, condition):
        with self.changed:
            assert self.changed.wait_for(condition, PATIENCE_S), [*described(self.export_jobs)]


@pytest.fixture
def export_jobs(tmp_path):
    made = ExportJobs(tmp_path / "place")
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
def test_a_name_that_leaves_the_place_is_refused(export_jobs, small, name):
    assert refusal_of_name(name)
    assert export_jobs.begin(small, name, ExportOptions()) == refusal_of_name(name)
    assert not export_jobs.place.exists()


def test_a_recording_is_written_beside_the_page_and_verified(export_jobs, small):
    watcher = Watcher(export_jobs)
    assert export_jobs.begin(small, "first", ExportOptions()) == ""
    watcher.wait_for(lambda: export_jobs.all[0].condition != "running")
    assert [line[:3] for line in described(export_jobs)] == [["first", "done", 100.0]]
    assert verify(export_jobs.place / "first").is_whole
    possible, words = estimate_in_words(small, export_jobs.place / "first", ExportOptions())
    assert not possible
    assert "already exists" in words
    export_jobs.forget("first")
    assert export_jobs.all == ()


def test_what_was_stopped_goes_on(export_jobs, small):
    long = small.replace({"duration_s": 200.0})
    watcher = Watcher(export_jobs)
    assert export_jobs.begin(long, "long", ExportOptions()) == ""
    assert "already" in export_jobs.begin(long, "long", ExportOptions())
    watcher.wait_for(lambda: export_jobs.all[0].progress is not None)
    export_jobs.stop("long")
    watcher.wait_for(lambda: export_jobs.all[0].condition != "running")
    assert export_jobs.all[0].condition == "stopped", export_jobs.all[0].words
    assert (export_jobs.place / "long.part").exists()
    assert not (export_jobs.place / "long").exists()
    assert export_jobs.begin(long, "long", ExportOptions()) == ""
    watcher.wait_for(lambda: export_jobs.all[0].condition != "running")
    assert export_jobs.all[0].condition == "done", export_jobs.all[0].words


def test_a_failure_is_said_in_words(export_jobs, small):
    export_jobs.place.mkdir()
    (export_jobs.place / "there").mkdir()
    watcher = Watcher(export_jobs)
    assert export_jobs.begin(small, "there", ExportOptions()) == ""
    watcher.wait_for(lambda: export_jobs.all[0].condition == "failed")
    assert "already exists" in export_jobs.all[0].words
    assert "Traceback" not in export_jobs.all[0].words


def test_an_estimate_tells_size_and_time(small, tmp_path):
    possible, words = estimate_in_words(small, tmp_path / "new", ExportOptions())
    assert possible
    assert "16 channels" in words
    assert not (tmp_path / "new").exists()


def test_a_page_that_is_gone_is_not_told(export_jobs):
    watcher = Watcher(export_jobs)
    told = []
    watcher.tell = lambda: told.append(1)
    del watcher
    export_jobs.forget("nothing")
    assert told == []


def test_options_that_cannot_be_are_refused():
    with pytest.raises(ConfigError, match="gain_uv"):
        ExportOptions().replace({"samples.gain_uv": -1.0})


class Running:
    """A recording that is being written, as far as others ask."""

    def __init__(self, name, visitor="", condition="running"):
        self.name, self.visitor, self.condition, self.stopped = name, visitor, condition, False
        self.row, self.pid = [name, condition, 0.0, ""], 0

    def stop(self):
        self.stopped = True


def test_visitors_see_and_stop_their_own_and_the_owner_all(tmp_path):
    export_jobs = ExportJobs(tmp_path)
    export_jobs.all = (Running("a", "ann"), Running("b", "ben"))
    ann, owner = export_jobs.seen_by("ann"), export_jobs.seen_by(None)
    assert [one.name for one in ann.all] == ["a"]
    assert [one.name for one in owner.all] == ["a", "b"]
    ann.stop("b")
    ann.stop("a")
    assert [one.stopped for one in export_jobs.all] == [True, False]
    owner.stop("b")
    assert all(one.stopped for one in export_jobs.all)


def test_visitors_forget_their_own_only(tmp_path):
    export_jobs = ExportJobs(tmp_path)
    export_jobs.all = (Running("a", "ann", "done"), Running("b", "ben", "done"))
    export_jobs.seen_by("ann").forget("b")
    export_jobs.seen_by("ann").forget("a")
    assert [one.name for one in export_jobs.all] == ["b"]


def test_so_many_at_once_for_each_and_for_all(tmp_path, small):
    from driftscope.export import ExportOptions
    from driftscope_dashboard.session.export_jobs import MOST_EACH, MOST_IN_ALL

    export_jobs = ExportJobs(tmp_path)
    export_jobs.all = tuple(Running(f"a{number}", "ann") for number in range(MOST_EACH))
    assert "wait until one is finished" in export_jobs.seen_by("ann").begin(small, "more", ExportOptions())
    export_jobs.all = tuple(Running(f"{number}", f"{number}") for number in range(MOST_IN_ALL))
    assert "This server is already writing" in export_jobs.seen_by("ann").begin(small, "more", ExportOptions())
    assert "already" in export_jobs.seen_by("ann").begin(small, "0", ExportOptions())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../out", "a/b", "a\\b", ".hidden", "", "a\0b", "a\nb", "x" * 300, "link"])
def test_names_do_not_leave_the_folder(tmp_path, small, name):
    from driftscope.export import ExportOptions

    place = tmp_path / "place"
    place.mkdir()
    (place / "link").symlink_to(tmp_path)
    export_jobs = ExportJobs(place)
    assert export_jobs.begin(small, name, ExportOptions())
    assert export_jobs.all == ()


def test_only_the_one_in_front_of_the_server_is_shown_a_folder(tmp_path):
    jobs = ExportJobs(tmp_path).seen_by("somebody")
    assert not jobs.may_show_folders
    assert jobs.show_folder("one") == "This folder cannot be shown from here."
