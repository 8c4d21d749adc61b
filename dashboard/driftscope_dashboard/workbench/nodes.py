"""What the browser draws, as plain objects: what changes here is sent there, and what is set there is set here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from inspect import get_annotations
from itertools import count
from typing import Any, ClassVar, Protocol

import panel as pn

from ..session.form_fields import Field

Take = Callable[[Any], None]
_numbers = count(1)

LOG_FROM = 1_000
"""A slider whose end is so many times its start divides its way evenly by factors."""


class Channel(Protocol):
    """Where the changes of a node are told."""

    def changed(self, node: Node, values: dict[str, Any]) -> None:
        """Tell new values."""
        ...

    def said(self, node: Node, message: dict[str, Any]) -> None:
        """Tell a message."""
        ...


class Node:
    """Something that the browser draws. Its annotated fields are shared with the browser.

    Parameters
    ----------
    on_message : callable, optional
        Takes what the browser sends to it.
    on_set : callable, optional
        Takes the value that somebody chose in the browser.
    **fields : Any
        Plain data: numbers, words, lists and mappings of them.

    Attributes
    ----------
    kind : str
        What is drawn.
    hook : str
        It has the CSS class ``ds-<hook>``.
    visible : bool
        Whether it is shown.
    key : str
        Its name in the browser.
    parent : str
        The key of the node that it is in; empty when the page itself places it.
    """

    kind: str = ""
    hook: str = ""
    visible: bool = True

    _channel: Channel | None = None
    _usual: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        """Find out which fields a kind of node shares with the browser, and their defaults."""
        own = {name: vars(cls)[name] for name in get_annotations(cls) if not name.startswith("_") and name in vars(cls)}
        cls._usual = {"kind": "", "hook": "", "visible": True, **cls._usual, **own}

    def __init__(self, on_message: Take | None = None, on_set: Take | None = None, **fields: Any) -> None:
        self.key, self.parent = f"n{next(_numbers)}", ""
        self._hears, self._takes = on_message, on_set
        if unknown := fields.keys() - self._usual.keys():
            raise TypeError(f"{type(self).__name__} has no field {', '.join(sorted(unknown))}")
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self._usual:
            self.update(**{name: value})
        else:
            object.__setattr__(self, name, value)

    def update(self, **fields: Any) -> None:
        """Set fields; the browser is told those that differ."""
        changed = {name: value for name, value in fields.items() if getattr(self, name) != value}
        for name, value in changed.items():
            object.__setattr__(self, name, value)
        if changed and self._channel is not None:
            self._channel.changed(self, changed)

    def fields(self) -> dict[str, Any]:
        """Return all fields that the browser shares."""
        return {name: getattr(self, name) for name in self._usual}

    def described(self) -> dict[str, Any]:
        """Return the fields that are not as usual."""
        usual = Control._usual
        return {name: value for name, value in self.fields().items() if name not in usual or usual[name] != value}

    def parts(self) -> Iterator[Node]:
        """Iterate over the nodes directly inside this one."""
        yield from ()

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message to what is drawn."""
        if self._channel is not None:
            self._channel.said(self, message)

    def hear(self, message: Any) -> None:
        """Take a message of the browser."""
        if self._hears is not None and isinstance(message, dict):
            self._hears(message)

    def take(self, value: Any) -> None:
        """Take the value that somebody chose in the browser, which therefore is not told it."""
        if "value" in self._usual:
            object.__setattr__(self, "value", value)
            if self._takes is not None:
                self._takes(value)

    def on_message(self, listener: Take) -> None:
        """Let a function take what the browser sends."""
        self._hears = listener

    def on_set(self, listener: Take) -> None:
        """Let a function take the value that somebody chose in the browser."""
        self._takes = listener

    def join(self, channel: Channel | None) -> None:
        """Tell changes from now on to a channel; to none with None."""
        object.__setattr__(self, "_channel", channel)


class Control(Node):
    """One control: a label, an input and, when something is wrong, words about it.

    Attributes
    ----------
    value : Any
        A number, a text, a list of two for a range, None when empty.
    label, unit, help : str
        Its name, its unit, and what it does in a sentence.
    icon : str
        Name of its icon, for buttons.
    start, end, step, scale
        The slider; there is none when it ends where it begins. It divides its way ``"linear"`` or ``"log"``.
    options : list
        Pairs of value and label.
    optional : bool
        Whether it can be empty.
    fallback : Any
        What an empty one becomes when it is switched on.
    listed : str
        Description of a value that only a file can change.
    note : str
        What is to be known of the value besides the number.
    problem, suggestion
        What is wrong, and the nearest valid value.
    advice, remedy : str
        What is valid but not plausible, and what a press on it does.
    disabled : bool
        Whether it cannot be used now.
    original : list
        The default as its only element; empty where there is none.
    """

    kind: str = "number"
    value: Any = None
    label: str = ""
    unit: str = ""
    help: str = ""
    icon: str = ""
    start: float = 0.0
    end: float = 0.0
    step: float = 0.0
    scale: str = "linear"
    options: list[Any] = []  # noqa: RUF012 - replaced, never changed in place
    optional: bool = False
    fallback: Any = None
    listed: str = ""
    note: str = ""
    problem: str = ""
    suggestion: Any = None
    advice: str = ""
    remedy: str = ""
    disabled: bool = False
    original: list[Any] = []  # noqa: RUF012


