import io
import pickle

import numpy as np
import pytest
from driftscope import ConfigError
from driftscope.drift_files import MOST_BYTES, is_drift_file, open_drift, read_drift
from hypothesis import given, settings
from hypothesis import strategies as st

TIMES, MOVED = [0.0, 1.5, 4.0], [2.0, -3.25, 1e1]


def npy(array, **options):
    content = io.BytesIO()
    np.save(content, array, **options)
    return content.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "time_s,displacement_um\n0,2\n1.5,-3.25\n4,10",
        "0,2\r\n1.5,-3.25\r\n4,1e1\r\n",
        "\ufeffdisplacement_um;spare;time_s\n2;a;0\n-3.25;;1.5\n10;b;4\n",
        "Time_s\tDisplacement_um\n\n0\t2\n1.5\t-3.25\n4\t10\n\n",
        "0 2\n1.5 -3.25\n4 10",
    ],
)
def test_tables_are_read_with_or_without_heading(text):
    read = read_drift("a.csv", text.encode(), 5.0)
    np.testing.assert_array_equal(read.curve.times_s, TIMES)
    np.testing.assert_array_equal(read.curve.displacement_um, MOVED)
    assert read.note == ""


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", ["<f8", ">f4", "float16"])
def test_arrays_are_read_whatever_their_layout(order, dtype):
    content = npy(np.array([TIMES, MOVED], dtype=dtype).T.copy(order=order))
    read = read_drift("a.NPY", content, 5.0)
    np.testing.assert_array_equal(read.curve.times_s, TIMES)
    np.testing.assert_array_equal(read.curve.displacement_um, MOVED)


def test_times_that_decrease_are_put_in_order():
    read = read_drift("a.npy", npy(np.array([TIMES[::-1], MOVED[::-1]], dtype=float).T.copy()), 5.0)
    np.testing.assert_array_equal(read.curve.times_s, TIMES)
    np.testing.assert_array_equal(read.curve.displacement_um, MOVED)


def test_samples_without_times_are_spread_over_the_recording_and_it_says_so():
    read = read_drift("a.npy", npy(np.arange(5)), 20.0)
    np.testing.assert_array_equal(read.curve.times_s, [0, 5, 10, 15, 20])
    assert "its 5 samples are spread evenly over the recording, 5 s apart" in read.note


def test_what_comes_after_the_recording_is_said():
    assert "lasts 4 s, the recording 2 s" in read_drift("a.csv", b"0,1\n4,2", 2.0).note


class Trap:
    def __reduce__(self):
        return pytest.fail, ("it was unpickled",)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "is empty"),
        ("a.npy", b"  \n", "is empty"),
        ("a.csv", b"time_s,displacement_um\n", "fewer than two samples"),
        ("a.csv", b"1,2\n", "fewer than two samples"),
        ("a.csv", b"\xff\xfe\x00a", "is not text"),
        ("a.csv", b"Dear reader,\nno table", "must be named time_s and displacement_um"),
        ("a.csv", b"t_ms,y_mm\n0,1\n1,2", "must be named time_s and displacement_um"),
        ("a.csv", b"0,1,2\n1,2,3", "needs two columns"),
        ("a.csv", b"0\n1\n2", "needs two columns"),
        ("a.csv", b"0,1\n1,two\n2\n3,4", "line 2: needs two numbers"),
        ("a.csv", b"0,1\n1,two\n2\n3,4", "line 3: needs two numbers"),
        ("a.csv", b"0,1\n" + b"x,y\n" * 9, "and 4 more lines"),
        ("a.csv", b"0,1\n1,nan", "displacement_um is NaN or infinite"),
        ("a.csv", b"0,1\ninf,2", "time_s is NaN or infinite"),
        ("a.csv", b"0,1\n2,1\n1,1", "times must increase, but 1 s follows 2 s"),
        ("a.csv", b"0,1\n0,2", "times must increase"),
        ("a.csv", b"-1,1\n1,2", "none can be negative"),
        ("a.csv", b"7,1\n8,2", "begins after the recording ends"),
        ("a.csv", b"0,0\n" * (MOST_BYTES // 4 + 1), "larger than 4 MiB"),
        ("a.csv", b'0,"' + b"1" * 200_000, "not a row of a table"),
        ("a.npy", b"time_s,displacement_um\n0,1", "is not an NPY file"),
        ("a.npy", b"\x93NUMPY\x01\x00\x10\x00{'descr': broken", "is not an NPY file"),
        ("a.npy", npy(np.zeros((2, 5))), "transpose it"),
        ("a.npy", npy(np.zeros((4, 3))), "must have the shape"),
        ("a.npy", npy(np.zeros(())), "must have the shape"),
        ("a.npy", npy(np.zeros((2, 2, 2))), "must have the shape"),
        ("a.npy", npy(np.zeros(1)), "fewer than two samples"),
        ("a.npy", npy(np.zeros(4, dtype=complex)), "must contain real numbers"),
        ("a.npy", npy(np.array(["a", "b"])), "must contain real numbers"),
        ("a.npy", npy(np.zeros(3, dtype=[("x", float)])), "must contain real numbers"),
        ("a.npy", npy(np.zeros(100))[:-8], "is damaged: its header says 100 numbers, it has 99"),
        ("a.npy", npy(np.array([Trap()], dtype=object), allow_pickle=True), "Python objects, which are never opened"),
        ("a.npy", pickle.dumps(Trap()), "is not an NPY file"),
        ("a.npy", npy(np.array([[0.0, 1.0], [1.0, np.nan]])), "displacement_um is NaN or infinite"),
    ],
)
def test_what_is_no_drift_is_refused_in_words(name, content, words):
    with pytest.raises(ConfigError) as refusal:
        read_drift(name, content, 5.0)
    assert words in str(refusal.value)
    assert name in str(refusal.value)


