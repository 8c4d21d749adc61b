"""Spike trains: sortings that are drawn, and two single recipes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..base import draw_per_unit
from ..sorting import Sorting
from ..spikes import Spikes, reference_poisson
from .arguments import durations_s, fixed_seed, per_unit, positive, start_times_s, whole_number
from .calls import remembered

_TWO_SEGMENTS = [10.325, 3.5]


@remembered
def generate_sorting(
    num_units: int = 5,
    sampling_frequency: float = 30000.0,
    durations: Sequence[float] = _TWO_SEGMENTS,
    firing_rates: Any = 3.0,
    empty_units: Sequence[int] | None = None,
    refractory_period_ms: float = 4.0,
    add_spikes_on_borders: bool = False,
    num_spikes_per_border: int = 3,
    border_size_samples: int = 20,
    t_starts: Sequence[float] | None = None,
    seed: int | None = None,
) -> Sorting:
    """Draw spike trains with a refractory period.

    Parameters
    ----------
    num_units : int
        Number of units.
    sampling_frequency : float
        Rate in Hz.
    durations : sequence of float
        Seconds of every segment.
    firing_rates : float, (float, float), or array
        Spikes a second: of all units, a range to draw from, or one per unit.
    empty_units : sequence of int or None
        Units, by index, that never fire.
    refractory_period_ms : float
        After a spike its unit stays silent for this long.
    add_spikes_on_borders : bool
        Add some spikes close to both ends of every segment.
    num_spikes_per_border : int
        How many at each end.
    border_size_samples : int
        How close, in samples.
    t_starts : sequence of float or None
        When every segment begins, in seconds.
    seed : int or None
        Where the draws start.

    Returns
    -------
    Sorting
        Unit ids are ``"0"``, ``"1"``, ...

    Raises
    ------
    ValueError
        When an argument cannot be used, or the refractory period is too long for a rate.

    Examples
    --------
    >>> from driftscope.generation import generate_sorting
    >>> sorting = generate_sorting(num_units=2, durations=[10.0], firing_rates=(2.0, 8.0), seed=1)
    >>> sorting.unit_ids
    array(['0', '1'], dtype='<U1')
    """
    number = whole_number(num_units, "num_units")
    fs, lengths, own_seed = (
        positive(sampling_frequency, "sampling_frequency"),
        durations_s(durations),
        fixed_seed(seed),
    )
    rng = np.random.default_rng(own_seed)
    segments = []
    for index, duration in enumerate(lengths):
        spikes = _poisson(number, fs, duration, firing_rates, refractory_period_ms, own_seed + index)
        if empty_units is not None:
            spikes = spikes.where(~np.isin(spikes.unit_index, np.asarray(empty_units)))
        if add_spikes_on_borders:
            border = whole_number(border_size_samples, "border_size_samples")
            each = whole_number(num_spikes_per_border, "num_spikes_per_border", 0)
            extra = _at_borders(number, int(fs * duration), border, each, rng)
            spikes = Spikes.joined([spikes, extra]).in_order()
        segments.append(spikes)
    unit_ids = [str(unit) for unit in range(number)]
    return Sorting(segments, fs, unit_ids, start_times_s(t_starts, len(lengths)))


def firing_rates_hz(firing_rates: Any, num_units: int, seed: int) -> NDArray[np.float64]:
    """Return every unit's rate in Hz, shape (units,); only a range draws.

    Raises
    ------
    ValueError
        When a rate is not above zero.
    """
    read = per_unit(firing_rates, num_units, "firing_rates")
    rates = draw_per_unit(read, num_units, np.random.default_rng(seed))
    if not np.isfinite(rates).all() or (rates <= 0).any():
        raise ValueError("firing_rates must be above 0; silence units with empty_units")
    return rates


def _poisson(
    num_units: int, fs: float, duration: float, firing_rates: Any, refractory_period_ms: float, seed: int
) -> Spikes:
    if not 0 <= refractory_period_ms < np.inf:
        raise ValueError(f"refractory_period_ms must be at least 0, not {refractory_period_ms!r}")
    rates = firing_rates_hz(firing_rates, num_units, seed)
    if rates.max() >= fs:
        raise ValueError(f"firing_rates must be below the sampling frequency, {fs:g} Hz")
    return reference_poisson(rates, refractory_period_ms, duration, fs, np.random.default_rng(seed))


def _at_borders(num_units: int, num_samples: int, border: int, each: int, rng: np.random.Generator) -> Spikes:
    if border > num_samples:
        raise ValueError(f"border_size_samples ({border}) is longer than a segment ({num_samples} samples)")
    units = rng.choice(num_units, size=2 * each, replace=True)
    starts = rng.integers(0, border, each)
    ends = rng.integers(num_samples - border, num_samples, each)
    return Spikes(np.concatenate([starts, ends]), units.astype(np.int64))


def synthesize_random_firings(
    num_units: int = 20,
    sampling_frequency: float = 30000.0,
    duration: float = 60,
    refractory_period_ms: float = 4.0,
    firing_rates: Any = 3.0,
    add_shift_shuffle: bool = False,
    seed: int | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw spikes at uniformly random times in one segment.

    Parameters
    ----------
    num_units : int
        Number of units.
    sampling_frequency : float
        Rate in Hz.
    duration : float
        Length in seconds.
    refractory_period_ms : float
        Spikes that are followed by another one within this time are left out.
    firing_rates : float, (float, float), or array
        Spikes a second: of all units, a range to draw from, or one per unit.
    add_shift_shuffle : bool
        Delay half of the spikes by 1 to 20 refractory periods, so that the autocorrelogram has a hump.
    seed : int or None
        Where the draws start.

    Returns
    -------
    times, labels : ndarray of int64, shape (spikes,)
        Sample and unit of every spike, sorted by time.

    Raises
    ------
    ValueError
        When an argument cannot be used.

    Examples
    --------
    >>> from driftscope.generation import synthesize_random_firings
    >>> times, labels = synthesize_random_firings(num_units=2, duration=10.0, firing_rates=2.0, seed=1)
    >>> times.size
    40
    """
    number, fs = whole_number(num_units, "num_units"), positive(sampling_frequency, "sampling_frequency")
    own_seed, length = fixed_seed(seed), positive(duration, "duration")
    rates, rng = firing_rates_hz(firing_rates, number, own_seed), np.random.default_rng(own_seed)
    silent, size = int(refractory_period_ms / 1000.0 * fs), int(fs * length)
    trains = [_uniform_train(int(rate * length), size, silent, add_shift_shuffle, rng) for rate in rates]
    units = np.repeat(np.arange(number), [train.size for train in trains])
    spikes = Spikes(np.concatenate(trains), units.astype(np.int64)).in_order()
    return spikes.sample_index, spikes.unit_index


