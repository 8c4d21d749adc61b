"""What holds for every format: its bytes follow from the job alone, in whatever order and by whomever it is written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.export import ExportError, ExportOptions, SampleFormat, export, formats, verify

Write = Callable[..., Any]

PROBE = {"kind": "neuropixels", "part_number": "NP2000", "num_contacts": 24}
"""A probe that every format can hold."""


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module", params=formats())
def form(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(scope="module")
def exported(form: str, write: Write, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both recordings, written by two processes in short pieces."""
    source = Simulation(write(form, PROBE).job.source.config)
    options = ExportOptions(format=form, recording="both")
    return export(source, tmp_path_factory.mktemp("exported") / form, options, jobs=2, chunk_s=0.3)


def test_processes_and_order_leave_no_mark(form: str, exported: Path, write: Write, tmp_path: Path) -> None:
    written, found = write(form, PROBE), formats()[form]
    assert _contents(written.folder) == _contents(exported / "drifting")
    job, step = written.job, -(-5_000 // found.grain(written.job)) * found.grain(written.job)
    found.begin(tmp_path, job)
    starts = list(range(0, job.num_samples, step))
    for start in [*starts[:1], *reversed(starts)]:
        found.begin(tmp_path, job)  # as after an interruption
        traces = job.recording.get_traces(None, start, min(start + step, job.num_samples))
        found.write(tmp_path, job, start, job.samples.encode(traces)[0])
    found.finish(tmp_path, job)
    found.finish(tmp_path, job)
    assert _contents(tmp_path) == _contents(written.folder)


def test_samples_are_read_back_in_the_order_of_channels(form: str, write: Write) -> None:
    written = write(form, PROBE)
    job = written.job
    samples = formats()[form].read(written.folder, job, 1_234, 35_000)
    assert samples.dtype == job.dtype
    np.testing.assert_allclose(
        job.samples.decode(samples), written.traces_uv[1_234:35_000], rtol=0, atol=written.tolerance_uv
    )


def test_silence_at_rest_is_written_too(form: str, write: Write) -> None:
    nothing = {"units": {"num_units": 2}, "spikes": {"times_s": ((), ())}, "motion": {"components": []}}
    written = write(form, PROBE, duration_s=0.01, **nothing)
    samples = formats()[form].read(written.folder, written.job, 0, 300)
    found_uv = written.job.samples.decode(samples)
    np.testing.assert_allclose(found_uv, written.traces_uv, rtol=0, atol=written.tolerance_uv)


def test_no_more_is_written_than_was_foreseen(form: str, write: Write) -> None:
    written = write(form, PROBE)
    size = sum(len(content) for content in _contents(written.folder).values())
    assert size <= formats()[form].disk_bytes(written.job) + 2**20


def test_both_recordings_pass_verification(exported: Path) -> None:
    assert {path.name for path in exported.iterdir()} >= {"static", "drifting", "truth"}
    assert verify(exported, jobs=1, num_windows=4).problems == ()


def test_float32_is_refused_where_there_is_no_such_file(tmp_path: Path, write: Write) -> None:
    source = write("spikeglx", PROBE).job.source
    options = ExportOptions(format="spikeglx", samples=SampleFormat(dtype="float32"))
    with pytest.raises(ExportError, match="spikeglx cannot store float32: use int16"):
        export(source, tmp_path / "out", options)
