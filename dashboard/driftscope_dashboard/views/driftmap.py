"""The driftmap: every spike's depth over time, its amplitude as colour."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, LinearColorMapper, WheelZoomTool
from bokeh.models.annotations import Label
from driftscope.cache import the_cache
from driftscope.motion import Motion
from driftscope.spikes import Spikes, SpikeTrains, read_spikes
from driftscope.templates import TemplateMaker
from numpy.typing import NDArray

from ..raster import (
    Frame,
    painted,
    pixels_of,
    round_limit,
    spike_depths_um,
    spike_levels,
    unit_peaks_uv,
)
from ..selection import present_units
from ..theme import amplitude_palette, plot, unit_colour
from ..workbench import Control, Node
from .base import View, update_columns
from .marks import StretchMark, TimeMarks

USUAL_PIXELS = (900, 180)
MOST_POINTS = 4_000
PIXELS_OF_SPIKE = ((60_000, 1), (6_000, 2))
"""From how many spikes on one is so many pixels large; fewer are drawn larger, so that they are seen."""
LARGEST_SPIKE = 3
DIMMED = 0.3


class Request(NamedTuple):
    """What the picture depends on; no motion draws the static recording."""

    trains: SpikeTrains
    motion: Motion | None
    locations_um: NDArray[Any]
    maker: TemplateMaker
    spikes_per_s: float
    num_samples: int
    start_s: float
    end_s: float
    low_um: float
    high_um: float
    columns: int
    rows: int
    units: tuple[int, ...]


@dataclass(frozen=True)
class Picture:
    """Spikes as they are drawn.

    Attributes
    ----------
    frame : Frame
        What the image covers.
    image : ndarray of uint8
        See `raster.draw_raster`.
    limit_uv : float
        The amplitude of its strongest colour.
    words : str
        What has to be said about it, or why it is empty.
    times_s, depths_um, units : ndarray
        Spikes of the selected units.
    """

    frame: Frame
    image: NDArray[np.uint8]
    limit_uv: float
    words: str = ""
    times_s: NDArray[Any] = field(default_factory=lambda: np.empty(0, np.float32))
    depths_um: NDArray[Any] = field(default_factory=lambda: np.empty(0, np.float32))
    units: NDArray[Any] = field(default_factory=lambda: np.empty(0, np.int64))


def size_of_spike(number: int) -> int:
    """Return how many pixels large a spike is drawn when there are so many.

    Examples
    --------
    >>> size_of_spike(750_000), size_of_spike(20_000), size_of_spike(50)
    (1, 2, 3)
    """
    return next((pixels for least, pixels in PIXELS_OF_SPIKE if number >= least), LARGEST_SPIKE)


@dataclass(frozen=True, eq=False)
class Placed:
    """Spikes and the pixels that they fall into, whatever their amplitudes.

    Attributes
    ----------
    spikes : Spikes
        Those of the visible time.
    share : float
        Which share of them was read.
    depths_um : ndarray, shape (spikes,)
        Where they stand.
    frame : Frame
        What the picture covers.
    pixels : ndarray, shape (spikes,)
        See `raster.pixels_of`.
    """

    spikes: Spikes
    share: float
    depths_um: NDArray[np.float32]
    frame: Frame
    pixels: NDArray[np.intp]

    @property
    def nbytes(self) -> int:
        """Bytes held besides the spikes, which are kept for themselves."""
        return self.depths_um.nbytes + self.pixels.nbytes


@dataclass(frozen=True, eq=False)
class Sampled:
    """The spikes of the visible time, whatever moves them, and which share of them was read."""

    spikes: Spikes
    share: float

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self.spikes.nbytes


def sample(request: Request) -> Sampled:
    """Read the spikes of the visible time; those of hours are kept while the motion changes."""
    rate = request.maker.sampling_frequency_hz
    start = max(int(request.start_s * rate), 0)
    end = min(int(np.ceil(request.end_s * rate)), request.num_samples)
    expected = request.spikes_per_s * (end - start) / rate

    def read() -> Sampled:
        return Sampled(*read_spikes(request.trains, start, end, expected, request.columns))

    return the_cache().get(("driftmap spikes", request.trains, start, end, expected, request.columns), read)


def place_spikes(request: Request) -> Placed:
    """Read the spikes of the visible time, and find where they stand on the screen."""
    rate = request.maker.sampling_frequency_hz
    sampled = sample(request)
    spikes, share = sampled.spikes, sampled.share
    depths = spike_depths_um(spikes, request.locations_um[:, 1], request.motion, rate)
    frame = Frame(*request[6:12]).coarser(size_of_spike(len(spikes)))
    return Placed(spikes, share, depths, frame, pixels_of(spikes.sample_index / rate, depths, frame))


def draw_driftmap(request: Request) -> Picture:
    """Make the picture of all spikes in the visible range; where they stand is kept while amplitudes change."""
    rate = request.maker.sampling_frequency_hz
    key = ("driftmap", request.trains, request.motion, request.locations_um.tobytes(), rate, *request[4:12])
    placed = the_cache().get(key, lambda: place_spikes(request))
    spikes, peaks = placed.spikes, unit_peaks_uv(request.maker)
    limit = round_limit(peaks)
    image = painted(placed.pixels, spike_levels(spikes, peaks, limit), placed.frame)
    chosen = points_of(spikes, present_units(request.units, len(peaks)))
    times, units = spikes.sample_index[chosen] / rate, spikes.unit_index[chosen]
    words = words_about(len(peaks), len(spikes), placed.share)
    return Picture(placed.frame, image, limit, words, times, placed.depths_um[chosen], units)


def points_of(spikes: Spikes, units: tuple[int, ...]) -> NDArray[np.intp]:
    """Return which spikes belong to some units, evenly thinned when there are too many."""
    if not units:
        return np.empty(0, dtype=np.intp)
    found = np.flatnonzero(np.isin(spikes.unit_index, units))
    return found[:: -(-found.size // MOST_POINTS)] if found.size else found


def words_about(units: int, spikes: int, share: float) -> str:
    """Return what has to be said about a picture.

    Examples
    --------
    >>> words_about(0, 0, 1.0), words_about(3, 0, 1.0), words_about(250, 3_000_000, 0.0712)
    ('No units, no spikes.', 'No spikes in this stretch of time.', '7.1 % of the spikes, evenly sampled')
    """
    if spikes == 0:
        return "No units, no spikes." if units == 0 else "No spikes in this stretch of time."
    return "" if share == 1.0 else f"{100 * share:.2g} % of the spikes, evenly sampled"


def driftmap_figure(axes: Any) -> tuple[Any, dict[str, ColumnDataSource], LinearColorMapper]:
    """Return the empty figure, its sources and the mapper of its colours."""
    made = plot("driftmap", x_range=axes.time, y_range=axes.depth, tools=[])
    mapper = LinearColorMapper(palette=amplitude_palette(dark=False), low=0, high=255)
    sources = {
        "image": ColumnDataSource({"image": [], "x": [], "y": [], "dw": [], "dh": []}),
        "points": ColumnDataSource({"x": [], "y": [], "colour": []}),
    }
    made.image("image", "x", "y", "dw", "dh", source=sources["image"], color_mapper=mapper)
    made.scatter("x", "y", source=sources["points"], size=3, fill_color="colour", line_color=None)
    made.grid.visible = False
    made.yaxis.axis_label, made.xaxis.axis_label = "depth (µm)", "time (s)"
    zoom = WheelZoomTool(dimensions="width")
    made.add_tools(zoom)
    made.toolbar.active_scroll = zoom
    return made, sources, mapper


class DriftmapView(View):
    """Every spike of the visible time."""

    name: ClassVar[str] = "driftmap"
    title: ClassVar[str] = "Driftmap"
    order: ClassVar[int] = 20
    weight: ClassVar[float] = 1.8
    watches: ClassVar[dict[str, tuple[str, ...]]] = {"session": ("simulation",), "selection": ("units", "moving")}

    def build(self) -> None:
        """Make the figure, its marks and its tools."""
        axes = self.services.axes
        self.figure, self.sources, self.mapper = driftmap_figure(axes)
        self.image = self.figure.renderers[0].glyph
        self.marks = TimeMarks(self.figure, self.state, self.services)
        self.stretch = StretchMark(self.figure, self.state, self.services, veil=True)
        self.words = Label(
            x=8, y=8, x_units="screen", y_units="screen", text="", text_font_size="11px", tags=["text:text"]
        )
        self.figure.add_layout(self.words)
        self.figures = [self.figure]
        moves = self.services.keeper(lambda asked: asked, lambda _: self.refresh())
        resize = self.services.guarded(self._resize)
        axes.subscribe(self.services.guarded(lambda: moves.ask(None)))
        self._pixels = USUAL_PIXELS
        self._limit_uv: float | None = None
        self.figure.on_change("inner_width", lambda attr, old, new: resize(new, self._pixels[1]))
        self.figure.on_change("inner_height", lambda attr, old, new: resize(self._pixels[0], new))
        self.key = Control(kind="legend", options=[])
        self.choice = Control(
            kind="segments", label="Driftmap of", value=self._kind(),
            options=[[kind, kind, kind] for kind in ("static", "drifting")], hook="driftmap-kind",
        )  # fmt: skip
        choose = self.services.guarded(lambda value: self.state.selection.look(moving=value == "drifting"))
        self.choice.on_set(choose)
        self.state.selection.subscribe({"moving"}, lambda: setattr(self.choice, "value", self._kind()))

    def tools(self) -> list[Node]:
        """Return the key of the colours and the choice of recording."""
        return [self.key, self.choice]

    def request(self) -> Request:
        """Return the spikes, what moves them, what is visible on how many pixels, and the selected units."""
        simulation, selection, shown = self.state.session.simulation, self.state.selection, self.services.axes.shown
        config = simulation.config
        return Request(
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
        )

    compute = staticmethod(draw_driftmap)

    def show(self, picture: Picture) -> None:
        """Draw the image and the spikes of the selected units."""
        frame = picture.frame
        place = {"x": frame.start_s, "y": frame.low_um, "dw": frame.end_s - frame.start_s}
        columns = {**place, "dh": frame.high_um - frame.low_um}
        image = {"image": [picture.image], **{name: [at] for name, at in columns.items()}}
        update_columns(self.sources["image"], image)
        points = {
            "x": picture.times_s.astype(np.float32),
            "y": picture.depths_um,
            "colour": [unit_colour(unit) for unit in picture.units.tolist()],
        }
        update_columns(self.sources["points"], points)
        self.image.global_alpha = DIMMED if picture.units.size else 1.0
        self.words.text = picture.words
        self._limit_uv = picture.limit_uv if picture.image.any() else None
        self._show_key()

    def restyle(self) -> None:
        """Paint the figure, and the image with the palette that begins at the panel's colour."""
        super().restyle()
        self.mapper.palette = amplitude_palette(dark=self.state.appearance.dark)
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
