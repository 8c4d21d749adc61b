import re
from typing import get_args

from driftscope_dashboard.page.enlarged import EnlargedPicture
from driftscope_dashboard.page.layout import TEMPLATE
from driftscope_dashboard.page.tabs import TITLES
from driftscope_dashboard.session.selection import Enlarged
from driftscope_dashboard.session.sharing import Look
from driftscope_dashboard.views import all_views


def test_what_fills_the_page_is_part_of_the_look(state, services):
    picture = EnlargedPicture(state, services)
    picture.node.take("amplitudes")
    assert Look.of(state.selection).enlarged == "amplitudes"
    state.selection.look(enlarged="")
    assert picture.node.value == ""


def test_what_no_page_can_enlarge_is_passed_over(state, services):
    EnlargedPicture(state, services).node.take("moon")
    assert state.selection.enlarged == ""
    assert Look.from_dict({"enlarged": "moon"}).enlarged == ""


def test_every_picture_with_a_button_has_a_name():
    columns = {
        {"middle": "driftmap"}.get(name, name)
        for name in re.findall(r"\(\"(\w+)\", \"[A-Z]", TEMPLATE.read_text("utf-8"))
    }
    parts = {view.name for view in all_views() if view.tab in TITLES and view.name != view.tab}
    assert {*get_args(Enlarged)} == {"", "details", *columns, *parts}
