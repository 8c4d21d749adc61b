"""The amplitudes: how large a unit's spikes are over time, at rest and drifting, and which a detector misses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import holoviews as hv
import numpy as np
from driftscope import Simulation
from driftscope.noise import Noise, ReferenceNoise
from driftscope.spikes import Spikes
from numpy.typing import NDArray

from .dimensions import PEAK, TIME
from .peaks import template_peaks
from .sources import is_source, seen, shown_unit
from .style import Theme, checked, dots, line, load_backends, picture, rule

Array = NDArray[Any]

SAMPLED_S = 240.0
PIECE_S = 2.0
MOST_DOTS = 3_000
COLUMNS = 600


@dataclass(frozen=True)
class Picture:
    """How large a unit's spikes are.

    Attributes
    ----------
    times_s, static_uv, drifting_uv : ndarray, shape (spikes,)
        Some of its spikes.
    course_s, course_uv : ndarray, shape (times,)
        How large a spike of usual strength is, over the whole recording.
    rest_uv, threshold_uv : float
        The same at rest, and from where on a spike is detected.
    duration_s : float
        Length of the recording.
    words : str
        What drift hides.
    """

    times_s: Array
    static_uv: Array
    drifting_uv: Array
    course_s: Array
    course_uv: Array
    rest_uv: float
    threshold_uv: float
    duration_s: float
    words: str


def sampled_pieces(
    duration_s: float, sampled_s: float = SAMPLED_S, piece_s: float = PIECE_S
) -> list[tuple[float, float]]:
    """Return pieces spread evenly over a recording, so many that a long one costs no more than a short one.

    Examples
    --------
    >>> sampled_pieces(100.0)
    [(0.0, 100.0)]
    >>> sampled_pieces(20.0, 4.0, 2.0)
    [(0.0, 2.0), (10.0, 12.0)]
    """
    if duration_s <= sampled_s:
        return [(0.0, duration_s)]
    number = round(sampled_s / piece_s)
    return [(start, start + piece_s) for start in (duration_s / number * np.arange(number)).tolist()]


def noise_level_uv(noise: Noise, channel: int) -> float:
    """Return the noise level of a channel; the reference's repeated noise has level 1 where it is correlated."""
    if isinstance(noise, ReferenceNoise) and noise.strategy == "tile_pregenerated" and noise.correlation is not None:
        return 1.0
    return float(noise.levels_uv[channel])


def losses(static_uv: Array, drifting_uv: Array, threshold_uv: float) -> tuple[float, float, float]:
    """Return which shares of spikes drift hides below a threshold, lifts above it, and rest hides already.

    Examples
    --------
    >>> import numpy as np
    >>> losses(np.array([50.0, 50.0, 20.0, 20.0]), np.array([50.0, 30.0, 30.0, 45.0]), 40.0)
    (0.25, 0.25, 0.5)
    """
    if len(static_uv) == 0:
        return 0.0, 0.0, 0.0
    seen, still = static_uv >= threshold_uv, drifting_uv >= threshold_uv
    return float(np.mean(seen & ~still)), float(np.mean(~seen & still)), float(np.mean(~seen))


def percent(share: float) -> str:
    """Return a share in words.

    Examples
    --------
    >>> percent(0.344), percent(0.0), percent(0.002), percent(0.9999)
    ('34 %', 'none', 'less than 1 %', 'more than 99 %')
    """
    if share in (0.0, 1.0):
        return "all" if share else "none"
    if share < 0.01:
        return "less than 1 %"
    return "more than 99 %" if share > 0.99 else f"{100 * share:.0f} %"


def loss_words(unit: str, shares: tuple[float, float, float], factor: float, threshold_uv: float, where: str) -> str:
    """Say what drift does to a unit's spikes."""
    hidden, lifted, unseen = shares
    line = f"{factor:g} × noise ({threshold_uv:.0f} µV) {where}"
    words = f"{unit}: drift hides {percent(hidden)} of this unit's spikes below {line}"
    if unseen > 0:
        words += f"; {percent(unseen)} lie below it even at rest"
    if lifted > 0:
        words += f", drift lifts {percent(lifted)} above it"
    return f"{words}."


def own_spikes(simulation: Simulation, unit: int) -> Spikes:
    """Return a unit's spikes in pieces of the recording, at a cost that does not grow with its length."""
    config = simulation.config
    fs = config.sampling_frequency_hz
    pieces = sampled_pieces(config.num_samples / fs)
    found = [simulation.spikes.between(round(start * fs), round(end * fs)) for start, end in pieces]
    return Spikes.joined(part.where(part.unit_index == unit) for part in found)


