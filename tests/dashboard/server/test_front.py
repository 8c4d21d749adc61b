"""Processes that serve pages may end: visitors hear it in words, and get another one."""

import os
import signal
import time
from pathlib import Path

PATIENCE_S = 120


def children_of(server):
    number = server.process.pid
    return [int(one) for one in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


def test_a_process_that_ends_is_said_in_words_and_replaced(start_server):
    server = start_server("--processes", "2")
    assert server.get("/?preset=tetrode")[0] == 200
    ended = children_of(server)
    assert len(ended) == 2
    for one in ended:
        os.kill(one, signal.SIGKILL)
    begun = time.monotonic()
    status, headers, text = server.get("/?preset=tetrode")
    assert status == 503
    assert "reloads automatically" in text
    assert headers["Retry-After"] == "2"
    while status == 503 and time.monotonic() - begun < PATIENCE_S:
        time.sleep(0.2)  # for the processes that start need the cores
        status, _, text = server.get("/?preset=tetrode")
    assert status == 200
    assert not set(ended) & set(children_of(server))
