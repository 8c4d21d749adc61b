"""What tests of motion share: any motion between limits, units to move, and limits of every place."""

import numpy as np
from driftscope.motion import (
    BumpMotion,
    CurveMotion,
    MotionConfig,
    RandomWalkMotion,
    ZigzagMotion,
)
from hypothesis import strategies as st

DURATION = 120.0
gradients = st.one_of(st.none(), st.floats(-1, 1))
times = st.one_of(st.none(), st.floats(0, DURATION / 2))
ends = st.one_of(st.none(), st.floats(DURATION / 2 + 1, DURATION))
common = {"non_rigid_gradient": gradients, "start_s": times, "end_s": ends}


@st.composite
def components(draw, share):
    fields = {name: draw(values) for name, values in common.items()} | {"amplitude_factor": draw(st.floats(0, share))}
    kind = draw(st.sampled_from([ZigzagMotion, BumpMotion, RandomWalkMotion]))
    if kind is ZigzagMotion:
        fields["period_s"] = draw(st.floats(1, 300))
    if kind is BumpMotion:
        fields["shortest_s"] = draw(st.floats(1, 20))
        fields["longest_s"] = fields["shortest_s"] + draw(st.floats(0, 30))
    return kind(**fields)


@st.composite
def motions(draw):
    x, y = draw(st.floats(-50, 50)), draw(st.floats(1, 80)) * draw(st.sampled_from([-1, 1]))
    number = draw(st.integers(1, 3))
    return MotionConfig(
        start_um=(x, y),
        stop_um=(-x, -y),
        step_um=draw(st.floats(0.3, 30)),
        sampling_frequency_hz=draw(st.sampled_from([0.7, 1.0, 5.0, 17.3])),
        components=tuple(draw(components(0.99 / number)) for _ in range(number)),
    )


def scattered(number, seed=0):
    return np.random.default_rng(seed).uniform(0, 1_000, (number, 3)).astype(np.float32)


KINDS = {
    "zigzag": ZigzagMotion(period_s=40.0),
    "bump": BumpMotion(shortest_s=5, longest_s=10),
    "random_walk": RandomWalkMotion(),
    "curve": CurveMotion(times_s=(0.0, 60.0, 120.0), positions=(-0.5, 0.5, 0.0)),
}
LIMITS = [
    ((0.0, 0.0), (0.0, 60.0)),
    ((0.0, 60.0), (0.0, 0.0)),
    ((0.0, -10.0), (0.0, 50.0)),
    ((0.0, 50.0), (0.0, -10.0)),
    ((0.0, 10.0), (0.0, 60.0)),
    ((-4.0, 0.0), (16.0, 0.0)),
    ((5.0, 12.0), (5.0, -15.0)),
    ((0.0, 20.0), (10.0, -20.0)),
]


def limited(limits, *parts, **more):
    return MotionConfig(start_um=limits[0], stop_um=limits[1], components=parts, **more)
