"""Flat files, written row by row in any order."""

import numpy as np
from driftscope.export.formats.flat import make_file, read_rows, write_rows
from hypothesis import given
from hypothesis import strategies as st

SAMPLES = np.arange(60, dtype="<i2").reshape(20, 3)


@given(st.permutations(range(0, 20, 5)))
def test_rows_end_up_in_their_place_whatever_the_order(tmp_path_factory, starts):
    path = tmp_path_factory.mktemp("flat") / "traces.raw"
    make_file(path, SAMPLES.nbytes)
    for start in starts:
        write_rows(path, start, SAMPLES[start : start + 5])
    np.testing.assert_array_equal(read_rows(path, SAMPLES.dtype, 3, 0, 20), SAMPLES)
    np.testing.assert_array_equal(read_rows(path, SAMPLES.dtype, 3, 7, 9), SAMPLES[7:9])


def test_a_file_of_full_size_keeps_what_is_in_it(tmp_path):
    path = tmp_path / "traces.raw"
    make_file(path, SAMPLES.nbytes)
    write_rows(path, 0, SAMPLES)
    make_file(path, SAMPLES.nbytes)
    np.testing.assert_array_equal(read_rows(path, SAMPLES.dtype, 3, 0, 20), SAMPLES)


def test_rows_may_begin_behind_a_header(tmp_path):
    path = tmp_path / "traces.raw"
    path.write_bytes(b"header" + bytes(SAMPLES.nbytes))
    write_rows(path, 2, SAMPLES[2:], offset=6)
    assert path.read_bytes() == b"header" + bytes(SAMPLES[:2].nbytes) + SAMPLES[2:].tobytes()


def test_what_a_short_file_lacks_is_not_made_up(tmp_path):
    path = tmp_path / "traces.raw"
    path.write_bytes(SAMPLES[:4].tobytes())
    np.testing.assert_array_equal(read_rows(path, SAMPLES.dtype, 3, 2, 9), SAMPLES[2:4])
