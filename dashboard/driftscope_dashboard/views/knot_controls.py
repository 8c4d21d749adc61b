"""The numbers beside the picture of a motion field: which point, when, how far, and how many depths there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from driftscope.motion import FieldMotion

from ..reduce import knots
from ..workbench import Control, Node, Row

Act = Callable[[Any], None]
_HELP = {
    "new": "Add another field to the motion, and shape it here.",
    "add": "Add a point halfway to the next one.",
    "remove": "Remove this time at all depths.",
}


class KnotControls:
    """Steppers and buttons by which a field is edited without a mouse.

    Parameters
    ----------
    safe : callable
        Turns the errors of callbacks into words.
    acts : mapping of str to callable
        What is done when ``depths``, ``depth``, ``point``, ``time`` or ``moved`` is set, each with the value, and when
        ``add``, ``remove`` or ``new`` is pressed.
    """

    def __init__(self, safe: Callable[..., Any], acts: Mapping[str, Act]) -> None:
        self.depths = _stepper("Depths", end=knots.MOST_DEPTHS)
        self.depth, self.point = _stepper("Depth"), _stepper("Point")
        self.time = _stepper("Time", unit="s", start=0)
        self.moved = _stepper("Moved", unit="µm", start=-knots.FARTHEST_UM, end=knots.FARTHEST_UM)
        self.add, self.remove, self.new = (_button(label) for label in ("Add", "Remove", "New"))
        self.new.label = "New field"
        for name in ("depths", "depth", "point", "time", "moved"):
            getattr(self, name).on_set(safe(acts[name]))
        for name in ("add", "remove", "new"):
            getattr(self, name).on_message(safe(acts[name]))

    def nodes(self) -> list[Node]:
        """Return the controls from top to bottom."""
        buttons = Row(self.add, self.remove, self.new, hook="knots-buttons")
        return [self.depths, self.depth, self.point, self.time, self.moved, buttons]

    def tell(self, field: FieldMotion | None, row: int, column: int, duration_s: float) -> None:
        """Show the numbers of one point of a field; without a field there is nothing but the button for a new one."""
        for control in (self.depths, self.depth, self.point, self.time, self.moved, self.add, self.remove):
            control.update(disabled=field is None, visible=field is not None)
        self.new.visible = field is None
        if field is None:
            return
        times, places = len(field.times_s), len(field.depths_um)
        self.depths.value = places
        self.depth.update(value=column + 1, end=places, unit=f"of {places}")
        self.point.update(value=row + 1, end=times, unit=f"of {times}")
        self.time.update(value=field.times_s[row], end=duration_s)
        self.moved.value = round(float(knots.displacement_um(field)[row, column]), 3)
        self.remove.disabled = times < 2


def _stepper(label: str, **fields: Any) -> Control:
    usual: dict[str, Any] = {"start": 1, "step": 1, "disabled": True, "hook": f"knots-{label.lower()}"}
    return Control(kind="stepper", label=label, **{**usual, **fields})


def _button(label: str) -> Control:
    name = label.lower()
    return Control(kind="button", label=label, hook=f"knots-{name}", help=_HELP[name])
