"""Recordings in the steps of their converter: channels are chosen as lazily as they are read."""

from __future__ import annotations

import numpy as np
import pytest
from driftscope import Problem
from driftscope.probe import LinearProbe, build_probe
from driftscope.raw_recordings import RawRecording, SelectedBackground
from driftscope.recording import Segment
from numpy.typing import NDArray

SAMPLES = np.arange(60, dtype="int16").reshape(12, 5)


class Counted:
    """Samples in memory that know which channels were asked for."""

    dtype = SAMPLES.dtype

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def read(self, start: int, end: int, channels: NDArray[np.intp] | None) -> NDArray[np.int16]:
        wanted = list(range(5)) if channels is None else channels.tolist()
        self.asked.append(wanted)
        return SAMPLES[start:end, wanted].copy()


def raw() -> RawRecording:
    return RawRecording([Segment(Counted(), 12, t_start=3.0)], 1_000, list("abcde"), None, [1, 2, 3, 4, 5], 10.0)


def test_a_selection_reads_what_is_asked_of_it_and_nothing_else() -> None:
    behind = Counted()
    selected = SelectedBackground(behind, np.array([4, 0, 2]))
    np.testing.assert_array_equal(selected.read(1, 3, None), SAMPLES[1:3][:, [4, 0, 2]])
    np.testing.assert_array_equal(selected.read(1, 3, np.array([2, 0])), SAMPLES[1:3][:, [2, 4]])
    assert behind.asked == [[4, 0, 2], [2, 4]]


def test_channels_keep_their_names_gains_offsets_clock_and_remarks() -> None:
    whole = raw()
    whole.annotate(is_filtered=True)
    whole.remark(Problem("probe", "assumed"))
    probe = build_probe(LinearProbe(num_contacts=2))
    some = whole.with_channels(np.array([3, 1]), probe)
    assert some.channel_ids.tolist() == ["d", "b"]
    assert some.get_channel_gains().tolist() == [4, 2]
    assert some.get_channel_offsets().tolist() == [10, 10]
    assert (some.get_start_time(), some.is_filtered()) == (3.0, True)
    assert [one.message for one in some.remarks] == ["assumed"]
    np.testing.assert_array_equal(some.get_traces(), SAMPLES[:, [3, 1]])
    np.testing.assert_allclose(some.in_uv().get_traces(), SAMPLES[:, [3, 1]] * [4.0, 2.0] + 10)


@pytest.mark.parametrize("columns", [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0]])
def test_all_channels_in_any_order_are_the_same_samples(columns: list[int]) -> None:
    chosen = raw().with_channels(np.array(columns), None)
    np.testing.assert_array_equal(chosen.get_traces(), SAMPLES[:, columns])
