"""The templates: the waveform of a spike, how it spreads over the contacts, and how it travels.

A moved template is made again at the moved place, never interpolated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, cast

import numpy as np
from numpy.fft import irfft, rfft
from numpy.typing import NDArray

from .base import Config, PerUnit, draw_per_unit, extremes, parameter
from .cache import once
from .streams import Streams

NEGLIGIBLE_UV = 1e-3
_LANES = 8
_BATCH = 32
_SMALL_GAPS = 1.25

Array = NDArray[np.float64]


class TemplatesConfig(Config):
    """The shape of the spikes; each parameter is a value, a range or one value per unit."""

    ms_before: float = parameter(
        1.5,
        "Duration of the template before its negative peak.",
        label="Before the peak",
        unit="ms",
        gt=0,
        le=100,
        span=(0.5, 5),
    )
    ms_after: float = parameter(
        3.0,
        "Duration of the template after its negative peak.",
        label="After the peak",
        unit="ms",
        gt=0,
        le=100,
        span=(1, 10),
    )
    mode: Literal["ellipsoid", "sphere"] = parameter(
        "ellipsoid",
        "Whether the amplitude decays equally in all directions (sphere) or more slowly along one (ellipsoid).",
        label="Footprint",
    )
    spatial_profile: Literal["exponential", "power"] = parameter(
        "exponential", "How the amplitude decays with distance: exponentially, or as a power law.", label="Decay law"
    )
    alpha_uv: PerUnit = parameter(
        (100.0, 500.0),
        "Amplitude of the negative peak at the unit's position; on the contacts it is smaller.",
        label="Amplitude at the unit",
        unit="µV",
        ge=0,
        le=1e5,
        span=(10, 1_000),
    )
    depolarization_ms: PerUnit = parameter(
        (0.09, 0.14),
        "Duration of the fall to the negative peak.",
        label="Depolarization",
        unit="ms",
        gt=0,
        le=10,
        span=(0.05, 0.5),
    )
    repolarization_ms: PerUnit = parameter(
        (0.5, 0.8),
        "Duration of the rise from the negative to the positive peak.",
        label="Repolarization",
        unit="ms",
        gt=0,
        le=20,
        span=(0.1, 2),
    )
    recovery_ms: PerUnit = parameter(
        (1.0, 1.5),
        "Duration of the return from the positive peak to baseline.",
        label="Recovery",
        unit="ms",
        gt=0,
        le=50,
        span=(0.2, 4),
    )
    positive_amplitude: PerUnit = parameter(
        (0.1, 0.25),
        "Amplitude of the positive peak, as a fraction of the negative one.",
        label="Positive peak",
        ge=0,
        le=5,
        span=(0, 1),
    )
    smooth_ms: PerUnit = parameter(
        (0.03, 0.07),
        "Standard deviation of the Gaussian that smooths the waveform.",
        label="Smoothing",
        unit="ms",
        gt=0,
        le=5,
        span=(0.01, 0.3),
    )
    spatial_decay_um: PerUnit = parameter(
        (10.0, 45.0),
        "Distance over which the amplitude decays to 1/e, 37 % (exponential), or to one half (power).",
        label="Spatial decay",
        unit="µm",
        gt=0,
        le=5_000,
        span=(5, 150),
    )
    propagation_speed_um_per_ms: PerUnit | None = parameter(
        (250.0, 350.0),
        "Speed at which the spike propagates from its unit; empty to reach all contacts at once.",
        label="Propagation",
        unit="µm/ms",
        gt=0,
        le=1e6,
        span=(50, 1_000),
    )
    ellipse_shrink: PerUnit = parameter(
        (0.4, 1.0),
        "Width of the footprint across its long axis, as a fraction of its length.",
        label="Ellipse shrink",
        gt=0,
        le=1,
        span=(0.1, 1),
    )
    ellipse_angle_rad: PerUnit = parameter(
        (0.0, 2 * np.pi),
        "Angle of the footprint's long axis in the plane of the probe.",
        label="Ellipse angle",
        unit="rad",
        ge=-100,
        le=100,
        span=(0, 6.2832),
    )
    spatial_power: PerUnit = parameter(
        (1.5, 2.5), "Exponent of the power law.", label="Power", gt=0, le=20, span=(0.5, 5)
    )


DRAWN = (
    "alpha_uv",
    "depolarization_ms",
    "repolarization_ms",
    "recovery_ms",
    "positive_amplitude",
    "smooth_ms",
    "spatial_decay_um",
    "propagation_speed_um_per_ms",
    "ellipse_shrink",
    "ellipse_angle_rad",
    "spatial_power",
)
"""The per-unit parameters, in the order in which the reference draws them."""


@dataclass(frozen=True, eq=False)
class UnitParameters:
    """What every unit's template is made of; each an array of shape (units,).

    ``propagation_speed_um_per_ms`` is infinite where a spike reaches all contacts at once.
    """

    alpha_uv: Array
    depolarization_ms: Array
    repolarization_ms: Array
    recovery_ms: Array
    positive_amplitude: Array
    smooth_ms: Array
    spatial_decay_um: Array
    propagation_speed_um_per_ms: Array
    ellipse_shrink: Array
    ellipse_angle_rad: Array
    spatial_power: Array

    @property
    def num_units(self) -> int:
        """Number of units."""
        return self.alpha_uv.size

    def of_unit(self, unit: int) -> dict[str, float]:
        """Return one unit's parameters by name."""
        return {name: float(getattr(self, name)[unit]) for name in DRAWN}