def _uniform_train(wanted: int, size: int, silent: int, shuffle: bool, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw more spikes than wanted, drop those too close to the next one, and thin out the rest."""
    train = np.sort(rng.integers(0, size, int(wanted + 10 * np.sqrt(wanted))))
    if shuffle:
        late = rng.choice(train.size, train.size // 2, replace=False)
        train[late] += (silent + 19 * silent * rng.random(late.size) ** 2).astype(np.int64)
        train = train[train < size]
    train = np.delete(train, np.flatnonzero(np.diff(train) < silent))
    return rng.choice(train, wanted, replace=False) if train.size > wanted else train


def synthetize_spike_train_bad_isi(
    duration: float, baseline_rate: float, num_violations: int, violation_delta: float = 1e-5
) -> NDArray[np.float64]:
    """Make a regular spike train, some of its first spikes followed at once by another one.

    Parameters
    ----------
    duration : float
        Length in seconds.
    baseline_rate : float
        Regular spikes a second.
    num_violations : int
        How many spikes are followed.
    violation_delta : float
        After how many seconds.

    Returns
    -------
    ndarray, shape (spikes,)
        Times in seconds, sorted.

    Raises
    ------
    ValueError
        When the length or the rate is not above zero, or the number is negative.

    Examples
    --------
    >>> from driftscope.generation import synthetize_spike_train_bad_isi
    >>> synthetize_spike_train_bad_isi(2.0, 2.0, 1, violation_delta=0.1)
    array([0.5, 0.6, 1. , 1.5, 2. ])
    """
    rate = positive(baseline_rate, "baseline_rate")
    number = whole_number(num_violations, "num_violations", 0)
    regular = np.cumsum(np.full(int(positive(duration, "duration") * rate), 1.0 / rate))
    violations = regular[:number] + violation_delta
    return np.sort(np.concatenate([regular, violations[violations < duration]]))
