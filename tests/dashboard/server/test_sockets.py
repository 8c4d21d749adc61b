"""The token with which a page opens its socket."""

import pytest
from bokeh.util.token import generate_jwt_token, generate_session_id
from driftscope_dashboard.server.sockets import LONGEST, is_own_socket
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

KEY, OTHER = b"k" * 32, b"o" * 32


def token(key=KEY, expiration=300):
    return generate_jwt_token(generate_session_id(key, True), secret_key=key, signed=True, expiration=expiration)


def asked(protocols):
    return HTTPServerRequest(
        start_line=RequestStartLine("GET", "/ws", "HTTP/1.1"),
        headers=HTTPHeaders({"Host": "x", "Sec-WebSocket-Protocol": protocols}),
    )


def test_a_page_of_this_server_opens_its_socket():
    assert is_own_socket(asked(f"bokeh, {token()}"), KEY)


@pytest.mark.parametrize(
    "protocols",
    [
        "", "bokeh", "bokeh,", f"other, {token()}", f"bokeh, {token(OTHER)}", f"bokeh, {token(expiration=-1)}",
        f"bokeh, {token()[:-4]}", "bokeh, a.b.c", "bokeh, \N{SNOWMAN}", f"bokeh, {'a' * (LONGEST + 1)}",
    ],
)  # fmt: skip
def test_anything_else_opens_none_and_raises_nothing(protocols):
    assert is_own_socket(asked(protocols), KEY) is False
