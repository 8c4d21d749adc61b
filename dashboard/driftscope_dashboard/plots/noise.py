"""The noise as it is measured: level of every channel, correlation between channels, spectrum."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import holoviews as hv
import numpy as np
from driftscope.base import extremes
from driftscope.detection import median_reference
from driftscope.noise import NoiseConfig
from driftscope.recording import NoiseBackground
from numpy.typing import NDArray

from ..reduce.channels import depth_order
from .dimensions import CORRELATION, DENSITY, DEPTH, DISTANCE, FREQUENCY, LEVEL
from .sources import is_source
from .style import Theme, band, checked, dots, line, load_backends, picture, titled

Array = NDArray[Any]

MOST_SAMPLES = 6_000_000
MOST_PAIR_CHANNELS = 48
MOST_SPECTRA = 16
SEGMENT = 512
REFERENCED = "The median of all channels is subtracted. "
EXPECTED = {"label": "expected", "colour": "ink", "width": 1.5, "dash": "dashed"}


@dataclass(frozen=True)
class Picture:
    """What was measured, and what was asked for.

    Attributes
    ----------
    depths_um, levels_uv : ndarray, shape (channels,)
        Depth and standard deviation of every channel.
    asked_uv : tuple of float or None
        Between which levels were asked for; None for noise that was recorded.
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
    asked_uv: tuple[float, float] | None
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


def noise_of(source: Any, *, referenced: bool = False) -> Picture:
    """Measure the noise at the start of a simulation, or of the recording to which a hybrid adds units.

    Parameters
    ----------
    source : Simulation or Hybrid
        Whose noise.
    referenced : bool
        Whether the median of all channels is subtracted.
    """
    positions, fs = source.contact_positions_um, source.before.sampling_frequency
    total = source.before.get_num_samples()
    number = min(amount(total / fs, fs, len(positions)), total)
    made = getattr(source.noise, "noise", None)
    background = source.noise if made is None else NoiseBackground(made, made.chunk)
    samples = background.read(0, number, None)
    samples = median_reference(samples) if referenced else samples
    asked = {} if made is None else asked_of(source.config.noise)
    found = measured(samples, positions, fs, **asked)
    return replace(found, words=REFERENCED + found.words) if referenced and found.levels_uv.any() else found


def asked_of(config: NoiseConfig) -> dict[str, Any]:
    """Return what is asked of noise, as `measured` takes it."""
    return {"asked_uv": extremes(config.level_uv), "decay_um": config.spatial_decay_um}


