"""A window of traces as it is drawn: grey lines, the followed unit's spike in colour, plates, marks above, or a map."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..reduce.decimate import as_bytes, min_max, one_line, strongest
from ..reduce.selection import present_units
from ..reduce.spikemarks import NONE, Marks, mark_spikes
from ..reduce.trace_rows import Rows
from ..reduce.trace_scale import HEATMAP_NOISE, potential_words, row_uv
from .trace_request import (
    Followed,
    Request,
    followed_unit,
    loaded_frames,
    noise_of,
    read_traces,
    rows_of,
    window_frames_of,
    window_of,
)

PANELS: dict[str, tuple[str, ...]] = {
    "static": ("static",),
    "drifting": ("drifting",),
    "side by side": ("static", "drifting"),
    "overlaid": ("overlaid",),
    "difference": ("difference",),
}
"""The pictures of each mode, from left to right."""
MINUS_MEDIAN = "\u2212 median"
BEFORE_MS, AFTER_MS = 0.6, 1.3
"""How much of the followed unit's spike is coloured, around its moment."""
MOST_COLOURED = 40
"""Of more spikes of the followed unit in a window, those nearest to the cursor are coloured."""
LINE_COLUMNS, MAP_COLUMNS = 480, 800
RIGHT_UNTIL = 0.7
"""Peaks stand to the right of a spike that is earlier than this share of the window."""
AGREEMENT_UV = 5.0
AROUND_DIFFERENCES = 3
THIN, SPIKE, STRONG = 1.0, 1.4, 2.4
_FEW_NUMBERS = 600

Array = NDArray[Any]


class Stroke(NamedTuple):
    """A line of one look; a NaN is a gap. A whole one holds all rows, each with as many points."""

    x: Array
    y: Array
    colour: str
    width: float = THIN
    alpha: float = 1.0
    whole: bool = False


class Plate(NamedTuple):
    """Words beside a spike: where they begin, in which colour, and whether they stand to its right."""

    x_ms: float
    y_um: float
    words: str
    colour: str
    right: bool = True


class Dot(NamedTuple):
    """A point."""

    x_ms: float
    y_um: float
    colour: str
    alpha: float = 1.0


class Map(NamedTuple):
    """An image of bytes (see `decimate.as_bytes`), the lowest row first, and where it stands."""

    image: NDArray[np.uint8]
    start_ms: float
    length_ms: float
    low_um: float
    high_um: float


@dataclass(frozen=True, eq=False)
class Panel:
    """One picture of traces.

    Attributes
    ----------
    kind : str
        ``"static"``, ``"drifting"``, ``"overlaid"`` or ``"difference"``.
    strokes : list of Stroke
        The later ones lie above the earlier.
    maps : list of Map
        One for each shank.
    plates, dots : list
        Peaks in words, and as points.
    marks : Marks
        The spikes that are marked above.
    marks_ms : ndarray
        When they are, on the time axis.
    """

    kind: str
    strokes: list[Stroke] = field(default_factory=list)
    maps: list[Map] = field(default_factory=list)
    plates: list[Plate] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    marks: Marks = NONE
    marks_ms: Array = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True, eq=False)
class Picture:
    """Traces as they are drawn.

    Attributes
    ----------
    rows : Rows
        The channels.
    panels : list of Panel
        One picture, or two beside each other.
    start_ms, length_ms : float
        The window on the time axis.
    anchor_s : float
        The moment at zero on the time axis.
    um_per_uv : float
        How high a microvolt is drawn on the depth axis.
    limit_uv : float
        The potential at the end of the colours, for maps.
    best : tuple of int
        The channel on which the followed unit is best at rest, and the one where it is best now; none without one.
    thresholds_um : ndarray
        The height of each row's threshold, where there is one.
    selected : tuple of int
        The selected units.
    words : str
        What the title cannot say, for example how many spikes lie above each other.
    locked : bool
        Whether spikes lie above each other, so that the time axis is the time after a spike.
    took_ms : float
        How long it took to compute.
    """

    rows: Rows
    panels: list[Panel]
    start_ms: float
    length_ms: float
    anchor_s: float
    um_per_uv: float
    limit_uv: float = 0.0
    best: tuple[int, ...] = ()
    thresholds_um: Array = field(default_factory=lambda: np.empty(0))
    selected: tuple[int, ...] = ()
    words: str = ""
    locked: bool = False
    took_ms: float = 0.0


