import numpy as np
from driftscope_dashboard.views.moment import step_at


def test_a_moment_beyond_the_recording_is_its_last(state):
    simulation = state.session.simulation
    motion, config = simulation.motion, simulation.config
    last = motion.step_of(np.array([config.num_samples - 1]), np.array([2]), config.sampling_frequency_hz)[0]
    assert step_at(motion, 2, 1e9, config) == last
    steps = {step_at(motion, 2, time_s, config) for time_s in (0.0, 2.0, 4.0, 6.0)}
    assert len(steps) > 1
