"""The journal knows what is done, whatever was cut off, and for whom."""

import pytest
from driftscope.export import ExportError
from driftscope.export.journal import Journal, differences
from hypothesis import given
from hypothesis import strategies as st

IDENTITY = {"configuration": {"seed": 1, "noise": {"level_uv": 5.0}}, "options": {"format": "binary"}}


def test_what_was_noted_is_known_again(tmp_path):
    journal = Journal(tmp_path / "journal", IDENTITY)
    journal.add_step("truth")
    journal.add_chunk(100, 200, {"drifting": 3})
    journal.add_chunk(0, 50, {"drifting": 4})
    journal.close()
    again = Journal(tmp_path / "journal", IDENTITY)
    assert again.steps == {"truth"} and again.clipped == {"drifting": 7} and again.num_done == 150
    assert list(again.missing(230, 40)) == [(50, 80), (80, 100), (200, 230)]
    again.close()


@pytest.mark.parametrize("left", range(1, 40, 3))
def test_a_line_that_was_cut_off_counts_for_nothing(left, tmp_path):
    path = tmp_path / "journal"
    journal = Journal(path, IDENTITY)
    journal.add_chunk(0, 50, {"drifting": 0})
    whole = path.stat().st_size
    journal.add_chunk(50, 100, {"drifting": 9})
    journal.close()
    with path.open("r+b") as file:
        file.truncate(min(whole + left, path.stat().st_size - 1))
    again = Journal(path, IDENTITY)
    assert again.num_done == 50 and not again.clipped["drifting"]
    again.add_chunk(50, 100, {"drifting": 9})
    again.close()
    once_more = Journal(path, IDENTITY)
    assert once_more.num_done == 100
    once_more.close()


@given(
    edges=st.lists(st.integers(0, 50), max_size=12, unique=True).map(sorted),
    grain=st.integers(1, 7),
    size=st.integers(1, 9),
)
def test_what_is_missing_and_what_is_done_make_the_whole(edges, grain, size, tmp_path_factory):
    journal = Journal(tmp_path_factory.mktemp("journal") / "journal", IDENTITY)
    done = [(a * grain, b * grain) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    for start, end in reversed(done):
        journal.add_chunk(start, end, {})
    length = 51 * grain + 3
    missing = list(journal.missing(length, size * grain))
    journal.close()
    assert all(start % grain == 0 and 0 < end - start <= size * grain for start, end in missing)
    covered = sorted(done + missing)
    assert [start for start, _ in covered] == [0, *(end for _, end in covered[:-1])]
    assert covered[-1][1] == length


def test_another_export_is_refused_with_what_differs(tmp_path):
    Journal(tmp_path / "journal", IDENTITY).close()
    other = {"configuration": {"seed": 2, "noise": {"level_uv": 5.0}}, "options": {"format": "zarr"}}
    with pytest.raises(ExportError, match=r'configuration.seed: 1 then, 2 now\n.*options.format: "binary" then'):
        Journal(tmp_path / "journal", other)


def test_only_one_process_writes_a_journal(tmp_path):
    pytest.importorskip("fcntl")
    journal = Journal(tmp_path / "journal", IDENTITY)
    with pytest.raises(ExportError, match="being written by another process"):
        Journal(tmp_path / "journal", IDENTITY)
    journal.close()


def test_a_journal_that_is_none_is_said_in_words(tmp_path):
    (tmp_path / "journal").write_text("{}\nnot json\n")
    with pytest.raises(ExportError, match="is damaged: remove"):
        Journal(tmp_path / "journal", IDENTITY)


def test_differences_name_every_path():
    assert differences({"a": 1, "b": {"c": [1]}}, {"a": 1, "b": {"c": [2]}, "d": 0}) == [
        "b.c: [1] then, [2] now",
        "d: null then, 0 now",
    ]


def test_the_journal_of_an_earlier_version_is_known_again(tmp_path):
    path = tmp_path / "journal"
    Journal(path, IDENTITY).close()
    with path.open("a") as file:
        file.write('{"stretch": [0, 50], "clipped": {"drifting": 4}}\n')
    again = Journal(path, IDENTITY)
    assert again.num_done == 50 and again.clipped == {"drifting": 4}
    again.close()
