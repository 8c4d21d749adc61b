"""Headers of every answer, and the nonce by which a page's own scripts are known."""

import re

import pytest
from driftscope_dashboard.server.headers import SecurityHeaders, content_policy, cookie, is_secure
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

PAGE = b"<head><script src='a.js'></script></head><p>a text that says &lt;scripture</p>"


class Connection:
    context = None


def request_of(**headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    line = RequestStartLine("GET", "/", "HTTP/1.1")
    headers = HTTPHeaders({"Host": "localhost:5006", **named})
    return HTTPServerRequest(start_line=line, headers=headers, connection=Connection())


def answered(page=PAGE, kind="text/html", **given):
    """Return the headers and the body of an answer that is sent at once."""
    headers = HTTPHeaders({"Content-Type": kind, "Server": "some", "Content-Length": str(len(page))})
    _, headers, body = SecurityHeaders(request_of(), **given).transform_first_chunk(200, headers, page, True)
    return headers, body


def test_scripts_of_a_page_carry_the_nonce_of_its_policy():
    headers, body = answered()
    [nonce] = re.findall(r"'nonce-([\w-]+)'", headers["Content-Security-Policy"])
    assert body == PAGE.replace(b"<script ", b"<script nonce=" + nonce.encode() + b" ")
    assert headers["Content-Length"] == str(len(body))
    assert answered()[0]["Content-Security-Policy"] != headers["Content-Security-Policy"]


def test_later_parts_of_a_page_carry_the_same_nonce():
    transform = SecurityHeaders(request_of())
    _, _, first = transform.transform_first_chunk(200, HTTPHeaders({"Content-Type": "text/html"}), PAGE, False)
    nonces = re.findall(rb"nonce=([\w-]+)", first + transform.transform_chunk(PAGE, True))
    assert len(nonces) == 2
    assert len(set(nonces)) == 1


def test_what_is_no_page_is_sent_as_it_is():
    headers, body = answered(kind="text/javascript")
    assert body == PAGE
    assert "Content-Security-Policy" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in headers


def test_frames_of_other_sites_are_refused_unless_they_are_named():
    headers, _ = answered()
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    headers, _ = answered(embedded_in=("https://moodle.example",))
    assert "X-Frame-Options" not in headers
    assert headers["Content-Security-Policy"].endswith("frame-ancestors 'self' https://moodle.example")


def test_a_host_cannot_write_into_the_policy():
    request = request_of()
    request.host = "a.example; script-src *"
    transform = SecurityHeaders(request)
    _, headers, _ = transform.transform_first_chunk(200, HTTPHeaders({"Content-Type": "text/html"}), PAGE, True)
    policy = headers["Content-Security-Policy"]
    assert "script-src *" not in policy
    assert [part.split()[0] for part in policy.split("; ")] == [
        part.split()[0] for part in content_policy("n", "host").split("; ")
    ]


@pytest.mark.parametrize(
    ("secure", "embedded", "words"),
    [(False, False, "SameSite=Lax;"), (True, False, "SameSite=Lax; Secure;"), (False, True, "SameSite=Lax;"),
     (True, True, "SameSite=None; Secure; Partitioned;")],
)  # fmt: skip
def test_cookies_go_to_other_sites_only_where_they_may(secure, embedded, words):
    made = cookie("name", "value", "/drift/", secure=secure, embedded=embedded)
    assert made.startswith("name=value; Path=/drift/; HttpOnly; ")
    assert words in made


@pytest.mark.parametrize(("said", "secure"), [("https", True), ("HTTPS, http", True), ("http", False), ("", False)])
def test_a_proxy_says_how_the_browser_speaks(said, secure):
    assert is_secure(request_of(X_Forwarded_Proto=said)) is secure
