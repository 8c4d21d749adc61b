"""Templates of several datasets as one set: aligned where that changes nothing, refused in words where it would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..base import ConfigError, Problem
from ..template_set import Templates

MOST_SHIFT_SAMPLES = 0.1
MOST_SHIFT_UM = 1e-3


def join_templates(parts: Sequence[Templates], names: Sequence[str]) -> Templates:
    """Concatenate templates of several datasets, dense, on the channels and probe of the first.

    Sampling rates that part by less than a tenth of a sample within the window count as equal (clocks are measured),
    probes may be shifted as a whole, and windows of different length are cut to what all have.

    Parameters
    ----------
    parts : sequence of Templates
        At least one.
    names : sequence of str
        What each is called in a message.

    Returns
    -------
    Templates
        Units are counted from zero.

    Raises
    ------
    ConfigError
        When rates, contacts or units of measure differ, with every dataset that does not fit to the first.
    """
    refuse_different(parts, names)
    before, after = min(part.nbefore for part in parts), min(part.nafter for part in parts)
    windows = [part.get_dense_templates()[:, part.nbefore - before : part.nbefore + after] for part in parts]
    array = np.concatenate(windows)
    return replace(
        parts[0], templates_array=array, nbefore=before, sparsity_mask=None, unit_ids=np.arange(len(array)), table={}
    )


def refuse_different(parts: Sequence[Templates], names: Sequence[str]) -> None:
    """Raise a ConfigError with every set that cannot be joined to the first; sets without units will do."""
    problems = [
        Problem("templates", f"{names[0]} and {name} cannot be combined: {reason}")
        for part, name in zip(parts[1:], names[1:], strict=True)
        if (reason := _difference(parts[0], part))
    ]
    if problems:
        raise ConfigError(problems)


def _difference(first: Templates, other: Templates) -> str | None:
    """Say why two sets cannot be one, or None."""
    relative = abs(other.sampling_frequency / first.sampling_frequency - 1.0)
    if relative * max(first.num_samples, other.num_samples) > MOST_SHIFT_SAMPLES:
        rates = f"{first.sampling_frequency:g} and {other.sampling_frequency:g} Hz"
        return f"they are sampled at {rates}; choose templates of one rate, or resample: {_RESAMPLE}"
    if first.is_in_uV != other.is_in_uV:
        return "only one of them is in µV"
    if first.num_channels != other.num_channels:
        return f"they have {first.num_channels} and {other.num_channels} channels; {_CHOOSE}"
    if (first.probe is None) != (other.probe is None):
        return "only one of them has a probe"
    if first.probe is None:
        return None
    ours, theirs = first.get_channel_locations(), other.get_channel_locations()
    if np.abs((ours - ours[0]) - (theirs - theirs[0])).max() > MOST_SHIFT_UM:
        return f"their contact positions differ; {_CHOOSE}"
    return None


_RESAMPLE = "Library.read(..., sampling_frequency=...)"
_CHOOSE = (
    "choose templates from one kind of probe, or first interpolate each dataset onto one probe (interpolate_templates)"
)
