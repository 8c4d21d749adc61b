"""Progress in a terminal, in a log, and for another program."""

import json

import pytest
from driftscope.cli.progress_bar import progress_display
from driftscope.export import Progress


def test_progress_is_shown_as_a_bar_in_a_terminal(capsys):
    bar = progress_display("bar")
    bar(Progress("samples", 0.5, 2e8, 12.0, 75.0))
    bar(Progress("checksums", 1.0))
    bar(Progress("done", 1.0))
    shown = capsys.readouterr().err
    assert "████████████░░░░░░░░░░░░ samples       50 %  200 MB/s  12.0 x real time  75 s left" in shown
    assert shown.endswith("100 %\x1b[K\n")


@pytest.mark.parametrize("name", ["json", "lines", "none"])
def test_every_phase_is_shown_for_logs_and_programs(name, capsys):
    show = progress_display(name)
    for phase in ("truth", "samples", "done"):
        show(Progress(phase, 1.0))
    shown = capsys.readouterr().err.splitlines()
    if name == "json":
        assert [json.loads(line)["phase"] for line in shown] == ["truth", "samples", "done"]
    else:
        assert shown == ([] if name == "none" else ["ground truth 100 %", "samples      100 %"])
