import numpy as np
import pytest
from driftscope.unit_table import table_of
from driftscope_dashboard.numbers import microvolts, minus, rate, share, whole
from driftscope_dashboard.views.unit import UnitView


@pytest.fixture
def view(state, services):
    state.selection.look(units=(2,), time_s=4.0)
    view = UnitView(state, services)
    view.refresh()
    return view


def told(view):
    return {label: value for label, value, _ in view.table.options}


def test_the_numbers_are_those_of_the_table_of_units(state, view):
    [row] = table_of(state.session.simulation, [2], 4.0)
    assert told(view) == {
        "rest": f"{whole(row.depth_um)} µm", "now": f"{whole(row.depth_um + row.moved_um)} µm",
        "moved": f"{minus(row.moved_um)} µm", "peak": microvolts(row.rest_uv), "SNR": f"{row.snr:.1f}",
        "rate": f"{rate(row.rate_hz)} /s", "below 5 ×": share(row.share_below),
    }  # fmt: skip


def test_they_follow_the_cursor_without_computing(state, view):
    asked = []
    view._latest.ask = asked.append
    before = told(view)
    motion = state.session.simulation.motion
    moved = motion.displacement_um(np.arange(100), np.full(100, 2))[:, 1]
    other = float(np.argmax(np.abs(moved - moved[20]))) / motion.sampling_frequency_hz
    state.selection.look(time_s=other)
    assert told(view)["now"] != before["now"]
    assert asked == []


def test_without_units_there_are_no_numbers(state, view):
    state.session.change({"units.num_units": 0})
    assert view.table.options == []


def test_without_noise_there_is_no_ratio(state, view):
    state.session.change({"noise.level_uv": 0.0})
    assert told(view)["SNR"] == "no noise"
