"""What a page shows first, and what it shows when that is made."""

import pytest
from driftscope import SimulationConfig
from driftscope.presets import PRESETS
from driftscope_dashboard.session.arrival import first_seen, open_when_made
from driftscope_dashboard.session.sharing import Look, Shared

LARGE = SimulationConfig().replace({"units.num_units": 15_000, "units.minimum_distance_um": None})


def test_what_takes_a_while_is_not_seen_first(small):
    assert first_seen(small, LARGE) == small
    assert first_seen(LARGE, small) == small
    assert first_seen(LARGE, LARGE) == next(iter(PRESETS.values())).config


def test_the_page_begins_with_it_and_looks_at_its_middle(state, small):
    asked = small.replace(seed=9)
    open_when_made(state, asked, None)
    assert state.session.simulation.config == asked
    assert state.selection.time_s == pytest.approx(asked.duration_s / 2)
    assert not state.session.can_undo


def test_why_it_cannot_be_made_is_said_once(state, small, tmp_path):
    missing = small.replace({"probe": {"kind": "file", "path": str(tmp_path / "none.json")}})
    open_when_made(state, missing, None)
    number, tone, words = state.notices.latest
    assert (number, tone) == (1, "error")
    assert "cannot be read" in words
    state.session.change({"seed": 3})
    assert state.notices.latest[0] == 1


def test_a_link_says_where_to_look(state, small):
    open_when_made(state, small.replace(seed=9), Shared(small, Look(time_s=3.0, units=(1,), tab="firing")))
    assert (state.selection.time_s, state.selection.units, state.selection.tab) == (3.0, (1,), "firing")
