"""Displacement that is known at any time: written, and read as it was."""

import json

import numpy as np
import pytest
from driftscope.export.truth_parts import FILES, read_parts, write_parts
from driftscope.motion import (
    AroundDepth,
    BetweenDepths,
    GainByDepth,
    InterpolatedCurve,
    KickCurve,
    MotionPart,
    OscillationCurve,
)

LOCATIONS = np.column_stack([np.linspace(-10.0, 30.0, 7), np.linspace(0.0, 900.0, 7), np.full(7, 20.0)])
CURVES = {
    "table": InterpolatedCurve(np.array([0.0, 5.0, 9.0]), np.array([[0.0, 2.0], [-8.0, 1.5], [3.0, 0.0]])),
    "kicks": KickCurve(np.array([1.0, 4.0]), np.array([12.0, -5.0]), 0.2, 3.0),
    "oscillation": OscillationCurve(2.0, 1.1, 0.4, np.array([0.0, 0.05])),
}
PROFILES = {
    "table": BetweenDepths(np.array([100.0, 800.0]), "linear", np.array([0.7])),
    "kicks": AroundDepth(400.0, 150.0),
    "oscillation": GainByDepth((0.0, 900.0), (1.0, 0.2)),
}


def part(kind, axis=1, place_axis=1, index=0):
    profile = PROFILES[kind]
    return MotionPart(CURVES[kind], profile, profile.shares(LOCATIONS[:, place_axis]), axis, place_axis, index, kind)


@pytest.mark.parametrize("kind", CURVES)
def test_every_kind_is_read_with_the_same_displacement(kind, tmp_path):
    written = part(kind, axis=0, index=3)
    write_parts([written], tmp_path)
    [read] = read_parts(tmp_path, LOCATIONS)
    assert (read.axis, read.place_axis, read.index, read.kind) == (0, 1, 3, kind)
    times, units = np.linspace(0.0, 12.0, 70), np.arange(70) % 7
    np.testing.assert_array_equal(read.displacement_um(times, units), written.displacement_um(times, units))
    content = json.loads((tmp_path / FILES[kind]).read_text(encoding="utf-8"))
    assert content["formula"]


def test_parts_keep_their_order_across_files(tmp_path):
    write_parts([part("oscillation"), part("table"), part("kicks"), part("table", axis=0)], tmp_path)
    assert [one.kind for one in read_parts(tmp_path, LOCATIONS)] == ["oscillation", "table", "kicks", "table"]


def test_what_is_no_longer_there_is_removed(tmp_path):
    write_parts([part("kicks"), part("table")], tmp_path)
    write_parts([part("table")], tmp_path)
    assert not (tmp_path / FILES["kicks"]).exists()
    assert [one.kind for one in read_parts(tmp_path, LOCATIONS)] == ["table"]
    assert read_parts(tmp_path / "elsewhere", LOCATIONS) == ()


def test_arrays_with_objects_are_never_opened(tmp_path):
    write_parts([part("table")], tmp_path)
    [values] = (tmp_path / "fields").glob("*displacement_um.npy")
    np.save(values, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="allow_pickle"):
        read_parts(tmp_path, LOCATIONS)
