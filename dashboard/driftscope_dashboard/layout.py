"""Where everything sits: the template of the page and the names under which it finds its parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import panel as pn

from .actions.base import Action
from .controls import Notices, PageLink
from .tabs import Tabs
from .theme import controls_css, page_css
from .timebar import Timebar
from .views.base import View

TEMPLATE = Path(__file__).parent / "page.html"
SORRY = Path(__file__).parent / "sorry.html"
BROWSER = Path(__file__).parent / "browser"
"""What runs in the browser besides Panel and Bokeh; the server gives it out under its own name."""
IN_THE_LOG = "What went wrong stands in the server's log."


class Form(Protocol):
    """The controls of a configuration, group by group, with the groups' headings and which are open at first."""

    bodies: dict[str, pn.Column]

    @property
    def kind(self) -> str:
        """Of which kind of recording: synthetic or hybrid."""
        ...

    @property
    def titles(self) -> dict[str, str]:
        """The groups' headings, by name, in the order of the page."""
        ...

    @property
    def open_at_first(self) -> tuple[str, ...]:
        """The groups that are not folded."""
        ...


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
    editor: Form,
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
    groups = [(name, title, name in editor.open_at_first) for name, title in editor.titles.items()]
    template.add_variable("groups", groups)
    template.add_variable("kind", editor.kind)
    template.add_variable("controls", link._render_esm(server=True))
    template.add_variable("modules", sorted(module.name for module in BROWSER.glob("*.js")))
    template.add_variable("styles", {"page": page_css(), "controls": controls_css()})
    template.add_variable("tab", tabs.link.value)
    template.add_variable("theme", {None: "", True: "dark", False: "light"}[dark])
    return template


def sorry(
    words: str, onward: str, label: str, dark: bool | None, *, advice: str = IN_THE_LOG, again: bool = True
) -> pn.Template:
    """Say that a page cannot be opened, and lead on.

    Parameters
    ----------
    words : str
        What went wrong.
    onward, label : str
        The address that it leads to, and what stands on the button.
    dark : bool or None
        How it looks; None leaves it to the browser.
    advice : str
        What one can do.
    again : bool
        Whether it helps to try once more.
    """
    template = pn.Template(SORRY.read_text(encoding="utf-8"))
    theme = {None: "", True: "dark", False: "light"}[dark]
    said = {"words": words, "advice": advice, "onward": onward, "label": label, "again": again}
    for name, value in {**said, "theme": theme, "styles": page_css()}.items():
        template.add_variable(name, value)
    return template
