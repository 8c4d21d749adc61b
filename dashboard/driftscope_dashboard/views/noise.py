"""The noise as it is measured: level of every channel, correlation between channels, spectrum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, Range1d
from bokeh.models.annotations import BoxAnnotation
from driftscope import Simulation
from driftscope.base import extremes
from driftscope.recording import NoiseBackground
from numpy.typing import NDArray

from ..channels import depth_order
from ..theme import plot, tell_values
from .tab import TabView, narrow, spread

Array = NDArray[Any]

MOST_SAMPLES = 6_000_000
MOST_PAIR_CHANNELS = 48
MOST_SPECTRA = 16
SEGMENT = 512


class Request(NamedTuple):
    """What the picture depends on."""

    simulation: Simulation


@dataclass(frozen=True)
class Picture:
    """What was measured, and what was asked for.

    Attributes
    ----------
    depths_um, levels_uv : ndarray, shape (channels,)
        Depth and standard deviation of every channel.
    asked_uv : tuple of float
        Between which levels were asked for.
    distances_um, correlations : ndarray, shape (pairs,)
        How far two channels are apart, and how alike they are.
    decay_um : float or None
        Over which distance correlation was asked to fall.
    frequencies_hz, densities : ndarray, shape (bins,)
        Spectrum, in µV per square root of Hz.
    flat : float
        The density of noise whose spectrum is flat.
    words : str
        What one sees.
    """

    depths_um: Array
    levels_uv: Array
    asked_uv: tuple[float, float]
    distances_um: Array
    correlations: Array
    decay_um: float | None
    frequencies_hz: Array
    densities: Array
    flat: float
    words: str


def pair_correlations(samples: Array, positions_um: Array) -> tuple[Array, Array]:
    """Return distance and correlation of every pair of channels.

    Parameters
    ----------
    samples : ndarray, shape (samples, channels)
        Some noise.
    positions_um : ndarray, shape (channels, 2)
        Where the channels are.

    Returns
    -------
    distances_um, correlations : ndarray, shape (pairs,)
        Silent channels are left out.
    """
    heard = samples.std(axis=0) > 0
    if np.count_nonzero(heard) < 2:
        return np.empty(0), np.empty(0)
    found = np.corrcoef(samples[:, heard].T)
    places = positions_um[heard]
    one, other = np.triu_indices(len(places), k=1)
    return np.hypot(*(places[one] - places[other]).T), found[one, other]


def spectrum(samples: Array, rate_hz: float, segment: int = SEGMENT) -> tuple[Array, Array]:
    """Return the amplitude spectral density, a mean over channels and overlapping windowed segments.

    Parameters
    ----------
    samples : ndarray, shape (samples, channels)
        In µV.
    rate_hz : float
        Samples a second.
    segment : int
        Samples of a segment.

    Returns
    -------
    frequencies_hz, densities : ndarray
        Without the lowest and the highest frequencies, which the window blurs; µV per square root of Hz.

    References
    ----------
    Welch (1967), The use of fast Fourier transform for the estimation of power spectra, IEEE Trans. Audio
    Electroacoust. 15, 70-73.
    """
    length = min(segment, len(samples))
    window = np.hanning(length + 1)[:-1, np.newaxis]
    starts = range(0, len(samples) - length + 1, max(length // 2, 1))
    power = np.zeros(length // 2 + 1)
    for start in starts:
        part = samples[start : start + length]
        power += (np.abs(np.fft.rfft((part - part.mean(axis=0)) * window, axis=0)) ** 2).mean(axis=1)
    density = 2.0 * power / (len(starts) * rate_hz * float(np.sum(window**2)))
    return np.fft.rfftfreq(length, 1.0 / rate_hz)[2:-1], np.sqrt(density[2:-1])


def amount(duration_s: float, rate_hz: float, num_channels: int) -> int:
    """Return how many samples are measured: at most a second, and fewer on very many channels.

    Examples
    --------
    >>> amount(600.0, 30_000.0, 32), amount(600.0, 30_000.0, 6_000), amount(0.1, 30_000.0, 32)
    (30000, 1000, 3000)
    """
    return max(int(min(duration_s * rate_hz, rate_hz, MOST_SAMPLES / num_channels)), 2)


def draw_noise(request: Request) -> Picture:
    """Measure the noise at the recording's start."""
    simulation, config = request.simulation, request.simulation.config
    positions, fs = simulation.contact_positions_um, config.sampling_frequency_hz
    number = amount(config.num_samples / fs, fs, len(positions))
    made = simulation.noise.noise
    samples = NoiseBackground(made, made.chunk).read(0, min(number, config.num_samples), None)
    order = depth_order(positions)
    first = max((len(order) - MOST_PAIR_CHANNELS) // 2, 0)
    near = order[first : first + MOST_PAIR_CHANNELS]
    distances, correlations = pair_correlations(samples[:, near], positions[near])
    some = order[np.unique(np.linspace(0, len(order) - 1, MOST_SPECTRA).round().astype(int))]
    frequencies, densities = spectrum(samples[:, some], fs)
    levels = samples.std(axis=0, dtype=np.float64)
    flat = float(np.sqrt(np.mean(levels[some] ** 2) / (fs / 2)))
    return Picture(
        positions[:, 1], levels, extremes(config.noise.level_uv), distances, correlations,
        config.noise.spatial_decay_um, frequencies, densities, flat, noise_words(levels, len(samples) / fs, near.size),
    )  # fmt: skip


def noise_words(levels_uv: Array, measured_s: float, pair_channels: int) -> str:
    """Say what was measured, and on how much."""
    low, high = float(levels_uv.min()), float(levels_uv.max())
    if high == 0:
        return "There is no noise: its level is 0 µV."
    between = f"{low:.1f} to {high:.1f} µV" if high - low >= 0.05 else f"{low:.1f} µV"
    channels = f"{len(levels_uv)} channels" if len(levels_uv) > 1 else "one channel"
    words = f"Measured on {measured_s:.2g} s: {between} (standard deviation) on {channels}"
    alike = f", correlation between {pair_channels} of them" if pair_channels > 1 else ""
    return f"{words}{alike}. Shaded and dashed: what was asked for."


def noise_figure(
    name: str, x_label: str, y_label: str, glyph: str, rows: dict[str, str]
) -> tuple[Any, dict[str, ColumnDataSource]]:
    """Return an empty figure of something measured (points or a line), which tells values, and expected (a line)."""
    made = narrow(plot(name, x_range=Range1d(start=0, end=1), y_range=Range1d(start=0, end=1), tools=[]), 48)
    sources = {part: ColumnDataSource({"x": [], "y": []}) for part in ("measured", "expected")}
    look: dict[str, Any] = {"source": sources["measured"]}
    if glyph == "points":
        shown = made.scatter("x", "y", size=3, line_color=None, fill_alpha=0.7, tags=["fill:accent"], **look)
    else:
        shown = made.line("x", "y", line_width=1.4, tags=["line:accent"], **look)
    tell_values(made, [shown], rows, along="mouse" if glyph == "points" else "vline")
    made.line("x", "y", source=sources["expected"], line_width=1.5, line_dash=[5, 3], tags=["line:ink"])
    made.xaxis.axis_label, made.yaxis.axis_label = x_label, y_label
    made.xaxis.ticker.desired_num_ticks = 4
    return made, sources


class NoiseView(TabView):
    """Level against depth, correlation against distance, spectrum."""

    name: ClassVar[str] = "noise"
    title: ClassVar[str] = "Noise"
    order: ClassVar[int] = 30
    about_unit: ClassVar[bool] = False

    def draw(self) -> list[Any]:
        """Make the three figures."""
        self.levels, self.level_sources = noise_figure(
            "noise", "depth (µm)", "level (µV)", "points", {"depth": "@x{0} µm", "level": "@y{0.00} µV"}
        )
        self.asked = BoxAnnotation(bottom=0, top=0, fill_alpha=0.12, line_alpha=0, tags=["fill:accent"])
        self.levels.add_layout(self.asked)
        self.pairs, self.pair_sources = noise_figure(
            "noise-pairs", "distance (µm)", "correlation", "points",
            {"distance": "@x{0} µm", "correlation": "@y{0.000}"},
        )  # fmt: skip
        self.tones, self.tone_sources = noise_figure(
            "noise-spectrum", "frequency (kHz)", "µV/√Hz", "line",
            {"frequency": "@x{0.00} kHz", "density": "@y{0.000} µV/√Hz"},
        )  # fmt: skip
        return spread([self.levels, self.pairs, self.tones], [1, 1, 1])

    def request(self) -> Request:
        """Return what the noise depends on."""
        config = self.state.session.simulation.config
        parts = config.noise, config.probe, config.random, config.sampling_frequency_hz, config.num_samples
        return Request(self.steady(*parts))

    @staticmethod
    def compute(request: Request) -> Picture:
        """Measure."""
        return draw_noise(request)

    def show(self, picture: Picture) -> None:
        """Draw what was measured beside what was asked for."""
        self.say(picture.words, empty=not picture.levels_uv.any())
        low, high = picture.asked_uv
        self.level_sources["measured"].data = {"x": picture.depths_um, "y": picture.levels_uv}
        air = 0.03 * float(np.ptp(picture.depths_um)) + 5.0
        self.levels.x_range.update(start=picture.depths_um.min() - air, end=picture.depths_um.max() + air)
        self.levels.y_range.update(start=0, end=1.25 * max(high, float(picture.levels_uv.max()), 1e-3))
        line = 0.004 * self.levels.y_range.end
        self.asked.bottom, self.asked.top = max(low, 0.0), max(high, low + line)
        self._show_pairs(picture)
        top = 1.6 * max(picture.flat, float(picture.densities.max(initial=0.0)) / 1.4, 1e-9)
        khz = picture.frequencies_hz / 1000.0
        ends = khz[[0, -1]] if khz.size else np.array([0.0, 1.0])
        self.tone_sources["measured"].data = {"x": khz, "y": picture.densities}
        self.tone_sources["expected"].data = {"x": ends, "y": np.full(2, picture.flat)}
        self.tones.x_range.update(start=0, end=ends[1])
        self.tones.y_range.update(start=0, end=top)

    def _show_pairs(self, picture: Picture) -> None:
        farthest = max(float(picture.distances_um.max(initial=0.0)), 1.0)
        x = np.linspace(0, farthest, 100)
        expected = np.zeros(100) if picture.decay_um is None else np.exp(-x / picture.decay_um)
        self.pair_sources["measured"].data = {
            "x": picture.distances_um.astype(np.float32), "y": picture.correlations.astype(np.float32),
        }  # fmt: skip
        self.pair_sources["expected"].data = {"x": x, "y": expected}
        self.pairs.x_range.update(start=0, end=1.03 * farthest)
        self.pairs.y_range.update(start=min(-0.08, 1.1 * float(picture.correlations.min(initial=0.0))), end=1.05)
