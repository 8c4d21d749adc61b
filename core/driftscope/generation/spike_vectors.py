"""Spikes by themselves: vectors of samples and units, amplitudes, and spikes to be added to a sorting."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..sorting import Sorting
from ..spikes import Spikes
from ..spikes.reference import reference_poisson
from .arguments import fixed_seed, positive, read_sorting, whole_number
from .calls import remembered
from .spike_trains import firing_rates_hz


def synthesize_poisson_spike_vector(
    num_units: int = 20,
    sampling_frequency: float = 30000.0,
    duration: float = 60.0,
    refractory_period_ms: float = 4.0,
    firing_rates: Any = 3.0,
    seed: int | None = 0,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw Poisson trains with a refractory period in one segment.

    Parameters
    ----------
    num_units : int
        Number of units.
    sampling_frequency : float
        Rate in Hz.
    duration : float
        Length in seconds.
    refractory_period_ms : float
        After a spike its unit stays silent for this long.
    firing_rates : float, (float, float), or array
        Spikes a second: of all units, a range to draw from, or one per unit.
    seed : int or None
        Where the draws start.

    Returns
    -------
    spike_frames, unit_indices : ndarray of int64, shape (spikes,)
        Sample and unit of every spike, sorted by time.

    Raises
    ------
    ValueError
        When an argument cannot be used, or the refractory period is too long for a rate.

    References
    ----------
    M. Deger, M. Helias, C. Boucsein, S. Rotter: Statistical properties of superimposed stationary spike trains,
    Journal of Computational Neuroscience 32 (2012) 443-463, doi:10.1007/s10827-011-0362-8.

    Examples
    --------
    >>> from driftscope.generation import synthesize_poisson_spike_vector
    >>> frames, units = synthesize_poisson_spike_vector(num_units=2, duration=10.0, seed=0)
    >>> frames.size == units.size
    True
    """
    own_seed, fs = fixed_seed(seed), positive(sampling_frequency, "sampling_frequency")
    rates = firing_rates_hz(firing_rates, whole_number(num_units, "num_units"), own_seed)
    rng = np.random.default_rng(own_seed)
    spikes = reference_poisson(rates, refractory_period_ms, positive(duration, "duration"), fs, rng)
    return spikes.sample_index, spikes.unit_index


def clean_refractory_period(times: NDArray[Any], refractory_period: float) -> NDArray[Any]:
    """Drop spikes that follow another one too soon, until none does.

    As in the reference all that do are dropped at once, then those that still do: in a burst more than need be.

    Parameters
    ----------
    times : ndarray, shape (spikes,)
        One unit's spikes, in samples or seconds.
    refractory_period : float
        In the same unit; a spike must come later than this.

    Returns
    -------
    ndarray, shape (kept,)
        The others, sorted.

    Examples
    --------
    >>> import numpy as np
    >>> from driftscope.generation import clean_refractory_period
    >>> clean_refractory_period(np.array([30, 10, 12, 50]), 5)
    array([10, 30, 50])
    """
    kept: NDArray[Any] = np.sort(np.asarray(times))
    while (early := np.diff(kept) <= refractory_period).any():
        kept = np.delete(kept, np.flatnonzero(early) + 1)
    return kept


def synthesize_amplitude_factor(
    num_spikes: int,
    amplitude_factor: NDArray[Any] | None = None,
    amplitude_std: float | None = None,
    seed: np.random.Generator | int | None = None,
) -> NDArray[Any] | None:
    """Return what every spike's template is multiplied by: given factors, drawn ones, or none.

    Parameters
    ----------
    num_spikes : int
        How many spikes.
    amplitude_factor : ndarray, shape (spikes,), or None
        Factors of one's own.
    amplitude_std : float or None
        Standard deviation of factors to draw, around 1; None or 0 for none.
    seed : Generator, int or None
        Where the draws start.

    Returns
    -------
    ndarray, shape (spikes,), or None
        The factors.

    Raises
    ------
    ValueError
        When the number of factors does not fit, or the standard deviation is negative.
    """
    if amplitude_factor is not None:
        if np.shape(amplitude_factor) != (num_spikes,):
            raise ValueError(f"amplitude_factor has shape {np.shape(amplitude_factor)} for {num_spikes} spikes")
        return amplitude_factor
    if not amplitude_std:
        return None
    if not 0 < amplitude_std < np.inf:
        raise ValueError(f"amplitude_std must be at least 0, not {amplitude_std!r}")
    return np.random.default_rng(seed).normal(1, amplitude_std, num_spikes)


