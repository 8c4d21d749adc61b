"""Where everything sits: the template of the page and the names under which it finds its parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import panel as pn

from .actions.base import Action
from .controls import Notices, PageLink
from .editor import Editor
from .forms import GROUPS
from .tabs import Tabs
from .theme import controls_css, page_css
from .timebar import Timebar
from .views.base import View

TEMPLATE = Path(__file__).parent / "page.html"
OPEN_AT_FIRST = ("motion", "noise")


class Page(pn.Template):
    """A template whose parts are put into the document in one go, which saves a second of a page's first two."""

    def add_panel(self, name: str, panel: Any, tags: list[str] | None = None) -> None:
        """Add a part under a name, without describing all parts in text."""
        self._render_items[name] = (panel, tags or [])

    def _init_doc(self, doc: Any = None, *args: Any, **kwargs: Any) -> Any:
        with doc.models.freeze():
            return super()._init_doc(doc, *args, **kwargs)


def page(
    *,
    views: list[View],
    actions: list[Action],
    editor: Editor,
    timebar: Timebar,
    tabs: Tabs,
    notices: Notices,
    link: PageLink,
    dark: bool | None,
) -> Page:
    """Place all parts on the page.

    Parameters
    ----------
    views, actions : list
        In the order of their areas.
    editor, timebar, tabs, notices, link
        The rest of the page.
    dark : bool or None
        How it looks at first; None leaves it to the browser.

    Returns
    -------
    Page
        To be served.
    """
    items: dict[str, Any] = {"link": link, "notices": notices}
    items |= {f"group-{name}": body for name, body in editor.bodies.items()}
    items |= {f"time-{name}": control for name, control in timebar.controls().items()}
    items |= {f"tabs-{name}": control for name, control in tabs.controls().items()}
    places: dict[str, Any] = {"left": [], "right": [], "areas": {"left": [], "main": [], "tabs": []}}
    for action in actions:
        for control in action.controls():
            places[action.side].append(name := f"action-{len(items)}")
            items[name] = control
    for view in views:
        tools = {f"tool-{view.name}-{number}": tool for number, tool in enumerate(view.tools())}
        items |= {f"view-{view.name}": view.body(), **tools}
        places["areas"][view.area].append({
            "name": view.name, "title": view.title, "weight": view.weight, "tools": list(tools),
            "about_unit": view.about_unit,
        })  # fmt: skip
    template = Page(TEMPLATE.read_text(encoding="utf-8"), items=items)
    template.add_variable("places", places)
    template.add_variable("groups", [(name, title, name in OPEN_AT_FIRST) for name, title in GROUPS.items()])
    template.add_variable("styles", {"page": page_css(), "controls": controls_css()})
    template.add_variable("tab", tabs.link.value)
    template.add_variable("theme", {None: "", True: "dark", False: "light"}[dark])
    return template
