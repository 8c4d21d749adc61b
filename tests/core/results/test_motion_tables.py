from __future__ import annotations

import numpy as np
import pytest
from driftscope.results import ResultError
from driftscope.results.motion_tables import is_motion_table, read_motion_table

TIMES_S, DEPTHS_UM = np.array([0.5, 1.5, 2.5]), np.array([100.0, 300.0])
DISPLACEMENT_UM = np.arange(6.0).reshape(3, 2)


def as_csv(folder):
    lines = ["time_s,100,300", *(f"{t},{a},{b}" for t, (a, b) in zip(TIMES_S, DISPLACEMENT_UM, strict=True))]
    (folder / "drift.csv").write_text("\n".join(lines))
    return folder / "drift.csv"


def as_corner(folder):
    table = np.full((4, 3), np.nan)
    table[0, 1:], table[1:, 0], table[1:, 1:] = DEPTHS_UM, TIMES_S, DISPLACEMENT_UM
    np.save(folder / "drift.npy", table)
    return folder / "drift.npy"


def as_three_arrays(folder):
    for name, array in (("drift", DISPLACEMENT_UM), ("times_s", TIMES_S), ("depths_um", DEPTHS_UM)):
        np.save(folder / f"{name}.npy", array)
    return folder / "drift.npy"


@pytest.mark.parametrize("written", [as_csv, as_corner, as_three_arrays])
def test_a_table_is_read_with_its_times_and_depths(tmp_path, written):
    path = written(tmp_path)
    assert is_motion_table(path)
    found = read_motion_table(path)
    np.testing.assert_array_equal(found.times_s, TIMES_S)
    np.testing.assert_array_equal(found.bins_um, DEPTHS_UM)
    np.testing.assert_array_equal(found.displacement_um, DISPLACEMENT_UM)


def test_two_columns_are_rigid_motion(tmp_path):
    (tmp_path / "a.csv").write_text("time_s,displacement_um\n0,1\n1,-2\n")
    np.save(tmp_path / "b.npy", np.array([[0.0, 1.0], [1.0, -2.0]]))
    for name in ("a.csv", "b.npy"):
        found = read_motion_table(tmp_path / name)
        assert found.bins_um.size == 1
        assert found.displacement_um.tolist() == [[1], [-2]]


@pytest.mark.parametrize("heading", ["sample_index,unit", "time_s,unit", '"time_s", "unit_index"', ""])
def test_a_sorting_is_no_motion(tmp_path, heading):
    (tmp_path / "a.csv").write_text(f"{heading}\n3,1\n")
    assert not is_motion_table(tmp_path / "a.csv")
    assert not is_motion_table(tmp_path / "none.npy")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("time_s\n1\n", "line 1 is time_s"),
        ("time_s,deep\n1,2\n", "depths are numbers in µm"),
        ("time_s,100,200\n1,2\n", "line 2 has 2 columns, but the heading has 3"),
        ("time_s,100\n1,much\n", "line 2: 1,much are not all numbers"),
        ("time_s,100\n", "no row below its heading"),
        ("time_s,100\n2,0\n1,0\n3,0\n", "must be finite numbers that increase"),
        ("time_s,100\n1,nan\n", "is NaN or infinite at time 0"),
    ],
)
def test_a_bad_table_is_refused_with_its_line(tmp_path, text, words):
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(ResultError, match=words):
        read_motion_table(tmp_path / "a.csv")


def test_an_array_without_bins_is_refused_with_what_to_do(tmp_path):
    np.save(tmp_path / "a.npy", np.zeros((5, 4)))
    with pytest.raises(ResultError, match=r"put times_s\.npy and depths_um\.npy next to it"):
        read_motion_table(tmp_path / "a.npy")
    np.save(tmp_path / "b.npy", np.array(["x"]))
    with pytest.raises(ResultError, match="real numbers"):
        read_motion_table(tmp_path / "b.npy")
    (tmp_path / "c.csv").write_bytes(b"time_s,1\n\xff\xfe,2\n")
    with pytest.raises(ResultError, match="not text in UTF-8"):
        read_motion_table(tmp_path / "c.csv")
