"""The probe: its contacts, the units around it, and where the motion takes them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
import panel as pn
from bokeh.events import Tap
from bokeh.models import ColumnDataSource, PanTool, Range1d, WheelZoomTool
from bokeh.models.annotations import BoxAnnotation
from driftscope.motion import Motion
from numpy.typing import NDArray
from panel.viewable import Viewable

from ..channels import channels_shown
from ..theme import plot, unit_colour
from .base import View

Array = NDArray[Any]


class Request(NamedTuple):
    """What the picture depends on; no depth (infinite) when there are no lines."""

    contacts_um: Array
    locations_um: Array
    motion: Motion
    amplitudes_uv: Array
    now: int
    depth_um: float | None


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
    stretch_um : tuple of float or None
        Depths between which traces are drawn as lines.
    """

    contacts_um: Array
    rest_um: Array
    moved_um: Array
    sizes: Array
    stretch_um: tuple[float, float] | None


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


def probe_limits_um(points: Array, margin: float) -> tuple[float, float]:
    """Return limits around points with a margin on both sides."""
    return float(points.min()) - margin, float(points.max()) + margin


def probe_figure() -> tuple[Any, dict[str, ColumnDataSource]]:
    """Return the empty figure of the probe and its sources: contacts, units at rest, units moved."""
    made = plot("probe", x_range=Range1d(start=-1, end=1), y_range=Range1d(start=-1, end=1), tools=[])
    sources = {
        "contacts": ColumnDataSource({"x": [], "y": []}),
        "units": ColumnDataSource({"x": [], "y": [], "x0": [], "y0": [], "size": [], "colour": []}),
    }
    made.scatter(
        "x", "y", source=sources["contacts"], marker="square", size=3, line_color=None, tags=["fill:line-strong"]
    )
    made.segment("x0", "y0", "x", "y", source=sources["units"], line_color="colour", line_alpha=0.45)
    made.scatter(
        "x0", "y0", source=sources["units"], size="size", fill_color=None, line_color="colour", line_alpha=0.45
    )
    made.scatter("x", "y", source=sources["units"], size="size", fill_color="colour", fill_alpha=0.85, line_color=None)
    made.xaxis.axis_label, made.yaxis.axis_label = "x (µm)", "depth (µm)"
    made.xaxis.ticker.desired_num_ticks = 3
    zoom = WheelZoomTool(dimensions="height")
    made.add_tools(PanTool(dimensions="height"), zoom)
    made.toolbar.active_scroll = zoom
    return made, sources


class ProbeView(View):
    """Contacts, units at rest (rings) and units where the motion took them (discs)."""

    name: ClassVar[str] = "probe"
    title: ClassVar[str] = "Probe"
    area: ClassVar[str] = "left"
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("time_s", "depth_um", "style"),
    }

    def build(self) -> None:
        """Make the figure."""
        self.figure, self.sources = probe_figure()
        self.stretch = BoxAnnotation(fill_alpha=0.07, line_alpha=0, tags=["fill:ink"])
        self.figure.add_layout(self.stretch)
        self.figures = [self.figure]
        self.figure.on_event(Tap, self.services.guarded(self._tapped))
        self._contacts: Array | None = None

    def body(self) -> Viewable:
        """Return the figure."""
        return pn.pane.Bokeh(self.figure, sizing_mode="stretch_both")

    def request(self) -> Request:
        """Return contacts, units, their motion and amplitudes, the bin of the cursor, and the depth of the lines."""
        simulation, selection = self.state.session.simulation, self.state.selection
        motion = simulation.motion
        now = min(int(selection.time_s * motion.sampling_frequency_hz), motion.vectors_um.shape[0] - 1)
        return Request(
            simulation.contact_positions_um,
            simulation.locations_um,
            motion,
            simulation.unit_parameters.alpha_uv,
            now,
            selection.depth_um if selection.style == "lines" else math.inf,
        )

    @staticmethod
    def compute(request: Request) -> Scene:
        """Place contacts and units."""
        rest, units = request.locations_um[:, :2], np.arange(len(request.locations_um))
        moved = rest + request.motion.displacement_um(np.full(units.size, request.now), units)
        sizes, stretch = unit_sizes(request.amplitudes_uv), None
        if request.depth_um != math.inf:
            depths = request.contacts_um[channels_shown(request.contacts_um, request.depth_um), 1]
            stretch = float(depths.min()), float(depths.max())
        return Scene(request.contacts_um, rest, moved, sizes, stretch)

    def show(self, picture: Scene) -> None:
        """Draw contacts and units; the view is reset when the probe is another."""
        rest, moved = picture.rest_um.astype(np.float32), picture.moved_um.astype(np.float32)
        self.sources["units"].data = {
            "x": moved[:, 0].copy(),
            "y": moved[:, 1].copy(),
            "x0": rest[:, 0].copy(),
            "y0": rest[:, 1].copy(),
            "size": picture.sizes.astype(np.float32),
            "colour": [unit_colour(unit) for unit in range(len(rest))],
        }
        self.stretch.visible = picture.stretch_um is not None
        if picture.stretch_um is not None:
            self.stretch.bottom, self.stretch.top = picture.stretch_um
        if self._contacts is None or not np.array_equal(self._contacts, picture.contacts_um):
            self._show_contacts(picture)

    def _show_contacts(self, picture: Scene) -> None:
        contacts = self._contacts = picture.contacts_um
        x, y = contacts.astype(np.float32).T
        self.sources["contacts"].data = {"x": x.copy(), "y": y.copy()}
        everything = np.concatenate([contacts, picture.rest_um])
        self.figure.x_range.update(**_edges(probe_limits_um(everything[:, 0], 10.0)))
        self.figure.y_range.update(**_edges(probe_limits_um(everything[:, 1], 30.0)))

    def _tapped(self, event: Tap) -> None:
        if event.y is not None:
            self.state.selection.look(depth_um=event.y)


def _edges(limits: tuple[float, float]) -> dict[str, float]:
    return {"start": limits[0], "end": limits[1]}
