"""What is sent ahead of a page, together with the rest, is the page; Bokeh's defaults stay what they are."""

import re

import pytest
from bokeh.core.has_props import HasProps
from bokeh.core.property.descriptors import PropertyDescriptor
from bokeh.models import ColumnDataSource, Plot
from bokeh.plotting import figure
from driftscope_dashboard.headstart import fetched_by, remember_defaults, rest_of

PAGE = """<!DOCTYPE html>
<html lang="en" >
  <head>
    <meta charset="utf-8">
    <title>driftscope</title>
<script type="esms-options">{"shimMode": true}</script>
<script type="text/javascript" src="static/js/bokeh.min.js?v=6acf"></script>
<script type="text/javascript" src="static/js/bokeh-gl.min.js?v=491e"></script>
<script type="text/javascript" src="static/panel.min.js?v=32f9"></script>
<script>Bokeh.set_log_level("info")</script>
<style id="ds-controls-css" media="not all">.field { color: red }</style>
<script>importShim("./components/controls.js")</script>
  </head>
  <body>words</body>
</html>"""


def test_what_is_sent_ahead_comes_once_and_in_its_order():
    sent = fetched_by(PAGE)
    rest = rest_of(PAGE, sent)
    whole = "".join(sent) + rest
    assert all(whole.count(tag) == 1 for tag in sent)
    assert [re.sub(r".*(esms|bokeh|panel|css|importShim).*", r"\1", tag) for tag in sent] == [
        "esms", "bokeh", "panel", "css", "importShim",
    ]  # fmt: skip
    assert "bokeh-gl" not in whole
    assert "<title>driftscope</title>" in rest
    assert "<body>words</body>" in rest
    assert rest.count("<html") == rest.count("<head>") == 0


def test_a_page_with_other_scripts_still_gets_all_of_its_own():
    rest = rest_of(PAGE, fetched_by(PAGE.replace("panel", "other")))
    assert 'src="static/panel.min.js' in rest
    assert "bokeh.min.js" not in rest


@pytest.fixture
def _bokeh_as_it_was(monkeypatch):
    monkeypatch.setattr(HasProps, "_overridden_defaults", HasProps.__dict__["_overridden_defaults"])
    monkeypatch.setattr(PropertyDescriptor, "has_unstable_default", PropertyDescriptor.has_unstable_default)


@pytest.mark.usefixtures("_bokeh_as_it_was")
def test_remembered_defaults_are_the_same_and_nobody_shares_them():
    def described():
        made = [figure(), Plot(), ColumnDataSource()]
        return [{name: repr(value) for name, value in one.properties_with_values().items()} for one in made]

    def without_names(found):
        return re.sub(r"p\d+", "p", re.sub(r"0x[0-9a-f]+", "", repr(found)))

    before = described()
    remember_defaults()
    remember_defaults()
    assert without_names(described()) == without_names(described()) == without_names(before)
    one, other = ColumnDataSource(), ColumnDataSource()
    one.data["x"] = [1]
    assert other.data == {}
    assert figure().x_range is not figure().x_range
