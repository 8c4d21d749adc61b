"""Processes that work on an export, and what happens when one of them ends."""

import os
import signal
from pathlib import Path

import pytest
from driftscope import Simulation
from driftscope.export import ExportError, ExportOptions, export
from driftscope.export.runtime.pool import Pool
from driftscope.export.writer import plan_for

from ..conftest import PROBES, config_on

CONFIG = config_on(PROBES["tetrode"])
BOTH = ExportOptions(recording="both")


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_worker_that_is_killed_is_said_and_what_is_written_stays(tmp_path):
    folder = tmp_path / "out"

    def kill_a_worker(progress):
        if progress.phase == "samples" and progress.share > 0:
            children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
            if not children.exists():
                pytest.skip("needs a system that lists child processes")
            os.kill(int(children.read_text().split()[-1]), signal.SIGKILL)

    with pytest.raises(ExportError, match=r"terminated by signal 9; .* fewer jobs\. Written data is kept"):
        export(Simulation(CONFIG), folder, BOTH, jobs=2, chunk_s=0.05, progress=kill_a_worker)
    export(Simulation(CONFIG), folder, BOTH, jobs=2)
    undisturbed = export(Simulation(CONFIG), tmp_path / "undisturbed", BOTH, jobs=1)
    assert contents(folder) == contents(undisturbed)


def test_what_its_caller_raises_ends_the_processes(tmp_path):
    plan, _ = plan_for(Simulation(CONFIG), tmp_path / "out")

    def tick():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Pool(plan, 1, tick) as pool:
        list(pool.run([("truth", ())]))


def test_every_task_is_done_once(tmp_path):
    plan, _ = plan_for(Simulation(CONFIG), tmp_path / "out")
    with Pool(plan, 2) as pool:
        done = [task for task, _, is_done in pool.run([("measure", ())] * 3) if is_done]
    assert done == [("measure", ())] * 3
