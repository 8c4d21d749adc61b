"""Probes: by part number, by geometry, by name, from a file or carried by the configuration."""

from ..probe_files import MOST_CONTACTS
from .base import FARTHEST_UM, contact_positions_um, wired_probe
from .config import ProbeConfig, build_probe
from .described import FileProbe, InlineProbe
from .kinds import (
    LibraryProbe,
    LinearProbe,
    MultiColumnProbe,
    NamedProbe,
    NeuropixelsProbe,
    TetrodeProbe,
    neuropixels_descriptions,
    neuropixels_part_numbers,
    probe_names,
)

__all__ = [
    "FARTHEST_UM",
    "MOST_CONTACTS",
    "FileProbe",
    "InlineProbe",
    "LibraryProbe",
    "LinearProbe",
    "MultiColumnProbe",
    "NamedProbe",
    "NeuropixelsProbe",
    "ProbeConfig",
    "TetrodeProbe",
    "build_probe",
    "contact_positions_um",
    "neuropixels_descriptions",
    "neuropixels_part_numbers",
    "probe_names",
    "wired_probe",
]
