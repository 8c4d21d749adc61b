"""The links that are printed when a server starts."""

import ipaddress

import pytest
from driftscope_dashboard.server.access import Access
from driftscope_dashboard.server.links import EVERYWHERE, announcement, link_to, qr_code, shown_host
from driftscope_dashboard.server.options import ServerOptions

KNOWN = "known-to-all-here"


@pytest.mark.parametrize(
    ("given", "link"),
    [
        ({}, "http://localhost:5006/"),
        ({"host": "::1"}, "http://localhost:5006/"),
        ({"host": "192.0.2.7", "prefix": "/lab/"}, "http://192.0.2.7:5006/lab/"),
        ({"host": "2001:db8::7"}, "http://[2001:db8::7]:5006/"),
    ],
)
def test_a_link_leads_to_where_the_server_is_reached(given, link):
    assert link_to(ServerOptions(**given), 5006) == link


def test_who_listens_everywhere_is_reached_by_an_address_of_its_own():
    found = shown_host(EVERYWHERE[0])
    assert found not in EVERYWHERE
    try:
        assert not ipaddress.ip_address(found).is_unspecified
    except ValueError:
        assert found  # the machine's name, where it has no way out


def test_on_this_machine_alone_there_is_one_line_without_a_token():
    options = ServerOptions()
    assert list(announcement(options, Access(options, 5006), 5006, "/")) == [
        "driftscope is running at http://localhost:5006"
    ]


def test_for_others_there_is_their_link_the_owners_and_a_code_to_photograph():
    options = ServerOptions(host="192.0.2.7", token=KNOWN)
    access = Access(options, 5006)
    theirs, own, code = announcement(options, access, 5006, "/hybrid")
    assert theirs == "driftscope is running at http://192.0.2.7:5006/hybrid?token=" + KNOWN
    assert own.endswith(f"?token={access.owner_token}")
    assert access.owner_token not in theirs
    assert code == qr_code(theirs.removeprefix("driftscope is running at "))
    assert len({len(line) for line in code.splitlines() if line}) == 1


def test_a_token_that_is_asked_for_on_this_machine_is_printed_without_a_code():
    options = ServerOptions(token=KNOWN)
    assert len(list(announcement(options, Access(options, 5006), 5006, "/"))) == 2
