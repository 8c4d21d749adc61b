"""Kinds of motion between start and stop."""

import pytest
from driftscope import ConfigError
from driftscope.motion import BumpMotion, CurveMotion, RandomWalkMotion, ZigzagMotion


def test_a_curve_beyond_the_limits_is_refused():
    with pytest.raises(ConfigError, match=r"at most 0\.5"):
        CurveMotion(positions=(0.0, 0.7))


def test_a_component_spans_the_whole_range_of_the_whole_recording_by_default():
    for kind in (ZigzagMotion, BumpMotion, RandomWalkMotion, CurveMotion):
        component = kind()
        assert (component.amplitude_factor, component.non_rigid_gradient, component.enabled) == (1.0, None, True)
        assert (component.start_s, component.end_s) == (None, None)


@pytest.mark.parametrize("field", ["period_s", "shortest_s", "longest_s"])
def test_no_time_between_turns_or_jumps_is_0(field):
    kind = ZigzagMotion if field == "period_s" else BumpMotion
    with pytest.raises(ConfigError, match="above 0"):
        kind(**{field: 0.0})
