import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.curves import (
    MOST_POINTS,
    DisplacementCurve,
    add_curve,
    clip,
    current_curve,
    is_within,
    max_deviation_um,
    motion_range,
    redraw,
    resample,
    simplify,
    widen,
)
from hypothesis import given, settings
from hypothesis import strategies as st

CONFIG = SimulationConfig().replace({"duration_s": 100.0})


def moved_um(config, *times_s, axis=1):
    """Return the displacement at some times of a unit that follows fully, as the simulation makes it."""
    motion = Simulation(config).motion
    together = motion.vectors_um[:, axis].sum(axis=1)
    return np.interp(times_s, np.arange(len(together)) / motion.sampling_frequency_hz, together)


def line(*points):
    return DisplacementCurve(*(np.array(column, dtype=float) for column in zip(*points, strict=True)))


@pytest.mark.parametrize(
    "limits",
    [
        {"motion.start_um": (0, 20), "motion.stop_um": (0, -20)},
        {"motion.start_um": (0, -30), "motion.stop_um": (0, 10)},
        {"motion.start_um": (5, 12), "motion.stop_um": (5, -15)},
    ],
)
def test_what_is_drawn_is_what_moves(limits):
    config = CONFIG.replace(limits)
    drawn = line((0, 0), (30, 9), (70, -14), (100, 3))
    config = config.replace(redraw(config, drawn))
    assert [part.enabled for part in config.motion.components] == [False, True]
    np.testing.assert_allclose(moved_um(config, 0, 30, 50, 70, 99), [0, 9, -2.5, -14, 2.433], atol=0.1)


def test_where_units_only_move_across_the_probe_the_curve_is_across():
    config = CONFIG.replace({"motion.start_um": (-10, 0), "motion.stop_um": (10, 0)})
    assert motion_range(config.motion).axis == 0
    config = config.replace(redraw(config, line((0, -5), (100, 5))))
    np.testing.assert_allclose(moved_um(config, 0, 50, axis=0), [-5, 0], atol=0.1)


@pytest.mark.parametrize("kind", ["zigzag", "bump", "random_walk", "curve"])
def test_outside_of_what_is_drawn_the_motion_stays(kind):
    extra = {"times_s": [0.0, 40.0, 90.0], "positions": [0.1, -0.4, 0.5]} if kind == "curve" else {}
    before = CONFIG.replace({"motion.components": [{"kind": kind, **extra}]})
    after = before.replace(redraw(before, line((40, 10), (60, 10))))
    outside = np.concatenate([np.arange(0, 39.5, 0.2), np.arange(60.5, 99, 0.2)])
    np.testing.assert_allclose(moved_um(after, *outside), moved_um(before, *outside), atol=0.3)
    np.testing.assert_allclose(moved_um(after, *np.arange(40, 60)), 10.0, atol=0.01)


def test_a_single_curve_is_drawn_anew_in_place_and_keeps_its_gradient():
    curve = {"kind": "curve", "non_rigid_gradient": 0.5, "amplitude_factor": 0.8}
    config = CONFIG.replace({"motion.components": [{"kind": "bump", "enabled": False}, curve]})
    config = config.replace(redraw(config, line((0, 5), (100, -5))))
    muted, drawn = config.motion.components
    assert (muted.enabled, drawn.kind, drawn.non_rigid_gradient) == (False, "curve", 0.5)


def test_where_nothing_moves_the_ends_of_what_is_drawn_are_held():
    config = CONFIG.replace({"motion.components": []})
    assert current_curve(config) is None
    config = config.replace(redraw(config, line((20, 4), (60, -8))))
    np.testing.assert_allclose(moved_um(config, 0, 20, 40, 60, 99), [4, 4, -2, -8, -8], atol=0.1)


def test_what_nearly_reaches_the_recordings_ends_reaches_them():
    config = CONFIG.replace(redraw(CONFIG, line((0.6, 5), (50, 4), (99.5, -5))))
    assert config.motion.components[1].times_s == (0.0, 50.0, 100.0)


def test_what_is_drawn_beyond_limits_and_recording_is_cut():
    config = CONFIG.replace(redraw(CONFIG, line((-5, 90), (50, 90), (105, -90))))
    assert moved_um(config, 10)[0] == pytest.approx(20)
    assert config.motion.components[1].times_s[0] == 0.0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(-19, 19), min_size=2, max_size=300),
    st.floats(0, 80),
    st.floats(2, 100),
    st.sampled_from(["zigzag", "random_walk"]),
)
def test_every_drawing_makes_a_valid_motion(values, begin, length, kind):
    times = np.linspace(begin, min(begin + length, 100.0), len(values))
    config = CONFIG.replace({"motion.components": [{"kind": kind}]})
    once = config.replace(redraw(config, DisplacementCurve(times, np.array(values))))
    twice = once.replace(redraw(once, DisplacementCurve(np.array([30.0, 60.0]), np.array([3.0, -3.0]))))
    assert len(twice.motion.components) == 2
    assert np.all(np.diff(twice.motion.components[1].times_s) > 0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-100, 100), min_size=2, max_size=500), st.floats(0.01, 20))
def test_a_simplified_curve_is_as_near_as_was_asked(values, tolerance):
    whole = DisplacementCurve(np.arange(float(len(values))), np.array(values))
    kept = simplify(whole, tolerance, most=len(values))
    assert max_deviation_um(whole, kept) <= tolerance + 1e-9
    assert set(kept.times_s) <= set(whole.times_s)


def test_a_curve_has_no_more_points_than_are_sensible():
    rough = DisplacementCurve(np.arange(5_000.0), np.random.default_rng(0).normal(size=5_000))
    assert len(simplify(rough, 0.01).times_s) <= MOST_POINTS
    assert len(resample(rough, CONFIG).times_s) == 500


def test_a_curve_beyond_the_limits_is_cut_where_it_crosses_them_or_the_limits_are_widened():
    wide = line((0, 0), (50, 60), (100, -60))
    assert not is_within(wide, CONFIG.motion)
    held = clip(wide, CONFIG.motion)
    np.testing.assert_allclose(
        np.interp([10, 50, 75, 95], held.times_s, held.displacement_um), [12, 20, 0, -20], atol=1e-9
    )
    motion = widen(CONFIG.motion, wide)
    assert (motion.start_um, motion.stop_um) == ((0, 60), (0, -60))
    config = CONFIG.replace(add_curve(motion, wide))
    np.testing.assert_allclose(moved_um(config, 25, 75), [30, 0], atol=0.1)


def test_limits_without_a_way_between_are_widened():
    still = CONFIG.replace({"motion.start_um": (0, 0), "motion.stop_um": (0, 0)}).motion
    assert not is_within(line((0, 0), (1, 0)), still)
    assert motion_range(widen(still, line((0, 0), (1, 0)))).length_um == 2


@pytest.mark.parametrize("amplitude", [1.0, 0.5, -1.0])
@pytest.mark.parametrize("kind", ["zigzag", "bump", "random_walk", "curve"])
@pytest.mark.parametrize("streams", ["independent", "spikeinterface"])
def test_between_limits_beside_0_the_present_curve_is_what_moves(streams, kind, amplitude):
    limits = {"motion.start_um": (0, 0), "motion.stop_um": (0, 60), "streams": streams}
    config = CONFIG.replace({**limits, "motion.components": [{"kind": kind, "amplitude_factor": amplitude}]})
    present = current_curve(config)
    times = np.arange(0, 100, 0.2)
    np.testing.assert_allclose(
        np.interp(times, present.times_s, present.displacement_um), moved_um(config, *times), atol=1e-9
    )
