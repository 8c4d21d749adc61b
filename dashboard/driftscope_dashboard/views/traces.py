"""The traces: a window of the static and the drifting recording beside each other, as lines or as maps."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic, perf_counter
from typing import Any, ClassVar

from bokeh.models import Range1d

from ..plots.locked_spikes import MOST_A_SECOND, Trail, draw_locked
from ..plots.trace_request import Request
from ..plots.trace_windows import Picture, draw_window
from ..reduce.selection import present_units
from ..reduce.shanks import contact_shanks
from ..reduce.trace_rows import usual_number
from ..results.misses import marks_of
from ..theme import potential_palette
from ..workbench import Node
from .base import View, update_columns
from .detector import REFERENCE, DetectorMarks
from .trace_figures import (
    LOCKED_TICKS,
    TICKS,
    USUAL_HEIGHT,
    TraceFigure,
    Verdicts,
    join_columns,
    line_columns,
    map_columns,
    mark_columns,
    number_columns,
    peak_columns,
    plate_columns,
    row_columns,
    rows_figure,
    threshold_columns,
    trace_figure,
)
from .trace_hover import TraceHover
from .trace_time import TraceTime
from .trace_tools import TraceTools

NAMES = {"overlaid": "static and drifting"}
COLOURS = {"static": "static", "drifting": "drifting"}


class TracesView(View):
    """The window around the cursor."""

    name: ClassVar[str] = "traces"
    title: ClassVar[str] = "Traces"
    order: ClassVar[int] = 30
    area: ClassVar[str] = "traces"
    weight: ClassVar[float] = 2.4
    first: ClassVar[bool] = True
    names: ClassVar[dict[str, str]] = {}
    """How recordings and modes are called where they are not called by their own names."""
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": (
            "time_s", "window_s", "mode", "style", "gain", "channels", "depths_um", "shanks", "units", "playing",
            "threshold",
        ),
        "overlays": ("shown",),
    }  # fmt: skip

    def build(self) -> None:
        """Make both pictures, and the numbers of the channels to their left."""
        self.time, self.rows_range = TraceTime(self.state, self.services), Range1d(start=0, end=1)
        ranges = self.time.range, self.rows_range
        self.static, self.drifting = (trace_figure(f"traces-{one}", *ranges) for one in ("static", "drifting"))
        self.numbers = rows_figure(self.rows_range)
        self.hover = TraceHover(self.names)
        self.figures = [self.static.made, self.drifting.made, self.numbers.made]
        pictures = {"static": self.static, "drifting": self.drifting}
        self.detector = DetectorMarks(pictures, self.state, self.services)
        self.controls = TraceTools(self.state, self.services, self.names)
        self.threshold_noise: float | None = None
        self.clock = monotonic
        self._picture: Picture | None = None
        self._trail: Trail | None = None
        self._on_shanks: tuple[Any, Any] | None = None
        self._locked_at = -1.0
        self._follow_sizes()
        self.services.results.subscribe({"shown", "scored"}, self._redraw)

    def _follow_sizes(self) -> None:
        """Hear how large the pictures are."""
        resized = self.services.safe(self._resized)
        for figure in (self.static, self.drifting):
            for number, name in enumerate(("inner_width", "inner_height")):
                figure.made.on_change(name, lambda attr, old, new, to=figure.pixels, at=number: to.__setitem__(at, new))
                figure.made.on_change(name, lambda attr, old, new: resized())

    def tools(self) -> list[Node]:
        """Return the choices of mode, gain, channels and style, and what the hover card tells."""
        return [*self.controls.nodes(), self.hover.node]

    def show_threshold(self, times_noise: float | None) -> None:
        """Draw a threshold on every row, in times the noise of its channel; none for None."""
        self.threshold_noise = times_noise
        self.refresh()

    def request(self) -> Request:
        """Return what the picture depends on."""
        chosen, simulation, locked = self.state.selection, self.state.session.simulation, self._locks()
        return Request(
            simulation, chosen.time_s, chosen.window_s, chosen.mode, chosen.style, chosen.gain,
            self.services.axes.shown["depth"], chosen.units, chosen.channels, usual_number(self._height()),
            self._shanks(), chosen.shanks, anchor_s=self.time.kept_anchor_s,
            threshold_noise=self.threshold_noise or self.detector.threshold, locked=locked,
            trail=self._trail if locked else None, referenced=REFERENCE in self.state.overlays.shown,
        )  # fmt: skip

    def _locks(self) -> bool:
        """Return whether spikes lie above each other: it plays, and there is a unit to follow."""
        selection, number = self.state.selection, len(self.state.session.simulation.locations_um)
        return selection.playing and bool(present_units(selection.units, number))

    def _shanks(self) -> Any:
        """Return on which shank each channel is, the same array as long as the contacts are the same."""
        simulation = self.state.session.simulation
        contacts = simulation.contact_positions_um
        if self._on_shanks is None or self._on_shanks[0] is not contacts:
            self._on_shanks = contacts, contact_shanks(simulation)
        return self._on_shanks[1]

    def refresh(self) -> None:
        """Ask for a new picture; while spikes lie above each other, only as often as one can see them."""
        if self._locks():
            if self.clock() - self._locked_at < 1.0 / MOST_A_SECOND:
                return
            self._locked_at = self.clock()
        super().refresh()

    @staticmethod
    def compute(request: Request) -> tuple[Picture, Trail | None]:
        """Read the traces and reduce them to the screen."""
        begun, trail = perf_counter(), None
        if request.locked:
            picture, trail = draw_locked(request, request.trail)
        else:
            picture = draw_window(request)
        return replace(picture, took_ms=1000 * (perf_counter() - begun)), trail

    def show(self, found: tuple[Picture, Trail | None]) -> None:
        """Draw a picture, unless it is one of playing that comes late."""
        picture, self._trail = found
        if picture.locked and not self.state.selection.playing:
            return
        self._picture = picture
        self._follow_ticks(picture)
        self.time.show(picture)
        self._draw(picture)
        self.detector.place(picture)
        self.controls.follow(picture)
        self.state.activity.note_window(picture.took_ms)

    def _draw(self, picture: Picture) -> None:
        """Fill the figures; one that is not shown stays as it is."""
        dark, kinds = self.state.appearance.dark, tuple(panel.kind for panel in picture.panels)
        (low, high), height = picture.rows.extent_um, self._height() or USUAL_HEIGHT
        self.rows_range.update(start=low, end=high)
        pixel_um = (high - low) / height
        self.static.made.visible, self.drifting.made.visible = "static" in kinds, kinds != ("static",)
        self.static.say_unit(not self.drifting.made.visible)
        for panel, figure in zip(picture.panels, self._shown(kinds), strict=True):
            words = picture.words if panel is picture.panels[-1] else ""
            columns = {
                "rows": row_columns(picture, dark=dark), "maps": map_columns(panel),
                "lines": line_columns(panel, dark=dark), "threshold": threshold_columns(picture),
                "peaks": peak_columns(panel, dark=dark),
                "marks": mark_columns(picture, panel, pixel_um, self._verdicts(), dark=dark),
                "plates": plate_columns(picture, panel, words, pixel_um, dark=dark),
            }  # fmt: skip
            for name, values in columns.items():
                update_columns(figure.sources[name], values)
            said = self.names.get(panel.kind, NAMES.get(panel.kind, panel.kind))
            figure.entitle(said, COLOURS.get(panel.kind, "ink"), dark=dark)
        update_columns(self.numbers.lines, join_columns(picture, dark=dark))
        update_columns(self.numbers.words, number_columns(picture, pixel_um, dark=dark))
        self.hover.show(picture, kinds)

    def _verdicts(self) -> Verdicts | None:
        """Return what a sorter made of the followed unit; None without a result of the recording shown."""
        simulation, scored = self.state.session.simulation, self.services.results.score
        units = present_units(self.state.selection.units, len(simulation.locations_um))
        comparison = None if scored is None or scored.simulation is not simulation else scored.comparison
        if comparison is None or not units:
            return None
        marks = marks_of(comparison, units[0])
        return Verdicts(frozenset(marks.missed.tolist()), marks.false / simulation.config.sampling_frequency_hz)

    def _shown(self, kinds: tuple[str, ...]) -> list[TraceFigure]:
        return [self.static if kind == "static" else self.drifting for kind in kinds]

    def _height(self) -> int:
        """Return how high a frame that is shown is, in pixels; 0 before that is known."""
        shown = next((one for one in (self.drifting, self.static) if one.made.visible), self.drifting)
        return shown.pixels[1]

    def _follow_ticks(self, picture: Picture) -> None:
        """Tick a short axis more often; the figures are laid out anew when playing begins or ends only."""
        number = LOCKED_TICKS if picture.locked else TICKS
        for figure in (self.static, self.drifting):
            ticker = figure.made.xaxis[0].ticker
            if ticker.desired_num_ticks != number:
                ticker.desired_num_ticks = number

    def _redraw(self) -> None:
        if self._picture is not None:
            self._draw(self._picture)

    def _resized(self) -> None:
        """Draw the picture for another size; with fewer rows where it became low."""
        self._redraw()
        self.refresh()

    def restyle(self) -> None:
        """Paint the figures, and the maps with the palette whose middle is the panel's colour."""
        super().restyle()
        for figure in (self.static, self.drifting):
            for one in figure.made.renderers:
                if hasattr(one.glyph, "color_mapper"):
                    one.glyph.color_mapper.palette = potential_palette(dark=self.state.appearance.dark)
        self._redraw()