def measured(
    samples: Array,
    positions_um: Array,
    rate_hz: float,
    asked_uv: tuple[float, float] | None = None,
    decay_um: float | None = None,
) -> Picture:
    """Measure noise.

    Parameters
    ----------
    samples : ndarray, shape (samples, channels)
        Some noise, in µV.
    positions_um : ndarray, shape (channels, 2)
        Where the channels are.
    rate_hz : float
        Samples a second.
    asked_uv, decay_um : optional
        Between which levels, and how correlated, it was meant to be.
    """
    order = depth_order(positions_um)
    first = max((len(order) - MOST_PAIR_CHANNELS) // 2, 0)
    near = order[first : first + MOST_PAIR_CHANNELS]
    distances, correlations = pair_correlations(samples[:, near], positions_um[near])
    some = order[np.unique(np.linspace(0, len(order) - 1, MOST_SPECTRA).round().astype(int))]
    frequencies, densities = spectrum(samples[:, some], rate_hz)
    levels = samples.std(axis=0, dtype=np.float64)
    flat = float(np.sqrt(np.mean(levels[some] ** 2) / (rate_hz / 2)))
    said = noise_words(levels, len(samples) / rate_hz, near.size)
    return Picture(
        positions_um[:, 1], levels, asked_uv, distances, correlations, decay_um, frequencies, densities, flat, said
    )


def noise_words(levels_uv: Array, measured_s: float, pair_channels: int) -> str:
    """Say what was measured, and on how much."""
    low, high = float(levels_uv.min()), float(levels_uv.max())
    if high == 0:
        return "No noise: its level is 0 µV."
    between = f"{low:.1f} to {high:.1f} µV" if high - low >= 0.05 else f"{low:.1f} µV"
    channels = f"{len(levels_uv)} channels" if len(levels_uv) > 1 else "one channel"
    words = f"Measured on {measured_s:.2g} s: {between} (standard deviation) on {channels}"
    alike = f", correlation between {pair_channels} of them" if pair_channels > 1 else ""
    return f"{words}{alike}. Shaded and dashed: as configured."


def levels_picture(found: Picture, theme: Theme = "light") -> hv.Overlay:
    """Draw the level of every channel against its depth; a band shows what was asked for."""
    low, high = level_limits(found)
    marks = dots(
        (found.depths_um, found.levels_uv),
        [DEPTH, LEVEL],
        [],
        {
            "label": "measured",
            "colour": "accent",
            "alpha": 0.7,
            "tell": {"depth": "@depth_um{0} µm", "level": "@level_uv{0.00} µV"},
        },
        theme,
    )
    asked = [band(*asked_band(found), {"colour": "accent"}, theme)] if found.asked_uv else []
    return picture(hv.Overlay([marks, *asked]), theme, ylim=(low, high), width=320)


def pairs_picture(found: Picture, theme: Theme = "light") -> hv.Overlay:
    """Draw the correlation of pairs of channels against their distance; dashed is what was asked for."""
    marks = dots(
        (found.distances_um, found.correlations),
        [DISTANCE, CORRELATION],
        [],
        {
            "label": "measured",
            "colour": "accent",
            "alpha": 0.7,
            "tell": {"distance": "@distance_um{0} µm", "correlation": "@correlation{0.000}"},
        },
        theme,
    )
    asked = [line(expected_pairs(found), DISTANCE, CORRELATION, EXPECTED, theme)] if found.asked_uv else []
    return picture(hv.Overlay([marks, *asked]), theme, width=320)


def spectrum_picture(found: Picture, theme: Theme = "light") -> hv.Overlay:
    """Draw the amplitude spectral density; dashed is noise of the same level whose spectrum is flat."""
    khz, flat, top = spectrum_lines(found)
    curve = line(
        (khz, found.densities),
        FREQUENCY,
        DENSITY,
        {
            "label": "measured",
            "colour": "accent",
            "tell": {"frequency": "@frequency_khz{0.00} kHz", "density": "@density{0.000} µV/√Hz"},
        },
        theme,
    )
    even = line(flat, FREQUENCY, DENSITY, EXPECTED, theme)
    return picture(hv.Overlay([curve, even]), theme, ylim=(0.0, top), width=320)


def level_limits(found: Picture) -> tuple[float, float]:
    """Return between which levels the axis runs."""
    return 0.0, 1.25 * max((found.asked_uv or (0.0, 0.0))[1], float(found.levels_uv.max()), 1e-3)


def asked_band(found: Picture) -> tuple[float, float]:
    """Return the band of what was asked for, at least so wide that it is seen."""
    low, high = found.asked_uv or (0.0, 0.0)
    return max(low, 0.0), max(high, low + 0.004 * level_limits(found)[1])


def expected_pairs(found: Picture) -> tuple[Array, Array]:
    """Return distances, and the correlation that was asked for there."""
    x = np.linspace(0, max(float(found.distances_um.max(initial=0.0)), 1.0), 100)
    return x, np.zeros(100) if found.decay_um is None else np.exp(-x / found.decay_um)


def spectrum_lines(found: Picture) -> tuple[Array, tuple[Array, Array], float]:
    """Return frequencies in kHz, the line of a flat spectrum, and where the axis of the density ends."""
    khz = found.frequencies_hz / 1000.0
    ends = khz[[0, -1]] if khz.size else np.array([0.0, 1.0])
    top = 1.6 * max(found.flat, float(found.densities.max(initial=0.0)) / 1.4, 1e-9)
    return khz, (ends, np.full(2, found.flat)), top


def noise(
    source: Any,
    contact_positions_um: Array | None = None,
    sampling_frequency_hz: float | None = None,
    *,
    referenced: bool = False,
    theme: Theme = "light",
) -> hv.Layout:
    """Draw measured noise: level against depth, correlation against distance, and spectrum.

    Parameters
    ----------
    source : Simulation, Hybrid or ndarray, shape (samples, channels)
        Whose noise; of a hybrid recording it is all that was recorded. Or samples in µV.
    contact_positions_um : ndarray, shape (channels, 2), optional
        Where the channels are, in µm; for samples.
    sampling_frequency_hz : float, optional
        Samples a second; for samples.
    referenced : bool
        Whether the median of all channels is subtracted; of a simulation or hybrid recording.
    theme : {"light", "dark", "print"}
        How it looks.

    Returns
    -------
    holoviews.Layout
        Three pictures beside each other.

    Raises
    ------
    TypeError
        When samples come without positions and rate.

    Examples
    --------
    >>> from driftscope import Simulation, SimulationConfig
    >>> len(noise(Simulation(SimulationConfig(duration_s=5.0))))
    3
    """
    load_backends()
    theme = checked(theme)
    if is_source(source):
        found = noise_of(source, referenced=referenced)
    elif contact_positions_um is None or sampling_frequency_hz is None:
        raise TypeError("Samples also need contact_positions_um and sampling_frequency_hz.")
    else:
        found = measured(np.asarray(source), np.asarray(contact_positions_um), sampling_frequency_hz)
    drawn = [make(found, theme) for make in (levels_picture, pairs_picture, spectrum_picture)]
    return titled(hv.Layout(drawn), found.words, theme)
