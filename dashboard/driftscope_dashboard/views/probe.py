"""The probe: its contacts, the units around it, and where the motion takes them."""

from __future__ import annotations

import math
from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.events import DoubleTap, Tap
from bokeh.models import ColumnDataSource, Range1d, WheelZoomTool
from bokeh.models.annotations import BoxAnnotation
from driftscope.motion import Motion
from numpy.typing import NDArray

from ..channels import channels_looked_at
from ..plots.probe import (
    Scene,
    across_limits_um,
    density_columns,
    density_of,
    probe_picture,
    strengths,
    unit_columns,
    unit_heights_uv,
    unit_sizes,
)
from ..selection import Stretch, chosen_units, nearest_unit
from ..workbench import Control, Node
from .base import View, update_columns
from .figures import Figure
from .marks import StretchMark

Array = NDArray[Any]

REACH_PIXELS = 10.0
USUAL_PIXELS = (140, 700)


class Request(NamedTuple):
    """What the picture depends on; no depth (infinite) when there are no lines."""

    contacts_um: Array
    locations_um: Array
    motion: Motion
    amplitudes_uv: Array
    density: tuple[Array, Array] | None
    now: int
    depth_um: float | None
    stretch_um: Stretch | None
    units: tuple[int, ...]


def example() -> Any:
    """Return a picture of one unit in a layer, from which the figure is declared."""
    one, two = np.zeros((1, 2)), np.array([[0.0, 0.0], [0.0, 20.0]])
    return probe_picture(Scene(two, one, one, np.ones(1), np.ones(1), None, (two[:, 1], np.ones(2))))


def probe_figure(depth_range: Range1d) -> tuple[Any, dict[str, ColumnDataSource]]:
    """Return the empty figure of the probe and its sources: density, contacts, units at rest and moved."""
    figure = Figure(example, "probe", x_range=Range1d(start=-1, end=1), y_range=depth_range, tools=[])
    made = figure.made
    units = ("x", "y", "x0", "y0", "size", "ring", "colour", "strength", "trail")
    sources = {
        "density": ColumnDataSource({"x0": [], "x1": [], "y": []}),
        "contacts": ColumnDataSource({"x": [], "y": []}),
        "units": ColumnDataSource({name: [] for name in units}),
    }
    made.harea("x0", "x1", "y", source=sources["density"], fill_alpha=0.18, tags=["fill:accent"])
    made.line("x1", "y", source=sources["density"], line_alpha=0.5, tags=["line:accent"])
    figure.add("contacts", sources["contacts"], x="x", y="y")
    faint: dict[str, Any] = {"line_color": "colour", "line_alpha": "trail"}
    figure.add("ways", sources["units"], x0="x0", y0="y0", x1="x", y1="y", **faint)
    figure.add("rest", sources["units"], x="x0", y="y0", size="ring", **faint)
    figure.add("now", sources["units"], x="x", y="y", size="size", fill_color="colour", fill_alpha="strength")
    made.xaxis.ticker.desired_num_ticks = 3
    zoom = WheelZoomTool(dimensions="height")
    made.add_tools(zoom)
    made.toolbar.active_scroll = zoom
    return made, sources


