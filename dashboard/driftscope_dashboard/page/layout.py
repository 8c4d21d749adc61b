"""Where everything sits: the template of the page and the names under which it finds its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import panel as pn

from ..actions.base import Action
from ..form.editor import Editor
from ..lessons import LessonNode
from ..theme import controls_css, page_css
from ..views.base import View, tab_of
from ..workbench import AddressNode, Node, Notices, PageNode, StorageNode
from ..workbench.workbench import BROWSER, Workbench
from .page_context import PageContext
from .story import Story
from .tabs import Tabs, arranged
from .timebar import Timebar

TEMPLATE = Path(__file__).parents[1] / "workbench" / "page.html"
LESSON = Path(__file__).parents[1] / "workbench" / "lesson.css"
SORRY = Path(__file__).parents[1] / "workbench" / "sorry.html"
IN_THE_LOG = "See the server's log for details."


@dataclass(frozen=True)
class Parts:
    """What is placed on a page: views and actions in the order of their areas, and the rest."""

    views: Sequence[View]
    actions: Sequence[Action]
    editor: Editor
    timebar: Timebar
    tabs: Tabs
    story: Story
    notices: Notices
    page: PageNode
    address: AddressNode
    storage: StorageNode
    lesson: LessonNode


def page(parts: Parts, context: PageContext) -> pn.Template:
    """Place all parts on the page.

    Parameters
    ----------
    parts : Parts
        What is placed.
    context : PageContext
        The page's services.

    Returns
    -------
    panel.Template
        To be served.
    """
    variables, nodes = placed(parts)
    template = pn.Template(TEMPLATE.read_text(encoding="utf-8"))
    template.add_panel("workbench", Workbench(context.messages, nodes, context.turn, context.load))
    for name, value in variables.items():
        template.add_variable(name, value)
    return template


def placed(parts: Parts) -> tuple[dict[str, Any], list[Node]]:
    """Return what the template needs to know, and all nodes that it places."""
    named: dict[str, Node] = {"page": parts.page, "notices": parts.notices}
    named |= {"address": parts.address, "storage": parts.storage}
    named |= {"lesson": parts.lesson}
    named |= {f"group-{name}": body for name, body in parts.editor.bodies.items()}
    named |= {f"time-{name}": control for name, control in parts.timebar.controls().items()}
    named |= {f"story-{name}": control for name, control in parts.story.controls().items()}
    named |= {f"tabs-{name}": control for name, control in parts.tabs.controls().items()}
    areas: dict[str, list[Any]] = {"probe": [], "middle": [], "traces": [], "tabs": []}
    places: dict[str, Any] = {"left": [], "right": [], "areas": areas}
    for action in parts.actions:
        places[action.side] += action.controls()
    for view in parts.views:
        areas[view.area].append({
            "name": view.name, "title": view.title, "weight": view.weight, "tools": view.tools(),
            "headline": view.headline(), "body": view.body(), "tab": tab_of(view),
        })  # fmt: skip
    shown = [one for area in areas.values() for view in area for one in nodes_of(view)]
    places["tabs"] = arranged(areas["tabs"])
    editor = parts.editor
    variables = {
        "places": places, "nodes": named, "kind": editor.kind.name, "tab": parts.tabs.link.value,
        "groups": [(name, title, name in editor.open_at_first) for name, title in editor.titles.items()],
        "modules": sorted(module.name for module in BROWSER.glob("*.js")),
        "styles": page_css() + controls_css() + LESSON.read_text(encoding="utf-8"),
        "theme": {None: "", True: "dark", False: "light"}[parts.page.value],
    }  # fmt: skip
    return variables, [*named.values(), *places["left"], *places["right"], *shown]


def nodes_of(view: dict[str, Any]) -> list[Node]:
    """Return the nodes that are placed for a view."""
    return [*view["tools"], view["body"], *([view["headline"]] if view["headline"] else [])]


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
