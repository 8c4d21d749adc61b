import pytest
from driftscope.export import Progress
from driftscope_dashboard.session.export_words import next_name, progress_in_words


def test_the_next_name_is_one_that_is_free(tmp_path):
    (tmp_path / "drift").mkdir()
    (tmp_path / "drift-2.part").mkdir()
    assert next_name(tmp_path, "drift") == "drift-3"
    assert next_name(tmp_path, "drift", {"drift-3"}) == "drift-4"
    assert next_name(tmp_path, "drift-2") == "drift-3"
    assert next_name(tmp_path, "other") == "other"


@pytest.mark.parametrize(
    ("progress", "duration_s", "words"),
    [
        (None, 600.0, "beginning"),
        (Progress("truth", 0.5), 600.0, "writing the ground truth, 50 %"),
        (Progress("samples", 0.5), 600.0, "300 of 600 s written"),
        (Progress("samples", 0.5, 2e6), None, "50 % written, 2 MB/s"),
    ],
)
def test_progress_is_said_in_words(progress, duration_s, words):
    assert progress_in_words(progress, duration_s) == words