def draw_unit_parameters(config: TemplatesConfig, num_units: int, streams: Streams) -> UnitParameters:
    """Draw the template parameters of each unit.

    Parameters
    ----------
    config : TemplatesConfig
        For each parameter a value, a range, or one value per unit.
    num_units : int
        Number of units.
    streams : Streams
        With independent streams every parameter has its own, so that none changes with another; the reference
        draws all ranges from one.

    Returns
    -------
    UnitParameters
        Read-only arrays.

    References
    ----------
    Buccino et al. (2020), SpikeInterface, a unified framework for spike sorting, eLife 9, e61834,
    doi:10.7554/eLife.61834: the model is that of its generation module.
    """
    shared = streams.generator("templates")
    values = {}
    for name in DRAWN:
        rng = shared if streams.is_reference else streams.generator(f"templates.{name}")
        value = getattr(config, name)
        values[name] = draw_per_unit(np.inf if value is None else value, num_units, rng)
        values[name].flags.writeable = False
    return UnitParameters(**values)


def samples_of(ms: float, sampling_frequency_hz: float) -> int:
    """Return the number of samples nearest to a duration."""
    return round(ms * sampling_frequency_hz / 1000.0)


def longest_waveform_ms(config: TemplatesConfig) -> float:
    """Return the time from the peak to rest that the slowest unit can take."""
    return extremes(config.repolarization_ms)[1] + extremes(config.recovery_ms)[1]


def single_waveform(
    parameters: UnitParameters,
    unit: int,
    sampling_frequency_hz: float,
    num_before: int,
    num_samples: int,
    dtype: Any = np.float32,
) -> Array:
    """Return the waveform of a unit with a peak of -1: three exponentials, smoothed, peak at sample ``num_before``.

    Parameters
    ----------
    parameters : UnitParameters
        Durations and positive amplitude.
    unit : int
        Index of the unit.
    sampling_frequency_hz : float
        Sampling rate in Hz.
    num_before, num_samples : int
        Samples before the peak, and in all.
    dtype : dtype
        Precision of the waveform before smoothing.

    Returns
    -------
    ndarray, shape (num_samples,)
        The waveform; its minimum is -1.

    Raises
    ------
    ValueError
        When the waveform does not fit into the window.

    References
    ----------
    Buccino et al. (2020), SpikeInterface, a unified framework for spike sorting, eLife 9, e61834,
    doi:10.7554/eLife.61834: the model is that of its generation module.
    """
    of = parameters.of_unit(unit)
    positive = of["positive_amplitude"]
    parts = (
        _exponential(0.0, -1.0, of["depolarization_ms"], 0.2, sampling_frequency_hz),
        _exponential(positive, -1.0, of["repolarization_ms"], 0.5, sampling_frequency_hz)[::-1],
        _exponential(0.0, positive, of["recovery_ms"], 0.5, sampling_frequency_hz)[::-1],
    )
    begin = num_before - (parts[0].size - 1)
    end = num_before + parts[1].size - 1 + parts[2].size - 1
    if begin < 0 or end >= num_samples:
        raise ValueError("the waveform is longer than the window: lengthen ms_before or ms_after")
    waveform = np.zeros(num_samples, dtype=dtype)
    for part in parts:
        waveform[begin : begin + part.size - 1] = part[:-1]
        begin += part.size - 1
    return peak_at(smoothed(waveform, of["smooth_ms"] * sampling_frequency_hz / 1000.0), num_before)


