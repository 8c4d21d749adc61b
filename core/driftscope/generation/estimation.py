"""Templates estimated from a recording."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..backgrounds import RawRecording, raw_recording
from ..sorting import Sorting
from ..template_set import Templates
from ..templates import samples_of
from .arguments import read_sorting

_CHUNK_S = 1.0


def estimate_templates_from_recording(
    recording: Any,
    ms_before: float = 2,
    ms_after: float = 2,
    sorter_name: str = "spykingcircus2",
    run_sorter_kwargs: Mapping[str, Any] | None = None,
    job_kwargs: Mapping[str, Any] | None = None,
    *,
    sorting: Any = None,
) -> Templates:
    """Average the spikes of every unit of a recording.

    With a ``sorting`` nothing else is needed; else SpikeInterface runs a sorter first. Different from the reference:
    it fails without ``run_sorter_kwargs`` and changes those that it is given; it calls templates µV that are in the
    recording's steps; and it divides by spikes at the ends of the recording that it has left out.

    Parameters
    ----------
    recording : recording
        Ours or SpikeInterface's.
    ms_before, ms_after : float
        How much of a template lies before and after its spike.
    sorter_name : str
        Sorter to run in SpikeInterface; ``"spykingcircus2"`` stops after its clustering.
    run_sorter_kwargs : mapping or None
        Further keywords of ``spikeinterface.sorters.run_sorter``.
    job_kwargs : mapping or None
        Accepted for the reference's sake: chunks are averaged one after the other here.
    sorting : sorting or None
        The spikes, ours or SpikeInterface's; nothing is sorted then.

    Returns
    -------
    Templates
        In µV, on all channels; zeros for a unit without spikes.

    Raises
    ------
    ValueError
        When the sorting does not fit to the recording.
    ImportError
        When a sorter is to be run and SpikeInterface is missing.

    Examples
    --------
    >>> from driftscope.generation import estimate_templates_from_recording, generate_ground_truth_recording
    >>> recording, sorting = generate_ground_truth_recording(durations=[5.0], seed=0)
    >>> estimate_templates_from_recording(recording, 1.0, 2.0, sorting=sorting)
    Templates: 10 units - 75 samples (1 ms before, 2 ms after) - 4 channels - 25 kHz
    """
    raw = raw_recording(recording)
    found = _sorted(recording, sorter_name, dict(run_sorter_kwargs or {})) if sorting is None else sorting
    read, fs = read_sorting(found), raw.sampling_frequency
    if read.sampling_frequency != fs or read.get_num_segments() != raw.get_num_segments():
        raise ValueError(
            f"sorting has {read.get_num_segments()} segments at {read.sampling_frequency:g} Hz, "
            f"the recording {raw.get_num_segments()} at {fs:g} Hz"
        )
    before, after = samples_of(ms_before, fs), samples_of(ms_after, fs)
    averages = _averages(raw, read, before, after)
    probe = raw.get_probe() if raw.has_probe() else None
    return Templates(averages, fs, before, True, None, raw.channel_ids, read.unit_ids, probe)


def _sorted(recording: Any, sorter_name: str, keywords: dict[str, Any]) -> Any:
    try:
        from spikeinterface.sorters import run_sorter
    except ImportError as error:
        raise ImportError(
            "running a sorter needs SpikeInterface: pip install 'driftscope[spikeinterface]', or give a sorting"
        ) from error
    if sorter_name == "spykingcircus2":
        keywords.setdefault("matching", {"method": None})
    given = recording.to_spikeinterface() if hasattr(recording, "to_spikeinterface") else recording
    return run_sorter(sorter_name, given, **keywords)


def _averages(raw: RawRecording, sorting: Sorting, before: int, after: int) -> NDArray[np.float32]:
    """Return the mean of every unit's spikes that lie wholly within the recording, in µV."""
    sums = np.zeros((sorting.get_num_units(), before + after, raw.get_num_channels()))
    counts = np.zeros(sorting.get_num_units(), dtype=np.int64)
    chunk = max(int(_CHUNK_S * raw.sampling_frequency), 1)
    for index, spikes in enumerate(sorting.segments):
        length = raw.get_num_samples(index)
        whole = spikes.between(before, length - after + 1)
        for start in range(0, length, chunk):
            inside = whole.between(start, start + chunk)
            if not len(inside):
                continue
            first = max(start - before, 0)
            traces = raw.get_traces(index, first, min(start + chunk + after, length), return_in_uV=True)
            for sample, unit in zip((inside.sample_index - first).tolist(), inside.unit_index.tolist(), strict=True):
                sums[unit] += traces[sample - before : sample + after]
            counts += np.bincount(inside.unit_index, minlength=counts.size)
    sums /= np.maximum(counts, 1)[:, np.newaxis, np.newaxis]
    return sums.astype(np.float32)