def panels_of(request: Request) -> tuple[str, ...]:
    """Return which pictures there are, from left to right: two maps cannot lie above each other."""
    return PANELS["side by side" if (request.style, request.mode) == ("heatmap", "overlaid") else request.mode]


def draw_window(request: Request) -> Picture:
    """Read a window and make its picture."""
    followed = followed_unit(request)
    rows = rows_of(request, followed)
    start_s, length_ms, anchor_s = window_of(request)
    scale = rows.unit_um / row_uv(request.gain)
    drawing = _Drawing(request, followed, rows, anchor_s, scale)
    panels = drawing.maps() if request.style == "heatmap" else drawing.lines()
    return Picture(
        rows, panels, round((start_s - anchor_s) * 1000.0, 6), length_ms, anchor_s, scale,
        limit_uv=drawing.limit_uv, best=followed.best if followed else (), thresholds_um=drawing.thresholds_um(),
        selected=present_units(request.units, len(request.simulation.locations_um)),
        words=MINUS_MEDIAN if request.referenced else "",
    )  # fmt: skip


class _Drawing:
    """A window in the making."""

    def __init__(self, request: Request, followed: Followed | None, rows: Rows, anchor_s: float, scale: float) -> None:
        self.request, self.followed, self.rows, self.scale = request, followed, rows, scale
        self.rate = request.simulation.config.sampling_frequency_hz
        self.frames = loaded_frames(request)
        self.zero = anchor_s * self.rate - self.frames[0]
        self.limit_uv = 0.0
        self.kinds = panels_of(request)
        self._marked: dict[bool, Marks] = {}

    def lines(self) -> list[Panel]:
        """Return pictures of lines."""
        own = self._own_frames()
        return [
            Panel(kind, self._strokes(kind, own), plates=self._plates(kind, own), **self._marks(kind))
            for kind in self.kinds
        ]

    def maps(self) -> list[Panel]:
        """Return pictures as maps, all with the same colours."""
        return [Panel(kind, maps=self._images(kind), **self._marks(kind)) for kind in self.kinds]

    def thresholds_um(self) -> Array:
        """Return the height of the threshold on every row."""
        if self.request.threshold_noise is None or self.request.style == "heatmap":
            return np.empty(0)
        noise = noise_of(self.request, self.rows.channels, self._read(self.kinds[0]))
        return self.rows.centres_um - self.request.threshold_noise * noise * self.scale

    def _read(self, kind: str) -> Array:
        return read_traces(self.request, kind, self.frames, self.rows.channels)

    def _ms(self, frames: Any) -> Any:
        """Return frames, counted from the first that is loaded, as places on the time axis."""
        return (frames - self.zero) * (1000.0 / self.rate)

    def _reduced(self, traces: Array) -> tuple[Array, Array]:
        shown, loaded = np.diff(window_frames_of(self.request))[0], len(traces)
        return min_max(traces, max(round(LINE_COLUMNS * loaded / shown), 1))

    def _strokes(self, kind: str, own: Array) -> list[Stroke]:
        if kind == "overlaid":
            return self._overlaid(own)
        places, points = self._reduced(self._read(kind))
        x, y = one_line(self._ms(places), points, self.rows.centres_um, self.scale)
        if kind == "difference":
            return [Stroke(x, y, "ink", whole=True)]
        return [Stroke(x, y, "common", whole=True), *self._spikes(kind, own, places, points, SPIKE)]

    def _overlaid(self, own: Array) -> list[Stroke]:
        """Return both recordings in one picture; without a unit to follow, what differs between them has colour."""
        places, static = self._reduced(self._read("static"))
        _, drifting = self._reduced(self._read("drifting"))
        both = [one_line(self._ms(places), one, self.rows.centres_um, self.scale) for one in (static, drifting)]
        strokes = [Stroke(x, y, "common", whole=True) for x, y in both]
        if self.followed is None:
            pieces = pieces_apart(both[0], both[1], AGREEMENT_UV * self.scale)
            return [*strokes, *(Stroke(x, y, name) for name, (x, y) in pieces.items())]
        strokes += self._spikes("static", own, places, static, STRONG)
        return [*strokes, *self._spikes("drifting", own, places, drifting, SPIKE)]

    def _spikes(self, kind: str, own: Array, places: Array, points: Array, width: float) -> list[Stroke]:
        """Return the followed unit's spikes in colour, wider on its two best channels."""
        if self.followed is None or own.size == 0:
            return []
        parts = [self._part(places, frame) for frame in own]
        strong = np.isin(self.rows.channels, self.followed.best)
        strokes = []
        for rows, wide in ((~strong, width), (strong, STRONG)):
            centres = self.rows.centres_um[rows]
            pieces = [one_line(self._ms(places[part]), points[part][:, rows], centres, self.scale) for part in parts]
            x, y = (np.concatenate([piece[axis] for piece in pieces]) for axis in (0, 1))
            strokes.append(Stroke(x, y, kind, wide))
        return strokes

    def _part(self, places: Array, frame: int) -> slice:
        """Return which points belong to a spike, at least two."""
        begin, end = frame - BEFORE_MS * self.rate / 1000.0, frame + AFTER_MS * self.rate / 1000.0
        first, last = np.searchsorted(places, [begin, end])
        if last - first < 2:
            first = min(max(first - 1, 0), max(len(places) - 2, 0))
            last = first + 2
        return slice(int(first), int(last))

    def _own_frames(self) -> Array:
        """Return the followed unit's spikes in what is loaded, counted from its beginning, nearest to the cursor."""
        if self.followed is None:
            return np.empty(0, np.int64)
        spikes = self.request.simulation.spikes.between(*self.frames)
        own = spikes.sample_index[spikes.unit_index == self.followed.unit] - self.frames[0]
        away = np.abs(own - (self.request.time_s * self.rate - self.frames[0]))
        return np.sort(own[np.argsort(away, kind="stable")[:MOST_COLOURED]])

    def _plates(self, kind: str, own: Array) -> list[Plate]:
        """Return the peaks of the followed unit's spike that is nearest to the cursor, on its two best channels."""
        start, end = window_frames_of(self.request)
        shown = own[(own + self.frames[0] >= start) & (own + self.frames[0] < end)]
        if self.followed is None or shown.size == 0:
            return []
        cursor = self.request.time_s * self.rate - self.frames[0]
        nearest = float(shown[np.argmin(np.abs(shown - cursor))])
        right = (nearest + self.frames[0] - start) / (end - start) < RIGHT_UNTIL
        return peak_plates(
            self.request.simulation, self.followed, self.rows, self.scale, kind, self._ms(nearest), right
        )

    def _marks(self, kind: str) -> dict[str, Any]:
        moving, simulation = kind != "static", self.request.simulation
        if not len(simulation.locations_um) or not self.rows.channels.size:
            return {}
        units = present_units(self.request.units, len(simulation.locations_um))
        marks = mark_spikes(simulation, *self.frames, self.rows.channels, units, moving=moving)
        return {"marks": marks, "marks_ms": self._ms(marks.frames - self.frames[0])}

    def _images(self, kind: str) -> list[Map]:
        traces = self._read(kind)
        if not self.limit_uv:
            noise = noise_of(self.request, self.rows.channels, traces)
            self.limit_uv = max(float(HEATMAP_NOISE * np.median(noise) / self.request.gain), 1e-3)
        shown = np.diff(window_frames_of(self.request))[0]
        columns = strongest(traces, max(round(MAP_COLUMNS * len(traces) / shown), 1))
        start, length = float(self._ms(0.0)), len(traces) / self.rate * 1000.0
        half, made = self.rows.height_um / 2, []
        for group in self.rows.groups():
            centres = self.rows.centres_um[group]
            image = np.ascontiguousarray(as_bytes(columns[:, group], self.limit_uv).T[::-1])
            made.append(Map(image, start, length, float(centres[-1] - half), float(centres[0] + half)))
        return made


