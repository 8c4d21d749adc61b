"""The spike trains: when each unit fires, and how strong each spike is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from .base import Config, PerUnit, draw_per_unit, parameter
from .cache import once
from .streams import Streams, stream

BLOCK_S = 2.0
_GROUP = 256
_SYNCHRONY_ROUNDS = 4
_MOST_WHOLE = 4_000_000

Indices = NDArray[np.int64]
Array = NDArray[np.float64]


class SpikesConfig(Config):
    """How the units fire."""

    firing_rate_hz: PerUnit = parameter(
        (2.0, 8.0), "Mean number of spikes a second.", label="Firing rate", unit="Hz", ge=1e-3, le=1_000, span=(0.1, 50)
    )
    refractory_period_ms: float = parameter(
        4.0,
        "After a spike its unit stays silent for this long.",
        label="Refractory period",
        unit="ms",
        ge=0,
        le=1_000,
        span=(0, 20),
    )
    amplitude_std: float | None = parameter(
        None,
        "Standard deviation of the spikes' amplitudes around their unit's, as a share; empty for none.",
        label="Amplitude variation",
        ge=0,
        le=1,
        span=(0, 0.5),
    )
    synchrony_ratio: float = parameter(
        0.0,
        "How many spikes are added that coincide with one of another unit, as a share of all; with the streams of "
        "SpikeInterface they may fall into a refractory period.",
        label="Synchrony",
        ge=0,
        le=1,
        span=(0, 1),
    )
    times_s: tuple[tuple[float, ...], ...] | None = parameter(
        None,
        "Your own spike times, a list for every unit, instead of drawn ones.",
        label="Own spike trains",
        unit="s",
        ge=0,
        le=604_800,
    )


@dataclass(frozen=True, eq=False)
class Spikes:
    """Some spikes, in the order of time (ties in the order of units).

    Attributes
    ----------
    sample_index : ndarray of int64, shape (spikes,)
        Sample of the peak.
    unit_index : ndarray of int64, shape (spikes,)
        Which unit fired.
    amplitude_factor : ndarray of float, shape (spikes,), or None
        Strength of each spike relative to its template; None when all are alike.
    """

    sample_index: Indices
    unit_index: Indices
    amplitude_factor: Array | None = None

    def __post_init__(self) -> None:
        """Show the arrays, which may be kept and shared, read-only."""
        for name in ("sample_index", "unit_index", "amplitude_factor"):
            if (array := getattr(self, name)) is not None and array.flags.writeable:
                shown = array.view()
                shown.flags.writeable = False
                object.__setattr__(self, name, shown)

    def __len__(self) -> int:
        return self.sample_index.size

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        factors = 0 if self.amplitude_factor is None else self.amplitude_factor.nbytes
        return self.sample_index.nbytes + self.unit_index.nbytes + factors

    def where(self, chosen: Any) -> Self:
        """Return the chosen spikes, by mask, slice or index."""
        factors = None if self.amplitude_factor is None else self.amplitude_factor[chosen]
        return type(self)(self.sample_index[chosen], self.unit_index[chosen], factors)

    def between(self, start: int, end: int) -> Self:
        """Return the spikes with ``start <= sample_index < end``."""
        first, last = np.searchsorted(self.sample_index, (start, end))
        return self.where(slice(first, last))

    def in_order(self) -> Self:
        """Return the same spikes sorted by time, ties in the order they stand."""
        return self.where(np.argsort(self.sample_index, kind="stable"))

    @classmethod
    def joined(cls, parts: Iterable[Spikes]) -> Self:
        """Return several parts one after the other."""
        parts = list(parts)
        if not parts:
            return cls(np.empty(0, np.int64), np.empty(0, np.int64))
        factors = [part.amplitude_factor for part in parts if part.amplitude_factor is not None]
        return cls(
            np.concatenate([part.sample_index for part in parts]),
            np.concatenate([part.unit_index for part in parts]),
            np.concatenate(factors) if factors else None,
        )


class SpikeTrains(Protocol):
    """Spike trains that can be asked for a stretch of time."""

    def between(self, start: int, end: int) -> Spikes:
        """Return the spikes with ``start <= sample_index < end``."""
        ...

    def all(self) -> Spikes:
        """Return every spike of the recording."""
        ...


@dataclass(frozen=True, eq=False)
class WholeTrains:
    """Spike trains that are in memory."""

    spikes: Spikes

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self.spikes.nbytes

    def between(self, start: int, end: int) -> Spikes:
        """Return the spikes with ``start <= sample_index < end``."""
        return self.spikes.between(start, end)

    def all(self) -> Spikes:
        """Return every spike of the recording."""
        return self.spikes


@dataclass(frozen=True, eq=False)
class BlockTrains:
    """Spike trains that are drawn block by block, so that a window costs the same in an hour as in a minute.

    Attributes
    ----------
    block : callable
        From a block's number to its spikes; depends on nothing else.
    block_size : int
        Samples of a block.
    num_samples : int
        Samples of the recording.
    """

    block: Callable[[int], Spikes]
    block_size: int
    num_samples: int

    def between(self, start: int, end: int) -> Spikes:
        """Return the spikes with ``start <= sample_index < end``."""
        start, end = max(start, 0), min(end, self.num_samples)
        if end <= start:
            return Spikes.joined([])
        blocks = range(start // self.block_size, (end - 1) // self.block_size + 1)
        return Spikes.joined(self.block(index) for index in blocks).between(start, end)

    def all(self) -> Spikes:
        """Return every spike of the recording."""
        return self.between(0, self.num_samples)


def make_spikes(
    config: SpikesConfig, num_units: int, duration_s: float, sampling_frequency_hz: float, streams: Streams
) -> SpikeTrains:
    """Make the spike trains of all units.

    Parameters
    ----------
    config : SpikesConfig
        Rates, refractory period, variation, synchrony, or trains of one's own.
    num_units : int
        How many units.
    duration_s, sampling_frequency_hz : float
        The recording's length and rate.
    streams : Streams
        With independent streams trains are drawn in blocks of a few seconds; the reference draws them whole.

    Returns
    -------
    SpikeTrains
        Ask for a stretch of time, or for all.
    """
    num_samples = int(duration_s * sampling_frequency_hz)
    if config.times_s is not None:
        whole = _given(config.times_s, sampling_frequency_hz, num_samples)
        return WholeTrains(_completed(whole, config, num_units, streams))
    rates = draw_per_unit(config.firing_rate_hz, num_units, streams.generator("spikes.firing_rate_hz"))
    if streams.is_reference:
        rng = streams.generator("spikes")
        if expected_spikes(config, num_units, duration_s) > _MOST_WHOLE and config.synchrony_ratio == 0:
            return LongTrains(config, rates, duration_s, sampling_frequency_hz, streams)
        whole = reference_poisson(rates, config.refractory_period_ms, duration_s, sampling_frequency_hz, rng)
        return WholeTrains(_completed(whole, config, num_units, streams))
    process = _BlockProcess(config, rates, sampling_frequency_hz, streams.seed)
    return BlockTrains(process.block, process.block_size, num_samples)


def expected_spikes(config: SpikesConfig, num_units: int, duration_s: float) -> float:
    """Return about how many spikes a configuration makes."""
    if config.times_s is not None:
        return float(sum(len(times) for times in config.times_s))
    rate = config.firing_rate_hz
    total = sum(rate) if isinstance(rate, tuple) else num_units * _middle(rate)
    return total * duration_s * (1 + config.synchrony_ratio)


def _middle(rate: Any) -> float:
    return float(rate) if isinstance(rate, (int, float)) else (rate.low + rate.high) / 2


def _given(times_s: tuple[tuple[float, ...], ...], fs: float, num_samples: int) -> Spikes:
    units = np.repeat(np.arange(len(times_s)), [len(times) for times in times_s])
    samples = np.rint(np.concatenate([np.asarray(times, float) for times in times_s] or [np.empty(0)]) * fs)
    spikes = Spikes(samples.astype(np.int64), units.astype(np.int64)).in_order()
    return spikes.between(0, num_samples)


def _completed(spikes: Spikes, config: SpikesConfig, num_units: int, streams: Streams) -> Spikes:
    """Add what is asked for on top of whole trains: coinciding spikes, and amplitudes that vary."""
    if config.synchrony_ratio > 0:
        spikes = add_synchrony(spikes, config.synchrony_ratio, num_units, streams.generator("spikes.synchrony"))[0]
    if not config.amplitude_std:
        return spikes
    rng = streams.generator("spikes.amplitude_std")
    return Spikes(spikes.sample_index, spikes.unit_index, rng.normal(1, config.amplitude_std, len(spikes)))


def refuse_refractory(rates_hz: Array, refractory_period_ms: float) -> None:
    """Raise a ValueError when a unit would have to fire more often than its refractory period allows."""
    refractory_s = refractory_period_ms / 1000.0
    fastest = float(np.max(rates_hz, initial=0.0))
    if fastest > 0 and refractory_s >= 1.0 / fastest:
        raise ValueError(
            f"a refractory period of {refractory_period_ms:g} ms allows less than {1 / refractory_s:g} "
            f"spikes a second, but a unit fires at {fastest:g} Hz: shorten the period or lower the rate"
        )


def compensated_rate(rates_hz: Array, refractory_s: float) -> Array:
    """Return the rate at which a unit must fire outside its refractory periods to reach its mean rate.

    References
    ----------
    Deger, Helias, Boucsein, Rotter (2012), Statistical properties of superimposed stationary spike trains,
    J. Comput. Neurosci. 32, 443-463.
    """
    return rates_hz / (1 - rates_hz * refractory_s)


def reference_poisson(
    rates_hz: Array, refractory_period_ms: float, duration_s: float, fs: float, rng: np.random.Generator
) -> Spikes:
    """Draw trains as ``spikeinterface.generation`` does: geometric intervals for all units in one call.

    Parameters
    ----------
    rates_hz : ndarray, shape (units,)
        Mean rates.
    refractory_period_ms, duration_s, fs : float
        Silence after a spike, length, sampling rate.
    rng : numpy.random.Generator
        The segment's generator, ``default_rng(seed)``.

    Returns
    -------
    Spikes
        Sorted by time, ties in unit order.

    Raises
    ------
    ValueError
        When the refractory period is too long for a rate.
    """
    refuse_refractory(rates_hz, refractory_period_ms)
    refractory_s = refractory_period_ms / 1000.0
    last_frame = int(duration_s * fs) - 1
    columns = _reference_columns(rates_hz, last_frame, fs)
    chance = np.minimum(compensated_rate(rates_hz, refractory_s) / fs, 1.0)
    frames = rng.geometric(chance[:, np.newaxis], size=(rates_hz.size, columns))
    frames[:, 1:] += int(refractory_s * fs)
    np.cumsum(frames, axis=1, out=frames)
    units, places = np.nonzero(frames <= last_frame)
    return Spikes(frames[units, places], units.astype(np.int64)).in_order()


def _reference_columns(rates_hz: Array, last_frame: int, fs: float) -> int:
    """Return how many intervals the reference draws for every unit."""
    most_likely = float(np.max(rates_hz / fs, initial=0.0))
    expected = ceil(last_frame * most_likely)
    return expected + 4 * int(np.sqrt(expected * (1 - most_likely)))


@dataclass(frozen=True, eq=False)
class LongTrains:
    """The reference's trains of a long recording: drawn when first asked for, unit by unit, and kept so.

    A window is merged from all units when it is asked for, so that hours of spikes need a few bytes each.

    Attributes
    ----------
    config : SpikesConfig
        Refractory period and amplitude variation.
    rates_hz : ndarray, shape (units,)
        Mean rates.
    duration_s, sampling_frequency_hz : float
        The recording's length and rate.
    streams : Streams
        The reference's.
    """

    config: SpikesConfig
    rates_hz: Array
    duration_s: float
    sampling_frequency_hz: float
    streams: Streams

    def between(self, start: int, end: int) -> Spikes:
        """Return the spikes with ``start <= sample_index < end``."""
        parts = [train[slice(*np.searchsorted(train, (start, end)))] for train in self._trains]
        units = np.repeat(np.arange(len(parts)), [part.size for part in parts])
        spikes = Spikes(np.concatenate(parts).astype(np.int64), units.astype(np.int64)).in_order()
        if self._factors is None:
            return spikes
        before = sum(int(np.searchsorted(train, start)) for train in self._trains)
        return Spikes(spikes.sample_index, spikes.unit_index, self._factors[before : before + len(spikes)])

    def all(self) -> Spikes:
        """Return every spike of the recording."""
        return self.between(0, int(self.duration_s * self.sampling_frequency_hz))

    @once
    def _trains(self) -> list[NDArray[Any]]:
        """Draw row by row what the reference draws in one call."""
        refuse_refractory(self.rates_hz, self.config.refractory_period_ms)
        fs, refractory_s = self.sampling_frequency_hz, self.config.refractory_period_ms / 1000.0
        last_frame = int(self.duration_s * fs) - 1
        columns = _reference_columns(self.rates_hz, last_frame, fs)
        rng = self.streams.generator("spikes")
        trains = []
        for chance in np.minimum(compensated_rate(self.rates_hz, refractory_s) / fs, 1.0).tolist():
            frames = rng.geometric(chance, size=columns)
            frames[1:] += int(refractory_s * fs)
            frames = np.cumsum(frames)
            trains.append(frames[frames <= last_frame].astype(np.min_scalar_type(-last_frame - 1)))
        return trains

    @once
    def _factors(self) -> Array | None:
        if not self.config.amplitude_std:
            return None
        number = sum(train.size for train in self._trains)
        return self.streams.generator("spikes.amplitude_std").normal(1, self.config.amplitude_std, number)


def add_synchrony(
    spikes: Spikes, ratio: float, num_units: int, rng: np.random.Generator
) -> tuple[Spikes, NDArray[np.bool_]]:
    """Let a share of spikes coincide with one of another unit, with the reference's draws for integer ids.

    The reference fails on ids that are strings and gives an event to unit 0 when every unit fires already;
    here ids do not matter, and an event that makes a unit fire twice at one sample is left out. Added spikes break the
    refractory period, as they do there: nothing is left out that comes too soon after another spike of its unit.

    Parameters
    ----------
    spikes : Spikes
        The trains so far.
    ratio : float
        Added spikes, as a share of these.
    num_units : int
        How many units there are.
    rng : numpy.random.Generator
        ``default_rng(seed)``.

    Returns
    -------
    spikes : Spikes
        Sorted by time; an added spike follows those that were there.
    added : ndarray of bool, shape (spikes,)
        Which ones were added.
    """
    sources, units = draw_synchrony(spikes, ratio, num_units, rng)
    extra = Spikes(spikes.sample_index[sources], units).in_order()
    both = Spikes.joined([Spikes(spikes.sample_index, spikes.unit_index), extra])
    order = np.argsort(both.sample_index, kind="stable")
    return both.where(order), order >= len(spikes)


def draw_synchrony(
    spikes: Spikes,
    ratio: float,
    num_units: int,
    rng: np.random.Generator,
    segment_index: Indices | None = None,
) -> tuple[Indices, Indices]:
    """Draw which spikes are joined by which unit, as the reference does; no unit fires twice at one sample.

    Parameters
    ----------
    spikes : Spikes
        The trains so far, of one segment or of several, one after the other.
    ratio : float
        Added spikes, as a share of these.
    num_units : int
        How many units there are.
    rng : numpy.random.Generator
        ``default_rng(seed)``.
    segment_index : ndarray of int, shape (spikes,), optional
        Segment of every spike; the reference draws for all segments together.

    Returns
    -------
    sources : ndarray of int, shape (events,)
        Which spikes are joined.
    units : ndarray of int, shape (events,)
        By which unit.
    """
    number = int(len(spikes) * ratio) if len(spikes) else 0
    copied = rng.integers(0, len(spikes), size=number) if number else np.empty(0, np.int64)
    segments = np.zeros(len(spikes), np.int64) if segment_index is None else segment_index
    fired = set(zip(segments.tolist(), spikes.sample_index.tolist(), spikes.unit_index.tolist(), strict=True))
    used: dict[int, list[int]] = {}
    events: list[tuple[int, int]] = []
    for source in copied.tolist():
        sample = int(spikes.sample_index[source])
        taken = used.setdefault(sample, [int(spikes.unit_index[source])])
        if len(taken) == num_units:
            continue
        unit = _nth_free(int(rng.integers(0, num_units - len(taken))), taken)
        taken.append(unit)
        event = (int(segments[source]), sample, unit)
        if event not in fired:
            fired.add(event)
            events.append((source, unit))
    added = np.array(events, dtype=np.int64).reshape(-1, 2)
    return added[:, 0], added[:, 1]


def _nth_free(number: int, taken: list[int]) -> int:
    for unit in sorted(taken):
        number += unit <= number
    return number


@dataclass(frozen=True, eq=False)
class _BlockProcess:
    """A Poisson process with refractory period that can be entered at any block.

    Within a block intervals are exact. Where two blocks meet, spikes that follow the last one of the block
    before too closely are left out; the error of the mean rate is of second order in rate x refractory
    period, below one in ten thousand at 20 Hz and 4 ms.

    Exponential draws are laid out interval by interval for groups of 256 units, so that a change of one rate
    moves that unit's spikes smoothly and a change of the number of units leaves the others alone.
    """

    config: SpikesConfig
    rates_hz: Array
    sampling_frequency_hz: float
    seed: int
    _latest: dict[str, tuple[int, Spikes]] = field(default_factory=dict, repr=False)

    @property
    def refractory(self) -> int:
        return int(self.config.refractory_period_ms / 1000.0 * self.sampling_frequency_hz)

    @property
    def block_size(self) -> int:
        return max(round(BLOCK_S * self.sampling_frequency_hz), 2 * self.refractory + 2)

    def block(self, index: int) -> Spikes:
        before = self._raw(index - 1) if index > 0 else None
        spikes = self._raw(index)
        if before is not None:
            last = np.full(self.rates_hz.size, -self.block_size, dtype=np.int64)
            last[before.unit_index] = before.sample_index
            spikes = spikes.where(spikes.sample_index - last[spikes.unit_index] > self.refractory)
        return self._synchronous(spikes, index) if self.config.synchrony_ratio > 0 else spikes

    def _raw(self, index: int) -> Spikes:
        """Return a block as drawn; the latest one is remembered, as the next block asks for it again."""
        number, raw = self._latest.get("raw", (-1, None))
        if number != index or raw is None:
            raw = self._drawn(index)
            self._latest["raw"] = (index, raw)
        return raw

    def _drawn(self, index: int) -> Spikes:
        groups = range(0, self.rates_hz.size, _GROUP)
        raw = Spikes.joined(
            self._group(index, begin // _GROUP, self.rates_hz[begin : begin + _GROUP]) for begin in groups
        )
        return raw.in_order()

    def _group(self, index: int, group: int, rates_hz: Array) -> Spikes:
        fs, size = self.sampling_frequency_hz, self.block_size
        chance = np.minimum(compensated_rate(rates_hz, self.config.refractory_period_ms / 1000.0) / fs, 1.0)
        with np.errstate(divide="ignore"):
            scale = -1.0 / np.log1p(-chance)
        rng = stream(self.seed, "spikes.intervals", index, group)
        frames = np.empty((0, rates_hz.size), dtype=np.int64)
        ends = np.full(rates_hz.size, -1 - self.refractory, dtype=np.int64)
        while frames.size == 0 or frames[-1].min() < size:
            missing = (size - ends).max()
            expected = float(rates_hz.max()) * max(missing, 1) / fs
            draws = rng.standard_exponential((ceil(expected + 5 * np.sqrt(expected) + 4), _GROUP))
            steps = np.floor(draws[:, : rates_hz.size] * scale).astype(np.int64) + 1 + self.refractory
            more = ends + np.cumsum(steps, axis=0)
            frames, ends = np.concatenate([frames, more]), more[-1]
        units, places = np.nonzero((frames < size).T)
        factors = None
        if self.config.amplitude_std:
            normals = stream(self.seed, "spikes.amplitude_std", index, group).standard_normal((len(frames), _GROUP))
            factors = 1 + self.config.amplitude_std * normals[places, units]
        return Spikes(frames[places, units] + index * size, units.astype(np.int64) + group * _GROUP, factors)

    def _synchronous(self, spikes: Spikes, index: int) -> Spikes:
        """Add spikes that coincide with one of another unit and keep that unit's refractory period."""
        rng = stream(self.seed, "spikes.synchrony", index)
        begin = index * self.block_size
        inside = (spikes.sample_index >= begin + self.refractory) & (
            spikes.sample_index < begin + self.block_size - self.refractory
        )
        sources = spikes.sample_index[inside], spikes.unit_index[inside]
        wanted = int(len(spikes) * self.config.synchrony_ratio)
        whole = spikes
        for _ in range(_SYNCHRONY_ROUNDS if sources[0].size and self.rates_hz.size > 1 else 0):
            if (missing := wanted - (len(whole) - len(spikes))) <= 0:
                break
            chosen = rng.integers(0, sources[0].size, missing)
            others = (sources[1][chosen] + rng.integers(1, self.rates_hz.size, missing)) % self.rates_hz.size
            whole = self._with_compatible(whole, Spikes(sources[0][chosen], others), rng)
        return whole

    def _with_compatible(self, spikes: Spikes, added: Spikes, rng: np.random.Generator) -> Spikes:
        if spikes.amplitude_factor is not None:
            std = self.config.amplitude_std or 0.0
            added = Spikes(added.sample_index, added.unit_index, rng.normal(1, std, len(added)))
        both = Spikes.joined([spikes, added])
        is_added = np.arange(len(both)) >= len(spikes)
        order = np.lexsort((is_added, both.sample_index, both.unit_index))
        same_unit = np.diff(both.unit_index[order]) == 0
        close = same_unit & (np.diff(both.sample_index[order]) <= self.refractory)
        near = np.zeros(len(both), dtype=bool)
        near[order[1:]] |= close
        near[order[:-1]] |= close
        kept = both.where(~(near & is_added))
        return kept.where(np.lexsort((kept.unit_index, kept.sample_index)))
