"""Probes by the names of ``spikeinterface.generation``, made or bundled here: no network for the usual ones."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import numpy as np

from ..probe import (
    LibraryProbe,
    NamedProbe,
    NeuropixelsProbe,
    ProbeConfig,
    build_probe,
    neuropixels_part_numbers,
)
from .arguments import called_with, renamed, spoken_of, whole_number

if TYPE_CHECKING:
    from probeinterface import Probe


def probe_by_name(name: str) -> Probe:
    """Return a probe by a short name or by ``"manufacturer/name"`` (or ``#`` in between).

    Raises
    ------
    ConfigError
        When there is no such name, or the library cannot be reached for a probe that is not bundled.
    """
    with spoken_of(renamed({"name": "probe_name", "probe": "probe_name"})):
        return build_probe(_config_of(str(name)))


def _config_of(name: str) -> ProbeConfig:
    for mark in "/#":
        manufacturer, found, part = name.partition(mark)
        if not found:
            continue
        if manufacturer == "imec" and part in neuropixels_part_numbers():
            whole = NeuropixelsProbe(part_number=part, num_contacts=1)
            return whole.replace(num_contacts=whole.contacts_on_probe)
        return LibraryProbe(manufacturer=manufacturer, name=part)
    return NamedProbe(name=name)


def columns_probe(keywords: Mapping[str, Any]) -> Probe:
    """Return the multi-column probe of some keywords of ``probeinterface.generate_multi_columns_probe``."""
    from probeinterface import generate_multi_columns_probe

    probe: Probe = called_with(generate_multi_columns_probe, "generate_probe_kwargs", keywords)
    return wired(probe)


def filled_columns(keywords: Mapping[str, Any], num_channels: int) -> dict[str, Any]:
    """Complete keywords of a multi-column probe so that it has ``num_channels``; the middle column takes the rest.

    Raises
    ------
    ValueError
        When the number of columns is missing or the numbers contradict each other.
    """
    if "num_columns" not in keywords:
        raise ValueError("generate_probe_kwargs needs num_columns")
    columns = whole_number(keywords["num_columns"], "num_columns")
    if (own := keywords.get("num_contact_per_column")) is not None:
        if int(np.sum(np.broadcast_to(own, columns))) != num_channels:
            raise ValueError(f"{columns} columns of {own} contacts do not give {num_channels} channels")
        return dict(keywords)
    contacts = [num_channels // columns] * columns
    contacts[columns // 2] += num_channels % columns
    return {**keywords, "num_contact_per_column": contacts}


def wired(probe: Probe) -> Probe:
    """Return a copy of a probe whose channels are its contacts, in order.

    Raises
    ------
    ValueError
        When it is no probe.
    """
    from probeinterface import Probe

    if not isinstance(probe, Probe):
        raise ValueError(f"probe must be a probeinterface.Probe, not {probe!r}")
    copy = deepcopy(probe)  # Probe.copy() forgets the contacts' names
    copy.set_device_channel_indices(np.arange(copy.get_contact_count()))
    return copy
