"""The amplitudes: how large a unit is through the recording, at rest and drifting, and when a detector misses it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import holoviews as hv
import numpy as np
from driftscope import Simulation
from driftscope.spikes import Spikes
from numpy.typing import NDArray

from .dimensions import PEAK, TIME
from .peaks import template_peaks
from .sources import is_source, seen, shown_unit
from .style import Theme, between, checked, dots, line, load_backends, picture, rule

Array = NDArray[Any]

SAMPLED_S = 240.0
PIECE_S = 2.0
MOST_DOTS = 3_000
MOST_MOMENTS = 6_000


@dataclass(frozen=True)
class Picture:
    """How large a unit is through the recording.

    Attributes
    ----------
    times_s, static_uv, drifting_uv : ndarray, shape (spikes,)
        Some of its spikes.
    curve_s, curve_uv : ndarray, shape (times,)
        How large a spike of usual strength is, over the whole recording.
    rest_uv, threshold_uv : float
        The same at rest, and from where on a spike is detected.
    duration_s : float
        Length of the recording.
    channel : int or None
        The channel on which it is measured; None for the one that is best at each moment.
    threshold : float
        The same as `threshold_uv`, in multiples of the noise level.
    words : str
        What drift hides.
    """

    times_s: Array
    static_uv: Array
    drifting_uv: Array
    curve_s: Array
    curve_uv: Array
    rest_uv: float
    threshold_uv: float
    duration_s: float
    channel: int | None = None
    threshold: float = 0.0
    words: str = ""

    @property
    def uneven(self) -> bool:
        """Whether spikes differ in strength by themselves: otherwise they all lie on the line."""
        return len(self.static_uv) > 0 and float(np.ptp(self.static_uv)) > 0

    @property
    def share_below(self) -> float:
        """The share of the time in which the peak is below the threshold."""
        return float(np.mean(self.curve_uv < self.threshold_uv)) if len(self.curve_uv) else 0.0


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
    spikes, moments = own_spikes(simulation, unit), moments_of(simulation)
    frames = np.concatenate([spikes.sample_index, moments])
    steps = motion.step_of(frames, np.full(frames.size, unit), fs)
    known, places = np.unique(np.append(steps, motion.resting_step), return_inverse=True)
    peaks = template_peaks(simulation.template_maker, unit, motion.steps_um[known])
    channel = int(np.argmax(peaks[places[-1]]))
    heights = peaks.max(axis=1) if follow else peaks[:, channel]
    factors = np.ones(len(spikes)) if spikes.amplitude_factor is None else spikes.amplitude_factor
    rest = float(heights[places[-1]])
    static, drifting = rest * factors, heights[places[: len(spikes)]] * factors
    threshold_uv = threshold * float(simulation.noise_levels_uv[channel])
    where = "on the best channel at each moment" if follow else f"on channel {channel}, its best at rest"
    words = loss_words(named, losses(static, drifting, threshold_uv), threshold, threshold_uv, where)
    if len(spikes) == 0:
        words = f"{named} does not fire: the line shows the amplitude its spikes would have."
    every = max(-(-len(spikes) // MOST_DOTS), 1)
    shown = slice(None, None, every)
    return Picture(
        spikes.sample_index[shown] / fs, static[shown], drifting[shown], moments / fs,
        heights[places[len(spikes) : -1]], rest, threshold_uv, duration, None if follow else channel, threshold, words,
    )  # fmt: skip


def moments_of(simulation: Simulation) -> NDArray[np.int64]:
    """Return the frames in the middle of the motion's bins; of very many, some that are evenly spread."""
    config, motion = simulation.config, simulation.motion
    number = len(motion.vectors_um)
    bins = np.unique(np.linspace(0, number - 1, min(number, MOST_MOMENTS)).round())
    frames = np.floor((bins + 0.5) / motion.sampling_frequency_hz * config.sampling_frequency_hz).astype(np.int64)
    return np.minimum(frames, config.num_samples - 1)


def peak_at(found: Picture, time_s: float) -> float:
    """Return how large the unit is at a moment, in µV."""
    if len(found.curve_s) == 0:
        return found.rest_uv
    nearest = int(np.searchsorted(0.5 * (found.curve_s[1:] + found.curve_s[:-1]), time_s))
    return float(found.curve_uv[nearest])


def below_threshold(found: Picture) -> tuple[Array, Array]:
    """Return the outline of what lies below the threshold: x along it and back, and y."""
    x, low = found.curve_s, np.minimum(found.curve_uv, found.threshold_uv)
    return np.concatenate([x, x[::-1]]), np.concatenate([np.full(len(x), found.threshold_uv), low[::-1]])


def largest_uv(found: Picture) -> float:
    """Return where the axis of the peaks ends."""
    largest = float(spike_dots(found)[1].max(initial=0.0))
    curve = float(np.max(found.curve_uv, initial=0.0))
    return 1.1 * max(largest, found.rest_uv, curve, 1.1 * found.threshold_uv, 1e-3)


def amplitudes_picture(found: Picture, theme: Theme = "light") -> hv.Overlay:
    """Draw how large the unit is over time, what lies below the threshold, and single spikes where they differ."""
    ends = (np.array([0.0, found.duration_s]), np.full(2, found.rest_uv))
    curve = (found.curve_s, found.curve_uv, np.full(len(found.curve_s), found.rest_uv))
    low = np.minimum(found.curve_uv, found.threshold_uv)
    below = (found.curve_s, low, np.full(len(low), found.threshold_uv))
    tell = {"time": "@time_s{0.0} s", "drifting": "@peak_uv{0} µV", "at rest": "@rest_uv{0} µV"}
    drawn = [
        line(ends, TIME, PEAK, {"label": "at rest", "colour": "static", "width": 1.5, "dash": "long"}, theme),
        between(below, TIME, ["low_uv", "threshold_uv"], {"label": "below", "colour": "drifting", "alpha": 0.3}, theme),
        _spikes(found, theme),
        line(
            curve, TIME, [PEAK, "rest_uv"],
            {"label": "drifting", "colour": "drifting", "width": 2.25, "tell": tell}, theme,
        ),
        rule(found.threshold_uv, {"colour": "ink", "width": 1.0, "dash": "dotted"}, theme),
    ]  # fmt: skip
    return picture(hv.Overlay(drawn), theme, xlim=(0.0, found.duration_s), ylim=(0.0, largest_uv(found)))


def _spikes(found: Picture, theme: Theme) -> hv.Points:
    look = {"label": "spikes", "colour": "common", "alpha": 0.6}
    return dots(spike_dots(found), [TIME, PEAK], [], look, theme)


def spike_dots(found: Picture) -> tuple[Array, Array]:
    """Return times and peaks of the spikes that are drawn: none where they all lie on the line."""
    shown = slice(None) if found.uneven else slice(0)
    return found.times_s[shown], found.drifting_uv[shown]


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
    """Draw a unit's spike amplitudes over time, at rest and drifting, and what a detector misses.

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
        raise TypeError("Spike times also need static_uv and drifting_uv.")
    return amplitudes_picture(
        _given(np.asarray(source), np.asarray(static_uv), np.asarray(drifting_uv), threshold), theme
    )


def _given(times_s: Array, static_uv: Array, drifting_uv: Array, threshold_uv: float) -> Picture:
    """Return spikes as they are given; the curve follows them."""
    end = float(times_s.max(initial=0.0)) or 1.0
    rest = float(np.median(static_uv)) if static_uv.size else 0.0
    order = np.argsort(times_s, kind="stable")
    return Picture(times_s, static_uv, drifting_uv, times_s[order], drifting_uv[order], rest, threshold_uv, end)
