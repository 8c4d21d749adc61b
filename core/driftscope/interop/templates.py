"""Templates of this project as SpikeInterface's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from spikeinterface.core import Templates


def templates_to_spikeinterface(templates: Any) -> Templates:
    """Return SpikeInterface's ``Templates``, sparse when the given ones are.

    Parameters
    ----------
    templates : driftscope.template_set.Templates or driftscope.generation.StaticTemplates
        Templates of units at rest.

    Returns
    -------
    spikeinterface.core.Templates
        With names and the probe.
    """
    return Templates(**_fields(templates))


def _fields(templates: Any) -> dict[str, Any]:
    names = ("templates_array", "sampling_frequency", "nbefore", "is_in_uV", "sparsity_mask", "channel_ids", "unit_ids")
    return {name: getattr(templates, name) for name in names} | {"probe": templates.probe}


def templates_from_zarr(folder_path: str | Path) -> Templates:
    """Return SpikeInterface's ``Templates`` from its zarr folder."""
    return Templates.from_zarr(folder_path)


def templates_from_zarr_group(zarr_group: Any) -> Templates:
    """Return SpikeInterface's ``Templates`` from an open zarr group."""
    return Templates.from_zarr_group(zarr_group)


def drifting_templates_to_spikeinterface(templates: Any) -> Templates:
    """Return SpikeInterface's ``DriftingTemplates``, whose moved templates are computed when asked for.

    Parameters
    ----------
    templates : driftscope.generation.DriftingTemplates
        Templates at displacements.

    Returns
    -------
    spikeinterface.generation.DriftingTemplates
        With the displacements, names and the probe.
    """
    from .drifting_templates import LazyDriftingTemplates

    return LazyDriftingTemplates.around(templates)
