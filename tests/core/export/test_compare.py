"""Samples on disk compared with those of the configuration."""

from dataclasses import replace

import numpy as np
import pytest
from driftscope.export import ExportError
from driftscope.export.compare import compare
from driftscope.export.formats.flat import write_rows
from driftscope.export.rendering import write_chunk

from .conftest import PROBES, config_on

CONFIG = config_on(PROBES["tetrode"])


@pytest.fixture
def written(plan_of, tmp_path):
    plan = replace(plan_of("binary", CONFIG), folder=tmp_path)
    for job in plan.jobs:
        plan.folder_of(job.name).mkdir()
        plan.format.begin(plan.folder_of(job.name), job)
    write_chunk(plan, 0, 12_000)
    return plan


def test_what_was_written_does_not_differ(written):
    assert compare(written, 0, 12_000) == []


def test_the_first_difference_is_named_with_its_size(written):
    [job, _] = written.jobs
    folder = written.folder_of(job.name)
    row = written.format.read(folder, job, 700, 701)
    row[0, 2] += 50
    write_rows(folder / "traces.raw", 700, row)
    [found] = compare(written, 0, 12_000)
    assert (found.recording, found.first_sample, found.first_channel) == (job.name, 700, 2)
    assert (found.number, found.largest) == (1, 50.0) and not found.is_rounding(written)
    assert "first in sample 700 (0.023 s), channel 2; by up to 50 steps" in found.in_words(written)
    row[0, 2] -= 49
    write_rows(folder / "traces.raw", 700, row)
    [found] = compare(written, 0, 12_000)
    assert found.is_rounding(written)


def test_a_file_that_ends_early_is_said(written):
    [job, _] = written.jobs
    path = written.folder_of(job.name) / "traces.raw"
    path.write_bytes(path.read_bytes()[: 1_000 * 4 * 2])
    with pytest.raises(ExportError, match="is truncated: it ends after sample 1000 of"):
        compare(written, 0, np.minimum(12_000, job.num_samples))
