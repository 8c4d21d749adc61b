"""Cost of a configuration in memory and work, computed from its numbers alone.

The parts of a configuration may each be sensible and together take hours or all memory. A `Budget` says how much is
possible; `cost_rules` compares. There are two: what a machine can do at all, and what a page that others share may ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import pi
from typing import Any

import numpy as np

from .base import ConfigError, Problem
from .probe import (
    FileProbe,
    InlineProbe,
    LibraryProbe,
    MultiColumnProbe,
    NamedProbe,
    NeuropixelsProbe,
    ProbeConfig,
    build_probe,
)
from .spikes import SpikesConfig
from .templates import TemplatesConfig, samples_of
from .units import UnitsConfig


@dataclass(frozen=True)
class Budget:
    """How much a configuration may cost.

    Attributes
    ----------
    correlated_contacts : int
        Contacts of noise that is shared between neighbours; memory grows with the square, time with the cube.
    reference_contacts : int
        The same with the reference's streams, whose factor takes twenty times as long.
    placement_steps : float
        Units, times how many others are compared with each, times rounds of placing them again.
    spikes_at_once : float
        Spikes of the reference's streams, which are drawn all at once.
    synchronous_spikes : float
        The same where synchrony goes through them one by one.
    template_values : float
        Contacts times samples of one unit's template.
    places : float
        Units times contacts.
    """

    correlated_contacts: int
    reference_contacts: int
    placement_steps: float
    spikes_at_once: float
    synchronous_spikes: float
    template_values: float
    places: float


MACHINE = Budget(6_000, 6_000, 3e9, 2e8, 2e7, 5e7, 2e8)
"""What a machine can do: within about 2 GB, or two minutes."""
PAGE = Budget(4_000, 1_200, 2e8, 1e7, 2e6, 5e6, 2e7)
"""What a page may ask for: within about half a GB, or ten seconds."""

QUICK = Budget(600, 200, 1e7, 3e6, 3e5, 5e5, 1e6)
"""What is made before anybody would notice."""
_COMPARED_ANYWAY = 20.0
"""Placing a unit again costs as much as comparing it with so many others."""


def cost_rules(config: Any, budget: Budget) -> Iterator[Problem]:
    """Yield what would take too much, each with what to lower.

    Parameters
    ----------
    config : SimulationConfig
        Valid in all its parts.
    budget : Budget
        How much is possible.
    """
    contacts = contact_count(config.probe)
    yield from noise_cost(contacts, config.noise.spatial_decay_um, budget, config.random.is_reference)
    yield from _template_cost(contacts, config.units, config.templates, config.sampling_frequency_hz, budget)
    yield from _placement_cost(config.units, config.probe, budget)
    if config.random.is_reference:
        yield from _spike_cost(config.spikes, config.units.num_units, config.duration_s, budget)


def is_quick(config: Any) -> bool:
    """Return whether a simulation's configuration is made at once, without anything that may be slow or far away."""
    return contact_count(config.probe) is not None and not any(cost_rules(config, QUICK))


def noise_cost(
    contacts: int | None, spatial_decay_um: float | None, budget: Budget, is_reference: bool
) -> Iterator[Problem]:
    """Yield a problem when so many contacts cannot share noise.

    Parameters
    ----------
    contacts : int or None
        How many there are, if this is known.
    spatial_decay_um : float or None
        How far the noise is shared; None when it is not.
    budget : Budget
        How much is possible.
    is_reference : bool
        Whether the streams are the reference's.
    """
    most = budget.reference_contacts if is_reference else budget.correlated_contacts
    if contacts is not None and spatial_decay_um is not None and contacts > most:
        gigabytes = 3 * 8 * contacts**2 / 1e9
        message = (
            f"correlating {contacts} contacts takes long and {gigabytes:.1f} GB: leave it empty, or record at most "
            f"{most} contacts"
        )
        yield Problem("noise.spatial_decay_um", message, spatial_decay_um)


def _template_cost(
    contacts: int | None, units: UnitsConfig, templates: TemplatesConfig, rate_hz: float, budget: Budget
) -> Iterator[Problem]:
    if contacts is None:
        return
    samples = samples_of(templates.ms_before + templates.ms_after, rate_hz)
    if contacts * samples > budget.template_values:
        message = (
            f"gives templates of {samples} samples on {contacts} contacts: shorten the window or use fewer contacts"
        )
        yield Problem("templates.ms_after", message, templates.ms_after)
    if contacts * units.num_units > budget.places:
        most = int(budget.places / contacts)
        message = f"is too many for {contacts} contacts: use at most {most}, or fewer contacts"
        yield Problem("units.num_units", message, units.num_units)


