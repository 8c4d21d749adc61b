"""What goes between a page's nodes and the browser: the effects of one callback in one message, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import panel as pn
from bokeh.core.types import ID
from bokeh.document import Document
from bokeh.document.events import ModelChangedEvent

from .nodes import FigureSlot, Node

Send = Callable[[dict[str, Any]], None]
NUDGE_MS = 40


class Messages:
    """The nodes of a page, and what the browser is still to be told of them.

    The browser has at most one message under way. The answer to it, its number under ``done``, goes out together with
    everything that it brought about; until then the browser says that it is busy.

    Parameters
    ----------
    document : bokeh.document.Document, optional
        Whose changes are held together with those of the nodes; none are without one.
    mind_gesture : callable, optional
        Is told the number of the gesture that brings what the browser says, and None afterwards.

    Attributes
    ----------
    nodes : dict of Node
        All nodes, by their keys.
    """

    def __init__(
        self, document: Document | None = None, mind_gesture: Callable[[int | None], None] = lambda _: None
    ) -> None:
        self.nodes: dict[str, Node] = {}
        self._document, self._mind_gesture = document, mind_gesture
        self._send: Send | None = None
        self._holding = self._nudging = False
        self._answered = 0
        self._clear()

    def _clear(self) -> None:
        self._new: dict[str, Node] = {}
        self._patches: dict[str, dict[str, Any]] = {}
        self._said: list[tuple[str, Any]] = []
        self._done: int | None = None

    # ---- to the browser

    def connect(self, send: Send) -> None:
        """Send messages from now on."""
        self._send = send

    def add(self, node: Node) -> None:
        """Take in a node with all that it holds."""
        self.nodes[node.key] = self._new[node.key] = node
        node.join(self)
        for part in node.parts():
            part.parent = node.key
            self.add(part)

    def drop(self, node: Node) -> None:
        """Forget a node with all that it holds."""
        for part in node.parts():
            self.drop(part)
        node.join(None)
        for known in (self.nodes, self._new, self._patches):
            known.pop(node.key, None)

    def changed(self, node: Node, values: dict[str, Any]) -> None:
        """Tell new values of a node."""
        if "children" in values:
            self._follow_children(node)
        if node.key not in self._new:
            self._patches.setdefault(node.key, {}).update(values)
        self._soon()

    def said(self, node: Node, message: dict[str, Any]) -> None:
        """Tell a node's message."""
        self._said.append((node.key, message))
        self._soon()

    def described(self) -> dict[str, dict[str, Any]]:
        """Return all nodes as the browser draws them; nothing that was changed before needs to be told any more."""
        self._new, self._patches = {}, {}
        return {key: plain(node.described()) for key, node in self.nodes.items()}

    @contextmanager
    def batched(self) -> Iterator[None]:
        """Let all changes of nodes and figures that are made meanwhile reach the browser together."""
        if self._holding:
            yield
            return
        self._holding = True
        with ExitStack() as held:
            if self._document is not None:
                held.enter_context(pn.io.hold(self._document))
            try:
                yield
            finally:
                self._holding = False
                self.flush()
        self._nudge_later()

    def _nudge_later(self) -> None:
        """Write once more after a while: Panel may leave a message behind when two of its writers end together.

        A message that it could not write at once is kept for a task, which gives up when another one of its kind has
        just ended (Panel 1.9.4); it then goes out with the next message only.
        """
        if self._send is not None and self._document is not None and not self._nudging:
            self._nudging = True
            self._document.add_timeout_callback(self._nudge, NUDGE_MS)

    def _nudge(self) -> None:
        self._nudging = False
        if self._send is not None:
            with pn.io.hold(self._document):
                self._send({})

    def flush(self) -> None:
        """Send what is to be told; before the browser is there it is kept."""
        if self._send is None:
            return
        message: dict[str, Any] = {}
        if self._new:
            message["new"] = {key: plain(node.described()) for key, node in self._new.items()}
        if self._patches:
            message["patch"] = [[key, plain(values)] for key, values in self._patches.items()]
        if self._said:
            message["to"] = [list(one) for one in self._said]
        if self._done is not None:
            message["done"] = self._done
        self._clear()
        if message:
            self._send(message)

    def _soon(self) -> None:
        if not self._holding:
            self.flush()

    def _follow_children(self, node: Node) -> None:
        """Take in the nodes that came into another one, forget those that went out of it."""
        here = {part.key: part for part in node.parts()}
        for part in [known for known in self.nodes.values() if known.parent == node.key and known.key not in here]:
            self.drop(part)
        for part in here.values():
            if part.key not in self.nodes:
                self.add(part)
            part.parent = node.key

    # ---- from the browser

    def hear(self, message: Any) -> None:
        """Do what a message of the browser says, and answer it."""
        if not isinstance(message, dict):
            return
        with self.batched():
            if message.get("again"):
                self._tell_all()
            number = message.get("number")
            if isinstance(number, int) and number > self._answered:
                self._answered = number
                for key, what, value, *gesture in message.get("told", ()):
                    self._mind_gesture(gesture[0] if gesture and isinstance(gesture[0], int) else None)
                    self._deliver(str(key), what, value)
                self._mind_gesture(None)
                self._resend(message.get("crossed", ()))
            if isinstance(number, int):
                self._done = number

    def _deliver(self, key: str, what: str, value: Any) -> None:
        node = self.nodes.get(key)
        if node is None:
            return
        if what == "set":
            node.take(value)
            # Said again even where it is the same: the browser may show what it was told while this was under way.
            held = node.fields()
            if "value" in held and key in self.nodes and key not in self._new:
                self._patches.setdefault(key, {})["value"] = held["value"]
        else:
            node.hear(value)

    def _tell_all(self) -> None:
        """Tell everything once more: the connection was lost, and perhaps a message with it."""
        self._new = dict(self.nodes)
        self._patches = {}

    def _resend(self, crossed: Iterable[tuple[str, str]]) -> None:
        """Send properties of figures once more that the browser and the server changed at the same time.

        Each would otherwise keep what the other one sent.
        """
        document: Any = self._document
        for identifier, name in crossed if document is not None else ():
            model = document.get_model_by_id(ID(identifier))
            if model is not None and name in model.properties():
                document.callbacks.trigger_on_change(ModelChangedEvent(document, model, name, getattr(model, name)))


def plain(value: Any) -> Any:
    """Return nodes as their keys, and all else as it is.

    Examples
    --------
    >>> plain({"a": (1, 2)})
    {'a': [1, 2]}
    """
    if isinstance(value, Node):
        return value.key
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value


def pictures_of(nodes: Iterable[Node]) -> list[Any]:
    """Return what is shown at the places for figures, and number these."""
    pictures = [node for node in nodes if isinstance(node, FigureSlot)]
    for place, picture in enumerate(pictures):
        picture.place = place
    return [picture.viewable for picture in pictures]
