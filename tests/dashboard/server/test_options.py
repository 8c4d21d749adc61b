"""What a server is started with, and what follows from the machine where nothing is given."""

import os

import pytest
from driftscope_dashboard.server import options
from driftscope_dashboard.server.options import MOST_PROCESSES, MOST_SESSIONS, PROCESS_MB, ServerOptions


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.3.2.1", "::1"])
def test_addresses_that_only_this_machine_reaches(host):
    assert ServerOptions(host=host).is_loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "lab.example.org"])  # noqa: S104
def test_addresses_that_others_reach(host):
    assert not ServerOptions(host=host).is_loopback


@pytest.mark.parametrize(("prefix", "path"), [("", ""), ("/", ""), ("lab", "/lab"), ("/lab/drift/", "/lab/drift")])
def test_a_prefix_is_written_one_way(prefix, path):
    assert ServerOptions(prefix=prefix).path == path


@pytest.mark.parametrize("memory_mb", [300, 2_000, 6_000, 64_000])
@pytest.mark.parametrize("cores", [1, 2, 64])
def test_processes_and_sessions_fit_cores_and_memory(memory_mb, cores, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    chosen = ServerOptions(memory_mb=memory_mb)
    assert 1 <= chosen.process_count <= min(cores, MOST_PROCESSES)
    assert chosen.process_count == 1 or chosen.process_count * PROCESS_MB <= memory_mb / 2
    assert 1 <= chosen.session_limit <= MOST_SESSIONS


def test_what_is_asked_for_is_followed():
    chosen = ServerOptions(memory_mb=500, processes=3, max_sessions=7)
    assert (chosen.memory_limit_mb, chosen.process_count, chosen.session_limit) == (500, 3, 7)


@pytest.mark.parametrize(("written", "expected_mb"), [(str(512 * 2**20), 512), ("max\n", None), (None, None)])
def test_the_limit_of_a_container_counts(tmp_path, monkeypatch, written, expected_mb):
    limit = tmp_path / "memory.max"
    if written is not None:
        limit.write_text(written)
    monkeypatch.setattr(options, "_CGROUP_LIMITS", (str(limit),))
    whole_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    assert options.machine_memory_mb() == (expected_mb or whole_mb)


@pytest.mark.parametrize(
    ("given", "pages"),
    [
        ({}, 0),
        ({"classes": True, "processes": 1, "max_sessions": 100}, 30),
        ({"classes": True, "processes": 4, "max_sessions": 100}, 8),
        ({"classes": True, "processes": 2, "max_sessions": 10}, 3),
    ],
)
def test_each_process_makes_its_share_of_the_pages_of_a_class(given, pages):
    assert ServerOptions(**given).class_pages == pages
