"""What a process serves, as one process tells another."""

import pytest
from driftscope import SimulationConfig
from driftscope.hybrid import HybridConfig
from driftscope_dashboard.server.options import ServerOptions
from driftscope_dashboard.server.task import Task


@pytest.mark.parametrize(
    ("kind", "config"), [("synthetic", SimulationConfig(seed=5)), ("hybrid", HybridConfig()), ("", None)]
)
def test_a_task_arrives_as_it_was_sent(tmp_path, kind, config):
    options = ServerOptions(processes=2, libraries=("local://one", "local://two"))
    sent = Task(
        "socket", "ab12", options, kind, {} if config is None else config.to_dict(), "tetrode", "out",
        ("/a", "/b c"), str(tmp_path), "jobs",
    )  # fmt: skip
    line = sent.to_line()
    assert line.count("\n") == 1
    assert line.endswith("\n")
    came = Task.of_line(line)
    assert came == sent
    assert came.start == config