class Stack(Node):
    """Nodes below each other.

    Attributes
    ----------
    children : list of Node
        From top to bottom.
    """

    kind: str = "stack"
    children: Sequence[Node] = ()

    def __init__(self, *children: Node, **fields: Any) -> None:
        super().__init__(children=list(children), **fields)

    def parts(self) -> Iterator[Node]:
        """Iterate over the nodes directly inside this one."""
        yield from self.children


class Row(Stack):
    """Nodes beside each other."""

    kind: str = "row"


class FigureSlot(Node):
    """A place for figures.

    Parameters
    ----------
    figure : bokeh model, optional
        What is shown there; without one the place is empty until `fill` is called.
    **fields : Any
        See Node.

    Attributes
    ----------
    place : int
        Its number among the component's children.
    viewable : panel.viewable.Viewable
        The component's child.
    """

    kind: str = "picture"
    place: int = -1

    def __init__(self, figure: Any = None, **fields: Any) -> None:
        super().__init__(**fields)
        self.viewable: Any = pn.Column(sizing_mode="stretch_both", margin=0) if figure is None else _pane(figure)

    def fill(self, figure: Any) -> None:
        """Show a figure at a place that was empty."""
        self.viewable[:] = [_pane(figure)]


def _pane(figure: Any) -> Any:
    return pn.pane.Bokeh(figure, sizing_mode="stretch_both", margin=0)


class Freehand(Node):
    """While it is active, dragging over a figure draws a curve; otherwise the figure is left alone.

    Attributes
    ----------
    figure : str
        Name of the figure that is drawn on.
    active : bool
        Whether it draws.
    limits : list of float
        Lowest and highest value that can be drawn.
    """

    kind: str = "freehand"
    figure: str = ""
    active: bool = False
    limits: list[float] = []  # noqa: RUF012

    def wipe(self) -> None:
        """Let the line fade that was drawn: the figure shows it now."""
        self.tell({"wipe": True})


class Notices(Node):
    """Shows words at the lower edge of the page for a while.

    Attributes
    ----------
    first : str
        What went wrong before the page could show it.
    """

    kind: str = "notices"
    first: str = ""

    def say(self, words: str, tone: str) -> None:
        """Show words in a tone, ``"error"`` or ``"info"``."""
        self.tell({"words": words, "tone": tone})


class PageNode(Node):
    """What belongs to the page as a whole.

    Attributes
    ----------
    status : str
        ``"ready"`` or ``"busy"``.
    summary : str
        What the configuration makes, in a line.
    value : bool or None
        Dark or light; None before the browser was asked.
    changed : list of str
        Groups of parameters in which something differs from its default.
    """

    kind: str = "page"
    status: str = "busy"
    summary: str = ""
    value: bool | None = None
    changed: list[str] = []  # noqa: RUF012


class AddressNode(Node):
    """Lets the browser's address follow the page, and tells when the browser goes back or forward.

    Attributes
    ----------
    shared : str
        The text of the link to this page; empty when it is too long for an address.
    step : int
        Number of the gesture that led here; another one is another entry of the browser's history.
    digest : str
        Of the configuration, under which the browser's storage has it.
    """

    kind: str = "address"
    shared: str = ""
    step: int = 0
    digest: str = ""


class StorageNode(Node):
    """Keeps texts in the browser, for this tab: what can be undone, and the snapshots."""

    kind: str = "storage"


class TabNode(Node):
    """Which tab is open.

    Attributes
    ----------
    value : str
        Name of the open tab; empty when the panel is folded.
    hidden : list of str
        Tabs that are not offered now.
    """

    kind: str = "tabs"
    value: str = ""
    hidden: list[str] = []  # noqa: RUF012


class EnlargedNode(Node):
    """Which picture fills the page.

    Attributes
    ----------
    value : str
        Its name; empty when all stand beside each other.
    """

    kind: str = "enlarged"
    value: str = ""


class UnitTable(Node):
    """The table of units; the browser sorts it and draws the rows that are seen.

    Attributes
    ----------
    label : str
        What it is called.
    columns : list of dict
        Name, label, help and kind of every column.
    fixed, now, added : dict of list
        Values of the columns, one for each unit: what stays, what changes with the cursor, and what a result adds.
    selected : list of int
        The selected units, the first one before the others.
    words : str
        What is to be said of it.
    """

    kind: str = "unittable"
    label: str = ""
    columns: list[Any] = []  # noqa: RUF012
    fixed: dict[str, Any] = {}  # noqa: RUF012
    now: dict[str, Any] = {}  # noqa: RUF012
    added: dict[str, Any] = {}  # noqa: RUF012
    selected: list[int] = []  # noqa: RUF012
    words: str = ""


def control_for(field: Field, value: Any, fallback: Any = None, **fields: Any) -> Control:
    """Make the control of a form's field.

    Parameters
    ----------
    field : Field
        What it is for.
    value : Any
        What it holds, as `forms.to_control` writes it.
    fallback : Any
        What it holds when it is switched on again.
    **fields : Any
        What is otherwise than the field says.
    """
    scale = "log" if field.start > 0 and field.end >= LOG_FROM * field.start else "linear"
    named = field.options or zip(field.parts, field.parts, strict=True)
    usual = {
        "kind": field.kind, "value": value, "label": field.label, "unit": field.unit, "help": field.help,
        "start": field.start, "end": field.end, "step": field.step, "scale": scale,
        "options": [list(one) for one in named], "optional": field.optional,
        "fallback": fallback, "hook": field.css_class.removeprefix("ds-"),
    }  # fmt: skip
    return Control(**{**usual, **fields})
