"""Pages that were sent and not opened yet."""

import asyncio
import time

import pytest
from driftscope_dashboard.server import opening
from driftscope_dashboard.server.dashboard_pages import page_server, pages
from driftscope_dashboard.server.opening import OpeningPages
from driftscope_dashboard.server.options import ServerOptions
from driftscope_dashboard.server.task import Task
from driftscope_dashboard.session.export_jobs import ExportJobs
from tornado.httpclient import AsyncHTTPClient
from tornado.netutil import bind_sockets


class Page:
    """A session, as far as it is looked at."""

    def __init__(self):
        self.blocks, self.connection_count, self.expiration_requested = 0, 0, False

    def block_expiration(self):
        self.blocks += 1

    def unblock_expiration(self):
        self.blocks -= 1


@pytest.mark.parametrize("end", ["opened", "unwanted", "too late"])
def test_a_page_is_kept_until_it_is_opened_or_nobody_wants_it_or_it_took_too_long(monkeypatch, end):
    page, now = Page(), [100.0]
    monkeypatch.setattr(opening, "monotonic", lambda: now[0])
    kept = OpeningPages(lambda: [page], kept_s=60.0)
    for _ in range(3):
        kept.look()
        now[0] += 10.0
    assert page.blocks == 1
    page.connection_count = int(end == "opened")
    page.expiration_requested = end == "unwanted"
    now[0] += 60.0 * (end == "too late")
    for _ in range(3):
        kept.look()
        assert page.blocks == 0
        page.connection_count = 0


async def until(condition):
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < 30
        await asyncio.sleep(0.02)


def test_a_browser_that_is_slow_still_finds_its_page(tmp_path, monkeypatch):
    lifetime_ms = 100
    monkeypatch.setattr(opening, "LOOK_MS", 10)

    async def scenario():
        task = Task("", "", ServerOptions(processes=1), "", {}, "tetrode", str(tmp_path), (), lessons="")
        soon = {"unused_session_lifetime_milliseconds": lifetime_ms, "check_unused_sessions_milliseconds": 50}
        server = page_server(pages(task, ExportJobs(tmp_path / "written")), task.options, **soon)
        [socket] = sockets = bind_sockets(0, "127.0.0.1")
        started = server.start(server.ready_pages, sockets)
        try:
            await AsyncHTTPClient().fetch(f"http://127.0.0.1:{socket.getsockname()[1]}/", request_timeout=60)
            [session] = server.sessions
            await until(lambda: session.milliseconds_since_last_unsubscribe > 10 * lifetime_ms)
            assert server.sessions == [session]
            session.request_expiration()
            await until(lambda: not server.sessions)
        finally:
            started.stop(wait=False)

    asyncio.run(scenario())
