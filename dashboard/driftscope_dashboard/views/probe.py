"""The probe: its contacts, the units around it, and where the motion takes them."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.events import DoubleTap, Tap
from bokeh.models import ColumnDataSource, Range1d, Scatter, WheelZoomTool
from bokeh.models.annotations import Label
from driftscope.motion import Motion, summed_extent_um
from numpy.typing import NDArray

from ..plots.probe import (
    FAINT_UV,
    LEAST_ARROW_UM,
    Scene,
    across_limits_um,
    contact_marks,
    probe_limits_um,
    probe_picture,
    strengths,
    unit_columns,
    unit_heights_uv,
    unit_sizes,
)
from ..reduce.raster import unit_peaks_uv
from ..reduce.selection import nearest_unit, present_units, with_unit
from ..reduce.shanks import contact_shanks, shank_count, shown_shanks, unit_shanks
from ..session.keymap import EXAGGERATIONS
from ..workbench import Control, Node
from .arrow_scale import ArrowScale
from .base import View, update_columns
from .figures import Figure, draw_glyph
from .hover_cards import HoverCards
from .marks import DepthDrag, go_back
from .overlay_switch import overlay_switch
from .rings import HELP, NAME, ContactRings
from .stage import align_depth, hide_axis
from .unit_drag import UnitDrag

Array = NDArray[Any]

REACH_PIXELS = 10.0
USUAL_PIXELS = (140, 700)
LEAST_ARROW_PIXELS = 12.0
NAME_GAP, NAME_LETTER, NAME_BELOW = 9, 8, 14
"""Pixels between a unit and its name, of a letter of it, and how far below a unit it stands without room beside."""
BEST = ("static", "drifting")
"""The contacts that are framed: the one best at rest, and the one best now."""


class Request(NamedTuple):
    """What the picture depends on; the maker gives the templates of the selected unit."""

    contacts_um: Array
    locations_um: Array
    motion: Motion
    amplitudes_uv: Array
    left_um: float
    right_um: float
    now: int
    units: tuple[int, ...]
    maker: Any
    exaggeration: float


def example() -> Any:
    """Return a picture of one unit in a layer, from which the figure is declared."""
    one, two = np.zeros((1, 2)), np.array([[0.0, 0.0], [0.0, 20.0]])
    return probe_picture(Scene(two, one, one, np.ones(1), np.ones(1), None, None))


def probe_figure(depth_range: Range1d) -> tuple[Any, dict[str, ColumnDataSource]]:
    """Return the empty figure of the probe and its sources: contacts, units at rest and moved."""
    figure = Figure(example, "probe", x_range=Range1d(start=-1, end=1), y_range=depth_range, tools=[])
    made = figure.made
    units = ("x", "y", "x0", "y0", "size", "ring", "colour", "ring_colour", "head", "angle", "strength", "trail",
             "shaft")  # fmt: skip
    sources = {
        "contacts": ColumnDataSource({"x": [], "y": []}),
        "units": ColumnDataSource({name: [] for name in units}),
        **{name: ColumnDataSource({"x": [], "y": []}) for name in BEST},
    }
    figure.add("contacts", sources["contacts"], x="x", y="y")
    figure.add("ways", sources["units"], x0="x0", y0="y0", x1="x", y1="y", line_color="colour", line_alpha="shaft")
    figure.add("rest", sources["units"], x="x0", y="y0", size="ring", line_color="ring_colour", line_alpha="trail")
    figure.add("now", sources["units"], x="x", y="y", size="size", fill_color="colour", fill_alpha="strength")
    heads = Scatter(
        x="x", y="y", size="head", angle="angle", marker="triangle", line_color=None, fill_color="colour",
        fill_alpha="strength",
    )  # fmt: skip
    draw_glyph(made, heads, sources["units"])
    for name in BEST:
        frame = Scatter(x="x", y="y", size=13, marker="square", fill_color=None, line_width=2, tags=[f"line:{name}"])
        draw_glyph(made, frame, sources[name])
    align_depth(made)
    made.min_border_left = made.min_border_right = 4
    for axis in made.axis:
        hide_axis(axis)
    made.grid.visible = False
    zoom = WheelZoomTool(dimensions="height")
    made.add_tools(zoom)
    made.toolbar.active_scroll = zoom
    return made, sources


def best_channels(request: Request) -> tuple[int, ...]:
    """Return the channel on which the first selected unit is largest at rest, and the one on which it is now."""
    if not request.units:
        return ()
    unit = request.units[0]
    moved = request.motion.displacement_um(np.array([request.now]), np.array([unit]))
    found = []
    for template in request.maker.make([unit, unit], np.concatenate([np.zeros((1, 2)), moved])):
        peaks = np.abs(template.waveform).max(axis=0, initial=0.0)
        found.append(int(template.channels[np.argmax(peaks)]) if peaks.size else 0)
    return tuple(found)


def across_um(source: Any, shanks: tuple[int, ...]) -> tuple[float, float]:
    """Return from where to where across the probe there is room for some shanks and the units around them."""
    shown = shown_shanks(shanks, shank_count(source))
    contacts = source.contact_positions_um[np.isin(contact_shanks(source), shown), 0]
    units = source.locations_um[np.isin(unit_shanks(source), shown), 0]
    return probe_limits_um(np.concatenate([contacts, units]))


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
        "selection": ("time_s", "units", "exaggeration", "shanks"),
    }

    def build(self) -> None:
        """Make the figure."""
        self.figure, self.sources = probe_figure(self.services.axes.depth)
        self.drag = DepthDrag(self.figure, self.state, self.services)
        self.ringed = overlay_switch(self.state, self.services, NAME, HELP)
        self.rings = ContactRings(self.figure, self.state, self.services, self.ringed)
        self.figures = [self.figure]
        self.figure.on_event(Tap, self.services.safe(self._tapped))
        self.figure.on_event(DoubleTap, self.services.safe(lambda _: go_back(self.services, self.state)))
        self.cards = HoverCards(self.state, self.services)
        self.held = UnitDrag(self.state, self.services)
        self.words = Label(
            x=0, y=0, x_offset=NAME_GAP, text="", text_font_size="12px", text_baseline="middle", visible=False,
            tags=["text:drifting", "background_fill:panel"], background_fill_alpha=0.85,
        )  # fmt: skip
        self.figure.add_layout(self.words)
        self.scale = ArrowScale(self.figure)
        self.services.axes.subscribe(self._show_scale)
        self._pixels = list(USUAL_PIXELS)
        for number, name in enumerate(("inner_width", "inner_height")):
            self.figure.on_change(name, lambda attr, old, new, number=number: self._resized(number, new))
        self._places: Array = np.empty((0, 2))
        self._measured: tuple[Motion | None, float] = (None, 0.0)
        self._picture: Scene | None = None
        marks = [[["var(--ds-static)", "ring"], "at rest"], [["var(--ds-drifting)", "disc"], "now"]]
        self.key = Control(kind="legend", options=marks)
        self.exaggeration = Control(
            kind="segments", label="Arrows", value="1", options=[[f"{one:g}", f"{one:g}×"] for one in EXAGGERATIONS],
            help="Exaggeration: factor by which displacements are drawn larger.", hook="exaggeration",
        )  # fmt: skip
        choose = self.services.safe(lambda value: self.state.selection.look(exaggeration=float(value)))
        self.exaggeration.on_set(choose)

    def tools(self) -> list[Node]:
        """Return the key of the marks, arrows and rings, and what hover card and dragged unit need."""
        return [self.key, self.exaggeration, self.ringed, self.cards.node, self.held.node]

    def request(self) -> Request:
        """Return contacts, units, their motion and amplitudes, the bin of the cursor, and what is selected."""
        simulation, selection = self.state.session.simulation, self.state.selection
        motion, contacts = simulation.motion, simulation.contact_positions_um
        now = min(int(selection.time_s * motion.sampling_frequency_hz), motion.vectors_um.shape[0] - 1)
        return Request(
            contacts,
            simulation.locations_um,
            motion,
            unit_heights_uv(simulation),
            *across_um(simulation, selection.shanks),
            now,
            present_units(selection.units, len(simulation.locations_um)),
            simulation.template_maker,
            selection.exaggeration or self._usual_exaggeration(),
        )

    def _usual_exaggeration(self) -> float:
        """Return the smallest exaggeration at which the longest arrow of the whole recording can be seen."""
        low, high = self.services.axes.shown["depth"]
        longest_um = self._longest_um(self.state.session.simulation.motion)
        if longest_um < LEAST_ARROW_UM:
            return EXAGGERATIONS[0]
        pixels = longest_um * self._pixels[1] / (high - low)
        return next((one for one in EXAGGERATIONS if pixels * one >= LEAST_ARROW_PIXELS), EXAGGERATIONS[-1])

    def _longest_um(self, motion: Motion) -> float:
        if self._measured[0] is not motion:
            self._measured = motion, float(np.abs([end_um[1] for end_um in summed_extent_um(motion)]).max())
        return self._measured[1]

    @staticmethod
    def compute(request: Request) -> Scene:
        """Place contacts and units."""
        rest, units = request.locations_um[:, :2], np.arange(len(request.locations_um))
        moved = request.motion.displacement_um(np.full(units.size, request.now), units)
        return Scene(
            request.contacts_um,
            rest,
            rest + request.exaggeration * moved,
            unit_sizes(request.amplitudes_uv),
            strengths(units.size, request.units, bool(request.units)),
            None,
            None,
            request.units,
            best_channels(request),
            unit_peaks_uv(request.maker) < FAINT_UV,
            (request.left_um, request.right_um),
        )

    def show(self, picture: Scene) -> None:
        """Draw contacts and units; the view is reset when the probe is another."""
        self._places, self._picture = picture.moved_um, picture
        self._show_units(picture)
        self.exaggeration.value = f"{self._asked[-1]:g}" if self._asked else "1"
        for name, columns in zip(BEST, contact_marks(picture), strict=True):
            update_columns(self.sources[name], columns)
        x, y = picture.contacts_um.astype(np.float32).T
        update_columns(self.sources["contacts"], {"x": x.copy(), "y": y.copy()})
        low, high = across_limits_um(picture)
        self.figure.x_range.update(start=low, end=high)
        self._show_scale()

    def _show_units(self, picture: Scene) -> None:
        columns = unit_columns(picture, self.wider_pixels, dark=self.state.appearance.dark)
        update_columns(self.sources["units"], columns)
        self.words.visible = bool(picture.units)
        if picture.units:
            x, y = picture.moved_um[picture.units[0]].tolist()
            self.words.update(x=x, y=y, text=str(picture.units[0]), **self._beside(x, len(str(picture.units[0]))))

    def _beside(self, x_um: float, letters: int) -> dict[str, Any]:
        """Return where the name of a unit has room: on the right of it, else on the left, else below it."""
        picture = self._picture
        low, high = across_limits_um(picture) if picture is not None else (0.0, 1.0)
        wide, width = self._pixels[0], NAME_LETTER * letters
        place = (x_um - low) / max(high - low, 1e-9) * wide
        if wide - place >= NAME_GAP + width:
            return {"text_align": "left", "x_offset": NAME_GAP, "y_offset": 0}
        if place >= NAME_GAP + width:
            return {"text_align": "right", "x_offset": -NAME_GAP, "y_offset": 0}
        inside = min(max(place, width / 2), wide - width / 2)
        return {"text_align": "center", "x_offset": inside - place, "y_offset": -NAME_BELOW}

    def _resized(self, number: int, pixels: int) -> None:
        if pixels > 0:
            self._pixels[number] = pixels
            self._show_scale()
            if self._picture is not None:
                self._show_units(self._picture)

    def _show_scale(self) -> None:
        """Draw how long the arrow of a round displacement is; arrows are drawn anew where another length tells more."""
        if self._asked and not self.state.selection.exaggeration and self._asked[-1] != self._usual_exaggeration():
            self.refresh()
        low, high = self.services.axes.shown["depth"]
        times = self._asked[-1] if self._asked else 1.0
        self.scale.show(times * self._pixels[1] / (high - low))

    def restyle(self) -> None:
        """Paint the figure, and the units in the greys of the appearance."""
        super().restyle()
        if self._picture is not None:
            self._show_units(self._picture)

    def _tapped(self, event: Tap) -> None:
        """Select the unit that was hit, besides others with the shift key; without a hit, none."""
        if event.x is None or event.y is None:
            return
        look, units = self.state.selection.look, self.state.selection.units
        unit = nearest_unit(self._places, (event.x, event.y), self._reach_um())
        if unit is None:
            look(depth_um=event.y, units=())
            return
        more = event.modifiers is not None and event.modifiers["shift"]
        look(units=with_unit(units, unit, more=more), depth_um=float(self._places[unit, 1]))

    def _reach_um(self) -> tuple[float, float]:
        """Return how far beside a unit a click still hits it."""
        across, along = self.figure.x_range, self.figure.y_range
        return (
            REACH_PIXELS * (across.end - across.start) / self._pixels[0],
            REACH_PIXELS * (along.end - along.start) / self._pixels[1],
        )
