import asyncio
import re
import time

import pytest
from bokeh.util.token import get_session_id, get_token_payload
from driftscope_dashboard.page.page_context import idle_s
from driftscope_dashboard.server import dashboard_pages, ready_pages
from driftscope_dashboard.server.dashboard_pages import page_server, pages
from driftscope_dashboard.server.options import ServerOptions
from driftscope_dashboard.server.ready_pages import ReadyPages, Wanted
from driftscope_dashboard.server.task import Task
from driftscope_dashboard.server.visitors import ROLE_HEADER, VISITOR_HEADER, follow_visitor
from driftscope_dashboard.session.export_jobs import ExportJobs
from tornado.httpclient import AsyncHTTPClient
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine
from tornado.netutil import bind_sockets
from tornado.routing import Router


class Connection:
    context = None


def asked(path="/", query="", **headers):
    """Return a request as a browser sends it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named["Host"] = "localhost"
    line = RequestStartLine("GET", f"{path}?{query}" if query else path, "HTTP/1.1")
    return HTTPServerRequest(start_line=line, headers=HTTPHeaders(named), connection=Connection())


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        (asked(), Wanted()),
        (asked(Accept_Language="en-US,en;q=0.9"), Wanted()),
        (asked(Accept_Language="de-CH,de;q=0.9,en;q=0.8"), Wanted(languages=("de", "en"))),
        (asked(Cookie="driftscope-theme=dark"), Wanted(theme="dark")),
        (asked(query="lesson=drift&step=2"), Wanted("lesson=drift&step=2")),
    ],
)
def test_a_page_depends_on_query_languages_and_theme(request_, wanted):
    assert Wanted.by(request_) == wanted


@pytest.mark.parametrize(
    ("query", "shared"),
    [("", True), ("preset=tetrode", True), ("lesson=drift&step=2", True), ("c=1-abc", False), ("preset=x&c=1", False)],
)
def test_a_link_with_a_configuration_of_its_own_is_made_for_nobody_else(query, shared):
    assert Wanted(query).is_shared_by_many is shared


class PassedOn(Router):
    """Stands before the pages, which can be replaced."""

    def __init__(self, pages):
        self.pages = pages

    def find_handler(self, request, **given):
        return self.pages.find_handler(request, **given)


class Served:
    """A server in this process."""

    def __init__(self, tmp_path):
        self.jobs = ExportJobs(tmp_path / "written")
        task = Task("", "", ServerOptions(processes=1), "", {}, "tetrode", str(tmp_path), (), lessons="")
        self.server = page_server(pages(task, self.jobs), task.options)
        [socket] = sockets = bind_sockets(0, "127.0.0.1")
        self.address = f"http://127.0.0.1:{socket.getsockname()[1]}/"
        self.router = PassedOn(self.server.ready_pages)
        self.started = self.server.start(self.router, sockets)

    async def get(self, query="", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await AsyncHTTPClient().fetch(self.address + query, headers=named, request_timeout=60)
        return answer.body.decode()

    def session_of(self, body):
        """Return the session that a page will open, and the payload of its token."""
        [token] = re.findall(r'"token":\s*"([^"]+)"', body)
        name = get_session_id(token)
        return self.server.application.get_session("/", name), get_token_payload(token)


@pytest.fixture
def run(tmp_path):
    """Run what is to be done with a server."""

    def run(scenario):
        async def whole():
            served = Served(tmp_path)
            try:
                await scenario(served)
            finally:
                served.started.stop(wait=False)

        asyncio.run(whole())

    return run


def test_the_page_that_is_there_is_handed_over_once_with_a_token_that_counts_from_now(run):
    async def scenario(served):
        ready: ReadyPages = served.server.ready_pages
        await ready.make(served.address)
        waiting = [one for context in served.server.contexts for one in context.sessions]
        assert (len(waiting), ready.waiting, served.server.open_pages) == (1, 1, 0)
        body = await served.get(Accept_Language="en-GB")
        session, payload = served.session_of(body)
        assert session is waiting[0]
        assert session.expiration_blocked
        assert payload["session_expiry"] > time.time() + 200
        assert payload["headers"]["Accept-Language"] == "en-GB"
        assert (ready.waiting, served.server.open_pages) == (0, 1)
        other, _ = served.session_of(await served.get())
        assert other is not session

    run(scenario)


def test_who_asks_for_something_else_gets_a_page_of_its_own(run):
    async def scenario(served):
        await served.server.ready_pages.make(served.address)
        waiting = [one for context in served.server.contexts for one in context.sessions]
        others = {"": {"Accept_Language": "de"}, "?": {"Cookie": "driftscope-theme=dark"}, "?preset=tetrode": {}}
        for query, headers in others.items():
            session, _ = served.session_of(await served.get(query, **headers))
            assert session not in waiting
        assert served.server.ready_pages.waiting == 1

    run(scenario)


def test_a_page_made_in_advance_becomes_its_visitors(run, monkeypatch):
    told = []
    monkeypatch.setattr(dashboard_pages, "follow_visitor", lambda follow: follow_visitor(told.append))

    async def scenario(served):
        await served.server.ready_pages.make(served.address)
        assert told == []
        await served.get(**{ROLE_HEADER.replace("-", "_"): "visitor", VISITOR_HEADER.replace("-", "_"): "anna"})
        assert told == ["anna"]
        await served.server.ready_pages.make(served.address)
        await served.get(**{ROLE_HEADER.replace("-", "_"): "owner"})
        assert told == ["anna", None]

    run(scenario)


def test_the_next_page_is_made_for_what_was_asked_last_when_it_is_quiet(run, monkeypatch):
    monkeypatch.setattr(ready_pages, "QUIET_S", 0.0)
    monkeypatch.setattr(ready_pages, "LOOK_MS", 20)

    async def scenario(served):
        ready = served.server.ready_pages
        await served.get("?preset=tetrode", Accept_Language="de")
        before = served.server.sessions
        ready.keep_making(served.address)
        while not ready.waiting:
            await asyncio.sleep(0.02)
        waiting = [one for one in served.server.sessions if one not in before]
        session, _ = served.session_of(await served.get("?preset=tetrode", Accept_Language="de"))
        assert [session] == waiting

    run(scenario)


def test_a_page_that_nobody_wants_any_more_is_let_go(run, monkeypatch):
    monkeypatch.setattr(ready_pages, "LOOK_MS", 20)

    async def scenario(served):
        ready = served.server.ready_pages
        await ready.make(served.address)
        [session] = [one for context in served.server.contexts for one in context.sessions]
        await served.get("?preset=tetrode")
        ready.keep_making(served.address)
        while ready.waiting or session.expiration_blocked:
            await asyncio.sleep(0.02)
        assert session.expiration_requested

    run(scenario)


CLASS = "lesson=drift&class=ABCD&lang=de"


@pytest.mark.parametrize(
    ("query", "of_a_class"),
    [(CLASS, True), ("lesson=drift&class=ABCD", True), ("lesson=drift", False), (f"{CLASS}&c=1", False), ("", False)],
)
def test_the_pages_of_a_class_are_known_by_their_link(query, of_a_class):
    assert Wanted(query).is_of_a_class is of_a_class
    assert not (of_a_class and Wanted(query).is_shared_by_many)


def expecting(served, number, monkeypatch):
    """Return the pages of a server that makes so many in advance for a class, as soon as it can."""
    monkeypatch.setattr(ready_pages, "QUIET_S", 0.0)
    monkeypatch.setattr(ready_pages, "LOOK_MS", 20)
    application, key = served.server.application, served.server.key
    made = ReadyPages(application, "", key, idle_s, lambda: True, number)
    served.server.ready_pages = served.router.pages = made
    made.keep_making(served.address)
    return made


async def until(condition):
    while not condition():
        await asyncio.sleep(0.02)


def test_pages_are_made_for_a_class_that_begins_and_handed_over_whatever_else_is_opened(run, monkeypatch):
    async def scenario(served):
        ready = expecting(served, 1, monkeypatch)
        ready.expect(Wanted.of(CLASS, "de"))
        await until(lambda: ready.waiting == 2)
        waiting = served.server.sessions
        await served.get("?preset=tetrode")
        session, _ = served.session_of(await served.get(f"?{CLASS}", Accept_Language="de"))
        assert session in waiting
        await until(lambda: ready.waiting == 2)
        monkeypatch.setattr(ready_pages, "CLASS_S", 0.0)
        await until(lambda: ready.waiting == 1)

    run(scenario)


def test_without_classes_no_page_is_made_for_one(run, monkeypatch):
    async def scenario(served):
        ready = expecting(served, 0, monkeypatch)
        ready.expect(Wanted.of(CLASS, "de"))
        await until(lambda: ready.waiting == 1)
        session, _ = served.session_of(await served.get(f"?{CLASS}", Accept_Language="de"))
        assert ready.waiting == 1
        assert session in served.server.sessions

    run(scenario)


def test_a_server_that_does_not_answer_is_a_line_in_the_log(run, caplog):
    async def scenario(served):
        with bind_sockets(0, "127.0.0.1")[0] as closed:
            address = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        await served.server.ready_pages.make(address)
        assert served.server.ready_pages.waiting == 0

    run(scenario)
    assert "no page could be made in advance" in caplog.text
