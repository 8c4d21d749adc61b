"""Snippets: the samples around every spike, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..sorting import Sorting
from .noise import generate_recording
from .spike_trains import generate_sorting

if TYPE_CHECKING:
    from spikeinterface.core import BaseSnippets

_TWO_SEGMENTS = [10.325, 3.5]


def generate_snippets(
    nbefore: int = 20,
    nafter: int = 44,
    num_channels: int = 2,
    wf_folder: str | Path | None = None,
    sampling_frequency: float = 30000.0,
    durations: Sequence[float] = _TWO_SEGMENTS,
    set_probe: bool = True,
    ndim: int = 2,
    num_units: int = 5,
    empty_units: Sequence[int] | None = None,
    **job_kwargs: Any,
) -> tuple[BaseSnippets, Sorting]:
    """Make SpikeInterface's snippets of plain noise at random spikes (extra ``driftscope[spikeinterface]``).

    Parameters
    ----------
    nbefore, nafter : int
        Samples before and after every spike.
    num_channels : int
        How many channels.
    wf_folder : str, Path or None
        Where the snippets are written; in memory when None.
    sampling_frequency : float
        Rate in Hz.
    durations : sequence of float
        Seconds of every segment.
    set_probe : bool
        Put the channels on a linear probe.
    ndim : {2, 3}
        Dimensions of that probe.
    num_units : int
        Number of units.
    empty_units : sequence of int or None
        Units, by index, that never fire.
    **job_kwargs : Any
        How SpikeInterface runs it: ``n_jobs``, ``chunk_duration``, ...

    Returns
    -------
    snippets : spikeinterface.core.NumpySnippets
        The samples around every spike, with the probe.
    sorting : Sorting
        The spikes.

    Raises
    ------
    ValueError
        When an argument cannot be used.
    """
    recording = generate_recording(num_channels, sampling_frequency, durations, set_probe, ndim).to_spikeinterface()
    sorting = generate_sorting(num_units, sampling_frequency, durations, empty_units=empty_units)
    from spikeinterface.core import snippets_from_sorting  # that it is missing was said by the line above

    snippets = snippets_from_sorting(
        recording, sorting.to_spikeinterface(), nbefore=nbefore, nafter=nafter, wf_folder=wf_folder, **job_kwargs
    )
    if set_probe:
        snippets.set_probe(recording.get_probe())
    return snippets, sorting
