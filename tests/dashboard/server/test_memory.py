"""A process keeps within its memory."""

import subprocess
import sys

import pytest
from driftscope_dashboard.server import memory
from driftscope_dashboard.server.memory import GROWN_MB, MemoryWatch


@pytest.fixture
def trimmed(monkeypatch):
    calls = []
    monkeypatch.setattr(memory, "give_back", lambda: calls.append(1))
    return calls


def test_the_memory_of_the_process_is_known():
    code = (
        "import numpy as np; from driftscope_dashboard.server.memory import resident_mb; before = resident_mb();"
        "held = np.ones(20_000_000); print(resident_mb() - before)"
    )  # a process of its own: one that has freed much takes no more from the system
    grown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert 100 < float(grown) < 200


def test_what_was_freed_is_given_back_when_memory_has_grown(trimmed):
    now = [100.0]
    watch = MemoryWatch(1_000, lambda: None, lambda: now[0])
    watch.check()
    assert trimmed == []
    now[0] += GROWN_MB + 1
    watch.check()
    assert len(trimmed) == 1
    watch.check()
    assert len(trimmed) == 1


def test_when_memory_is_nearly_used_up_caches_are_forgotten_and_no_page_is_opened(trimmed):
    now, forgotten = [900.0], []
    watch = MemoryWatch(1_000, lambda: forgotten.append(1), lambda: now[0])
    watch.check()
    assert forgotten == [1]
    assert watch.is_full
    now[0] = 500.0
    watch.check()
    assert not watch.is_full
