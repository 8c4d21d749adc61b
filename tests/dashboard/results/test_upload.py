from base64 import b64encode

import pytest
from driftscope.results import ResultError
from driftscope_dashboard.results import upload
from driftscope_dashboard.results.upload import Upload, files_of


def encoded(content):
    return b64encode(content).decode()


def test_pieces_are_asked_for_in_order_and_put_together():
    sent = Upload("ks", [("spike_times.npy", 5), ("params.py", 0), ("motion/displacement_seg0.npy", 2)])
    assert sent.wanted == (0, 0)
    sent.take(0, 0, encoded(b"abc"))
    sent.take(0, 0, encoded(b"abc"))  # told twice, counts once
    assert sent.wanted == (0, 3)
    sent.take(0, 3, encoded(b"de"))
    assert sent.wanted == (2, 0)
    sent.take(2, 0, encoded(b"xy"))
    assert sent.wanted is None
    assert (sent.place / "spike_times.npy").read_bytes() == b"abcde"
    assert (sent.place / "motion" / "displacement_seg0.npy").read_bytes() == b"xy"
    place = sent.place
    sent.close()
    assert not place.exists()


def test_a_single_table_is_the_result_itself():
    assert Upload("found.csv", [("found.csv", 3)]).place.name == "found.csv"


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "recording.bin", "run.py", "", "..", "a\0.npz", "motion/../../x.sh"]
)
def test_nothing_but_a_result_is_taken(path):
    with pytest.raises(ResultError, match="no file of a result"):
        Upload("x", [(path, 1)])


def test_a_file_never_leaves_its_folder():
    sent = Upload("x", [("../../../../elsewhere/spike_times.npy", 1), ("spikes.npy", 1)])
    assert {path.name for path in sent.place.iterdir()} == {"spike_times.npy", "spikes.npy"}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "holds nothing that belongs to a result"),
        ([("spikes.npy", 2**40)], "driftscope serve --data FOLDER"),
        ([("spikes.npy", 1)] * (upload.MOST_FILES + 1), "give one result alone"),
    ],
)
def test_too_much_and_too_little_are_refused_in_words(files, words):
    with pytest.raises(ResultError, match=words):
        Upload("x", files)


@pytest.mark.parametrize("piece", ["not base64!", "", encoded(b"longer than said")])
def test_a_damaged_piece_is_refused(piece):
    with pytest.raises(ResultError, match="was not uploaded completely"):
        Upload("x", [("spikes.npy", 3)]).take(0, 0, piece)


def test_what_is_no_list_of_files_is_passed_over():
    assert files_of([["a.npz", 3], ["b", -1], ["c", True], "d", ["e"], [1, 2], ["f", 2**60]]) == [("a.npz", 3)]
    assert files_of(None) == files_of({"a": 1}) == []


@pytest.mark.parametrize("name", ["a" * 900 + ".csv", "µ" * 900 + ".npz", "\ud800.csv", "../../" + "b" * 300 + ".NPY"])
def test_names_that_no_file_can_have_are_cut_short(name):
    upload = Upload("result", [(name, 0)])
    assert upload.wanted is None and upload.place.is_file()
    upload.close()
