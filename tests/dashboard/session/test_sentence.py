from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.presets import PRESETS
from driftscope.unit_table import UnitRow, table_of
from driftscope_dashboard.session.sentence import false_events_per_s, plain_text, unit_sentence, units_sentence

ROW = UnitRow(231, 1911.0, -25.3, 192, 172.2, 56.1, 0.33, 188, 185.0, 4.5, 11.9, 0.1)


def words(parts):
    return plain_text(parts).replace("\u00a0", " ")


def test_the_published_example_is_told_as_its_templates_are():
    simulation = Simulation(PRESETS["published-drift"].config)
    [row] = table_of(simulation, [231], 406.627)
    noise_uv = float(simulation.noise_levels_uv[row.best_channel])
    said = words(unit_sentence(row, 406.627, noise_uv))
    assert said.startswith("Unit 231 moved 25 µm down at 406.6 s: ")
    assert said.endswith("its spike fell from 172 to 56 µV on channel 192 and is 185 µV on 188.")


@pytest.mark.parametrize(
    ("changes", "ending"),
    [
        ({"now_uv": 200.0}, "its spike grew from 172 to 200 µV on channel 192 and is 185 µV on 188."),
        ({"best_channel": 192, "best_uv": 56.1}, "fell from 172 to 56 µV on channel 192, still its best."),
        ({"best_uv": 45.0}, "on channel 192 and is below 5 × noise on every channel."),
        ({"moved_um": 0.4}, "Unit 231 has not moved at 406.6 s: its spike is 172 µV on channel 192."),
        ({"moved_um": 7.8}, "192 and is 185 µV on 188."),
    ],
)
def test_the_sentence_says_what_has_become_of_the_spike(changes, ending):
    assert words(unit_sentence(replace(ROW, **changes), 406.627, 10.0)).endswith(ending)


def test_the_direction_is_said():
    assert "moved 8 µm up" in words(unit_sentence(replace(ROW, moved_um=7.8), 1.0, 10.0))


def test_numbers_take_the_colours_of_rest_and_now():
    meanings = {part.text.replace("\u00a0", " "): part.meaning for part in unit_sentence(ROW, 406.627, 10.0)}
    assert meanings["172"] == "static"
    assert meanings["56 µV"] == meanings["185 µV"] == "drifting"
    assert meanings["25 µm down"] == "strong"


def test_numbers_never_break_from_their_unit():
    text = plain_text(unit_sentence(ROW, 406.627, 10.0))
    for unit in ("µm", "µV", "s:"):
        assert f"\u00a0{unit}" in text


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        ((12.2, 24.8), "2 units moved 12 to 25 µm up at 9.0 s."),
        ((-12.2, -24.8), "2 units moved 12 to 25 µm down at 9.0 s."),
        ((-5.0, 8.0), "2 units moved between 5 µm down and 8 µm up at 9.0 s."),
        ((20.2, 19.8), "2 units moved 20 µm up at 9.0 s."),
        ((0.2, -0.3), "2 units have not moved at 9.0 s."),
    ],
)
def test_several_units_are_told_together(moved, said):
    assert words(units_sentence([replace(ROW, moved_um=one) for one in moved], 9.0)) == said


def test_false_events_are_those_that_the_noise_has():
    simulation = Simulation(PRESETS["noise-only"].config)
    traces = simulation.drifting.get_traces(start_frame=0, end_frame=300_000)
    levels = simulation.noise_levels_uv
    below = int((traces < -4 * levels).sum()) / 10
    assert false_events_per_s(4.0, traces.shape[1], 30_000.0) == pytest.approx(below, rel=0.15)
    assert np.isclose(false_events_per_s(4.0, 2, 30_000.0), 2 * false_events_per_s(4.0, 1, 30_000.0))
