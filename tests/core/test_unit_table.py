from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.presets import PRESETS
from driftscope.unit_peaks import UnitPeaks, peaks_of
from driftscope.unit_table import UNIT_ROW_COLUMNS, table_of, to_csv, worst_moments


@pytest.fixture(scope="module")
def simulation():
    return Simulation(PRESETS["published-first"].config)


def peaks_with(unit, rest_uv, on_rest_uv):
    on_rest = np.array(on_rest_uv, dtype=float)
    return UnitPeaks(unit, 0, rest_uv, np.zeros((on_rest.size, 2)), on_rest, np.zeros(on_rest.size, int), on_rest)


def test_a_row_says_what_the_templates_and_trains_say(simulation):
    [row] = table_of(simulation, [195], 210.751)
    [peaks] = peaks_of(simulation, [195])
    now = int(210.751 * simulation.motion.sampling_frequency_hz)
    assert (row.unit, row.rest_channel, row.best_channel) == (195, 85, 81)
    assert row.rest_uv == peaks.rest_uv and row.now_uv == peaks.on_rest_channel_uv[now]
    assert row.left == pytest.approx(row.now_uv / row.rest_uv)
    assert row.moved_um == pytest.approx(-19.8, abs=0.1)
    assert row.depth_um == pytest.approx(float(simulation.locations_um[195, 1]))
    noise_uv = simulation.noise_levels_uv[85]
    assert row.snr == pytest.approx(row.rest_uv / noise_uv)
    assert row.share_below == np.mean(peaks.on_rest_channel_uv < 5 * noise_uv)
    number = (simulation.spikes.between(0, simulation.config.num_samples).unit_index == 195).sum()
    assert row.rate_hz == pytest.approx(number / 300)


@pytest.mark.parametrize("time_s", [-5.0, 0.0, 300.0, 1e6])
def test_a_moment_outside_the_recording_is_its_nearest_one(simulation, time_s):
    [row] = table_of(simulation, [0], time_s)
    [peaks] = peaks_of(simulation, [0])
    assert row.now_uv == peaks.on_rest_channel_uv[0 if time_s <= 0 else -1]


def test_the_worst_come_first_and_faint_units_are_left_out():
    units = [
        peaks_with(0, 100.0, [100, 40, 80]),
        peaks_with(1, 100.0, [100, 90, 20]),
        peaks_with(2, 70.0, [70, 1, 70]),
        peaks_with(3, 200.0, [200, 200, 200]),
    ]
    assert worst_moments(units, np.array([10.0])) == [(1, 2), (0, 1), (3, 0)]
    assert worst_moments([], np.array([10.0])) == []


def test_the_table_as_text_has_the_same_columns(simulation):
    rows = table_of(simulation, [3, 7], 100.0)
    read = list(csv.DictReader(io.StringIO(to_csv(rows))))
    assert tuple(read[0]) == UNIT_ROW_COLUMNS
    assert [float(row["left"]) for row in read] == [row.left for row in rows]
