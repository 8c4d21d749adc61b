"""What a process answers when it is asked to do something."""

import pytest
from driftscope import ConfigError, Problem, Simulation
from driftscope.export import ExportError
from driftscope.export.runtime.tasks import carry_out, in_words
from driftscope.export.writer import plan_for

from ..conftest import PROBES, config_on


def test_the_last_answer_says_how_it_ended(tmp_path):
    plan, _ = plan_for(Simulation(config_on(PROBES["tetrode"])), tmp_path / "out")
    *parts, last = carry_out(plan, ("truth", ()))
    assert {kind for kind, _ in parts} == {"part"}
    assert last == ("done", 1.0)
    *_, last = carry_out(plan, ("begin", ("drifting",)))
    assert last == ("done", None)
    *_, last = carry_out(plan, ("chunk", (0, 100)))
    assert last == ("done", (0, 100, {"drifting": 0}))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ExportError("the disk is full"), "the disk is full"),
        (ConfigError([Problem("seed", "is odd", 3)]), "seed (3): is odd"),
        (PermissionError(13, "Permission denied", "out"), "out: Permission denied"),
    ],
)
def test_what_a_user_can_mend_is_said_without_a_traceback(error, said):
    assert in_words(error) == said


def test_what_nobody_expected_is_said_with_its_place():
    try:
        raise RuntimeError
    except RuntimeError as error:
        assert "test_tasks.py" in in_words(error)
