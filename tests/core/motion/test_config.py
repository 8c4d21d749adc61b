"""The configuration of the motion."""

import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.motion import (
    BumpMotion,
    CurveMotion,
    KicksMotion,
    MotionConfig,
    RandomWalkMotion,
    WanderMotion,
    ZigzagMotion,
)


def test_a_grid_of_too_many_steps_is_refused_before_it_is_made():
    limits = {"motion.start_um": [0, 5_000], "motion.stop_um": [5_000, 0]}
    with pytest.raises(ConfigError, match="more than 100000 steps"):
        SimulationConfig().replace(limits)


def test_the_plural_of_the_published_example_is_read():
    [component] = MotionConfig(components=[{"kind": "bumps", "shortest_s": 5.0}]).components
    assert component == BumpMotion(shortest_s=5.0)
    assert component.to_dict()["kind"] == "bump"


def test_every_kind_is_read_back_from_its_data():
    kinds = [ZigzagMotion(), BumpMotion(), RandomWalkMotion(), CurveMotion(), WanderMotion(), KicksMotion()]
    config = MotionConfig(components=kinds)
    assert MotionConfig.from_dict(config.to_dict()) == config
    assert [part.kind for part in config.components] == ["zigzag", "bump", "random_walk", "curve", "wander", "kicks"]


def test_an_unknown_kind_is_refused_with_those_there_are():
    with pytest.raises(ConfigError, match=r"Unknown kind 'spin'\. Available: 'zigzag', 'bump'"):
        MotionConfig(components=[{"kind": "spin"}])
