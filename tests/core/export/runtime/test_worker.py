"""A worker process: tasks in, answers out."""

import pickle
import subprocess
import sys

from driftscope import Simulation
from driftscope.export.writer import plan_for

from ..conftest import PROBES, config_on

WORKER = [sys.executable, "-c", "from driftscope.export.runtime.worker import main; main()"]


def test_it_answers_each_task_and_ends_with_its_input(tmp_path):
    plan, _ = plan_for(Simulation(config_on(PROBES["tetrode"])), tmp_path / "out")

    def answer():
        return pickle.load(process.stdout)  # noqa: S301 - from the process started below

    with subprocess.Popen(WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        pickle.dump(plan, process.stdin)
        pickle.dump(("measure", ()), process.stdin)
        process.stdin.flush()
        assert answer()[0] == "part"
        kind, seconds_per_sample = answer()
        assert kind == "done" and seconds_per_sample > 0
        pickle.dump(("no such task", ()), process.stdin)
        process.stdin.flush()
        kind, said = answer()
        assert kind == "failed" and "no such task" in said
        process.stdin.close()
        assert process.wait(timeout=60) == 0
