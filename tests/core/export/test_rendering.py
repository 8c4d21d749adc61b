"""Chunks of recordings made window by window."""

import numpy as np
from driftscope.export.rendering import measure, windows, write_chunk

from .conftest import PROBES, config_on

CONFIG = config_on(PROBES["tetrode"])


def test_windows_are_slices_of_the_recordings(plan_of):
    plan = plan_of("binary", CONFIG)
    for job, traces_uv in windows(plan, 5_000, 9_000):
        expected = job.recording.get_traces(start_frame=5_000, end_frame=9_000)
        np.testing.assert_allclose(traces_uv, expected, atol=1e-3)


def test_a_chunk_is_written_for_every_recording_and_clipped_values_are_counted(plan_of, tmp_path):
    from dataclasses import replace

    plan = plan_of("binary", CONFIG)
    plan = replace(plan, folder=tmp_path)
    for job in plan.jobs:
        plan.folder_of(job.name).mkdir()
        plan.format.begin(plan.folder_of(job.name), job)
    clipped = write_chunk(plan, 0, 12_000)
    assert clipped == {"static": 0, "drifting": 0}
    for job in plan.jobs:
        there = plan.format.read(plan.folder_of(job.name), job, 0, 12_000)
        expected, _ = job.samples.encode(job.recording.get_traces(start_frame=0, end_frame=12_000))
        assert np.abs(there - expected).max() <= 1
    assert measure(plan) > 0