def _exponential(start: float, stop: float, ms: float, share: float, fs: float) -> Array:
    """Return exponential growth from start to stop over ``ms``, end included; time constant share x ms."""
    samples = int(ms * fs / 1000.0)
    if samples == 0:
        return np.array([stop])
    growth = np.exp(np.arange(samples + 1) / fs * 1000.0 / (ms * share))
    growth = growth / (growth[-1] - growth[0]) * (stop - start)
    curve: Array = growth - growth[0] + start
    return curve


def smoothed(waveform: NDArray[Any], sigma_samples: float) -> Array:
    """Return a waveform after a Gaussian, cut at 4 sigma, at its old height."""
    half = int(sigma_samples * 4)
    if half == 0:
        return waveform.astype(np.float64)
    kernel = np.exp(-(np.arange(-half, half + 1) ** 2) / (2 * sigma_samples**2))
    smooth: Array = np.convolve(waveform, kernel / kernel.sum(), mode="same")[: waveform.size]
    smooth *= np.max(np.abs(waveform)) / np.max(np.abs(smooth))
    return smooth


def peak_at(waveform: Array, place: int) -> Array:
    """Return a waveform shifted so that its minimum stands at a sample."""
    shift = int(np.argmin(waveform)) - place
    moved = waveform.copy()
    if shift > 0:
        moved[:-shift] = waveform[shift:]
    elif shift < 0:
        moved[-shift:] = waveform[:shift]
    return moved


@dataclass(frozen=True, eq=False)
class SparseTemplate:
    """A template on the channels that it reaches.

    Attributes
    ----------
    channels : ndarray of int, shape (reached,)
        Indices of the channels, increasing.
    waveform : ndarray, shape (samples, reached), float32
        Potential in µV; read-only.
    """

    channels: NDArray[np.intp]
    waveform: NDArray[np.float32]

    @once
    def span(self) -> slice | None:
        """The channels as a slice when they have no gap."""
        if self.channels.size == 0:
            return slice(0, 0)
        return self.runs[0][0] if len(self.runs) == 1 else None

    @once
    def runs(self) -> tuple[tuple[slice, slice], ...]:
        """The channels as slices without gaps, each with its columns of the waveform; one for every shank, about."""
        gaps = np.flatnonzero(np.diff(self.channels) != 1) + 1
        bounds = [0, *gaps.tolist(), self.channels.size] if self.channels.size else [0]
        firsts = self.channels[bounds[:-1]].tolist()
        return tuple(
            (slice(first, first + end - begin), slice(begin, end))
            for first, (begin, end) in zip(firsts, pairwise(bounds), strict=True)
        )

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return self.waveform.nbytes + self.channels.nbytes


