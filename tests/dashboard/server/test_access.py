"""Who may come in: tokens, cookies and the names by which a browser reaches the server."""

import pytest
from driftscope_dashboard.server.access import ACCESS_COOKIE, Access, is_direct, new_visitor, visitor_of
from driftscope_dashboard.server.options import ServerOptions
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

PORT = 5006


class Connection:
    """What a request says that it came by."""

    context = None


def asked(path="/", host=f"localhost:{PORT}", **headers):
    headers = HTTPHeaders({"Host": host, **{name.replace("_", "-"): value for name, value in headers.items()}})
    line = RequestStartLine("GET", path, "HTTP/1.1")
    return HTTPServerRequest(start_line=line, headers=headers, connection=Connection())


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "example.org"])  # noqa: S104
def test_another_address_than_loopback_needs_a_token(host):
    access = Access(ServerOptions(host=host), PORT)
    assert len(access.token) >= 20
    assert access.role_of(asked()) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_on_this_machine_everybody_may_come(host):
    assert Access(ServerOptions(host=host), PORT).role_of(asked()) == "owner"


def test_a_token_can_be_asked_for_on_this_machine_too():
    access = Access(ServerOptions(token=""), PORT)
    assert access.token
    assert access.role_of(asked()) is None


def test_what_a_proxy_passes_on_is_a_visitor_not_the_owner():
    access = Access(ServerOptions(), PORT)
    assert access.role_of(asked(X_Forwarded_For="203.0.113.9")) == "visitor"
    assert access.role_of(asked(host="example.org")) == "visitor"
    assert not is_direct(asked(Forwarded="for=203.0.113.9"))


def test_cookies_stand_for_tokens_and_nothing_else_does():
    access = Access(ServerOptions(host="192.0.2.7", token="class-of-2026"), PORT)  # noqa: S106
    visitor, owner = access.cookie_for("visitor"), access.cookie_for("owner")
    assert access.role_of(asked(Cookie=f"{ACCESS_COOKIE}={visitor}")) == "visitor"
    assert access.role_of(asked(Cookie=f"{ACCESS_COOKIE}={owner}")) == "owner"
    assert "class-of-2026" not in visitor
    for wrong in ("class-of-2026", visitor[:-1], visitor.upper(), "", "\u00e9", visitor + visitor):
        assert access.role_of(asked(Cookie=f"{ACCESS_COOKIE}={wrong}")) is None


def test_a_cookie_lasts_as_long_as_its_token():
    first, again = (Access(ServerOptions(host="192.0.2.7", token="class-of-2026"), PORT) for _ in range(2))  # noqa: S106
    other = Access(ServerOptions(host="192.0.2.7"), PORT)
    assert first.cookie_for("visitor") == again.cookie_for("visitor") != other.cookie_for("visitor")
    assert first.cookie_for("owner") != again.cookie_for("owner")


def test_tokens_of_the_two_roles_are_told_apart():
    access = Access(ServerOptions(host="192.0.2.7"), PORT)
    assert access.role_of_token(access.token) == "visitor"
    assert access.role_of_token(access.owner_token) == "owner"
    assert access.role_of_token("") is access.role_of_token("x" * 22) is None
    assert access.role_of(asked(Authorization=f"Bearer {access.token}")) == "visitor"


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        (None, f"localhost:{PORT}", True),
        (f"http://localhost:{PORT}", f"localhost:{PORT}", True),
        (f"http://127.0.0.1:{PORT}", f"localhost:{PORT}", True),
        ("https://drift.example.org", f"127.0.0.1:{PORT}", True),
        ("https://evil.example", f"localhost:{PORT}", False),
        ("https://evil.example", "evil.example", False),
        ("null", f"localhost:{PORT}", False),
        ("https://drift.example.org.evil.example", f"localhost:{PORT}", False),
    ],
)
def test_sockets_are_opened_by_own_pages_only(origin, host, own):
    access = Access(ServerOptions(allowed_origins=("drift.example.org",)), PORT)
    headers = {} if origin is None else {"Origin": origin}
    assert access.is_own_origin(asked(host=host, **headers)) is own


def test_without_a_token_no_other_name_leads_to_this_machine():
    open_to_all = Access(ServerOptions(), PORT)
    assert open_to_all.is_own_host(asked())
    assert not open_to_all.is_own_host(asked(host="rebound.example"))
    assert Access(ServerOptions(host="192.0.2.7"), PORT).is_own_host(asked(host="any.example"))


def test_visitors_keep_a_name_that_nobody_guesses():
    name = new_visitor()
    assert visitor_of(asked(Cookie=f"driftscope-visitor={name}")) == name
    assert visitor_of(asked(Cookie="driftscope-visitor=../../etc")) is None
    assert visitor_of(asked()) is None
    assert len({new_visitor() for _ in range(100)}) == 100
