"""The controls as the browser draws them: one light component for every kind.

A page has some sixty of them. Measured on it, this component is usable three seconds earlier than as many sliders of
a component library, and it looks the same in every browser; controls.js draws it with what the folder browser holds,
controls.css says how.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, ClassVar

import panel as pn
import param

from .forms import Field
from .sending import together

HERE = Path(__file__).parent


@cache
def _names_of(kind: type[Part]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return which parameters of a kind of part are its own, and which of all have a value in the browser."""
    every = kind.param.objects(instance=False)
    own = {name for name, one in every.items() if name not in Part.param and isinstance(one.owner, type)}
    absent = {"default_layout", "loading", "background", *kind._manual_params}
    return frozenset(own | {"name", "use_shadow_dom"}), tuple(name for name in every if name not in absent)


class Part(pn.custom.JSComponent):
    """What controls.js draws.

    A page has a hundred of these. Panel asks the disk and copies all parameters for each, which is half of the time
    that a page takes to be made; what it would find out is the same for all of a kind and found out once here.
    """

    _debounce: ClassVar[int] = 5
    """Milliseconds that a change is held back, so that the newest of a burst counts; Panel's own 50 are felt."""
    _bundle: ClassVar[Path] = HERE / "controls.js"
    __path__: ClassVar[Path] = HERE

    @classmethod
    @cache
    def _render_esm(cls, compiled: Any = True, server: bool = False) -> str:
        address: str = super()._render_esm(compiled, server)
        return address

    @property
    def _synced_params(self) -> list[str]:
        return list(_names_of(type(self))[1])

    def _change_event(self, doc: Any) -> None:
        """Let what a change in the browser brings about go out together with all the rest, in order."""
        with together(doc):
            super()._change_event(doc)

    def _get_children(self, *_: Any) -> tuple[dict[str, Any], list[Any]]:
        return {}, []

    def _get_properties(self, doc: Any) -> dict[str, Any]:
        kind = type(self)
        properties: dict[str, Any] = super(pn.custom.ReactiveESM, self)._get_properties(doc)
        own = _names_of(kind)[0]
        data = {name: properties.pop(name) for name in list(properties) if name in own}
        described, kind._data_model__initialized = kind._data_model__initialized, True
        return {
            **properties, "_defs": [] if described else [kind._data_model], "data": kind._data_model(**data),
            "bundle": "url", "css_bundle": None, "class_name": kind.__name__, "dev": False, "events": [],
            "esm": self._render_esm(server=True), "importmap": {}, "render_policy": self._render_policy,
            "name": kind.__name__,
        }  # fmt: skip


class Control(Part):
    """One control: a label, an input and, when something is wrong, words about it."""

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


class Notices(Part):
    """Shows words at the lower edge of the page for a while."""

    first = param.String(doc="What went wrong before the page could show it.")

    def say(self, words: str, tone: str) -> None:
        """Show words in a tone, ``"error"`` or ``"info"``."""
        self._send_msg({"words": words, "tone": tone})


class PageLink(Part):
    """Carries over what belongs to the page as a whole."""

    on_message: Callable[[Any], None] | None = None
    later: Callable[[Callable[[], None], int], None] | None = None
    """Runs a function after some milliseconds."""
    again: Callable[[list[tuple[str, str]]], None] | None = None
    """Sends properties of models once more."""

    status = param.String("busy", doc="ready or busy.")
    summary = param.String(doc="What the configuration makes, in a line.")
    dark = param.Boolean(default=None, allow_None=True, doc="Dark or light; None before the browser was asked.")
    changed = param.List([], doc="Groups of parameters in which something differs from its default.")
    shared = param.String(doc="The text of the link to this page; empty when it is too long for one.")

    def _handle_msg(self, data: Any) -> None:
        if "told" in data:
            self._answer(data["told"])
        elif "crossed" in data:
            self._tell_again(data["crossed"])
        elif self.on_message is not None:
            self.on_message(data)

    def _answer(self, told: int) -> None:
        """Say up to which message the browser's have been dealt with, once no earlier change is held back any more."""
        if self.later is not None:
            self.later(partial(self._send_msg, {"answered": told}), 2 * self._debounce)

    def _tell_again(self, crossed: list[tuple[str, str]]) -> None:
        if self.again is not None:
            self.again(crossed)


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
