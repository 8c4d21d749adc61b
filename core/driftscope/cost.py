"""What a configuration costs before it is made: in memory and in steps of work, from its numbers alone."""

from __future__ import annotations

from typing import Any

from .base import extremes
from .probe import FileProbe, InlineProbe, LibraryProbe, MultiColumnProbe, NamedProbe, NeuropixelsProbe

QUICK_CONTACTS = 600
QUICK_UNITS = 1_000
QUICK_SPIKES = 3e6
QUICK_ROUNDS = 200


def contact_count(probe: Any) -> int | None:
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
    if isinstance(probe, (FileProbe, InlineProbe, LibraryProbe)):
        return getattr(probe, "num_contacts", None)
    return int(getattr(probe, "num_contacts", 4))


def is_quick(config: Any) -> bool:
    """Return whether a simulation's configuration is made at once, without anything that may be slow or far away."""
    contacts = contact_count(config.probe)
    units, spikes = config.units, config.spikes
    number = units.num_units * extremes(spikes.firing_rate_hz)[1] * config.duration_s
    crowded = units.minimum_distance_um is not None and units.max_iteration > QUICK_ROUNDS
    return (
        contacts is not None
        and contacts <= QUICK_CONTACTS
        and units.num_units <= QUICK_UNITS
        and not crowded
        and (config.streams != "spikeinterface" or number <= QUICK_SPIKES)
    )
