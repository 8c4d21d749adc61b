import numpy as np
import pytest
from driftscope.unit_table import table_of
from driftscope_dashboard.plots.trace_request import (
    Request,
    followed_unit,
    loaded_frames,
    noise_of,
    read_traces,
    rows_of,
    window_of,
)


def request_of(simulation, **changes):
    return Request(simulation, **{"time_s": 5.0, "window_s": 0.1, **changes})


def test_the_followed_unit_is_what_the_table_of_units_says(simulation):
    for time_s in (0.0, 3.0, 11.0):
        [row] = table_of(simulation, [3], time_s)
        followed = followed_unit(request_of(simulation, time_s=time_s, units=(3,)))
        assert followed.best == (row.rest_channel, row.best_channel)
        assert followed.rest_uv.max() == pytest.approx(row.rest_uv)
        assert followed.now_uv[row.rest_channel] == pytest.approx(row.now_uv)


def test_referenced_traces_are_without_the_median_of_all_channels_and_have_a_noise_of_their_own(simulation):
    request, channels = request_of(simulation, referenced=True), np.array([3, 5])
    whole = simulation.drifting.get_traces(start_frame=0, end_frame=3_000)
    found = read_traces(request, "drifting", (0, 3_000), channels)
    np.testing.assert_allclose(found, (whole - np.median(whole, axis=1, keepdims=True))[:, channels])
    levels = noise_of(request, channels, found)
    assert levels == pytest.approx(1.4826 * np.median(np.abs(found - np.median(found, axis=0)), axis=0), rel=1e-3)


def test_without_a_unit_none_is_followed(simulation):
    assert followed_unit(request_of(simulation)) is None
    assert followed_unit(request_of(simulation, units=(99,))) is None


def test_a_unit_has_its_channels_and_none_has_those_between_the_depths(simulation):
    request = request_of(simulation, depths_um=(0.0, 300.0), units=(3,), channels=4)
    followed = followed_unit(request)
    rows = rows_of(request, followed)
    assert set(followed.best) <= set(rows.channels.tolist())
    assert (len(rows.channels), rows.extent_um) == (4, (0.0, 300.0))
    spread = rows_of(request._replace(units=(), channels=None), None)
    assert (len(spread.channels), spread.depths_um[0], spread.depths_um[-1]) == (8, 300.0, 0.0)


def test_all_channels_are_those_between_the_depths_also_with_a_unit(simulation):
    request = request_of(simulation, depths_um=(95.0, 145.0), units=(3,), channels=0)
    assert rows_of(request, followed_unit(request)).depths_um.tolist() == [140.0, 120.0, 100.0]


def test_a_map_shows_all_channels_by_default(simulation):
    assert len(rows_of(request_of(simulation, style="heatmap"), None).channels) == 16


def test_more_than_the_window_is_loaded(simulation):
    assert loaded_frames(request_of(simulation)) == (147_750, 152_250)
    assert loaded_frames(request_of(simulation, time_s=0.0)) == (0, 3_750)


def test_the_cursor_is_the_zero_of_the_axis_unless_one_pans(simulation):
    assert window_of(request_of(simulation)) == pytest.approx((4.95, 100.0, 5.0))
    assert window_of(request_of(simulation, anchor_s=4.0))[2] == 4.0


def test_the_difference_is_drifting_less_static(simulation):
    request, channels = request_of(simulation), np.array([4, 2])
    static, drifting, difference = (
        read_traces(request, kind, (0, 3_000), channels) for kind in ("static", "drifting", "difference")
    )
    assert np.array_equal(difference, drifting - static)
    whole = simulation.drifting.get_traces(start_frame=0, end_frame=3_000)
    assert np.allclose(drifting, whole[:, [4, 2]], atol=1e-3)


def test_the_noise_of_plain_samples_is_their_deviation():
    class Bare:
        pass

    samples = np.random.default_rng(0).normal(0.0, 8.0, (20_000, 2))
    assert noise_of(request_of(Bare()), np.array([0, 1]), samples) == pytest.approx([8.0, 8.0], rel=0.05)