def _placement_cost(units: UnitsConfig, probe: ProbeConfig, budget: Budget) -> Iterator[Problem]:
    if units.minimum_distance_um is None or units.locations_um is not None:
        return
    number, rounds = units.num_units, units.max_iteration
    if number * (number + _COMPARED_ANYWAY) * rounds <= budget.placement_steps:
        return
    neighbours = min(_neighbours(units, probe), number)
    if number * (neighbours + _COMPARED_ANYWAY) * rounds > budget.placement_steps:
        message = (
            f"placing {number} units this far apart, about {neighbours:.0f} of them close to each other, would "
            f"take too long in {rounds} iterations: lower it, units.num_units or units.max_iteration"
        )
        yield Problem("units.minimum_distance_um", message, units.minimum_distance_um)


def _neighbours(units: UnitsConfig, probe: ProbeConfig) -> float:
    """Return about how many units stand within the minimum distance of each, were they spread evenly."""
    distance = float(units.minimum_distance_um or 0.0)
    if (extent := _extent_um(probe)) is None:
        return float(units.num_units)
    sides = [max(side + 2 * margin, 1.0) for side, margin in zip(extent, units.margins_um, strict=True)]
    sides.append(max(units.maximum_z_um - units.minimum_z_um, 1.0))
    if units.distribution == "multimodal":
        sides[1] = max(sides[1] * 0.5, 1.0)
    reached = 1.0
    for side in sides:
        reached *= min(2 * distance, side) / side
    return units.num_units * reached * (pi / 6 if 2 * distance < min(sides) else 1.0)


@lru_cache(maxsize=64)
def _extent_um(probe: ProbeConfig) -> tuple[float, float] | None:
    """Return width and height of a probe; None when they are not known without reading a file."""
    if isinstance(probe, (FileProbe, LibraryProbe)):
        return None
    try:
        positions = build_probe(probe).contact_positions
    except (ConfigError, ValueError):
        return None
    width, height = np.ptp(positions, axis=0).tolist()
    return width, height


def _spike_cost(spikes: SpikesConfig, num_units: int, duration_s: float, budget: Budget) -> Iterator[Problem]:
    if spikes.times_s is not None:
        number = float(sum(map(len, spikes.times_s)))
    else:
        number = num_units * spikes.fastest_hz * duration_s
    if number > budget.spikes_at_once:
        message = f"needs up to {number:.2g} spikes in memory: shorten the recording or use independent streams"
        yield Problem("streams", message, "spikeinterface")
    elif spikes.synchrony_ratio > 0 and number > budget.synchronous_spikes:
        message = (
            f"loops over up to {number:.2g} spikes with SpikeInterface's streams: shorten the "
            "recording, or use independent streams"
        )
        yield Problem("spikes.synchrony_ratio", message, spikes.synchrony_ratio)


@lru_cache(maxsize=64)
def contact_count(probe: ProbeConfig) -> int | None:
    """Return how many contacts a probe has, as far as this is known without reading a file; None otherwise.

    Parameters
    ----------
    probe : ProbeConfig
        Of any kind.

    Examples
    --------
    >>> from driftscope.probe import MultiColumnProbe
    >>> contact_count(MultiColumnProbe(num_columns=2, num_contacts_per_column=32))
    64
    """
    if isinstance(probe, NamedProbe):
        return contact_count(probe.meaning)
    if isinstance(probe, MultiColumnProbe):
        each = probe.num_contacts_per_column
        return sum(each) if isinstance(each, tuple) else probe.num_columns * each
    if isinstance(probe, NeuropixelsProbe):
        return min(probe.num_contacts, max(probe.contacts_on_probe - probe.first_contact, 0))
    if isinstance(probe, InlineProbe):
        return int(build_probe(probe).get_contact_count())
    if isinstance(probe, (FileProbe, LibraryProbe)):
        return getattr(probe, "num_contacts", None)
    return int(getattr(probe, "num_contacts", 4))