def peak_plates(
    source: Any, followed: Followed, rows: Rows, scale: float, kind: str, x_ms: float, right: bool
) -> list[Plate]:
    """Return the peaks of a spike in words, on the channel that is best at rest and the one that is best now.

    Parameters
    ----------
    source : Simulation or Scene
        A static recording in which the unit does not fire has none.
    followed : Followed
        Its peaks.
    rows : Rows
        Where the channels stand.
    scale : float
        µm for each µV.
    kind : str
        Of the picture.
    x_ms : float
        When the spike is.
    right : bool
        Whether there is room to its right.
    """
    told = {"static": [("static", right)], "drifting": [("drifting", right)]}
    told["overlaid"] = [("static", False), ("drifting", True)]
    plates = []
    for whose, side in told.get(kind, []):
        if whose == "static" and getattr(source, "static", None) is not source.before:
            continue
        peaks = followed.rest_uv if whose == "static" else followed.now_uv
        for channel in dict.fromkeys(followed.best):
            if (row := rows.row_of(channel)) is not None:
                below = _below_line(float(peaks[channel]) * scale, rows.height_um)
                words = potential_words(float(peaks[channel]), whole=True)
                y = max(float(rows.centres_um[row]) - below, rows.extent_um[0] + 0.3 * rows.height_um)
                plates.append(Plate(x_ms, y, words, whose, side))
    return plates


