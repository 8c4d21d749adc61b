"""The amplitudes: how large a unit's spikes are over time, at rest and drifting, and which a detector misses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, Range1d
from bokeh.models.annotations import Span
from driftscope import Simulation
from driftscope.noise import Noise, ReferenceNoise
from driftscope.spikes import Spikes
from numpy.typing import NDArray

from ..focus import focus_of, template_peaks
from ..theme import plot, tell_values
from ..workbench import Control, Node
from .tab import NO_UNITS, TabView, narrow, spread

Array = NDArray[Any]

SAMPLED_S = 240.0
PIECE_S = 2.0
MOST_DOTS = 3_000
COLUMNS = 600


class Request(NamedTuple):
    """What the picture depends on."""

    simulation: Simulation
    unit: int | None
    words: str
    threshold: float
    follow: bool


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


def draw_amplitudes(request: Request) -> Picture | None:
    """Make the picture; nothing without units."""
    simulation, unit = request.simulation, request.unit
    if unit is None:
        return None
    config, motion = simulation.config, simulation.motion
    fs, duration = config.sampling_frequency_hz, config.num_samples / config.sampling_frequency_hz
    spikes = own_spikes(simulation, unit)
    course = np.linspace(0, config.num_samples - 1, COLUMNS).astype(np.int64)
    frames = np.concatenate([spikes.sample_index, course])
    steps = motion.step_of(frames, np.full(frames.size, unit), fs)
    known, places = np.unique(np.append(steps, motion.resting_step), return_inverse=True)
    peaks = template_peaks(simulation.template_maker, unit, motion.steps_um[known])
    channel = int(np.argmax(peaks[places[-1]]))
    heights = peaks.max(axis=1) if request.follow else peaks[:, channel]
    factors = np.ones(len(spikes)) if spikes.amplitude_factor is None else spikes.amplitude_factor
    rest = float(heights[places[-1]])
    static, drifting = rest * factors, heights[places[: len(spikes)]] * factors
    threshold = request.threshold * noise_level_uv(simulation.noise.noise, channel)
    where = "on the best channel at each moment" if request.follow else f"on channel {channel}, its best at rest"
    words = loss_words(request.words, losses(static, drifting, threshold), request.threshold, threshold, where)
    if len(spikes) == 0:
        words = f"{request.words} does not fire: the line shows how large its spikes would be."
    if duration > SAMPLED_S:
        words += f" Shown: {PIECE_S:g} s of every {duration / round(SAMPLED_S / PIECE_S):.3g} s."
    every = max(-(-len(spikes) // MOST_DOTS), 1)
    return Picture(
        spikes.sample_index[::every] / fs, static[::every], drifting[::every], course / fs,
        heights[places[len(spikes) : -1]], rest, threshold, duration, words,
    )  # fmt: skip


def amplitudes_figure() -> tuple[Any, dict[str, ColumnDataSource]]:
    """Return the empty figure and its sources: courses and dots, static and drifting."""
    made = narrow(plot("amplitudes", x_range=Range1d(start=0, end=1), y_range=Range1d(start=0, end=1), tools=[]), 62)
    sources = {}
    for kind in ("static", "drifting"):
        sources[kind], sources[f"{kind}-course"] = (ColumnDataSource({"x": [], "y": []}) for _ in range(2))
        course = made.line(
            "x", "y", source=sources[f"{kind}-course"], line_alpha=0.55, line_width=1.2, tags=[f"line:{kind}"]
        )
        made.scatter("x", "y", source=sources[kind], size=3, line_color=None, fill_alpha=0.75, tags=[f"fill:{kind}"])
    sources["drifting-course"].data["rest"] = []
    peaks = {"drifting": "@y{0} µV", "at rest": "@rest{0} µV"}
    tell_values(made, [course], {"time": "@x{0.0} s", **peaks}, along="vline")
    made.xaxis.axis_label, made.yaxis.axis_label = "time (s)", "peak (µV)"
    return made, sources


class AmplitudesView(TabView):
    """Spike amplitude over time, with the threshold of a detector."""

    name: ClassVar[str] = "amplitudes"
    title: ClassVar[str] = "Amplitude"
    order: ClassVar[int] = 40
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("units", "depth_um", "depths_um", "threshold", "follow"),
    }

    def draw(self) -> list[Any]:
        """Make the figure and the threshold."""
        self.figure, self.sources = amplitudes_figure()
        self.line = Span(dimension="width", line_width=1.4, line_dash=[6, 4], tags=["line:ink"])
        self.figure.add_layout(self.line)
        self.over_time(self.figure)
        return spread([self.figure], [1])

    def tools(self) -> list[Node]:
        """Return the key of the colours, the threshold and the choice of the channel."""
        selection, guarded = self.state.selection, self.services.guarded
        threshold = Control(
            kind="stepper", label="Threshold", unit="× noise", value=selection.threshold, start=0, end=100, step=0.5,
            help="From which multiple of the noise level on a detector would find a spike.",
            hook="amplitudes-threshold",
        )  # fmt: skip
        channel = Control(
            kind="segments", label="Channel", options=[["rest", "fixed"], ["best", "best channel"]],
            value="best" if selection.follow else "rest", hook="amplitudes-channel",
        )  # fmt: skip
        threshold.on_set(guarded(lambda value: selection.look(threshold=float(value))))
        channel.on_set(guarded(lambda value: selection.look(follow=value == "best")))
        selection.subscribe({"threshold"}, lambda: setattr(threshold, "value", selection.threshold))
        selection.subscribe({"follow"}, lambda: setattr(channel, "value", "best" if selection.follow else "rest"))
        marks = [[["var(--ds-static)"], "at rest"], [["var(--ds-drifting)"], "drifting"]]
        key = Control(kind="legend", options=marks, hook="amplitudes-key")
        return [key, threshold, channel]

    def request(self) -> Request:
        """Return what amplitudes depend on, the unit, and what counts as detected."""
        simulation, selection = self.state.session.simulation, self.state.selection
        focus = focus_of(simulation, selection)
        return Request(simulation, focus.unit, focus.words, selection.threshold, selection.follow)

    @staticmethod
    def compute(request: Request) -> Picture | None:
        """Make the picture."""
        return draw_amplitudes(request)

    def show(self, picture: Picture | None) -> None:
        """Draw the spikes and the threshold, or say that there are no units."""
        if picture is None:
            self.say(NO_UNITS, empty=True)
            return
        self.say(picture.words)
        for kind, values in (("static", picture.static_uv), ("drifting", picture.drifting_uv)):
            self.sources[kind].data = {"x": picture.times_s, "y": values.astype(np.float32)}
        ends = np.array([0.0, picture.duration_s])
        self.sources["static-course"].data = {"x": ends, "y": np.full(2, picture.rest_uv)}
        drifting, rest = (
            picture.course_uv.astype(np.float32),
            np.full(len(picture.course_s), picture.rest_uv, np.float32),
        )
        self.sources["drifting-course"].data = {"x": picture.course_s, "y": drifting, "rest": rest}
        self.line.location = picture.threshold_uv
        largest = max(float(np.max(picture.drifting_uv, initial=0.0)), float(picture.static_uv.max(initial=0.0)))
        top = max(largest, picture.rest_uv, float(picture.course_uv.max()), 1.1 * picture.threshold_uv, 1e-3)
        self.figure.x_range.update(start=0, end=picture.duration_s)
        self.figure.y_range.update(start=0, end=1.1 * top)
