"""A button that draws something over a picture, or no longer: a part of what one looks at, and of a link."""

from __future__ import annotations

from typing import Any

from ..session.state import State
from ..workbench import Control
from .base import Services


def overlay_switch(state: State, services: Services, name: str, help_words: str) -> Control:
    """Return the button of an overlay; its icon has the overlay's name.

    Parameters
    ----------
    state : State
        Whose overlays are shown and hidden.
    services : Services
        Turns the errors of callbacks into words.
    name : str
        Of `SHOWN_OVERLAYS`.
    help_words : str
        What it draws, in a sentence.
    """
    overlays = state.overlays
    switch = Control(kind="press", icon=name, value=name in overlays.shown, help=help_words, hook=f"overlay-{name}")

    def choose(value: Any) -> None:
        overlays.choose(name, on=bool(value))

    switch.on_set(services.safe(choose))
    overlays.subscribe({"shown"}, lambda: setattr(switch, "value", name in overlays.shown))
    return switch