@remembered
def generate_sorting_to_inject(
    sorting: Any,
    num_samples: Sequence[int],
    max_injected_per_unit: int = 1000,
    injected_rate: float = 0.05,
    refractory_period_ms: float = 1.5,
    seed: int | None = None,
) -> Sorting:
    """Draw spikes that can be added to a sorting's units without breaking the refractory period.

    The reference draws from numpy's global generator, whatever the seed; here the seed says it all.

    Parameters
    ----------
    sorting : sorting
        One of ours, or of SpikeInterface.
    num_samples : sequence of int
        Length of every segment.
    max_injected_per_unit : int
        Most spikes that a unit gets in a segment.
    injected_rate : float
        How many, as a share of those that it has.
    refractory_period_ms : float
        Between all its spikes, old and new.
    seed : int or None
        Where the draws start.

    Returns
    -------
    Sorting
        The new spikes only, with the same units.

    Raises
    ------
    ValueError
        When an argument cannot be used.
    """
    read, rng = read_sorting(sorting), np.random.default_rng(fixed_seed(seed))
    if len(num_samples) != read.get_num_segments():
        raise ValueError(f"num_samples has {len(num_samples)} values for {read.get_num_segments()} segments")
    if not 0 <= injected_rate < np.inf:
        raise ValueError(f"injected_rate must be at least 0, not {injected_rate!r}")
    most, silent = whole_number(max_injected_per_unit, "max_injected_per_unit", 0), refractory_period_ms / 1000.0
    apart = int(silent * read.sampling_frequency)
    segments = []
    for spikes, length in zip(read.segments, num_samples, strict=True):
        trains = [spikes.sample_index[spikes.unit_index == unit] for unit in range(read.get_num_units())]
        wanted = [min(most, round(injected_rate * train.size)) for train in trains]
        new = [_between(train, number, int(length), apart, rng) for train, number in zip(trains, wanted, strict=True)]
        units = np.repeat(np.arange(len(new)), [train.size for train in new])
        segments.append(Spikes(np.concatenate([np.empty(0, np.int64), *new]), units.astype(np.int64)).in_order())
    return Sorting(segments, read.sampling_frequency, read.unit_ids, read.t_starts)


def _between(
    train: NDArray[np.int64], wanted: int, length: int, apart: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draw more spikes than wanted, drop those too close to another one, and thin out the rest."""
    drawn = np.sort(rng.integers(0, length, int(wanted + 10 * np.sqrt(wanted))))
    drawn = np.delete(drawn, np.flatnonzero(np.diff(drawn) < apart))
    borders = np.concatenate([[-apart - 1], train, [length + apart + 1]])
    after = np.searchsorted(borders, drawn)
    free = drawn[(borders[after] - drawn >= apart) & (drawn - borders[after - 1] >= apart)]
    return np.sort(rng.choice(free, wanted, replace=False)) if free.size > wanted else free


def create_sorting_npz(num_seg: int, file_path: str | Path) -> None:
    """Write a small sorting in SpikeInterface's NPZ format: three units that take turns, for tests.

    As in the reference the file speaks of two segments, whatever number it holds.

    Parameters
    ----------
    num_seg : int
        How many segments.
    file_path : str or Path
        Where the file is written.
    """
    samples = np.arange(0, 1000, 10)
    arrays = {
        "unit_ids": np.arange(3, dtype=np.int64),
        "num_segment": np.array([2], dtype=np.int64),
        "sampling_frequency": np.array([30000.0]),
    }
    for segment in range(whole_number(num_seg, "num_seg", 0)):
        arrays[f"spike_indexes_seg{segment}"] = samples
        arrays[f"spike_labels_seg{segment}"] = np.arange(samples.size, dtype=np.int64) % 3
    np.savez(file_path, **arrays)  # type: ignore[arg-type]
