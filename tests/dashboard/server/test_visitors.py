"""Whose page it is."""

import gc
import weakref

import panel as pn
import pytest
from bokeh.document import Document
from driftscope_dashboard.server.visitors import ROLE_HEADER, VISITOR_HEADER, follow_visitor, introduce
from panel.io.state import set_curdoc


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({ROLE_HEADER: "owner", VISITOR_HEADER: "anna"}, None),
        ({ROLE_HEADER: "visitor", VISITOR_HEADER: "anna"}, "anna"),
        ({VISITOR_HEADER.lower(): "anna"}, "anna"),
        ({}, ""),
    ],
)
def test_a_page_that_was_nobodys_is_told_whose_it_is(headers, name):
    told, document = [], Document()
    with set_curdoc(document):
        follow_visitor(told.append)
    introduce(document, headers)
    introduce(Document(), headers)
    assert told == [name]


def test_without_a_page_nobody_follows():
    assert pn.state.curdoc is None
    follow_visitor(lambda name: None)


def test_a_page_that_is_gone_is_not_kept():
    document = Document()
    with set_curdoc(document):
        follow_visitor([].append)
    seen = weakref.ref(document)
    del document
    gc.collect()
    assert seen() is None