def _below_line(peak_um: float, row_um: float) -> float:
    """Return how far below its row the words of a peak stand: beside the peak where it is high."""
    return min(0.55 * peak_um, 0.62 * row_um) if peak_um > 0.5 * row_um else 0.22 * row_um


def pieces_apart(static: tuple[Array, Array], drifting: tuple[Array, Array], tolerance: float) -> dict[str, Any]:
    """Return the pieces of two recordings in which they differ.

    Parameters
    ----------
    static, drifting : tuple of ndarray
        x and y of two lines with the same x.
    tolerance : float
        How near two points count as equal.

    Returns
    -------
    dict
        The pieces of ``static`` and ``drifting``, as x and y.
    """
    apart = _widened(np.abs(static[1] - drifting[1]) > tolerance, AROUND_DIFFERENCES)
    kept = _widened(apart, 1)
    lines = {"static": static, "drifting": drifting}
    return {kind: (x[kept], np.where(apart, y, np.float32(np.nan))[kept]) for kind, (x, y) in lines.items()}


def _widened(mask: NDArray[np.bool_], points: int) -> NDArray[np.bool_]:
    """Return a mask whose runs reach some points farther on both sides."""
    return np.convolve(mask, np.ones(2 * points + 1), mode="same") > 0.5


def as_lines(stroke: Stroke) -> list[tuple[Any, Any]]:
    """Return a stroke as lines for the browser: a few numbers as lists, which go out with the message, else as arrays.

    Parameters
    ----------
    stroke : Stroke
        Of a spike, or of all channels.

    Returns
    -------
    list of tuple
        x and y of each line.
    """
    if stroke.x.size == 0:
        return []
    if stroke.whole or stroke.x.size > _FEW_NUMBERS:
        return [(np.ascontiguousarray(stroke.x, np.float32), np.ascontiguousarray(stroke.y, np.float32))]
    gaps = np.flatnonzero(~np.isfinite(stroke.y))
    x, y = np.round(stroke.x.astype(np.float64), 3), np.round(stroke.y.astype(np.float64), 2)
    begins, ends = np.concatenate([[0], gaps + 1]), np.concatenate([gaps, [x.size]])
    return [
        (x[one:other].tolist(), y[one:other].tolist())
        for one, other in zip(begins, ends, strict=True)
        if other - one > 1
    ]
