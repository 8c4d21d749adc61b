"""The driftmap: every spike's depth over time, its amplitude as colour; one picture for each shank that is shown."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from bokeh.layouts import row

from ..plots.driftmap import USUAL_PIXELS, Picture, Request, draw_driftmap
from ..reduce.shanks import shank_count, shown_shanks, unit_shanks
from ..results.correcting import correction
from ..theme import amplitude_palette
from ..workbench import Control, FigureSlot, Node
from .base import View
from .correction_switch import CorrectionSwitch
from .driftmap_panel import DriftmapPanel

MOST_PANELS = 4
"""Of more shanks all spikes are in one picture."""
Panels = list[tuple[str, Picture]]


def hidden_units(source: Any, shanks: tuple[int, ...]) -> bytes:
    """Return which units are on shanks that are not shown, a byte for each; nothing when all are shown."""
    hidden = ~np.isin(unit_shanks(source), shanks)
    return hidden.tobytes() if hidden.any() else b""


def panels_of(source: Any, chosen: tuple[int, ...]) -> str:
    """Return what is drawn side by side: for each picture its name and the hidden units, as text that can be compared.

    A probe with one shank needs no names; of more shanks than fit beside each other all are in one picture.
    """
    number = shank_count(source)
    shown = shown_shanks(chosen, number)
    groups = [shown] if len(shown) > MOST_PANELS else [(shank,) for shank in shown]
    names = [f"shank {group[0] + 1}" if number > 1 and len(group) == 1 else "" for group in groups]
    if len(shown) == 1 and number > 1:
        names = [f"{names[0]} of {number}"]
    return "\n".join(f"{name}|{hidden_units(source, group).hex()}" for name, group in zip(names, groups, strict=True))


class DriftmapView(View):
    """Every spike of the visible time."""

    name: ClassVar[str] = "driftmap"
    title: ClassVar[str] = "Driftmap"
    order: ClassVar[int] = 20
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("units", "moving", "shanks"),
    }

    def build(self) -> None:
        """Make the first picture and the tools; further pictures are made when several shanks are shown."""
        self.slot, self.panels = FigureSlot(), [DriftmapPanel(self.state, self.services, is_first=True)]
        self._pixels = USUAL_PIXELS
        self._limit_uv: float | None = None
        self._arrange(1)
        moves = self.services.latest_only(lambda asked: asked, lambda _: self.refresh())
        self.services.axes.subscribe(self.services.safe(lambda: moves.ask(None)))
        resize = self.services.safe(self._resize)
        figure = self.panels[0].figure
        figure.on_change("inner_width", lambda attr, old, new: resize(new, self._pixels[1]))
        figure.on_change("inner_height", lambda attr, old, new: resize(self._pixels[0], new))
        self.key = Control(kind="legend", options=[])
        self.choice = Control(
            kind="segments", label="Driftmap of", value=self._kind(),
            options=[[kind, kind, kind] for kind in ("static", "drifting")], hook="driftmap-kind",
        )  # fmt: skip
        choose = self.services.safe(lambda value: self.state.selection.look(moving=value == "drifting"))
        self.choice.on_set(choose)
        self.state.selection.subscribe({"moving"}, lambda: setattr(self.choice, "value", self._kind()))
        self.correction = CorrectionSwitch(self.state, self.services, self.refresh)

    def tools(self) -> list[Node]:
        """Return the key of the colours, whether depths are corrected, and the choice of recording."""
        return [self.key, self.correction.control, self.choice]

    def body(self) -> Node:
        """Return the place for the pictures."""
        return self.slot

    def request(self) -> tuple[Any, ...]:
        """Return the spikes, what moves them, what is visible on how many pixels, the selected units, the shanks."""
        simulation, selection, shown = self.state.session.simulation, self.state.selection, self.services.axes.shown
        config = simulation.config
        return (
            *Request(
                simulation.spikes,
                simulation.motion if selection.moving else None,
                simulation.locations_um,
                simulation.template_maker,
                simulation.expected_spikes / config.duration_s,
                config.num_samples,
                *shown["time"],
                *shown["depth"],
                *self._pixels,
                selection.units,
                correction=correction(self.state, self.services.results),
            ),
            panels_of(simulation, selection.shanks),
        )

    @staticmethod
    def compute(request: tuple[Any, ...]) -> Panels:
        """Make a picture for each shank."""
        *given, panels = request
        whole, found = Request._make(given), []
        for panel in panels.split("\n"):
            name, _, units = panel.partition("|")
            found.append((name, draw_driftmap(whole._replace(hidden=bytes.fromhex(units)))))
        return found

    def show(self, pictures: Panels) -> None:
        """Draw the pictures side by side."""
        if len(pictures) != len(self.figures):
            self._arrange(len(pictures))
        for panel, (name, picture) in zip(self.panels, pictures, strict=False):
            panel.show(picture, name)
        limits = [picture.limit_uv for _, picture in pictures if picture.image.any()]
        self._limit_uv = max(limits, default=None)
        self._show_key()

    def _arrange(self, number: int) -> None:
        """Let so many pictures stand side by side."""
        missing = range(len(self.panels), number)
        self.panels += [DriftmapPanel(self.state, self.services, is_first=False) for _ in missing]
        shown = self.panels[:number]
        for panel in shown:
            panel.arrange(number)
            panel.restyle()
        self.figures = [panel.figure for panel in shown]
        self.slot.fill(self.figures[0] if number == 1 else row(self.figures, sizing_mode="stretch_both"))

    def restyle(self) -> None:
        """Paint the pictures in the colours of the appearance."""
        for panel in self.panels:
            panel.restyle()
        self._show_key()

    def _show_key(self) -> None:
        shades = amplitude_palette(dark=self.state.appearance.dark)[1::51]
        options = [[shades, f"0 to {self._limit_uv:g} µV"]] if self._limit_uv else []
        if self.key.options != options:
            self.key.options = options

    def _resize(self, columns: int, rows: int) -> None:
        self._pixels = columns, rows
        self.refresh()

    def _kind(self) -> str:
        return "drifting" if self.state.selection.moving else "static"
