import pickle

import pytest
from driftscope.motion import BumpMotion, MotionConfig, ZigzagMotion
from driftscope.noise import NoiseConfig
from pydantic import TypeAdapter


def test_a_part_is_frozen_and_hashable():
    noise = NoiseConfig()
    with pytest.raises(Exception, match="frozen"):
        noise.level_uv = 3.0
    assert hash(noise) == hash(NoiseConfig())
    assert noise == NoiseConfig()
    assert len({noise, NoiseConfig(), NoiseConfig(level_uv=3.0)}) == 2


def test_reading_the_digest_leaves_a_part_equal_and_picklable():
    one, other = NoiseConfig(level_uv=3.0), NoiseConfig(level_uv=3.0)
    assert one.digest == other.digest
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own bytes


def test_replace_gives_a_new_value_and_leaves_the_old_one():
    before = MotionConfig(components=(ZigzagMotion(), BumpMotion()))
    text = before.model_dump_json()
    after = before.replace({"components.1.longest_s": 70.0}, step_um=2.0)
    assert after.components[1].longest_s == 70.0
    assert after.step_um == 2.0
    assert before.model_dump_json() == text
    assert after.replace({"components.1.longest_s": 90.0, "step_um": 1.0}) == before


def test_negative_zero_is_zero():
    """Equal configurations have equal digests, and 0.0 == -0.0."""
    plus, minus = MotionConfig(start_um=(0.0, 20.0)), MotionConfig(start_um=(-0.0, 20.0))
    assert plus == minus
    assert plus.digest == minus.digest
    assert NoiseConfig(level_uv=(0.0, 1.0)).digest == NoiseConfig(level_uv=(-0.0, 1.0)).digest
    assert NoiseConfig(level_uv=0.0).digest == NoiseConfig(level_uv=-0.0).digest
    assert NoiseConfig(level_uv=[0.0]).digest == NoiseConfig(level_uv=[-0.0]).digest


def test_a_part_needs_no_more_than_pydantic_to_be_read():
    assert TypeAdapter(NoiseConfig).validate_python({"level_uv": 3}) == NoiseConfig(level_uv=3.0)
