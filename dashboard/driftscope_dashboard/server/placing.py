"""Putting a page onto its document at once: half of its cost is looking through its models, again and again."""

from __future__ import annotations

from collections.abc import Callable

import panel as pn
from bokeh.core.property.validation import validate

TITLE = "driftscope"


def at_once(make: Callable[[], pn.Template]) -> Callable[[], None]:
    """Return what makes a page and puts it onto the document that is being made.

    Bokeh looks through all models of a document whenever a root is added or the theme is applied; here it does so once,
    at the end. And properties are not validated: every page has the same ones, and tests make pages without this.

    Parameters
    ----------
    make : callable
        Makes the page.
    """

    def place() -> None:
        document = pn.state.curdoc
        assert document is not None  # noqa: S101 - pages are made for documents
        with validate(False):
            page = make()
            with document.models.freeze():
                page.server_doc(document, TITLE)

    return place
