"""Ground truth as tables (CSV), piece by piece, so that a long recording fits into little memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..motion import RangeMotion
from ..simulation import Simulation
from ..spacing import nearest_channel
from ..spikes import Spikes
from ..templates import DRAWN

MOST_SPIKES = 1_000_000
_CHUNK_S = 20.0
_ROWS = 20_000


def spike_table(simulation: Simulation, most_spikes: int = MOST_SPIKES) -> Iterator[str]:
    """Yield the spikes in the order of time, up to so many.

    Parameters
    ----------
    simulation : Simulation
        Whose spikes.
    most_spikes : int
        How many rows at most.

    Yields
    ------
    str
        Lines: time in seconds on the recording's clock, sample, unit and, where spikes vary, the amplitude relative to
        the template.
    """
    config = simulation.config
    fs, varied = config.sampling_frequency_hz, bool(config.spikes.amplitude_std)
    yield "time_s,sample_index,unit" + (",amplitude_factor" if varied else "") + "\n"
    clock = simulation.motion.clock
    chunk, left = max(round(_CHUNK_S * fs), 1), most_spikes
    for start in range(0, config.num_samples, chunk):
        spikes = simulation.spikes.between(start, min(start + chunk, config.num_samples))
        times_s = clock.at(spikes.sample_index / fs)
        columns: list[NDArray[Any]] = [times_s, spikes.sample_index, spikes.unit_index]
        if varied:
            columns.append(_factors(spikes))
        yield from csv_lines([column[:left] for column in columns], ["%.6f", "%d", "%d", "%.6g"])
        left -= len(spikes)
        if left <= 0:
            return


def _factors(spikes: Spikes) -> NDArray[Any]:
    return np.ones(len(spikes)) if spikes.amplitude_factor is None else spikes.amplitude_factor


def unit_table(simulation: Simulation) -> Iterator[str]:
    """Yield the table of units (CSV), line by line.

    Parameters
    ----------
    simulation : Simulation
        Its units are placed now, if they are not yet.

    Yields
    ------
    str
        A header, then one line per unit: position in µm, nearest channel, template parameters, and its fraction of each
        motion component.
    """
    places, parameters = simulation.locations_um, simulation.unit_parameters
    channels, shares = nearest_channel(places, simulation.contact_positions_um), simulation.motion.factors
    shared = [f"share_of_motion_{column}" for column in _columns_of_motion(simulation)]
    names = ["unit", "x_um", "y_um", "z_um", "nearest_channel", *DRAWN, *shared]
    yield ",".join(names) + "\n"
    columns = [np.arange(len(places)), *places.T, channels, *(getattr(parameters, name) for name in DRAWN), *shares.T]
    yield from csv_lines(columns, ["%d", "%.8g", "%.8g", "%.8g", "%d", *["%.8g"] * (len(columns) - 5)])


def motion_table(simulation: Simulation) -> Iterator[str]:
    """Yield the displacement of each motion component over time (CSV), line by line.

    Parameters
    ----------
    simulation : Simulation
        Its motion is made now, if it is not yet.

    Yields
    ------
    str
        A header, then one line per sample of the motion: time in s, x and y of each component in µm, and of motion
        that is given at several depths of each of these. The displacement of a unit is the sum over all of them, each
        times the unit's fraction (see `unit_table`).
    """
    motion = simulation.motion
    columns_of_motion = _columns_of_motion(simulation)
    yield ",".join(["time_s", *(f"motion_{column}_{axis}_um" for column in columns_of_motion for axis in "xy")]) + "\n"
    vectors = motion.vectors_um
    times = motion.clock.at(np.arange(len(vectors)) / motion.sampling_frequency_hz)
    columns = [times, *(vectors[:, axis, part] for part in range(vectors.shape[2]) for axis in (0, 1))]
    yield from csv_lines(columns, ["%.6f", *["%.7g"] * (len(columns) - 1)])


def _columns_of_motion(simulation: Simulation) -> list[str]:
    """Return what names the columns of a motion: the components, and of those in µm the depths of their knots."""
    held = [
        str(index)
        for index, part in enumerate(simulation.config.motion.components)
        if part.enabled and isinstance(part, RangeMotion)
    ]
    knots = [
        "_".join(filter(None, [str(part.index), part.profile.knot_name(knot)]))
        for part in simulation.motion.parts
        for knot in part.used_knots().tolist()
    ]
    return [*held, *knots]


TABLES: MappingProxyType[str, Callable[[Simulation], Iterator[str]]] = MappingProxyType({
    "spikes": spike_table,
    "units": unit_table,
    "motion": motion_table,
})  # fmt: skip
"""Makers of tables, by what they hold."""


def row_limit_note(simulation: Simulation, most_spikes: int = MOST_SPIKES) -> str:
    """Return a note that a table of spikes will not hold all of them; empty when it will.

    Parameters
    ----------
    simulation : Simulation
        Whose spikes.
    most_spikes : int
        The largest number of rows.
    """
    expected = simulation.expected_spikes
    if expected <= most_spikes:
        return ""
    share = most_spikes / expected * simulation.config.duration_s
    return (
        f"The table contains the first {most_spikes:,} spikes, about {share:.3g} s of "
        f"{simulation.config.duration_s:g} s: use the Python script for all spikes."
    )


def csv_lines(columns: Sequence[NDArray[Any]], formats: Sequence[str]) -> Iterator[str]:
    """Yield lines of numbers, some thousand at a time."""
    row = ",".join(formats[: len(columns)]) + "\n"
    for begin in range(0, len(columns[0]), _ROWS):
        part = [column[begin : begin + _ROWS].tolist() for column in columns]
        yield "".join(row % values for values in zip(*part, strict=True))
