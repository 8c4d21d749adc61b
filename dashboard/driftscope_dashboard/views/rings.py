"""Rings on the probe around the contacts on which the selected unit can be detected now."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, Scatter
from driftscope.lessons.measures import template_of
from driftscope.source import Source
from numpy.typing import NDArray

from ..reduce.selection import present_units
from ..session.state import State
from ..workbench import Control
from .base import Services, update_columns
from .figures import draw_glyph

NAME = "rings"
HELP = "Ring the contacts on which the selected unit's spike is above the threshold now."
NONE = {"x": np.empty(0, np.float32), "y": np.empty(0, np.float32)}


class Request(NamedTuple):
    """Whose contacts are ringed, when, and from which threshold on."""

    source: Source
    unit: int
    time_s: float
    threshold: float


def ringed_contacts(request: Request) -> NDArray[np.intp]:
    """Return the channels on which a unit's noiseless spike is deeper than the threshold, in times their noise."""
    template = template_of(request.source, request.unit, request.time_s)
    noise_uv = np.asarray(request.source.noise_levels_uv)[template.channels]
    deep = -template.waveform.min(axis=0, initial=0.0) >= request.threshold * noise_uv
    channels: NDArray[np.intp] = template.channels[deep]
    return channels


def ring_columns(request: Request) -> dict[str, Any]:
    """Return where the rings are."""
    places = np.asarray(request.source.contact_positions_um, dtype=np.float32)[ringed_contacts(request)]
    return {"x": places[:, 0].copy(), "y": places[:, 1].copy()}


class ContactRings:
    """The rings, on a figure of the probe; drawn while the overlay is shown.

    Parameters
    ----------
    figure : bokeh.plotting.figure
        Of the probe.
    state : State
        The page's.
    services : Services
        Computes beside the event loop.
    switch : Control
        Shows and hides them; its help says in words how many there are.
    """

    def __init__(self, figure: Any, state: State, services: Services, switch: Control) -> None:
        self.state, self.switch, self.source = state, switch, ColumnDataSource(NONE)
        ring = Scatter(
            x="x", y="y", marker="circle", size=15, fill_color=None, line_width=2, line_color="#1f6fbf",
            tags=["line:focus"],
        )  # fmt: skip
        draw_glyph(figure, ring, self.source, name=NAME)
        self._latest = services.latest_only(ring_columns, self._show)
        state.overlays.subscribe({"shown"}, self.follow)
        state.selection.subscribe({"units", "time_s", "threshold"}, self.follow)
        state.session.subscribe({"simulation"}, self.follow)
        self.follow()

    def follow(self) -> None:
        """Ring the contacts of the first selected unit."""
        seen, selection = self.state.session.simulation, self.state.selection
        units = present_units(selection.units, len(seen.locations_um))
        if NAME in self.state.overlays.shown and units:
            source = getattr(seen, "hybrid", seen)
            self._latest.ask(Request(source, units[0], selection.time_s, selection.threshold))
        else:
            self._draw(NONE)

    def _show(self, columns: dict[str, Any]) -> None:
        self._draw(columns if NAME in self.state.overlays.shown else NONE)

    def _draw(self, columns: dict[str, Any]) -> None:
        update_columns(self.source, columns)
        number, threshold = len(columns["x"]), self.state.selection.threshold
        contacts = f"{number} contact" + ("" if number == 1 else "s")
        self.switch.help = HELP if columns is NONE else f"Above {threshold:g} × noise now: {contacts}, ringed."
