from __future__ import annotations

import numpy as np
import pytest
from driftscope.results import ResultError, compare, holds_motion, read_motion_estimate, truth_of_source


def save_motion(folder, num_segments=1):
    from spikeinterface.core.motion import Motion

    displacement = np.arange(6.0).reshape(3, 2)
    times_s = np.array([1.0, 2.0, 3.0])
    Motion([displacement] * num_segments, [times_s] * num_segments, np.array([100.0, 200.0])).save(folder)


@pytest.mark.parametrize("given", [".", "motion"])
def test_a_motion_folder_or_its_parent_is_read(tmp_path, given):
    save_motion(tmp_path / "motion")
    assert holds_motion(tmp_path / given)
    found = read_motion_estimate(tmp_path / given)
    assert found.displacement_um.tolist() == [[0, 1], [2, 3], [4, 5]]
    assert found.bins_um.tolist() == [100, 200]


def test_our_own_truth_has_no_error(simulation, tmp_path):
    from driftscope.export import export

    folder = export(simulation, tmp_path / "drift", jobs=1)
    estimate = read_motion_estimate(folder / "truth" / "motion_spikeinterface")
    assert compare(truth_of_source(simulation), motion=estimate).motion.rms_um < 1e-6


def test_a_pickle_is_never_opened_and_the_way_around_it_is_shown(tmp_path):
    np.save(tmp_path / "ops.npy", np.array({"dshift": 1}, dtype=object), allow_pickle=True)
    for given in (tmp_path, tmp_path / "ops.npy"):
        with pytest.raises(ResultError, match="is never opened") as refused:
            read_motion_estimate(given)
        assert 'np.save("motion/displacement_seg0.npy"' in str(refused.value)


def test_the_snippet_beside_the_refusal_runs(tmp_path, monkeypatch):
    ops = {"dshift": np.arange(6.0).reshape(3, 2), "yblk": np.array([50.0, 150.0])}
    ops |= {"batch_size": 60_000, "fs": 30_000.0}
    np.save(tmp_path / "ops.npy", np.array(ops, dtype=object), allow_pickle=True)
    with pytest.raises(ResultError) as refused:
        read_motion_estimate(tmp_path / "ops.npy")
    monkeypatch.chdir(tmp_path)
    exec(str(refused.value).partition("\n")[2], {})  # noqa: S102 - the program that the message offers
    found = read_motion_estimate(tmp_path)
    np.testing.assert_array_equal(found.displacement_um, ops["dshift"])
    assert found.times_s.tolist() == [1.0, 3.0, 5.0]


def test_what_cannot_be_followed_is_refused_in_words(tmp_path):
    with pytest.raises(ResultError, match="contains no motion estimate"):
        read_motion_estimate(tmp_path)
    save_motion(tmp_path / "two", num_segments=2)
    with pytest.raises(ResultError, match="has 2 segments"):
        read_motion_estimate(tmp_path / "two")
    save_motion(tmp_path / "broken")
    (tmp_path / "broken" / "displacement_seg0.npy").write_bytes(b"")
    with pytest.raises(ResultError):
        read_motion_estimate(tmp_path / "broken")


def test_a_table_is_a_motion_estimate_and_other_pickles_are_refused(tmp_path):
    table = tmp_path / "drift.csv"
    table.write_text("time_s,100,200\n1,0,1\n2,2,3\n")
    assert holds_motion(table)
    assert read_motion_estimate(table).displacement_um.tolist() == [[0, 1], [2, 3]]
    (tmp_path / "motion.pkl").write_bytes(b"anything")
    with pytest.raises(ResultError, match="is a pickle"):
        read_motion_estimate(tmp_path / "motion.pkl")


@pytest.mark.parametrize("name", ["displacement_seg0.npy", "temporal_bins_s_seg0.npy", "spatial_bins_um.npy"])
@pytest.mark.parametrize("spoil", ["pickle", "empty", "truncated", "huge"])
def test_a_hostile_motion_folder_is_refused_in_words(tmp_path, name, spoil):
    save_motion(tmp_path / "motion")
    path = tmp_path / "motion" / name
    if spoil == "pickle":
        np.save(path, np.array([{}], dtype=object), allow_pickle=True)
    elif spoil == "empty":
        path.write_bytes(b"")
    elif spoil == "truncated":
        path.write_bytes(path.read_bytes()[:-3])
    else:
        with path.open("wb") as file:
            np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": (10**12,)})
    with pytest.raises(ResultError):
        read_motion_estimate(tmp_path / "motion")


@pytest.mark.parametrize("kind", [complex, str, bool])
def test_what_is_no_real_number_is_refused_in_words(tmp_path, kind):
    np.save(tmp_path / "displacement_seg0.npy", np.zeros((2, 1), dtype=kind))
    np.save(tmp_path / "temporal_bins_s_seg0.npy", np.array([0.0, 1.0]))
    np.save(tmp_path / "spatial_bins_um.npy", np.array([0.0]))
    with pytest.raises(ResultError, match="must contain real numbers"):
        read_motion_estimate(tmp_path)


@pytest.mark.parametrize("name", ["a" * 5_000, "\0", "nowhere"])
def test_a_name_that_leads_nowhere_is_no_traceback(name):
    assert not holds_motion(name)
    with pytest.raises(ResultError, match="no such file or folder"):
        read_motion_estimate(name)
