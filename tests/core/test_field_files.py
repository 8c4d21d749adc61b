"""Displacement over time and depth from files that nobody vouches for."""

import io

import numpy as np
import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.field_files import MOST_BYTES, MOST_KEPT, is_field, read_field, read_field_files, thinned
from driftscope.measured_motion import MeasuredMotion
from spikeinterface.core.motion import Motion as TheirMotion

TIMES, DEPTHS = np.array([0.0, 10.0, 30.0]), np.array([0.0, 500.0, 900.0])
TABLE = np.array([[0.0, 1.0, 2.0], [5.0, -6.0, 7.0], [8.0, 9.0, 30.0]])


def npy(array):
    content = io.BytesIO()
    np.save(content, array)
    return content.getvalue()


def csv_of():
    rows = [",".join(map(str, (time, *row))) for time, row in zip(TIMES, TABLE, strict=True)]
    return "\n".join(["time_s,0,500,900", *rows]).encode()


def folder_of(tmp_path, **more):
    TheirMotion([TABLE], [TIMES], DEPTHS, **more).save(tmp_path / "motion")
    return {file.name: file.read_bytes() for file in (tmp_path / "motion").iterdir()}


def cornered():
    return np.block([[np.array([[np.nan]]), DEPTHS[np.newaxis]], [TIMES[:, np.newaxis], TABLE]])


def assert_read(found):
    np.testing.assert_array_equal(found.motion.times_s, TIMES)
    np.testing.assert_array_equal(found.motion.bins_um, DEPTHS)
    np.testing.assert_array_equal(found.motion.displacement_um, TABLE)
    config = SimulationConfig().replace({"motion.components": [found.component()]})
    assert config.motion.components[0].displacement_um == tuple(map(tuple, TABLE))


def test_a_table_an_array_and_a_folder_are_read(tmp_path):
    assert_read(read_field("a.csv", csv_of(), 600.0, (0.0, 1.0)))
    assert_read(read_field("a.npy", npy(cornered()), 600.0, (0.0, 1.0)))
    assert_read(read_field_files("motion", folder_of(tmp_path)))


def test_an_array_alone_is_spread_over_recording_and_probe_and_says_so():
    found = read_field("a.npy", npy(TABLE), 600.0, (20.0, 1_020.0))
    assert found.motion.times_s.tolist() == [0.0, 300.0, 600.0]
    assert found.motion.bins_um.tolist() == [20.0, 520.0, 1_020.0]
    assert "spread evenly" in found.note


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", csv_of(), True),
        ("a.csv", b"time_s,displacement_um\n0,1\n1,2", False),
        ("a.csv", b"0,1\n1,2", False),
        ("a.npy", npy(TABLE), True),
        ("a.npy", npy(cornered()), True),
        ("a.npy", npy(np.zeros((9, 2))), False),
        ("a.npy", npy(np.zeros(9)), False),
        ("a.npy", b"nothing", False),
        ("displacement_seg0.npy", npy(TABLE), False),
        ("a.yaml", b"seed: 1", False),
    ],
)
def test_a_field_is_told_from_a_curve_by_its_looks(name, content, expected):
    assert is_field(name, content) == expected


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"time_s,0,500\n0,1\n", "line 2: needs 3 numbers"),
        ("a.csv", b"time_s,0,500\n0,1,much\n", "line 2: needs 3 numbers"),
        ("a.csv", b"time_s,0,500\n", "no row below its heading"),
        ("a.csv", b"time_s,0,500\n0,1,nan\n5,1,2\n", "displacement_um is NaN or infinite at time 0"),
        ("a.csv", b"time_s,0,500\n0,1,2\n9,1,2\n5,1,2\n", "times_s must be finite numbers that increase"),
        ("a.csv", b"time_s,0,500\n\xff\xfe", "is not text"),
        ("a.npy", b"\x93NUMPY broken", "never opened"),
        ("a.npy", npy(np.zeros((3, 3, 3))), "times x depths"),
        ("a.npy", npy(np.array([["a", "b"]])), "must contain real numbers"),
        ("a.npy", b"x" * (MOST_BYTES + 1), "larger than 4 MiB"),
    ],
)
def test_what_is_no_field_is_refused_in_words(name, content, words):
    with pytest.raises(ConfigError, match=words):
        read_field(name, content, 600.0, (0.0, 1_000.0))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"spatial_bins_um.npy": None}, "it has no spatial_bins_um.npy"),
        ({"displacement_seg1.npy": npy(TABLE)}, "has several segments"),
        ({"displacement_seg0.npy": b"broken"}, "never opened"),
        ({"displacement_seg0.npy": npy(TABLE[:2])}, "one value per time and depth"),
        ({"spikeinterface_info.json": b"[" * 100_000}, "is damaged"),
        ({"spikeinterface_info.json": b'{"direction": "z"}'}, "must be x or y"),
        ({"spikeinterface_info.json": b'{"direction": "x"}'}, "across the probe"),
    ],
)
def test_a_folder_that_is_no_motion_is_refused_in_words(tmp_path, change, words):
    files = {name: held for name, held in (folder_of(tmp_path) | change).items() if held is not None}
    with pytest.raises(ConfigError, match=words):
        read_field_files("motion", files)


def test_rigid_motion_across_the_probe_is_kept(tmp_path):
    TheirMotion([TABLE[:, :1]], [TIMES], np.zeros(1), direction="x").save(tmp_path / "motion")
    found = read_field_files("motion", {file.name: file.read_bytes() for file in (tmp_path / "motion").iterdir()})
    told = found.component()
    assert told["displacement_x_um"] == TABLE[:, :1].tolist() and not np.any(told["displacement_um"])


def test_long_motion_is_thinned_and_says_by_how_much():
    times, rng = np.arange(0, 3_600, 0.5), np.random.default_rng(0)
    table = np.cumsum(rng.normal(0, 0.05, (times.size, 12)), axis=0)
    motion = MeasuredMotion(times, np.arange(12) * 100.0, table)
    kept, off = thinned(motion)
    assert kept.displacement_um.size <= MOST_KEPT
    assert np.abs(kept.at_times(times) - table).max() == pytest.approx(off)
    assert off < 1.0


def test_what_is_linear_needs_its_corners_only():
    times = np.arange(0, 100.0)
    motion = MeasuredMotion(times, np.array([0.0, 9.0]), np.stack([times, np.abs(times - 40)], axis=1))
    kept, off = thinned(motion)
    assert kept.times_s.tolist() == [0.0, 40.0, 99.0] and off < 1e-9
