"""The component: JSON of all nodes to the browser, with the figures as its children, and one message at a time back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import panel as pn
import param
from panel.viewable import Children

from .messages import Messages, pictures_of
from .nodes import Control, Node

BROWSER = Path(__file__).parent / "browser"
"""What runs in the browser besides Panel and Bokeh; the server gives it out under its own name."""
Run = Callable[[Callable[[], None]], None]


class Workbench(pn.custom.JSComponent):
    """Draws all controls of the page into the places that the page has for them, and the figures between them.

    Parameters
    ----------
    messages : Messages
        What is told to the browser and by it.
    nodes : iterable of Node
        What the page places, with all that these hold.
    run : callable
        Runs a function when it is the document's turn.
    arrived : callable
        Called when the browser has drawn the page.
    """

    _esm: ClassVar[str] = "export async function render(props) { (await window.driftscope).render(props) }"

    figures = Children(doc="What stands at the places for figures, in the order of their numbers.")
    nodes = param.String(doc="All nodes by their keys, as JSON.")
    usual = param.String(doc="What a node's fields are where nothing else is said, as JSON.")

    def __init__(self, messages: Messages, nodes: Iterable[Node], run: Run, arrived: Callable[[], None]) -> None:
        self._messages, self._run, self._arrived, self._here = messages, run, arrived, False
        for node in nodes:
            messages.add(node)
        figures = pictures_of(messages.nodes.values())
        written = json.dumps(messages.described())
        super().__init__(
            figures=figures, nodes=written, usual=json.dumps(Control().fields()), width=0, height=0, margin=0
        )

    def _handle_msg(self, data: Any) -> None:
        self._run(partial(self._take, data))

    def _take(self, data: Any) -> None:
        if not self._here:
            self._here = True
            self._messages.connect(self._send_msg)
            self._arrived()
        self._messages.hear(data)
