"""NumPy files written row by row."""

import numpy as np
import pytest
from driftscope.export.npy_files import GrowingArray


@pytest.mark.parametrize("row_shape", [(), (3,), (2, 5)])
@pytest.mark.parametrize("parts", [[], [0], [4], [1, 7, 0, 2]])
def test_the_file_holds_what_was_added_part_by_part(tmp_path, row_shape, parts):
    rows = np.arange(sum(parts) * int(np.prod(row_shape, dtype=int)), dtype="<f4").reshape(sum(parts), *row_shape)
    with GrowingArray(tmp_path / "deep" / "a.npy", "<f4", row_shape) as growing:
        begin = 0
        for number in parts:
            growing.add(rows[begin : begin + number])
            begin += number
    read = np.load(tmp_path / "deep" / "a.npy", allow_pickle=False)
    np.testing.assert_array_equal(read, rows)
    assert read.dtype == np.dtype("<f4") and growing.num_rows == len(rows)


def test_an_interrupted_file_does_not_pretend_to_be_whole(tmp_path):
    with pytest.raises(KeyboardInterrupt), GrowingArray(tmp_path / "a.npy", "<i8") as growing:
        growing.add(np.arange(5))
        raise KeyboardInterrupt
    assert np.load(tmp_path / "a.npy").size == 0
