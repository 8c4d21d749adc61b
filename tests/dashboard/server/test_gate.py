"""What comes in and what does not, from the outside: raw sockets and HTTP."""

import base64
import json
import re

import pytest
from driftscope_dashboard.server.access import ACCESS_COOKIE


@pytest.fixture(scope="module")
def open_server(start_server):
    """A server for everybody on this machine, in one process."""
    return start_server("--processes", "1", "--max-sessions", "3")


@pytest.fixture(scope="module")
def closed_server(start_server):
    """A server that asks for a token, below a prefix, in two processes."""
    return start_server("--processes", "2", "--host", "0.0.0.0", "--prefix", "/drift")  # noqa: S104


def cookie_of(headers, name):
    found = re.search(rf"{name}=([^;]+)", "\n".join(headers.get_all("Set-Cookie") or []))
    return found and found[1]


def come_in(server, path="/drift/", which=0):
    """Exchange a token for a cookie."""
    status, headers, _ = server.get(f"{path}?token={server.tokens[which]}")
    assert status == 302
    return {"Cookie": f"{ACCESS_COOKIE}={cookie_of(headers, ACCESS_COOKIE)}"}


def token_in(page):
    return re.search(r'"token":\s*"([^"]+)"', page)[1]


def test_without_a_token_nobody_comes_in_and_hears_why(closed_server):
    for path in ("/drift/", "/drift/hybrid", "/drift/static/js/bokeh.min.js", "/drift/ws", "/drift/nowhere", "/"):
        status, headers, text = closed_server.get(path)
        assert status == 401
        assert "Ask the person who started this server" in text
        assert headers["Content-Type"].startswith("text/html")
    status, _, text = closed_server.get("/drift/?token=guessed-guessed")
    assert status == 403
    assert "not valid" in text


def test_a_token_becomes_a_cookie_and_leaves_the_address(closed_server):
    status, headers, _ = closed_server.get(f"/drift/?preset=tetrode&token={closed_server.tokens[0]}")
    assert (status, headers["Location"]) == (302, "./?preset=tetrode")
    [cookie] = headers.get_all("Set-Cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/drift/" in cookie
    assert closed_server.tokens[0] not in cookie
    status, _, text = closed_server.get("/drift/hybrid", come_in(closed_server))
    assert status == 200
    assert "<title>driftscope</title>" in text


def test_behind_https_the_cookie_goes_over_https_only(closed_server):
    headers = {"X-Forwarded-Proto": "https"}
    _, answered, _ = closed_server.get(f"/drift/?token={closed_server.tokens[0]}", headers)
    assert "Secure" in answered["Set-Cookie"]


def test_health_is_told_to_everybody_and_makes_no_page(closed_server):
    for path in ("/drift/healthz", "/healthz", "/drift/healthz?endpoint=/"):
        status, _, text = closed_server.get(path)
        assert (status, json.loads(text)) == (200, {"healthy": True})


def test_a_proxy_may_leave_the_prefix_out(closed_server):
    allowed = come_in(closed_server)
    assert closed_server.get("/static/js/bokeh.min.js", allowed)[0] == 200
    assert closed_server.get("/drift/static/js/bokeh.min.js", allowed)[0] == 200
    assert closed_server.get("/drift", allowed)[1]["Location"] == "/drift/"


def test_every_answer_has_the_headers(closed_server):
    allowed = come_in(closed_server)
    for path, given in (("/drift/", {}), ("/drift/", allowed), ("/drift/static/js/bokeh.min.js", allowed)):
        _, headers, _ = closed_server.get(path, given)
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "Server" not in headers
    _, headers, text = closed_server.get("/drift/hybrid", allowed)
    policy = headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([\w-]+)'", policy)[1]
    assert "frame-ancestors 'self'" in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert set(re.findall(r"<script nonce=([\w-]+)", text)) == {nonce}
    assert "<script>" not in text
    assert "<script " not in text.replace(f"<script nonce={nonce}", "")


def test_ways_into_a_page_from_other_sites_are_closed(open_server):
    for path in ("/autoload.js?bokeh-autoload-element=1", "/metadata", "/hybrid/autoload.js"):
        assert open_server.get(path)[0] == 404


def test_without_a_token_other_names_do_not_lead_here(open_server):
    status, _, text = open_server.get("/", {"Host": "rebound.example"})
    assert status == 403
    assert "--allow-origin" in text


FORGED = [
    "", "x", "....", "a.b.c", "%00", base64.urlsafe_b64encode(b'{"session_id": 3}').decode().rstrip("="),
    base64.urlsafe_b64encode(b'{"session_id": "a", "session_expiry": 1e12}').decode().rstrip("="), "=" * 50, "A" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("token", FORGED, ids=range(len(FORGED)))
def test_malformed_tokens_on_the_socket_are_refused_without_a_trace(open_server, token):
    assert open_server.open_socket(token) == "HTTP/1.1 403 Forbidden"
    assert "Traceback" not in open_server.log()


def test_a_socket_needs_the_cookie_too(closed_server):
    allowed = come_in(closed_server)
    token = token_in(closed_server.get("/drift/hybrid", allowed)[2])
    assert closed_server.open_socket(token, "/drift/hybrid/ws") == "HTTP/1.1 401 Unauthorized"
    cookie = f"Cookie: {allowed['Cookie']}\r\n"
    other = f"{cookie}Origin: https://evil.example\r\n"
    assert closed_server.open_socket(token, "/drift/hybrid/ws", other) == "HTTP/1.1 403 Forbidden"
    assert closed_server.open_socket(token, "/drift/hybrid/ws", cookie) == "HTTP/1.1 101 Switching Protocols"
    assert closed_server.open_socket(token[:-3] + "AAA", "/drift/hybrid/ws", cookie) == "HTTP/1.1 403 Forbidden"


@pytest.mark.parametrize(
    "sent",
    [
        b"", b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00", b"A" * 70_000,
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET //etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /static/../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n",
        b"GET /%00 HTTP/1.1\r\nHost: localhost\r\nCookie: \xff\xfe=1\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_no_request_hurts_nobody(open_server, sent):
    assert b"root:" not in open_server.raw(sent, 0.3)
    assert open_server.get("/healthz")[0] == 200
    assert "Traceback" not in open_server.log()


def test_when_all_pages_are_taken_a_page_says_so_and_keeps_its_place(start_server):
    full_server = start_server("--processes", "1", "--max-sessions", "1")
    status, headers, page = full_server.get("/?preset=tetrode")
    assert status == 200
    names = []
    for place in ("You are next in line", "1 ahead of you"):
        status, headers, text = full_server.get("/?preset=tetrode")
        assert status == 503
        assert place in text
        names.append(f"driftscope-visitor={cookie_of(headers, 'driftscope-visitor')}")
    assert token_in(page)
    assert "1 ahead of you" in full_server.get("/", {"Cookie": names[1]})[2]
    assert "You are next in line" in full_server.get("/", {"Cookie": names[0]})[2]
    assert full_server.get("/healthz")[0] == 200


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_server_ends_when_it_is_asked_to(start_server, processes):
    server = start_server("--processes", processes)
    server.stop()
    assert server.process.returncode in (0, 1)  # 1: it was ended because it did not end by itself
