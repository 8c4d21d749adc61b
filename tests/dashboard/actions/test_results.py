from base64 import b64encode
from io import BytesIO

import numpy as np
import pytest
from driftscope import ConfigError
from driftscope_dashboard.actions.results import BringResult
from driftscope_dashboard.session.allowed_paths import AllowedPaths


def npy(array):
    file = BytesIO()
    np.save(file, array)
    return file.getvalue()


class Browser:
    """What the browser does: it sends what the server wants."""

    def __init__(self, control, piece=700):
        self.control, self.piece, self.said = control, piece, []
        control.tell = self._hear
        self._files = []

    def _hear(self, message):
        self.said.append(message)
        if "want" in message:
            number, offset = message["want"]
            content = self._files[number][1][offset : offset + self.piece]
            self.control.hear({"piece": [number, offset, b64encode(content).decode()]})

    def drop(self, name, files):
        self._files = files
        self.control.hear({"begin": name, "files": [[path, len(content)] for path, content in files]})


@pytest.fixture
def browser(state, services):
    [control] = BringResult(state, services).controls()
    return Browser(control)


def phy(loaded):
    sorting = loaded.sorting
    return [("spike_times.npy", npy(sorting.sample_index)), ("spike_clusters.npy", npy(sorting.unit_index))]


def test_a_dropped_folder_becomes_a_result(browser, state, services, loaded):
    browser.drop("kilosort4", phy(loaded))
    held = services.results.held
    assert [one.name for one in held] == ["kilosort4"]
    np.testing.assert_array_equal(held[0].sorting.sample_index, loaded.sorting.sample_index)
    assert services.results.score.comparison is not None
    assert state.selection.tab == "score"
    assert "kilosort4 is result A" in state.notices.latest[2]
    assert [column.name for column, _ in state.unit_columns.added][:2] == ["lost", "accuracy"]
    assert browser.control.value[0][0] == "kilosort4" and browser.said[-1] == {"done": True}


def test_a_table_of_motion_opens_its_error(browser, state, services):
    browser.drop("drift.csv", [("drift.csv", b"time_s,100,200\n1,0,0\n3,1,1\n")])
    assert services.results.held[0].motion is not None
    assert state.selection.tab == "motionerror"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "holds nothing that belongs to a result"),
        ([("run.sh", b"rm")], "no file of a result"),
        ([("spike_times.npy", b"junk"), ("spike_clusters.npy", b"junk")], "without pickles"),
        ([("ops.npy", b"")], "never opened"),
        ([("found.csv", b"sample_index,unit\nx,1\n")], "line 2"),
    ],
)
def test_what_is_no_result_is_refused_in_words(browser, state, services, files, words):
    browser.drop("mine", files)
    assert state.notices.latest[1] == "error" and words in state.notices.latest[2]
    assert services.results.held == () and browser.said[-1] == {"done": True}


def test_results_are_renamed_looked_at_and_removed(browser, services, loaded):
    browser.drop("one", phy(loaded))
    browser.drop("two", phy(loaded))
    assert [row[0] for row in browser.control.value] == ["one", "two"]
    browser.control.hear({"rename": 0, "name": "  best  "})
    browser.control.hear({"rename": 9, "name": "nobody"})
    browser.control.hear({"rename": 0, "name": " "})
    browser.control.hear({"show": 0})
    assert browser.control.value[0][0] == "best" and browser.control.value[0][3]
    browser.control.hear({"remove": 0})
    assert [one.name for one in services.results.held] == ["two"]


def test_messages_that_are_none_are_passed_over(browser, services):
    for message in ({"piece": "x"}, {"piece": [1]}, {"remove": "a"}, {"show": 5}, {}, {"begin": "x", "files": 3}):
        browser.control.hear(message)
    assert services.results.held == ()


def test_what_lies_below_the_servers_folders_is_listed_and_opened(state, services, loaded, tmp_path):
    for path, content in phy(loaded):
        (tmp_path / "ks").mkdir(exist_ok=True)
        (tmp_path / "ks" / path).write_bytes(content)
    services.allowed = AllowedPaths((tmp_path,))
    [control] = BringResult(state, services).controls()
    browser = Browser(control)
    control.hear({"open": True})
    assert browser.said[-1] == {"found": [["ks", str(tmp_path / "ks")]]}
    control.hear({"path": "ks"})
    assert services.results.held[0].name == "ks"
    with pytest.raises(ConfigError, match="opens only files in"):
        control.hear({"path": "/etc"})


@pytest.mark.parametrize(
    "piece", [[None, 0, "a"], [[], {}, ""], [float("nan"), 0, ""], [float("inf"), 0, ""], ["a", 0, ""]]
)
def test_a_piece_that_is_none_ends_the_upload_in_words(state, services, piece):
    [control] = BringResult(state, services).controls()
    control.hear({"begin": "found", "files": [["found.csv", 3]]})
    control.hear({"piece": piece})
    assert "not uploaded completely" in str(state.notices.latest) and services.failures == []
    control.hear({"piece": [0, 0, "QUJD"]})
    assert services.failures == []
