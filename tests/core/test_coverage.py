"""Where contacts are near."""

import numpy as np
import pytest
from driftscope import SimulationConfig
from driftscope.coverage import GAP_UM, NEAR_UM, along_intervals, coverage_of
from driftscope.probe import build_probe, contact_positions_um
from hypothesis import given, settings
from hypothesis import strategies as st
from probeinterface import generate_multi_columns_probe, generate_multi_shank


def grid(columns, rows, x_um, y_um):
    x, y = np.meshgrid(np.arange(columns) * x_um, np.arange(rows) * y_um)
    return np.stack([x.ravel(), y.ravel()], axis=1).astype(float)


GAPLESS = {
    "linear": {"kind": "linear", "num_contacts": 32, "y_pitch_um": 50.0},
    "coarse": {"kind": "linear", "num_contacts": 16, "y_pitch_um": GAP_UM},
    "tetrode": {"kind": "tetrode"},
    "columns": {"kind": "multi_column"},
    "neuropixels 1": {"kind": "neuropixels", "num_contacts": 384},
    "neuropixels 2": {"kind": "neuropixels", "part_number": "NP2000", "num_contacts": 384},
    "named": {"kind": "named", "name": "Neuropixels1-384"},
}


@pytest.mark.parametrize("name", GAPLESS)
@pytest.mark.parametrize("margin", [20.0, 0.0, 200.0])
def test_a_layout_without_gaps_is_covered_all_over(name, margin):
    contacts = contact_positions_um(build_probe(SimulationConfig().replace(probe=GAPLESS[name]).probe))
    area = coverage_of(contacts, margin)
    for axis in (0, 1):
        assert area.intervals_um(axis).tolist() == [area.limits_um[:, axis].tolist()]
    places = np.random.default_rng(0).uniform(*area.limits_um, (2_000, 2))
    assert area.contains(places).all()


def test_the_tissue_between_shanks_and_banks_is_not_covered():
    probe = generate_multi_shank(num_shank=4, shank_pitch=(250, 0), num_columns=2, num_contact_per_column=20)
    shanks = probe.contact_positions
    banks = np.concatenate([shanks, shanks + np.array([0.0, 3_000.0])])
    area = coverage_of(banks, 20.0)
    assert len(area.intervals_um(0)) == 4 and len(area.intervals_um(1)) == 2
    left = shanks[:, 0].min()
    inside, between = [left, 10.0], [left + 150.0, 10.0]
    assert area.contains(np.array([inside, between, [left, 1_500.0], [left, 3_010.0]])).tolist() == [1, 0, 0, 1]


def test_teeth_of_a_comb_are_covered_and_what_lies_between_is_not():
    comb = np.concatenate([grid(21, 1, 20.0, 20.0), grid(3, 21, 200.0, 20.0)])
    area = coverage_of(comb, 20.0)
    assert area.contains(np.array([[100.0, 10.0], [0.0, 300.0], [200.0, 390.0], [100.0, 300.0]])).tolist() == [
        1,
        1,
        1,
        0,
    ]


@settings(max_examples=50, deadline=None)
@given(
    contacts=st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), min_size=1, max_size=20),
    margin=st.floats(0, 60),
    seed=st.integers(0, 1000),
)
def test_what_is_covered_is_near_a_contact_of_any_layout(contacts, margin, seed):
    area = coverage_of(np.array(contacts), margin)
    places = np.random.default_rng(seed).uniform(*(area.limits_um + np.array([[-50], [50]])), (300, 2))
    covered = area.contains(places)
    gaps = np.linalg.norm(places[:, np.newaxis] - np.array(contacts), axis=2).min(axis=1)
    assert (gaps[covered] <= NEAR_UM + margin * 2**0.5 + 1e-9).all()
    beside = np.abs(places[:, np.newaxis] - np.array(contacts)).max(axis=2).min(axis=1)
    assert covered[beside <= margin].all()
    for axis in (0, 1):
        intervals = area.intervals_um(axis)
        assert (np.diff(intervals.ravel()) >= 0).all()
        inside = (places[:, axis, np.newaxis] >= intervals[:, 0]) & (places[:, axis, np.newaxis] <= intervals[:, 1])
        assert inside.any(axis=1)[covered].all()


@given(
    st.lists(st.floats(0.5, 50), min_size=2, max_size=8).map(
        lambda lengths: np.cumsum(lengths * 2)[: len(lengths) * 2]
    ),
    st.floats(0, 1),
)
def test_offsets_follow_intervals_one_after_another(edges, share):
    intervals = np.asarray(edges)[: len(edges) // 2 * 2].reshape(-1, 2)
    total = np.diff(intervals, axis=1).sum()
    [place] = along_intervals(np.array([share * total]), intervals)
    covered = np.clip(place - intervals[:, 0], 0, np.diff(intervals, axis=1)[:, 0]).sum()
    assert covered == pytest.approx(share * total, abs=1e-9)


def test_a_large_array_is_looked_at_in_little_time_and_memory():
    area = coverage_of(grid(64, 81, 17.5, 17.5), 20.0)
    assert area.contains(np.random.default_rng(0).uniform(*area.limits_um, (20_000, 2))).all()
    probe = generate_multi_columns_probe(num_columns=4, num_contact_per_column=3, xpitch=90, ypitch=90)
    assert len(coverage_of(probe.contact_positions, 5.0).groups_um) == 12