@dataclass(frozen=True, eq=False)
class TemplateMaker:
    """Makes the template of any unit at any displacement.

    Attributes
    ----------
    parameters : UnitParameters
        What the templates are made of.
    locations_um : ndarray, shape (units, 3)
        Positions of the units.
    contact_positions_um : ndarray, shape (channels, 2)
        Positions of the contacts.
    sampling_frequency_hz : float
        The recording's rate.
    num_before, num_after : int
        Samples before and from the peak on.
    mode, spatial_profile : str
        The footprint, as in TemplatesConfig.
    """

    parameters: UnitParameters
    locations_um: NDArray[Any]
    contact_positions_um: Array
    sampling_frequency_hz: float
    num_before: int
    num_after: int
    mode: str = "ellipsoid"
    spatial_profile: str = "exponential"

    @property
    def num_samples(self) -> int:
        """How many samples a template has."""
        return self.num_before + self.num_after

    @property
    def nbytes(self) -> int:
        """Bytes held, about: what templates are made from."""
        return self.parameters.num_units * (self.num_samples // 2 + 1) * 8

    @once
    def _spectra(self) -> tuple[NDArray[np.complex64], NDArray[np.bool_]]:
        """The spectra of all units' waveforms, and which of them are known: each is worked out when it is needed."""
        number = self.parameters.num_units
        return np.zeros((number, self.num_samples // 2 + 1), dtype=np.complex64).T, np.zeros(number, dtype=np.bool_)

    def _spectra_of(self, units: NDArray[np.intp]) -> NDArray[np.complex64]:
        """Return the spectra of some units' waveforms, shape (frequencies, n)."""
        spectra, known = self._spectra
        window = self.sampling_frequency_hz, self.num_before, self.num_samples
        for unit in np.unique(units[~known[units]]).tolist():
            spectra[:, unit] = rfft(single_waveform(self.parameters, unit, *window))
            known[unit] = True
        found: NDArray[np.complex64] = spectra[:, units]
        return found

    def footprint(self, units: NDArray[np.intp], displacements_um: Array) -> tuple[Array, Array]:
        """Return peak amplitude and delay on all channels.

        Parameters
        ----------
        units : ndarray of int, shape (n,)
            Indices of the units.
        displacements_um : ndarray, shape (n, 2)
            How far each is from its place.

        Returns
        -------
        amplitudes_uv : ndarray, shape (n, channels)
            Height of the negative peak, positive.
        delays : ndarray, shape (n, channels)
            Delay in samples after the channel that is reached first.
        """
        places = self.locations_um[units].copy()
        places[:, :2] += displacements_um
        radii = self._radii(units, places)
        of = self.parameters
        alpha, decay = of.alpha_uv[units, np.newaxis], of.spatial_decay_um[units, np.newaxis]
        if self.spatial_profile == "power":
            amplitudes = alpha / (1.0 + (radii / decay) ** of.spatial_power[units, np.newaxis])
        else:
            amplitudes = alpha * np.exp(-radii / decay)
        travelled = radii - radii.min(axis=1, keepdims=True)
        speed = of.propagation_speed_um_per_ms[units, np.newaxis]
        return amplitudes, travelled / speed / 1000.0 * self.sampling_frequency_hz

    def reaches(
        self, units: NDArray[np.intp], displacements_um: Array, channels: NDArray[np.intp]
    ) -> NDArray[np.bool_]:
        """Return which templates may have a part on one of some channels, without making them.

        Parameters
        ----------
        units : ndarray of int, shape (n,)
            Indices of the units.
        displacements_um : ndarray, shape (n, 2)
            How far each is from its place.
        channels : ndarray of int
            The channels that matter.

        Returns
        -------
        ndarray of bool, shape (n,)
            False only where a template certainly leaves all of these channels as they are.
        """
        reached = self.footprint(units, displacements_um)[0] > NEGLIGIBLE_UV
        last = reached.shape[1] - 1 - np.argmax(reached[:, ::-1], axis=1)
        before = np.zeros(reached.shape[1] + 1, dtype=np.intp)
        before[channels + 1] = 1
        np.cumsum(before, out=before)
        between = before[last + 1] > before[np.argmax(reached, axis=1)]
        found: NDArray[np.bool_] = reached.any(axis=1) & between
        return found

    def _radii(self, units: NDArray[np.intp], places: NDArray[Any]) -> Array:
        x = self.contact_positions_um[:, 0] - places[:, 0, np.newaxis]
        y = self.contact_positions_um[:, 1] - places[:, 1, np.newaxis]
        z = -places[:, 2, np.newaxis].astype(np.float64)
        radii: Array
        if self.mode == "sphere":
            radii = np.sqrt(x**2 + y**2 + z**2)
            return radii
        angle = self.parameters.ellipse_angle_rad[units, np.newaxis]
        shrink = self.parameters.ellipse_shrink[units, np.newaxis]
        along = np.cos(angle) * x + np.sin(angle) * y
        across = (np.cos(angle) * y - np.sin(angle) * x) / shrink
        radii = np.sqrt(along**2 + across**2 + z**2)
        return radii

    def make(self, units: Sequence[int], displacements_um: Array) -> list[SparseTemplate]:
        """Make templates, many at once.

        Parameters
        ----------
        units : sequence of int, length n
            Indices of the units.
        displacements_um : ndarray, shape (n, 2)
            How far each is from its place.

        Returns
        -------
        list of SparseTemplate
            Channels that a template reaches with less than 0.001 µV are left out.
        """
        indices = np.asarray(units, dtype=np.intp)
        batches = (slice(begin, begin + _BATCH) for begin in range(0, indices.size, _BATCH))
        return [template for batch in batches for template in self._make(indices[batch], displacements_um[batch])]

    def _make(self, indices: NDArray[np.intp], displacements_um: Array) -> list[SparseTemplate]:
        """Make so many templates that what is in between stays in the processor's cache."""
        amplitudes, delays = self.footprint(indices, displacements_um)
        reached = _without_small_gaps(amplitudes > NEGLIGIBLE_UV)
        rows, channels, begins = _aligned(reached)
        waveforms = self._delayed(
            self._spectra_of(indices[rows]),
            np.where(channels < 0, 0.0, amplitudes[rows, channels]),
            np.where(channels < 0, 0.0, delays[rows, channels]),
        )
        templates = []
        for row, begin in enumerate(begins):
            own = np.flatnonzero(reached[row])
            waveform = np.ascontiguousarray(waveforms[:, begin : begin + own.size])
            waveform.flags.writeable = False
            templates.append(SparseTemplate(own, waveform))
        return templates

    def _delayed(self, spectra: NDArray[np.complex64], amplitudes: Array, delays: Array) -> NDArray[np.float32]:
        """Delay by a phase ramp; the ramp's powers are found by doubling, a handful of products in all."""
        turn = np.exp(-2j * np.pi / self.num_samples * delays)
        ramp = np.empty(spectra.shape, dtype=np.complex64)
        ramp[0] = amplitudes
        known = 1
        while known < len(ramp):
            fresh = min(known, len(ramp) - known)
            np.multiply(ramp[:fresh], turn.astype(np.complex64), out=ramp[known : known + fresh])
            turn *= turn
            known += fresh
        ramp *= spectra
        waveforms: Any = irfft(ramp, n=self.num_samples, axis=0)
        return cast(NDArray[np.float32], waveforms)

    def dense(self, unit: int, displacement_um: Sequence[float] = (0.0, 0.0)) -> NDArray[np.float32]:
        """Return one template on all channels, shape (samples, channels), in µV."""
        [sparse] = self.make([unit], np.array([displacement_um], dtype=np.float64))
        template = np.zeros((self.num_samples, len(self.contact_positions_um)), dtype=np.float32)
        template[:, sparse.channels] = sparse.waveform
        return template


def _without_small_gaps(reached: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Count the few channels in the gaps of a footprint as reached: adding onto a slice is the faster."""
    channels = np.arange(reached.shape[1])
    first = np.argmax(reached, axis=1)[:, np.newaxis]
    last = reached.shape[1] - 1 - np.argmax(reached[:, ::-1], axis=1)[:, np.newaxis]
    counts = reached.sum(axis=1, keepdims=True)
    compact = (counts > 0) & (last - first + 1 <= _SMALL_GAPS * counts)
    filled: NDArray[np.bool_] = reached | (compact & (first <= channels) & (channels <= last))
    return filled


def _aligned(reached: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Lay the reached channels of all templates side by side, each filled up to whole vector registers.

    So every template is computed by the same instructions, whatever else is made in the same batch, and the
    same template always has the same bits. Fillers have channel -1.
    """
    counts = reached.sum(axis=1)
    room = -(-counts // _LANES) * _LANES
    begins = np.concatenate([[0], np.cumsum(room)[:-1]]).astype(np.intp)
    rows = np.repeat(np.arange(len(reached)), room)
    channels = np.full(rows.size, -1, dtype=np.intp)
    found_rows, found_channels = np.nonzero(reached)
    rank = np.arange(found_rows.size) - np.repeat(np.cumsum(counts) - counts, counts)
    channels[begins[found_rows] + rank] = found_channels
    return rows, channels, begins


def make_template_maker(
    config: TemplatesConfig,
    parameters: UnitParameters,
    locations_um: NDArray[Any],
    contact_positions_um: Array,
    sampling_frequency_hz: float,
) -> TemplateMaker:
    """Return the maker of all templates of a configuration."""
    before, after = (samples_of(ms, sampling_frequency_hz) for ms in (config.ms_before, config.ms_after))
    placed = parameters, locations_um, contact_positions_um, sampling_frequency_hz
    return TemplateMaker(*placed, before, after, config.mode, config.spatial_profile)
