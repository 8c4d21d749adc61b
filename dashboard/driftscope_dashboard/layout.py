"""Where everything sits: the template of the page and the names under which it finds its parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import panel as pn

from .actions.base import Action
from .desk import Desk
from .tabs import Tabs
from .theme import controls_css, page_css
from .timebar import Timebar
from .views.base import View
from .workbench import Node, Notices, PageNode, Stack
from .workbench.workbench import BROWSER, Workbench

TEMPLATE = Path(__file__).parent / "workbench" / "page.html"
SORRY = Path(__file__).parent / "workbench" / "sorry.html"
IN_THE_LOG = "What went wrong stands in the server's log."


class Form(Protocol):
    """The controls of a configuration, group by group, with the groups' headings and which are open at first."""

    bodies: dict[str, Stack]

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


def page(
    *,
    desk: Desk,
    views: list[View],
    actions: list[Action],
    editor: Form,
    timebar: Timebar,
    tabs: Tabs,
    notices: Notices,
    link: PageNode,
    dark: bool | None,
) -> pn.Template:
    """Place all parts on the page.

    Parameters
    ----------
    desk : Desk
        The page's services.
    views, actions : list
        In the order of their areas.
    editor, timebar, tabs, notices, link
        The rest of the page.
    dark : bool or None
        How it looks at first; None leaves it to the browser.

    Returns
    -------
    panel.Template
        To be served.
    """
    nodes: dict[str, Node] = {"page": link, "notices": notices}
    nodes |= {f"group-{name}": body for name, body in editor.bodies.items()}
    nodes |= {f"time-{name}": control for name, control in timebar.controls().items()}
    nodes |= {f"tabs-{name}": control for name, control in tabs.controls().items()}
    places: dict[str, Any] = {"left": [], "right": [], "areas": {"left": [], "main": [], "tabs": []}}
    for action in actions:
        places[action.side] += action.controls()
    for view in views:
        places["areas"][view.area].append({
            "name": view.name, "title": view.title, "weight": view.weight, "tools": view.tools(),
            "about_unit": view.about_unit, "body": view.body(),
        })  # fmt: skip
    shown = [one for area in places["areas"].values() for view in area for one in (*view["tools"], view["body"])]
    every = [*nodes.values(), *places["left"], *places["right"], *shown]
    template = pn.Template(TEMPLATE.read_text(encoding="utf-8"))
    template.add_panel("workbench", Workbench(desk.messages, every, desk.turn, desk.load))
    groups = [(name, title, name in editor.open_at_first) for name, title in editor.titles.items()]
    said = {
        "places": places, "nodes": nodes, "groups": groups, "kind": editor.kind, "tab": tabs.link.value,
        "modules": sorted(module.name for module in BROWSER.glob("*.js")),
        "styles": page_css() + controls_css(), "theme": {None: "", True: "dark", False: "light"}[dark],
    }  # fmt: skip
    for name, value in said.items():
        template.add_variable(name, value)
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
