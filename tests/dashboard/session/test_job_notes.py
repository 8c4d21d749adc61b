"""What several processes of one server write is seen, counted and stopped by each of them."""

import os
import signal
import subprocess
import sys

from driftscope_dashboard.session.job_notes import JobNote, JobNotes


def other_notes(tmp_path, *rows, pid=0):
    """Notes as another process writes them."""
    notes = JobNotes(tmp_path)
    notes._own = "other-"
    for visitor, row in rows:
        notes.write(notes.new(), JobNote(visitor, row, pid))
    return notes


def test_a_process_reads_what_others_wrote_and_not_its_own(tmp_path):
    other_notes(tmp_path, ("ann", ["one", "running", 3.0, "beginning"]))
    mine = JobNotes(tmp_path)
    mine.write(mine.new(), JobNote("me", ["two", "done", 100.0, ""], 1))
    [found] = mine.others()
    assert (found.visitor, found.name, found.condition) == ("ann", "one", "running")


def test_a_damaged_note_is_passed_over(tmp_path):
    (tmp_path / "other-1.job").write_text("{")
    (tmp_path / "other-2.job").write_text('{"a": 1}')
    assert JobNotes(tmp_path).others() == ()


def test_what_another_process_writes_can_be_stopped():
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        JobNote("ann", ["one", "done", 100.0, ""], process.pid).stop()
        assert process.poll() is None
        JobNote("ann", ["one", "running", 1.0, ""], process.pid).stop()
        assert process.wait(20) == -signal.SIGTERM


def test_one_process_at_a_time_begins(tmp_path):
    notes = JobNotes(tmp_path)
    code = (
        "import sys; from pathlib import Path; from driftscope_dashboard.session.job_notes import JobNotes\n"
        "with JobNotes(Path(sys.argv[1])).turn(): print('in', flush=True)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with notes.turn():
        waiting = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, env=environment)
        (tmp_path / "done").touch()
        assert waiting.poll() is None
    assert waiting.communicate(timeout=60)[0] == b"in\n"
