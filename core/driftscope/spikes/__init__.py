"""The spike trains: when each unit fires, and how strong each spike is."""

from __future__ import annotations

import numpy as np

from ..base import draw_per_unit
from ..streams import Streams
from .blocks import BLOCK_S, BlockProcess
from .config import RateChange, SpikesConfig, expected_spikes, rates_in_time
from .rates import compensated_rate, refuse_refractory
from .reference import LongTrains, reference_poisson
from .sampling import read_spikes, spikes_within
from .synchrony import add_synchrony, draw_synchrony
from .trains import BlockTrains, Spikes, SpikeTrains, WholeTrains

__all__ = [
    "BLOCK_S",
    "BlockTrains",
    "LongTrains",
    "RateChange",
    "SpikeTrains",
    "Spikes",
    "SpikesConfig",
    "WholeTrains",
    "add_synchrony",
    "compensated_rate",
    "draw_synchrony",
    "expected_spikes",
    "make_spikes",
    "rates_in_time",
    "read_spikes",
    "reference_poisson",
    "refuse_refractory",
    "spikes_within",
]

_MOST_WHOLE = 4_000_000


def make_spikes(
    config: SpikesConfig, num_units: int, duration_s: float, sampling_frequency_hz: float, streams: Streams
) -> SpikeTrains:
    """Make the spike trains of all units.

    Parameters
    ----------
    config : SpikesConfig
        Rates, refractory period, variation, synchrony, or given spike times.
    num_units : int
        Number of units.
    duration_s, sampling_frequency_hz : float
        Duration in s and sampling rate in Hz.
    streams : Streams
        With independent streams trains are drawn in blocks of a few seconds; the reference draws them whole.

    Returns
    -------
    SpikeTrains
        Spikes of any window, or all of them.
    """
    num_samples = int(duration_s * sampling_frequency_hz)
    if config.times_s is not None:
        whole = _given(config.times_s, sampling_frequency_hz, num_samples)
        return WholeTrains(_completed(whole, config, num_units, streams))
    rates = draw_per_unit(config.firing_rate_hz, num_units, streams.generator("spikes.firing_rate_hz"))
    if streams.is_reference:
        if config.rate_changes:
            raise ValueError("SpikeInterface's streams have constant rates: use independent streams")
        rng = streams.generator("spikes")
        if expected_spikes(config, num_units, duration_s) > _MOST_WHOLE and config.synchrony_ratio == 0:
            return LongTrains(config, rates, duration_s, sampling_frequency_hz, streams)
        whole = reference_poisson(rates, config.refractory_period_ms, duration_s, sampling_frequency_hz, rng)
        return WholeTrains(_completed(whole, config, num_units, streams))
    process = BlockProcess(config, rates, sampling_frequency_hz, streams.seed)
    return BlockTrains(process.block, process.block_size, num_samples)


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
