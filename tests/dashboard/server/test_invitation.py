import pytest
from driftscope_dashboard.server.access import Access
from driftscope_dashboard.server.invitation import Invitation, qr_svg
from driftscope_dashboard.server.options import ServerOptions

QUERY = {"lesson": "drift", "class": "ABCD"}
TOKEN = "come-in-please"  # noqa: S105 - invites nobody


def invitation(**options):
    options = ServerOptions(**options)
    return Invitation(options, Access(options, 5006), 5006)


def test_on_this_machine_alone_the_link_is_the_one_that_was_asked_from():
    one = invitation()
    link = one.link("http://localhost:5006/", "", QUERY)
    assert (link, one.is_for_others) == ("http://localhost:5006/?lesson=drift&class=ABCD", False)


def test_others_get_an_address_that_they_reach_and_the_token_they_need():
    one = invitation(host="192.0.2.7", token=TOKEN)
    link = one.link("http://localhost:5006/", "hybrid", QUERY)
    assert link == "http://192.0.2.7:5006/hybrid?lesson=drift&class=ABCD&token=come-in-please"
    assert one.is_for_others


def test_behind_a_proxy_the_address_of_the_browser_stays():
    one = invitation(allowed_origins=("example.org",), token=TOKEN, prefix="/drift")
    link = one.link("https://example.org/drift/", "", QUERY)
    assert link == "https://example.org/drift/?lesson=drift&class=ABCD&token=come-in-please"
    assert one.is_for_others


@pytest.mark.parametrize("here", ["", "javascript:alert(1)", "/teach", "https://x/" + 300 * "a"])
def test_what_is_no_address_is_refused(here):
    with pytest.raises(ValueError, match="not the URL of a page"):
        invitation().link(here, "", QUERY)


def test_the_code_is_black_on_white_and_scales():
    drawn = qr_svg("http://192.0.2.7:5006/?lesson=drift&class=ABCD")
    assert drawn.startswith("<svg") and "viewBox" in drawn and "#fff" in drawn and "width=" not in drawn.split(">")[0]
