"""A server ends when it is asked to, whatever it is doing."""

import signal
import subprocess
import sys

import pytest

BUSY = """
import sys, threading
from driftscope_dashboard.server.stopping import end_on_signal
asked = threading.Event()
end_on_signal(asked.set, lambda: print("the last", flush=True), patience_s=0.2)
print("busy", flush=True)
{work}
"""
LONGEST_S = 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(
    "work",
    [
        pytest.param("while True: pass", id="a loop that never ends"),
        pytest.param("import numpy; a = numpy.ones((8_000, 8_000)); a @ a @ a @ a @ a", id="one long computation"),
        pytest.param("threading.Event().wait()", id="waiting"),
    ],
)
def test_a_busy_server_ends_when_it_is_asked_to(work, number):
    command = [sys.executable, "-c", BUSY.format(work=work)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "busy\n"
        process.send_signal(number)
        assert process.wait(timeout=LONGEST_S) == 1
        assert process.stdout.read() == "the last\n"


def test_a_server_that_stops_by_itself_is_not_ended():
    command = [sys.executable, "-c", BUSY.format(work="asked.wait()")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "busy\n"
        process.terminate()
        assert process.wait(timeout=50) == 0