class ProbeView(View):
    """Contacts, units at rest (rings) and units where the motion took them (discs).

    Attributes
    ----------
    wider_pixels : float
        How much wider rings are than discs.
    """

    name: ClassVar[str] = "probe"
    title: ClassVar[str] = "Probe"
    area: ClassVar[str] = "probe"
    wider_pixels: ClassVar[float] = 0.0
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("time_s", "depth_um", "depths_um", "units", "style"),
    }

    def build(self) -> None:
        """Make the figure."""
        self.figure, self.sources = probe_figure(self.services.axes.depth)
        self.stretch = BoxAnnotation(bottom=0, top=0, fill_alpha=0.07, line_alpha=0, tags=["fill:ink"])
        self.figure.add_layout(self.stretch)
        self.selected = StretchMark(self.figure, self.state, self.services)
        self.figures = [self.figure]
        self.figure.on_event(Tap, self.services.safe(self._tapped))
        self.figure.on_event(DoubleTap, self.services.safe(lambda _: self.services.axes.show_all_depth()))
        self._pixels = list(USUAL_PIXELS)
        for number, name in enumerate(("inner_width", "inner_height")):
            self.figure.on_change(name, lambda attr, old, new, number=number: self._pixels.__setitem__(number, new))
        self._places: Array = np.empty((0, 2))

    def tools(self) -> list[Node]:
        """Return the key of the marks."""
        marks = [[["var(--ds-muted)", "ring"], "at rest"], [["var(--ds-muted)", "disc"], "now"]]
        return [Control(kind="legend", options=marks)]

    def request(self) -> Request:
        """Return contacts, units, their motion and amplitudes, the bin of the cursor, and what is selected."""
        simulation, selection = self.state.session.simulation, self.state.selection
        motion, config, contacts = simulation.motion, simulation.config, simulation.contact_positions_um
        now = min(int(selection.time_s * motion.sampling_frequency_hz), motion.vectors_um.shape[0] - 1)
        return Request(
            contacts,
            simulation.locations_um,
            motion,
            unit_heights_uv(simulation),
            density_of(config.units, tuple((x, y) for x, y in contacts.tolist()), config.random),
            now,
            selection.depth_um if selection.style == "lines" else math.inf,
            selection.depths_um,
            selection.units,
        )

    @staticmethod
    def compute(request: Request) -> Scene:
        """Place contacts and units."""
        rest, units = request.locations_um[:, :2], np.arange(len(request.locations_um))
        moved = rest + request.motion.displacement_um(np.full(units.size, request.now), units)
        chosen = chosen_units(request.units, request.stretch_um, request.locations_um[:, 1])
        anything = bool(chosen) or request.stretch_um is not None
        lines = None
        if request.depth_um != math.inf and request.stretch_um is None:
            depths = request.contacts_um[channels_looked_at(request.contacts_um, request.depth_um, None), 1]
            lines = float(depths.min()), float(depths.max())
        return Scene(
            request.contacts_um,
            rest,
            moved,
            unit_sizes(request.amplitudes_uv),
            strengths(units.size, chosen, anything),
            lines,
            request.density,
        )

    def show(self, picture: Scene) -> None:
        """Draw contacts and units; the view is reset when the probe is another."""
        self._places = picture.moved_um
        update_columns(self.sources["units"], unit_columns(picture, self.wider_pixels))
        self.stretch.visible = picture.stretch_um is not None
        if picture.stretch_um is not None:
            self.stretch.bottom, self.stretch.top = picture.stretch_um
        x, y = picture.contacts_um.astype(np.float32).T
        update_columns(self.sources["contacts"], {"x": x.copy(), "y": y.copy()})
        low, high = across_limits_um(picture)
        self.figure.x_range.update(start=low, end=high)
        update_columns(self.sources["density"], density_columns(picture))

    def _tapped(self, event: Tap) -> None:
        """Select the unit that was hit, besides others with the shift key; without a hit, only go to its depth."""
        if event.x is None or event.y is None:
            return
        look, units = self.state.selection.look, self.state.selection.units
        unit = nearest_unit(self._places, (event.x, event.y), self._reach_um())
        if unit is None:
            look(depth_um=event.y, units=(), depths_um=None)
            return
        if event.modifiers is not None and event.modifiers["shift"]:
            chosen = tuple(other for other in units if other != unit) if unit in units else (*units, unit)
        else:
            chosen = (unit,)
        look(units=chosen, depths_um=None, depth_um=float(self._places[unit, 1]))

    def _reach_um(self) -> tuple[float, float]:
        """Return how far beside a unit a click still hits it."""
        across, along = self.figure.x_range, self.figure.y_range
        return (
            REACH_PIXELS * (across.end - across.start) / self._pixels[0],
            REACH_PIXELS * (along.end - along.start) / self._pixels[1],
        )
