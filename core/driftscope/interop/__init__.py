"""Conversion to lazy SpikeInterface objects.

Needs the extra ``driftscope[spikeinterface]``.
"""

from .extractors import (
    DriftscopeRecording,
    DriftscopeSorting,
    recording_to_spikeinterface,
    sorting_to_spikeinterface,
)
from .templates import (
    drifting_templates_to_spikeinterface,
    templates_from_zarr,
    templates_from_zarr_group,
    templates_to_spikeinterface,
)
from .version import warn_of_newer_version

warn_of_newer_version()

__all__ = [
    "DriftscopeRecording",
    "DriftscopeSorting",
    "drifting_templates_to_spikeinterface",
    "recording_to_spikeinterface",
    "sorting_to_spikeinterface",
    "templates_from_zarr",
    "templates_from_zarr_group",
    "templates_to_spikeinterface",
]
