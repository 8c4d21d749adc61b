"""Which pages there are, with what they begin, and what the process that serves them is set to."""

import gc
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from driftscope.hybrid import HybridConfig
from driftscope.presets import PRESETS
from driftscope_dashboard.server import dashboard_pages
from driftscope_dashboard.server.dashboard_pages import COLLECT_AFTER, SWITCH_S, page_server, pages
from driftscope_dashboard.server.options import ServerOptions
from driftscope_dashboard.server.task import Task
from driftscope_dashboard.session.export_jobs import ExportJobs


@pytest.fixture
def asked(monkeypatch):
    """What the pages are made with, by kind; no page is made."""
    noted = {}

    def create_page(kind, begin, jobs, allowed, opened, shelf):
        noted[kind.name] = (begin, jobs, allowed, opened)

    monkeypatch.setattr(dashboard_pages, "create_page", create_page)
    return noted


@pytest.fixture
def task(tmp_path):
    return Task("", "", ServerOptions(processes=1), "", {}, None, str(tmp_path), (str(tmp_path),), lessons="")


def begun(task, asked, opened=None):
    """Return what each page begins with."""
    for make in pages(task, ExportJobs(Path(task.output)), opened).values():
        make()
    return {name: begin for name, (begin, *_) in asked.items()}


def test_there_is_a_page_of_each_kind(task, asked):
    assert pages(task, ExportJobs(Path(task.output))).keys() == {"/", "/hybrid"}
    first = next(iter(PRESETS.values())).config
    assert begun(task, asked) == {"synthetic": first, "hybrid": HybridConfig()}


def test_the_synthetic_page_begins_with_the_preset_that_was_named(task, asked):
    assert begun(replace(task, preset="tetrode"), asked)["synthetic"] == PRESETS["tetrode"].config


def test_each_page_has_its_own_view_of_the_exports_and_may_open_the_data(task, asked, tmp_path):
    opened = []
    begun(task, asked, opened.append)
    (_, one, allowed, told), (_, other, *_) = asked["synthetic"], asked["hybrid"]
    assert one is not other
    assert one.export_jobs is other.export_jobs
    assert allowed.folders == (tmp_path,)
    assert told == opened.append


def test_a_process_has_its_share_of_the_memory(task):
    before, collected = sys.getswitchinterval(), gc.get_threshold()
    try:
        options = ServerOptions(processes=2, memory_mb=4_000)
        server = page_server({}, options, share=2)
        assert server.memory.limit_mb == 2_000
        assert sys.getswitchinterval() == pytest.approx(SWITCH_S)
        assert gc.get_threshold()[0] == COLLECT_AFTER
    finally:
        gc.set_threshold(*collected)
        sys.setswitchinterval(before)
