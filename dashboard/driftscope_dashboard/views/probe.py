"""The probe: its contacts, the units around it, and where the motion takes them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.events import DoubleTap, Tap
from bokeh.models import ColumnDataSource, Range1d, WheelZoomTool
from bokeh.models.annotations import BoxAnnotation
from driftscope.motion import Motion
from driftscope.streams import Streams
from driftscope.units import UnitsConfig, depth_density
from numpy.typing import NDArray

from ..channels import channels_looked_at
from ..selection import Stretch, chosen_units, nearest_unit
from ..theme import plot, unit_colour
from ..workbench import Control, Node
from .base import View, update_columns
from .marks import StretchMark

Array = NDArray[Any]

DIMMED = 0.15
DENSITY_POINTS = 200
DENSITY_WIDTH = 0.3
REACH_PIXELS = 10.0
USUAL_PIXELS = (140, 700)
STEP_UM = 10.0


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


@dataclass(frozen=True)
class Scene:
    """What stands where.

    Attributes
    ----------
    contacts_um : ndarray, shape (contacts, 2)
        The probe.
    rest_um, moved_um : ndarray, shape (units, 2)
        The units at rest and at the cursor's time.
    sizes : ndarray, shape (units,)
        Diameter of each unit on the screen, larger for larger amplitudes.
    strengths : ndarray, shape (units,)
        How opaque each unit is drawn; less than 1 for those that are not looked at.
    stretch_um : tuple of float or None
        Depths between which traces are drawn as lines.
    density : tuple of ndarray or None
        Depths in µm, and how many units stand there, 1 where they are densest; None without layers.
    """

    contacts_um: Array
    rest_um: Array
    moved_um: Array
    sizes: Array
    strengths: Array
    stretch_um: Stretch | None
    density: tuple[Array, Array] | None


def unit_sizes(amplitudes_uv: Array) -> Array:
    """Return diameters whose area grows with the amplitude, in pixels.

    Examples
    --------
    >>> import numpy as np
    >>> unit_sizes(np.array([0.0, 100.0, 400.0])).tolist()
    [3.0, 6.0, 9.0]
    """
    largest = max(float(np.max(amplitudes_uv, initial=0.0)), 1e-9)
    return 3.0 + 6.0 * np.sqrt(amplitudes_uv / largest)


def strengths(number: int, chosen: tuple[int, ...], anything: bool) -> Array:
    """Return how opaque units are drawn: the chosen ones fully, the others only when nothing is selected.

    Examples
    --------
    >>> strengths(3, (1,), anything=True).tolist(), strengths(3, (), anything=False).tolist()
    ([0.15, 1.0, 0.15], [1.0, 1.0, 1.0])
    """
    opaque = np.full(number, DIMMED if anything else 1.0)
    opaque[list(chosen)] = 1.0
    return opaque


@lru_cache(maxsize=16)
def density_of(
    units: UnitsConfig, contacts_um: tuple[tuple[float, float], ...], streams: Streams
) -> tuple[Array, Array] | None:
    """Return depths and the relative density of units there, or None when units do not stand in layers."""
    if units.distribution == "uniform" or units.locations_um is not None:
        return None
    depths, density = depth_density(units, np.array(contacts_um), streams)
    thin = slice(None, None, max(density.size // DENSITY_POINTS, 1))
    return depths[thin], density[thin] / density.max()


def probe_limits_um(across_um: Array) -> tuple[float, float]:
    """Return between which places across the probe there is room for all, in steps that other units seldom change.

    Examples
    --------
    >>> import numpy as np
    >>> probe_limits_um(np.array([0.0, -12.1, 32.0]))
    (-30.0, 50.0)
    """
    low, high = np.floor(across_um.min() / STEP_UM) - 1, np.ceil(across_um.max() / STEP_UM) + 1
    return float(low) * STEP_UM, float(high) * STEP_UM


def probe_figure(depth_range: Range1d) -> tuple[Any, dict[str, ColumnDataSource]]:
    """Return the empty figure of the probe and its sources: density, contacts, units at rest and moved."""
    made = plot("probe", x_range=Range1d(start=-1, end=1), y_range=depth_range, tools=[])
    units = ("x", "y", "x0", "y0", "size", "ring", "colour", "strength", "trail")
    sources = {
        "density": ColumnDataSource({"x0": [], "x1": [], "y": []}),
        "contacts": ColumnDataSource({"x": [], "y": []}),
        "units": ColumnDataSource({name: [] for name in units}),
    }
    made.harea("x0", "x1", "y", source=sources["density"], fill_alpha=0.18, tags=["fill:accent"])
    made.line("x1", "y", source=sources["density"], line_alpha=0.5, tags=["line:accent"])
    made.scatter("x", "y", source=sources["contacts"], marker="square", size=3, line_color=None, tags=["fill:common"])
    made.segment("x0", "y0", "x", "y", source=sources["units"], line_color="colour", line_alpha="trail")
    made.scatter(
        "x0", "y0", source=sources["units"], size="ring", fill_color=None, line_color="colour", line_alpha="trail"
    )
    made.scatter(
        "x", "y", source=sources["units"], size="size", fill_color="colour", fill_alpha="strength", line_color=None
    )
    made.xaxis.axis_label, made.yaxis.axis_label = "x (µm)", "depth (µm)"
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
    area: ClassVar[str] = "left"
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
        self.figure.on_event(Tap, self.services.guarded(self._tapped))
        self.figure.on_event(DoubleTap, self.services.guarded(lambda _: self.services.axes.show_all_depth()))
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
            simulation.unit_parameters.alpha_uv,
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
        rest, moved = picture.rest_um.astype(np.float32), picture.moved_um.astype(np.float32)
        units = {
            "x": moved[:, 0].copy(),
            "y": moved[:, 1].copy(),
            "x0": rest[:, 0].copy(),
            "y0": rest[:, 1].copy(),
            "size": picture.sizes.astype(np.float32),
            "ring": (picture.sizes + self.wider_pixels).astype(np.float32),
            "colour": [unit_colour(unit) for unit in range(len(rest))],
            "strength": (0.85 * picture.strengths).astype(np.float32),
            "trail": (0.45 * picture.strengths).astype(np.float32),
        }
        update_columns(self.sources["units"], units)
        self.stretch.visible = picture.stretch_um is not None
        if picture.stretch_um is not None:
            self.stretch.bottom, self.stretch.top = picture.stretch_um
        x, y = picture.contacts_um.astype(np.float32).T
        update_columns(self.sources["contacts"], {"x": x.copy(), "y": y.copy()})
        low, high = probe_limits_um(np.concatenate([picture.contacts_um, picture.rest_um])[:, 0])
        self.figure.x_range.update(start=low, end=high)
        self._show_density(picture)

    def _show_density(self, picture: Scene) -> None:
        depths, density = picture.density or (np.empty(0), np.empty(0))
        left, right = self.figure.x_range.start, self.figure.x_range.end
        columns = {"x0": np.full(depths.size, left), "x1": left + (right - left) * DENSITY_WIDTH * density, "y": depths}
        update_columns(self.sources["density"], columns)

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