def amplitudes_of(
    simulation: Simulation, unit: int, threshold: float = 5.0, *, follow: bool = False, named: str = ""
) -> Picture:
    """Measure a unit's peaks over the recording.

    Parameters
    ----------
    simulation : Simulation
        Whose unit.
    unit : int
        Which one.
    threshold : float
        From which multiple of the noise level on a spike is detected.
    follow : bool
        Whether to look at the channel that is best at each moment, instead of the one that is best at rest.
    named : str
        How the unit is called in words.
    """
    config, motion, named = simulation.config, simulation.motion, named or f"Unit {unit}"
    fs, duration = config.sampling_frequency_hz, config.num_samples / config.sampling_frequency_hz
    spikes = own_spikes(simulation, unit)
    course = np.linspace(0, config.num_samples - 1, COLUMNS).astype(np.int64)
    frames = np.concatenate([spikes.sample_index, course])
    steps = motion.step_of(frames, np.full(frames.size, unit), fs)
    known, places = np.unique(np.append(steps, motion.resting_step), return_inverse=True)
    peaks = template_peaks(simulation.template_maker, unit, motion.steps_um[known])
    channel = int(np.argmax(peaks[places[-1]]))
    heights = peaks.max(axis=1) if follow else peaks[:, channel]
    factors = np.ones(len(spikes)) if spikes.amplitude_factor is None else spikes.amplitude_factor
    rest = float(heights[places[-1]])
    static, drifting = rest * factors, heights[places[: len(spikes)]] * factors
    threshold_uv = threshold * channel_noise_uv(simulation, channel)
    where = "on the best channel at each moment" if follow else f"on channel {channel}, its best at rest"
    words = loss_words(named, losses(static, drifting, threshold_uv), threshold, threshold_uv, where)
    if len(spikes) == 0:
        words = f"{named} does not fire: the line shows how large its spikes would be."
    if duration > SAMPLED_S:
        words += f" Shown: {PIECE_S:g} s of every {duration / round(SAMPLED_S / PIECE_S):.3g} s."
    every = max(-(-len(spikes) // MOST_DOTS), 1)
    return Picture(
        spikes.sample_index[::every] / fs, static[::every], drifting[::every], course / fs,
        heights[places[len(spikes) : -1]], rest, threshold_uv, duration, words,
    )  # fmt: skip


def channel_noise_uv(simulation: Any, channel: int) -> float:
    """Return the noise level of a channel of a simulation, or of the recording to which a hybrid adds units."""
    hybrid = getattr(simulation, "hybrid", None)
    if hybrid is not None:
        return float(hybrid.noise_levels_uv[channel])
    return noise_level_uv(simulation.noise.noise, channel)


def largest_uv(found: Picture) -> float:
    """Return where the axis of the peaks ends."""
    largest = max(float(np.max(found.drifting_uv, initial=0.0)), float(found.static_uv.max(initial=0.0)))
    course = float(np.max(found.course_uv, initial=0.0))
    return 1.1 * max(largest, found.rest_uv, course, 1.1 * found.threshold_uv, 1e-3)


def amplitudes_picture(found: Picture, theme: Theme = "light") -> hv.Overlay:
    """Draw spikes at rest and drifting, how large the unit is over time, and the threshold."""
    ends = (np.array([0.0, found.duration_s]), np.full(2, found.rest_uv))
    course = (found.course_s, found.course_uv, np.full(len(found.course_s), found.rest_uv))
    faint = {"alpha": 0.55, "width": 1.2}
    tell = {"time": "@time_s{0.0} s", "drifting": "@peak_uv{0} µV", "at rest": "@rest_uv{0} µV"}
    drawn = [
        line(ends, TIME, PEAK, {"label": "static course", "colour": "static", **faint}, theme),
        _spikes(found.times_s, found.static_uv, "static", theme),
        line(
            course,
            TIME,
            [PEAK, "rest_uv"],
            {"label": "drifting course", "colour": "drifting", **faint, "tell": tell},
            theme,
        ),
        _spikes(found.times_s, found.drifting_uv, "drifting", theme),
        rule(found.threshold_uv, {"colour": "ink", "width": 1.4, "dash": "long"}, theme),
    ]
    return picture(hv.Overlay(drawn), theme, xlim=(0.0, found.duration_s), ylim=(0.0, largest_uv(found)))


def _spikes(times_s: Array, peaks_uv: Array, kind: str, theme: Theme) -> hv.Points:
    return dots((times_s, peaks_uv), [TIME, PEAK], [], {"label": kind, "colour": kind, "alpha": 0.75}, theme)


def amplitudes(
    source: Any,
    static_uv: Array | None = None,
    drifting_uv: Array | None = None,
    *,
    unit: int | None = None,
    threshold: float = 5.0,
    follow: bool = False,
    theme: Theme = "light",
) -> hv.Overlay:
    """Draw how large a unit's spikes are over time, at rest and drifting, and what a detector misses.

    Parameters
    ----------
    source : Simulation, Hybrid or ndarray, shape (spikes,)
        Whose unit; or the times of spikes, in seconds.
    static_uv, drifting_uv : ndarray, shape (spikes,), optional
        Peaks of these spikes at rest and drifting, positive, in µV; for times of spikes.
    unit : int, optional
        Which unit; the largest one by default.
    threshold : float
        From which multiple of the noise level on a spike is detected; of arrays, from how many µV on.
    follow : bool
        Whether to look at the channel that is best at each moment, instead of the one that is best at rest.
    theme : {"light", "dark", "print"}
        How it looks.

    Returns
    -------
    holoviews.Overlay
        Peaks in µV against time in s.

    Raises
    ------
    TypeError
        When times come without peaks.
    """
    load_backends()
    theme = checked(theme)
    if is_source(source):
        whole = seen(source)
        found = amplitudes_of(whole, shown_unit(whole, unit), threshold, follow=follow)
        return amplitudes_picture(found, theme)
    if static_uv is None or drifting_uv is None:
        raise TypeError("Times of spikes need static_uv and drifting_uv.")
    return amplitudes_picture(
        _given(np.asarray(source), np.asarray(static_uv), np.asarray(drifting_uv), threshold), theme
    )


def _given(times_s: Array, static_uv: Array, drifting_uv: Array, threshold_uv: float) -> Picture:
    """Return spikes as they are given; the course follows them."""
    end = float(times_s.max(initial=0.0)) or 1.0
    rest = float(np.median(static_uv)) if static_uv.size else 0.0
    order = np.argsort(times_s, kind="stable")
    return Picture(times_s, static_uv, drifting_uv, times_s[order], drifting_uv[order], rest, threshold_uv, end, "")
