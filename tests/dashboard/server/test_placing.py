"""A page that is put onto its document at once is the page that Panel would have served."""

import asyncio
import json
import re

import panel as pn
import pytest
from bokeh.core.json_encoder import serialize_json
from bokeh.core.property.bases import validation_on
from bokeh.document import Document
from driftscope_dashboard.kinds import HYBRID, SYNTHETIC
from driftscope_dashboard.page.app import create_page
from driftscope_dashboard.server.placing import TITLE, at_once
from driftscope_dashboard.session.export_jobs import ExportJobs
from panel.io.state import set_curdoc


def written(place):
    """Return a document, and its text without the names that count everything that is made."""

    async def make():
        document = Document()
        with set_curdoc(document):
            place(document)
        text = serialize_json(document.to_json(deferred=False))
        return re.sub(r"\bp\d+|\bn\d+\b|\b[A-Z][a-z]+\d{5}\b", "?", text), document

    return asyncio.run(make())


@pytest.mark.parametrize("kind", [SYNTHETIC, HYBRID], ids=lambda kind: kind.name)
def test_the_page_is_the_same(kind, small, tmp_path):
    pn.extension()
    jobs = ExportJobs(tmp_path)

    def page():
        return create_page(kind, small if kind is SYNTHETIC else None, jobs.seen_by(None))

    as_panel, document = written(lambda document: page().server_doc(document, TITLE))
    at_a_time, placed = written(lambda document: at_once(page)())
    assert json.loads(at_a_time) == json.loads(as_panel)
    assert placed.title == document.title == TITLE
    assert len(placed.models) == len(document.models)
    assert validation_on()
