"""A process keeps within its memory."""

import numpy as np
import pytest
from driftscope_dashboard.server import memory
from driftscope_dashboard.server.memory import GROWN_MB, MemoryWatch, resident_mb


@pytest.fixture
def trimmed(monkeypatch):
    calls = []
    monkeypatch.setattr(memory, "give_back", lambda: calls.append(1))
    return calls


def test_the_memory_of_the_process_is_known():
    before = resident_mb()
    held = np.ones(20_000_000)
    assert resident_mb() - before > 100
    assert held.size == 20_000_000


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
