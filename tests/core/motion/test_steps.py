"""The displacements at which templates are made."""

import numpy as np
import pytest
from driftscope.motion import (
    MotionConfig,
    displacement_steps_um,
)
from hypothesis import given
from hypothesis import strategies as st
from motion_examples import LIMITS, limited


@given(start=st.tuples(st.floats(-99, 99), st.floats(-99, 99)), stop=st.tuples(st.floats(-99, 99), st.floats(-99, 99)))
def test_steps_are_odd_and_reach_both_ends(start, stop):
    config = MotionConfig(start_um=start, stop_um=stop, step_um=7.0)
    steps = displacement_steps_um(config)
    way = np.linalg.norm(np.subtract(stop, start))
    assert len(steps) % 2 == 1
    if len(steps) > 1:
        np.testing.assert_allclose(steps[[0, -1]], [start, stop], atol=1e-9)
        assert np.linalg.norm(steps[1] - steps[0]) <= way / (len(steps) - 1) + 1e-9
    assert np.isfinite(steps).all()


@pytest.mark.parametrize("limits", LIMITS)
def test_steps_through_rest_are_no_farther_apart_than_asked(limits):
    config = limited(limits, step_um=7.0)
    steps = displacement_steps_um(config, through_rest=True)
    assert [0.0, 0.0] in steps.tolist() and len(np.unique(steps, axis=0)) == len(steps)
    on_the_way = np.linspace(*np.array(limits), 200)
    assert np.linalg.norm(on_the_way[:, np.newaxis] - steps, axis=2).min(axis=1).max() <= 3.5 * 2**0.5
