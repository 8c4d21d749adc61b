from __future__ import annotations

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.presets import PRESETS
from driftscope.unit_peaks import peaks_of
from driftscope_dashboard.page.app import look_first, preset_of
from driftscope_dashboard.page.story import NOTHING_LOUD, Story, find_worst
from driftscope_dashboard.session.session import Session
from driftscope_dashboard.session.state import State


@pytest.fixture(scope="module")
def config():
    return PRESETS["published-first"].config


@pytest.fixture
def state(config):
    state = State(Session(config))
    look_first(state, preset_of(config))
    return state


@pytest.fixture
def story(state, services):
    story = Story(state, services)
    story.refresh()
    return story


def said(story):
    return "".join(text for text, _ in story.sentence.value).replace("\u00a0", " ")


def test_a_preset_is_opened_with_the_sentence_of_its_unit(story):
    assert story.unit.label == "Unit 195"
    assert said(story) == (
        "Unit 195 moved 20 µm down at 210.8 s: its spike fell from 182 to 29 µV on channel 85 and is 125 µV on 81."
    )


def test_the_sentence_follows_time_and_unit(state, story):
    state.selection.look(time_s=10.0)
    assert said(story) == "Unit 195 has not moved at 10.0 s: its spike is 182 µV on channel 85."
    state.selection.look(units=(195, 20), time_s=210.751)
    assert said(story).startswith("2 units moved 20 µm down")
    assert story.unit.label == "2 units"


def test_the_next_units_are_those_next_in_depth(state, story):
    depths_um = state.session.simulation.locations_um[:, 1]
    story.step(1)
    [upper] = state.selection.units
    assert depths_um[upper] == depths_um[depths_um > depths_um[195]].min()
    story.step(-1)
    story.step(-1)
    [lower] = state.selection.units
    assert depths_um[lower] == depths_um[depths_um < depths_um[195]].max()


def test_a_unit_outside_of_the_depths_shown_brings_them_along(state, story):
    state.selection.look(depths_um=(0.0, 200.0), units=(195,))
    story.step(1)
    low, high = state.selection.depths_um
    assert high - low == pytest.approx(200.0)
    assert (low + high) / 2 == pytest.approx(state.session.simulation.locations_um[state.selection.units[0], 1])


def test_the_worst_is_shown_and_then_the_next(state, story):
    source = state.session.simulation
    seen = []
    for _ in range(3):
        story.show_worst()
        [unit] = state.selection.units
        [peaks] = peaks_of(source, [unit])
        now = int(state.selection.time_s * source.motion.sampling_frequency_hz)
        seen.append((unit, peaks.left()[now]))
        spikes = source.spikes.between(*(round(state.selection.time_s * 30_000) + np.array([0, 1])))
        assert unit in spikes.unit_index
    assert len({unit for unit, _ in seen}) == 3
    assert [left for _, left in seen] == sorted(left for _, left in seen)
    low, high = state.selection.depths_um
    assert all(low <= source.locations_um[unit, 1] <= high for unit, _ in seen)


def test_a_number_that_is_typed_selects_its_unit_and_none_selects_none(state, story):
    state.selection.look(depths_um=(0.0, 200.0))
    story.unit.take(20)
    assert state.selection.units == (20,)
    low, high = state.selection.depths_um
    assert low <= state.session.simulation.locations_um[20, 1] <= high
    assert (story.unit.value, story.unit.label) == (20, "Unit 20")
    story.unit.take(None)
    assert state.selection.units == ()
    assert story.unit.value is not None


@pytest.mark.parametrize("number", [999, -3, 2.4])
def test_a_unit_that_does_not_exist_is_said_and_nothing_changes(state, story, number):
    story.unit.take(number)
    assert state.selection.units == (195,)
    assert story.unit.value == 195
    last = len(state.session.simulation.locations_um) - 1
    assert state.notices.latest[1:] == ("error", f"There is no unit {number:g}: they are numbered from 0 to {last}.")


def test_where_nothing_is_loud_enough_that_is_said(state, story):
    state.selection.look(depths_um=(-5_000.0, -4_000.0))
    story.show_worst()
    assert state.notices.latest[2] == NOTHING_LOUD


def test_without_units_the_sentence_is_of_the_noise(services):
    state = State(Session(PRESETS["noise-only"].config))
    story = Story(state, services)
    story.refresh()
    assert said(story).startswith("No units: in this noise a detector at 4 × noise finds")
    assert story.unit.label == "No unit" and story.worst.disabled and story.next.disabled


def test_only_the_depths_shown_are_searched():
    source = Simulation(PRESETS["published-first"].config)
    unit, _ = find_worst((source, (100.0, 300.0), 0))
    assert 100 <= source.locations_um[unit, 1] <= 300
