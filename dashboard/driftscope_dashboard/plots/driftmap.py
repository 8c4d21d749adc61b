"""The driftmap: every spike's depth over time, its amplitude as colour."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import holoviews as hv
import numpy as np
from driftscope.cache import the_cache
from driftscope.measured_motion import MeasuredMotion
from driftscope.motion import Motion
from driftscope.results import MotionError, Result
from driftscope.spikes import Spikes, SpikeTrains, read_spikes
from driftscope.templates import TemplateMaker
from numpy.typing import NDArray

from ..reduce.channels import depth_limits_um
from ..reduce.raster import (
    Frame,
    draw_raster,
    levels_of,
    painted,
    pixels_of,
    round_limit,
    spike_depths_um,
    spike_levels,
    unit_peaks_uv,
)
from ..reduce.selection import present_units
from ..theme import followed_colours
from .dimensions import DEPTH, PEAK, TIME
from .sources import is_source, seen
from .style import Theme, checked, dots, image, load_backends, picture, words

Array = NDArray[Any]

USUAL_PIXELS = (900, 180)
"""Width and height on the page before it knows better."""
FINE_PIXELS = (1_200, 500)
"""Width and height of a picture that stands for itself."""
MOST_POINTS = 4_000
PIXELS_OF_SPIKE = ((60_000, 1), (6_000, 2))
"""From how many spikes on one is so many pixels large; fewer are drawn larger, so that they are seen."""
LARGEST_SPIKE = 3
CORRECTED = "Depths corrected by the motion estimate."


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
    hidden: bytes = b""
    """Which units are left out, a byte for each, 1 for those; none when empty."""
    correction: MeasuredMotion | None = None
    """The estimated motion that is taken away from the spikes of the drifting recording."""


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
    selected : tuple of int
        The selected units.
    moving : bool
        Whether units are where the motion takes them.
    rest_um : float or None
        Depth at rest of the first selected unit; None without one.
    """

    frame: Frame
    image: NDArray[np.uint8]
    limit_uv: float
    words: str = ""
    times_s: NDArray[Any] = field(default_factory=lambda: np.empty(0, np.float32))
    depths_um: NDArray[Any] = field(default_factory=lambda: np.empty(0, np.float32))
    units: NDArray[Any] = field(default_factory=lambda: np.empty(0, np.int64))
    selected: tuple[int, ...] = ()
    moving: bool = True
    rest_um: float | None = None


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
    if request.correction is not None and request.motion is not None:
        times_s = request.motion.clock.at(spikes.sample_index / rate)
        depths = corrected_depths_um(times_s, depths, request.correction)
    frame = Frame(*request[6:12]).coarser(size_of_spike(len(spikes)))
    pixels = pixels_of(spikes.sample_index / rate, depths, frame)
    if request.hidden:
        pixels[np.frombuffer(request.hidden, dtype=np.bool_)[spikes.unit_index]] = frame.rows * frame.columns
    return Placed(spikes, share, depths, frame, pixels)


def corrected_depths_um(times_s: Array, depths_um: Array, estimate: MeasuredMotion) -> NDArray[np.float32]:
    """Return where spikes would be had the tissue not moved as an estimate says, shape (spikes,), in µm.

    Parameters
    ----------
    times_s, depths_um : ndarray, shape (spikes,)
        When spikes fire, and where they are seen, as a sorter's localization has them.
    estimate : MeasuredMotion
        Displacement over time and depth.
    """
    moved = estimate.at_points(times_s, depths_um)
    return (depths_um - moved).astype(np.float32)


def draw_driftmap(request: Request) -> Picture:
    """Make the picture of all spikes in the visible range; where they stand is kept while amplitudes change."""
    rate = request.maker.sampling_frequency_hz
    visible = (*request[4:12], request.hidden, request.correction)
    key = ("driftmap", request.trains, request.motion, request.locations_um.tobytes(), rate, *visible)
    placed = the_cache().get(key, lambda: place_spikes(request))
    spikes, peaks = placed.spikes, unit_peaks_uv(request.maker)
    limit = round_limit(peaks)
    image = painted(placed.pixels, spike_levels(spikes, peaks, limit), placed.frame)
    selected = shown_units(request, len(peaks))
    chosen = points_of(spikes, selected)
    times, units = spikes.sample_index[chosen] / rate, spikes.unit_index[chosen]
    words = words_about(len(peaks), len(spikes), placed.share)
    if request.correction is not None:
        words = f"{CORRECTED} {words}".strip()
    return Picture(
        placed.frame, image, limit, words, times, placed.depths_um[chosen], units, selected,
        request.motion is not None, float(request.locations_um[selected[0], 1]) if selected else None,
    )  # fmt: skip


