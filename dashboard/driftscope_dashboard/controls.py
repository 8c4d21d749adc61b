"""The controls as the browser draws them: one light component for every kind.

A page has some sixty of them. Measured on it, this component is usable three seconds earlier than as many sliders of
a component library, and it looks the same in every browser; controls.js draws it, controls.css says how.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import panel as pn
import param

from .forms import Field

HERE = Path(__file__).parent


class Control(pn.custom.JSComponent):
    """One control: a label, an input and, when something is wrong, words about it."""

    _bundle = "controls.js"
    _debounce: ClassVar[int] = 5
    """Milliseconds that a change is held back, so that the newest of a burst counts; Panel's own 50 are felt."""

    kind = param.String("number", doc="What is drawn.")
    value = param.Parameter(doc="Plain data: a number, a text, a list of two for a range, None when empty.")
    label = param.String(doc="Its name.")
    unit = param.String(doc="Its unit.")
    help = param.String(doc="What it does, in a sentence.")
    icon = param.String(doc="Name of its icon, for buttons.")
    start = param.Number(0.0, doc="Where the slider begins.")
    end = param.Number(0.0, doc="Where the slider ends; no slider when it is the start.")
    step = param.Number(0.0, doc="Step of the slider.")
    scale: Any = param.Selector(default="linear", objects=["linear", "log"], doc="How the slider divides its way.")
    options = param.List([], doc="Pairs of value and label.")
    optional = param.Boolean(False, doc="Whether it can be empty.")
    fallback = param.Parameter(doc="What an empty one becomes when it is switched on.")
    listed = param.String(doc="Description of a value that only a file can change.")
    problem = param.String(doc="What is wrong.")
    suggestion = param.Parameter(doc="The nearest valid value, offered with a problem.")
    advice = param.String(doc="What is valid, but not plausible.")
    remedy = param.String(doc="What a press on the advice does.")
    disabled = param.Boolean(False, doc="Whether it can be used now.")
    original = param.List([], doc="The default as its only element; empty where there is none.")

    def __init__(self, on_message: Callable[[Any], None] | None = None, **params: Any) -> None:
        self._on_message = on_message
        super().__init__(**params)

    @property
    def _linked_properties(self) -> tuple[str, ...]:
        """Only the value is ever changed by the browser; listening to nothing else makes a page load sooner."""
        return ("value",)

    def _handle_msg(self, data: Any) -> None:
        if self._on_message is not None:
            self._on_message(data)

    def tell(self, message: dict[str, Any]) -> None:
        """Send something to the control in the browser."""
        self._send_msg(message)


class Notices(pn.custom.JSComponent):
    """Shows words at the lower edge of the page for a while."""

    _bundle = "controls.js"

    first = param.String(doc="What went wrong before the page could show it.")

    def say(self, words: str, tone: str) -> None:
        """Show words in a tone, ``"error"`` or ``"info"``."""
        self._send_msg({"words": words, "tone": tone})


class PageLink(pn.custom.JSComponent):
    """Carries over what belongs to the page as a whole."""

    _bundle = "controls.js"
    on_message: Callable[[Any], None] | None = None

    def _handle_msg(self, data: Any) -> None:
        if self.on_message is not None:
            self.on_message(data)

    status = param.String("busy", doc="ready or busy.")
    summary = param.String(doc="What the configuration makes, in a line.")
    dark = param.Boolean(default=None, allow_None=True, doc="Dark or light; None before the browser was asked.")
    changed = param.List([], doc="Groups of parameters in which something differs from its default.")
    shared = param.String(doc="The text of the link to this page; empty when it is too long for one.")


def control_for(field: Field, value: Any, fallback: Any = None) -> Control:
    """Make the control of a form's field.

    Parameters
    ----------
    field : Field
        What it is for.
    value : Any
        What it holds, as `forms.to_control` writes it.
    fallback : Any
        What it holds when it is switched on again.
    """
    return Control(
        kind=field.kind,
        value=value,
        label=field.label,
        unit=field.unit,
        help=field.help,
        start=field.start,
        end=field.end,
        step=field.step,
        options=[list(option) for option in field.options],
        optional=field.optional,
        fallback=fallback,
        css_classes=[field.css_class],
        sizing_mode="stretch_width",
        margin=0,
    )
