"""While it plays: the followed unit's spikes lie above each other, the newest in colour over a fading trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from driftscope.spikes import SpikeTrains
from numpy.typing import NDArray

from ..reduce.decimate import one_line
from ..reduce.selection import neighbour_spike
from ..reduce.trace_rows import Rows, place_rows
from ..reduce.trace_scale import row_uv
from .trace_request import Followed, Request, followed_unit, read_traces, rows_of
from .trace_windows import PANELS, SPIKE, STRONG, THIN, Dot, Panel, Picture, Stroke, peak_plates

BEFORE_MS, AFTER_MS = 2.0, 4.0
MOST_SPIKES = 12
MOST_A_SECOND = 6
GREYS = ((3, 0.5), (4, 0.32), (4, 0.18))
"""How many older spikes have which strength, the newer ones first."""
PEAK_MS = 0.4
"""How far from its moment the peak of a spike is looked for."""

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Trail:
    """The spikes that were shown last.

    Attributes
    ----------
    simulation : Simulation or Hybrid
        In which recording.
    unit : int
        Whose.
    channels : ndarray of int
        On which channels they were read, in the order of their rows.
    frames : tuple of int
        When, the newest last.
    windows : dict of ndarray, shape (samples, channels)
        What was read, by recording and frame, in µV.
    """

    simulation: Any
    unit: int
    channels: NDArray[np.intp]
    frames: tuple[int, ...]
    windows: dict[tuple[str, int], Array]


def newest_spike(trains: SpikeTrains, unit: int, frame: int, reach: tuple[int, int], num_samples: int) -> int | None:
    """Return the frame of a unit's last spike at or before a frame of which all is in the recording, or None.

    Parameters
    ----------
    trains : SpikeTrains
        All spikes.
    unit : int
        Whose.
    frame : int
        Up to when.
    reach : tuple of int
        How many samples before and after a spike belong to it.
    num_samples : int
        Length of the recording.
    """
    latest = min(frame, num_samples - reach[1])
    found = neighbour_spike(trains, (unit,), latest + 1, -1, num_samples)
    return found if found is not None and found >= reach[0] else None


def frames_shown(before: tuple[int, ...], newest: int | None) -> tuple[int, ...]:
    """Return which spikes are shown after a newest one came: those before it, the last few.

    Examples
    --------
    >>> frames_shown((10, 20), 30), frames_shown((10, 20), 20), frames_shown((10, 20), 15), frames_shown((10,), None)
    ((10, 20, 30), (10, 20), (10, 15), ())
    """
    if newest is None:
        return ()
    return (*(frame for frame in before if frame < newest), newest)[-MOST_SPIKES:]


def draw_locked(request: Request, trail: Trail | None) -> tuple[Picture, Trail]:
    """Make the picture of the followed unit's last spikes; of those that were shown already nothing is read again.

    Parameters
    ----------
    request : Request
        With a selected unit.
    trail : Trail or None
        What was shown before; of another recording nothing is kept.
    """
    followed = followed_unit(request)
    if followed is None:
        raise ValueError("Aligned spikes need a selected unit: select one.")
    if trail is not None and trail.simulation is not request.simulation:
        trail = None
    request = request._replace(style="lines")
    rows = _kept_rows(request, followed, trail)
    trail = _advanced(request, followed.unit, rows, trail)
    scale = rows.unit_um / row_uv(request.gain)
    drawing = _Drawing(request, followed, rows, trail, scale)
    panels = [drawing.panel(kind) for kind in PANELS[request.mode]]
    words = "1 spike" if len(trail.frames) == 1 else f"{len(trail.frames)} spikes"
    anchor_s = (trail.frames[-1] if trail.frames else 0) / request.simulation.config.sampling_frequency_hz
    picture = Picture(
        rows, panels, -BEFORE_MS, BEFORE_MS + AFTER_MS, anchor_s, scale, best=followed.best,
        selected=(followed.unit,), words=words, locked=True,
    )  # fmt: skip
    return picture, trail


def _kept_rows(request: Request, followed: Followed, trail: Trail | None) -> Rows:
    """Return the rows; the channels stay the same while the unit is best on one of them."""
    rows = rows_of(request, followed)
    same = trail is not None and trail.unit == followed.unit and len(trail.channels) == len(rows.channels)
    if trail is None or not same or not np.isin(followed.best, trail.channels).all():
        return rows
    return place_rows(trail.channels, request.simulation.contact_positions_um, request.shanks, rows.extent_um)


def _reach(request: Request) -> tuple[int, int]:
    rate = request.simulation.config.sampling_frequency_hz / 1000.0
    return round(BEFORE_MS * rate), round(AFTER_MS * rate)


def _advanced(request: Request, unit: int, rows: Rows, trail: Trail | None) -> Trail:
    """Return the trail with the newest spike, all of it on the channels of these rows."""
    config, reach = request.simulation.config, _reach(request)
    frame = round(request.time_s * config.sampling_frequency_hz)
    newest = newest_spike(request.simulation.spikes, unit, frame, reach, config.num_samples)
    same_unit = trail is not None and trail.unit == unit
    frames = frames_shown(trail.frames if trail is not None and same_unit else (), newest)
    known: dict[tuple[str, int], Array] = {}
    if trail is not None and same_unit and np.array_equal(trail.channels, rows.channels):
        known = trail.windows
    kinds = ("static", "drifting") if request.mode == "overlaid" else PANELS[request.mode]
    windows = {
        (kind, at): known[kind, at] if (kind, at) in known else _window(request, kind, at, rows)
        for at in frames
        for kind in kinds
    }
    return Trail(request.simulation, unit, rows.channels, frames, windows)


def _window(request: Request, kind: str, frame: int, rows: Rows) -> Array:
    before, after = _reach(request)
    return read_traces(request, kind, (frame - before, frame + after), rows.channels)


class _Drawing:
    """Spikes above each other, in the making."""

    def __init__(self, request: Request, followed: Followed, rows: Rows, trail: Trail, scale: float) -> None:
        self.request, self.followed, self.rows, self.trail, self.scale = request, followed, rows, trail, scale
        self.rate = request.simulation.config.sampling_frequency_hz / 1000.0
        self.before, after = _reach(request)
        self.places_ms = (np.arange(self.before + after) - self.before) / self.rate
        self.strong = np.isin(rows.channels, followed.best)

    def panel(self, kind: str) -> Panel:
        """Return one of the pictures."""
        if not self.trail.frames:
            return Panel(kind)
        kinds = ("static", "drifting") if kind == "overlaid" else (kind,)
        strokes = [*self._greys(kinds[-1]), *(one for name in kinds for one in self._newest(name))]
        plates = peak_plates(self.request.simulation, self.followed, self.rows, self.scale, kind, 0.0, right=True)
        dots = [dot for name in kinds for dot in self._peaks(name)]
        return Panel(kind, strokes, plates=plates, dots=dots)

    def _line(self, traces: Array, chosen: Any, step: int = 1) -> tuple[Array, Array]:
        return one_line(self.places_ms[::step], traces[::step, chosen], self.rows.centres_um[chosen], self.scale)

    def _greys(self, kind: str) -> list[Stroke]:
        """Return the older spikes, the oldest and faintest first."""
        older, strokes = list(self.trail.frames[-2::-1]), []
        for number, alpha in GREYS:
            these, older = older[:number], older[number:]
            if these:
                lines = [self._line(self.trail.windows[kind, frame], slice(None), 2) for frame in these]
                x, y = (np.concatenate([line[axis] for line in lines]) for axis in (0, 1))
                strokes.append(Stroke(x, y, "common", THIN, alpha))
        return strokes[::-1]

    def _newest(self, kind: str) -> list[Stroke]:
        traces, colour = self.trail.windows[kind, self.trail.frames[-1]], "ink" if kind == "difference" else kind
        chosen = [(rows, width) for rows, width in ((~self.strong, SPIKE), (self.strong, STRONG)) if rows.any()]
        return [Stroke(*self._line(traces, rows), colour, width) for rows, width in chosen]

    def _peaks(self, kind: str) -> list[Dot]:
        """Return the peak of every spike that is shown, on the channel that is best at rest and the one best now."""
        near = np.abs(self.places_ms) <= PEAK_MS
        own, dots = self.followed.best if kind != "static" else self.followed.best[:1], []
        for age, frame in enumerate(self.trail.frames[::-1]):
            for row in (self.rows.row_of(channel) for channel in dict.fromkeys(own)):
                if row is not None:
                    trace = self.trail.windows[kind, frame][near, row]
                    at = int(np.argmax(np.abs(trace)))
                    y = float(self.rows.centres_um[row] + trace[at] * self.scale)
                    dots.append(Dot(float(self.places_ms[near][at]), y, kind, max(1.0 - 0.07 * age, 0.2)))
        return dots[::-1]