def test_an_array_that_announces_more_than_it_has_takes_no_memory():
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (100000000000, 2), }"
    content = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(16)
    with pytest.raises(ConfigError, match="is damaged"):
        read_drift("a.npy", content, 5.0)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["a.csv", "a.npy"]), st.binary(max_size=60), st.sampled_from([b"", b"\x93NUMPY\x01\x00", b"0,1\n"])
)
def test_whatever_a_file_holds_it_is_read_or_refused_in_words(name, content, start):
    try:
        read = read_drift(name, start + content, 5.0)
    except ConfigError as refusal:
        assert name in str(refusal)
    else:
        assert np.all(np.diff(read.curve.times_s) > 0)


def test_only_names_of_tables_and_arrays_are_measured():
    assert [is_drift_file(name) for name in ("a.csv", "b.NPY", "c.yaml", "csv", "d.npz")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def write_motion(folder, displacement_um, times_s, depths_um):
    core = pytest.importorskip("spikeinterface.core.motion")
    motion = core.Motion(
        [np.asarray(displacement_um, float)], [np.asarray(times_s, float)], np.asarray(depths_um, float)
    )
    motion.save(folder)


def test_files_and_folders_are_opened_by_their_path(tmp_path):
    (tmp_path / "drift.csv").write_text("time_s,displacement_um\n0,2\n1.5,-3.25\n4,10")
    np.save(tmp_path / "drift.npy", np.column_stack([TIMES, MOVED]))
    write_motion(tmp_path / "motion", np.array([MOVED]).T, TIMES, [100.0])
    for name in ("drift.csv", "drift.npy", "motion"):
        drift = open_drift(tmp_path / name, 5.0)
        np.testing.assert_array_equal(drift.curve.times_s, TIMES)
        np.testing.assert_array_equal(drift.curve.displacement_um, MOVED)
        assert drift.note == ""


def test_depths_that_move_differently_are_averaged_and_it_says_so(tmp_path):
    write_motion(tmp_path / "motion", [[0.0, 0.0], [10.0, 30.0]], [0.0, 5.0], [0.0, 1_000.0])
    drift = open_drift(tmp_path / "motion", 10.0)
    np.testing.assert_array_equal(drift.curve.displacement_um, [0.0, 20.0])
    assert "2 depths are averaged" in drift.note and "up to 10 µm" in drift.note


def test_what_cannot_be_opened_is_said_with_its_path(tmp_path):
    (tmp_path / "drift.txt").write_text("0,1")
    (tmp_path / "folder").mkdir()
    for name, said in [
        ("nowhere.csv", "cannot be read"),
        ("drift.txt", "is not a measured motion"),
        ("folder", "Motion"),
    ]:
        with pytest.raises(ConfigError, match=said) as refusal:
            open_drift(tmp_path / name, 5.0)
        [problem] = refusal.value.problems
        assert name in f"{problem.path} {problem.given}"


@pytest.mark.parametrize("name", ["temporal_bins_s_seg0.npy", "spatial_bins_um.npy"])
def test_bins_of_a_motion_are_not_taken_for_a_displacement(name):
    content = io.BytesIO()
    np.save(content, np.arange(10.0))
    with pytest.raises(ConfigError, match="contains the bins of a motion, not its displacement"):
        read_drift(name, content.getvalue(), 10.0)


@pytest.mark.parametrize("shape", [(10, 2), (10, 5)])
def test_a_displacement_without_its_bins_is_refused_and_with_them_opened(shape, tmp_path):
    moved = np.random.default_rng(0).normal(0, 5, shape)
    content = io.BytesIO()
    np.save(content, moved)
    with pytest.raises(ConfigError, match="without its bins of time and depth"):
        read_drift("displacement_seg0.npy", content.getvalue(), 10.0)
    np.save(tmp_path / "displacement_seg0.npy", moved)
    with pytest.raises(ConfigError, match="is an array without its bins"):
        open_drift(tmp_path / "displacement_seg0.npy", 10.0)
    np.save(tmp_path / "temporal_bins_s_seg0.npy", np.arange(10) + 0.5)
    np.save(tmp_path / "spatial_bins_um.npy", np.arange(shape[1]) * 100.0)
    drift = open_drift(tmp_path / "displacement_seg0.npy", 10.0)
    np.testing.assert_allclose(drift.curve.displacement_um, moved.mean(axis=1))
    assert "averaged" in drift.note


def test_a_non_rigid_array_says_how_it_is_opened():
    content = io.BytesIO()
    np.save(content, np.zeros((10, 5)))
    with pytest.raises(ConfigError, match=r"non-rigid motion .* open its Motion folder"):
        read_drift("moved.npy", content.getvalue(), 10.0)
