import numpy as np
import pytest
from driftscope.motion import Motion
from driftscope.templates import SparseTemplate


@pytest.mark.parametrize("sample", [-2, 0, 1, 2, 3, 50, 97, 98, 99])
def test_a_spike_at_an_edge_is_all_there_as_far_as_the_recording_goes(known, sample):
    expected = np.zeros((120, 4))
    expected[10 + sample - 2 : 10 + sample + 3, 1:3] = np.arange(1, 11).reshape(5, 2)
    expected = expected[10:110]
    recording = known([sample])
    assert np.array_equal(recording.get_traces(), expected)
    for size in (1, 2, 3, 7):
        parts = [recording.get_traces(start_frame=at, end_frame=at + size) for at in range(0, 100, size)]
        assert np.array_equal(np.concatenate(parts), expected)


def test_overlapping_spikes_add_up_with_their_factors(known):
    recording = known([50, 50, 52], units=[0, 1, 0], factors=np.array([1.0, 0.5, 2.0]))
    traces = recording.get_traces()
    assert traces[50].tolist() == [50, 5 + 2, 6 + 4, 50]
    assert traces[52].tolist() == [50, 9 + 2 * 5, 10 + 2 * 6, 50]
    assert traces[55].tolist() == [0, 0, 0, 0]
    gaps = recording.get_traces(channel_ids=["d", "b"])
    assert np.array_equal(gaps, traces[:, [3, 1]])


def test_spikes_move_with_their_motion(known):
    vectors = np.zeros((10, 2, 1))
    vectors[5:, 1, 0] = 7.0
    motion = Motion(vectors, np.ones((2, 1)), np.array([[0.0, 0.0], [0.0, 8.0]]), 100.0)
    asked = []
    recording = known([10, 49, 50, 90], motion=motion)
    injection = recording.segments[0].injections[0]
    object.__setattr__(injection, "templates", lambda units, steps: asked.extend(steps) or [EMPTY] * len(units))
    recording.get_traces()
    assert asked == [0, 0, 1, 1]


EMPTY = SparseTemplate(np.array([], dtype=np.intp), np.zeros((5, 0), dtype=np.float32))


def test_a_template_that_reaches_no_channel_adds_nothing(known):
    recording = known([50])
    object.__setattr__(recording.segments[0].injections[0], "templates", lambda units, steps: [EMPTY] * len(units))
    assert not recording.get_traces().any()
    assert not recording.get_traces(channel_ids=["b"]).any()