def shown_units(request: Request, number: int) -> tuple[int, ...]:
    """Return the selected units that exist and are not left out."""
    selected = present_units(request.units, number)
    return tuple(unit for unit in selected if not (request.hidden and request.hidden[unit]))


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
    ('No units, no spikes.', 'No spikes in this time range.', '7.1 % of the spikes, evenly sampled')
    """
    if spikes == 0:
        return "No units, no spikes." if units == 0 else "No spikes in this time range."
    return "" if share == 1.0 else f"{100 * share:.2g} % of the spikes, evenly sampled"


def driftmap_picture(found: Picture, theme: Theme = "light") -> hv.Overlay:
    """Draw the spikes as an image, those of selected units as dots above it."""
    frame, limit = found.frame, found.limit_uv
    bounds = (frame.start_s, frame.low_um, frame.end_s, frame.high_um)
    levels = np.where(found.image > 0, (found.image.astype(np.float32) - 1.0) * np.float32(limit / 254.0), np.nan)
    look: dict[str, Any] = {
        "label": "spikes",
        "theme": theme,
        "palette": "amplitude",
        "limits": (0.0, limit),
        "vdim": PEAK,
    }
    tell = {"time": "$x{0.0} s", "depth": "$y{0} µm", "peak": "@image{0} µV"}
    look |= {"colorbar": bool(found.image.any()), "tell": tell}
    drawn = [image(levels, bounds, [TIME, DEPTH], look), _selected(found, theme)]
    if found.words:
        place = (
            [frame.start_s + 0.02 * (frame.end_s - frame.start_s)],
            [frame.low_um + 0.06 * (frame.high_um - frame.low_um)],
        )
        drawn.append(words((*place, [found.words]), [TIME, DEPTH], {"label": "words", "colour": "text"}, theme))
    limits = {"xlim": bounds[::2], "ylim": bounds[1::2]}
    return picture(hv.Overlay(drawn), theme, height=320, show_grid=False, **limits)


def point_columns(found: Picture, *, dark: bool = False) -> dict[str, Any]:
    """Return the spikes of the selected units: columns ``x``, ``y`` and ``colour``."""
    colours = followed_colours(found.selected, dark=dark, moving=found.moving)
    return {
        "x": found.times_s.astype(np.float32),
        "y": found.depths_um,
        "colour": [colours[unit] for unit in found.units.tolist()],
    }


def _selected(found: Picture, theme: Theme) -> hv.Points:
    columns = point_columns(found, dark=theme == "dark")
    look = {"label": "selected", "colour": "colour" if columns["colour"] else "ink"}
    return dots((columns["x"], columns["y"], columns["colour"]), [TIME, DEPTH], ["colour"], look, theme)


def driftmap(
    source: Any,
    depths_um: Array | None = None,
    amplitudes_uv: Array | None = None,
    *,
    moving: bool = True,
    units: tuple[int, ...] = (),
    times_s: tuple[float, float] | None = None,
    corrected_by: Result | MotionError | MeasuredMotion | None = None,
    theme: Theme = "light",
) -> hv.Overlay:
    """Draw the driftmap: spike depths over time, with amplitude as colour.

    Parameters
    ----------
    source : Simulation, Hybrid or ndarray, shape (spikes,)
        Whose spikes; or the times of spikes, in seconds.
    depths_um : ndarray, shape (spikes,), optional
        Where these spikes are; for times. For a simulation or hybrid, between which two depths to look.
    amplitudes_uv : ndarray, shape (spikes,), optional
        How large they are, positive, in µV; for times.
    moving : bool
        Whether units are where the motion takes them, or at rest.
    units : tuple of int
        Units whose spikes are drawn in their colours.
    times_s : tuple of float, optional
        From when to when; the whole recording by default.
    corrected_by : Result, MotionError or MeasuredMotion, optional
        A motion estimate that is taken away from the depths, where and when each spike is seen. One that
        ``driftscope.results.compare`` held against the truth has its constant offset taken out.
    theme : {"light", "dark", "print"}
        How it looks.

    Returns
    -------
    holoviews.Overlay
        Depth in µm against time in s.

    Raises
    ------
    TypeError
        When times come without depths.
    ValueError
        When the result has no motion estimate, or the recording at rest is to be corrected.
    """
    load_backends()
    theme = checked(theme)
    estimate = None if corrected_by is None else _estimate_of(corrected_by)
    if estimate is not None and not moving:
        raise ValueError("The static recording has no motion to correct: omit moving=False or corrected_by.")
    if is_source(source):
        asked = _request(seen(source), moving, units, times_s, depths_um)._replace(correction=estimate)
        return driftmap_picture(draw_driftmap(asked), theme)
    if depths_um is None:
        raise TypeError("Spike times also need depths_um.")
    times, depths = np.asarray(source, dtype=np.float64), np.asarray(depths_um, dtype=np.float32)
    peaks = np.ones(times.size) if amplitudes_uv is None else np.abs(np.asarray(amplitudes_uv))
    if estimate is not None:
        depths = corrected_depths_um(times, depths, estimate)
    return driftmap_picture(_given(times, depths, peaks, times_s), theme)


def _estimate_of(known: Result | MotionError | MeasuredMotion) -> MeasuredMotion:
    error = known.motion if isinstance(known, Result) else known
    if error is None:
        raise ValueError("The result has no motion estimate: pass one to driftscope.results.compare.")
    return error.aligned if isinstance(error, MotionError) else error


def _request(
    whole: Any, moving: bool, units: tuple[int, ...], times_s: tuple[float, float] | None, depths_um: Any
) -> Request:
    """Return what the picture of a whole source, or of a part of it, depends on."""
    config = whole.config
    start, end = times_s or (0.0, config.duration_s)
    low, high = depth_limits_um(whole.contact_positions_um, whole.locations_um) if depths_um is None else depths_um
    return Request(
        whole.spikes, whole.motion if moving else None, whole.locations_um, whole.template_maker,
        whole.expected_spikes / config.duration_s, config.num_samples, start, end, low, high, *FINE_PIXELS, units,
    )  # fmt: skip


def _given(times_s: Array, depths_um: Array, peaks_uv: Array, span_s: tuple[float, float] | None) -> Picture:
    """Draw spikes as they are given."""
    start, end = span_s or (0.0, max(float(times_s.max(initial=0.0)), 1e-3))
    low, high = (float(depths_um.min()), float(depths_um.max())) if depths_um.size else (0.0, 1.0)
    frame = Frame(start, end * (1 + 1e-9), low - 10.0, high + 10.0, *FINE_PIXELS).coarser(size_of_spike(times_s.size))
    limit = round_limit(peaks_uv)
    drawn = draw_raster(times_s, depths_um, levels_of(peaks_uv, limit), frame)
    return Picture(frame, drawn, limit, "" if times_s.size else "No spikes.")
