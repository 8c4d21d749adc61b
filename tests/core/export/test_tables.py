import csv
import io

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.export.tables import TABLES, motion_table, row_limit_note, spike_table, unit_table


def read(lines):
    rows = list(csv.DictReader(io.StringIO("".join(lines))))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def test_the_spike_table_holds_every_spike(small):
    simulation = Simulation(small.replace({"duration_s": 65.0, "spikes.amplitude_std": 0.1}))
    table, spikes = read(spike_table(simulation)), simulation.spikes.all()
    np.testing.assert_array_equal(table["sample_index"], spikes.sample_index)
    np.testing.assert_array_equal(table["unit"], spikes.unit_index)
    np.testing.assert_allclose(table["amplitude_factor"], spikes.amplitude_factor, rtol=1e-5)
    np.testing.assert_allclose(table["time_s"], spikes.sample_index / 30_000, atol=1e-6)


def test_a_long_spike_table_ends_and_says_so(small):
    simulation = Simulation(small.replace({"duration_s": 3_600.0}))
    table = read(spike_table(simulation, most_spikes=1_000))
    assert len(table["unit"]) == 1_000
    np.testing.assert_array_equal(table["sample_index"], simulation.spikes.between(0, 30_000 * 60).sample_index[:1_000])
    assert "the first 1,000 spikes" in row_limit_note(simulation, 1_000)
    assert row_limit_note(simulation, 10**9) == ""


def test_units_and_motions_give_every_displacement(small):
    simulation = Simulation(small.replace({"motion.components.0.non_rigid_gradient": 0.5}))
    units, motion = read(unit_table(simulation)), read(motion_table(simulation))
    np.testing.assert_allclose(units["y_um"], simulation.locations_um[:, 1], rtol=1e-6)
    moved = motion["motion_0_y_um"][:, np.newaxis] * units["share_of_motion_0"]
    np.testing.assert_allclose(moved, simulation.motion.unit_displacements_um()[:, :, 1], atol=1e-4)


def test_a_motion_that_is_off_has_no_column(small):
    simulation = Simulation(small.replace({"motion.components.0.enabled": False}))
    assert list(read(motion_table(simulation))) == ["time_s"]


@pytest.mark.parametrize("name", TABLES)
def test_without_units_a_table_has_its_heading(small, name):
    simulation = Simulation(small.replace({"units.num_units": 0, "motion.components": []}))
    assert "".join(TABLES[name](simulation)).splitlines()[0].count(",") + 1 >= 1
