"""Templates at any displacement: waveform, footprint and propagation on every channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import numpy as np
from numpy.fft import irfft, rfft
from numpy.typing import NDArray

from ..cache import once
from .config import TemplatesConfig
from .parameters import UnitParameters
from .waveform import samples_of, single_waveform

Array = NDArray[np.float64]

NEGLIGIBLE_UV = 1e-3
_LANES = 8
_BATCH = 32
_SMALL_GAPS = 1.25


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
    """Function object that computes the template of a unit at a displacement.

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
