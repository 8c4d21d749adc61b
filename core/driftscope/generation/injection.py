"""Templates added onto any recording."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..backgrounds import RawRecording
from ..recording import Injection, Segment, Silence
from ..sorting import Sorting
from ..spikes import Spikes, WholeTrains
from ..templates import SparseTemplate
from ..true_templates import TrueTemplates
from .arguments import probe_of, read_segments, read_sorting, whole_number
from .calls import remembers_arguments
from .lost_spikes import warn_of_lost_spikes

_BORDER_SHARE = 0.01


@dataclass(frozen=True, eq=False)
class ArrayTemplates:
    """Templates from an array.

    Attributes
    ----------
    templates : sequence of SparseTemplate
        One for every unit, or for every phase of every unit.
    """

    templates: Sequence[SparseTemplate]

    def __call__(self, units: Sequence[int], steps: Sequence[int]) -> list[SparseTemplate]:
        """Return one template for every unit; there is only one displacement step."""
        return [self.templates[unit] for unit in units]

    @classmethod
    def of(cls, array: NDArray[Any], negligible: float = 0.0) -> ArrayTemplates:
        """Take templates from an array of shape (units, samples, channels) or (units, samples, channels, phases).

        Parameters
        ----------
        array : ndarray
            The templates; a phase becomes a unit of its own, unit by unit.
        negligible : float
            Channels that a template reaches with no more than this are left out.
        """
        phases = array[..., np.newaxis] if array.ndim == 3 else array
        flat = np.moveaxis(phases, 3, 1).reshape(-1, *array.shape[1:3])
        templates = []
        for waveform in flat:
            reached = np.flatnonzero(np.abs(waveform).max(axis=0) > negligible)
            own = np.ascontiguousarray(waveform[:, reached])
            own.flags.writeable = False
            templates.append(SparseTemplate(reached, own))
        return cls(templates)


class InjectTemplatesRecording(RawRecording):
    """A recording with templates added at the times of a sorting, onto another recording or onto silence.

    It has the channels, the probe and the gains of the parent.

    Parameters
    ----------
    sorting : sorting
        One of ours, or of SpikeInterface.
    templates : ndarray, shape (units, samples, channels) or (units, samples, channels, phases)
        The templates, in the unit of the recording.
    nbefore : int or None
        Sample of the templates that is put at the spike; that of the highest peak when None. As in the reference it
        may lie beyond the templates, which then stand before their spikes.
    amplitude_factor : float, array of shape (spikes,), or None
        What templates are multiplied by: all alike, or one per spike in the order of ``to_spike_vector()``.
    parent_recording : recording or None
        What they are added onto, ours or SpikeInterface's; silence when None.
    num_samples : int, sequence of int, or None
        Length of the segments. By default the parent's, or up to the end of the last template.
    upsample_vector : ndarray of int, shape (spikes,), or None
        Phase of every spike; needed when the templates have phases.
    check_borders : bool
        Warn when templates do not return to zero at their ends.

    Raises
    ------
    ValueError
        When shapes, lengths or rates do not fit together.

    Examples
    --------
    >>> import numpy as np
    >>> from driftscope.generation import InjectTemplatesRecording, generate_sorting
    >>> sorting = generate_sorting(num_units=2, durations=[5.0], seed=0)
    >>> InjectTemplatesRecording(sorting, np.ones((2, 30, 4)), nbefore=10, num_samples=150_000)
    Recording: 4 channels - 30 kHz - 5 s - float64 in µV
    """

    @remembers_arguments
    def __init__(
        self,
        sorting: Any,
        templates: NDArray[Any],
        nbefore: Any = None,
        amplitude_factor: Any = None,
        parent_recording: Any = None,
        num_samples: Any = None,
        upsample_vector: NDArray[Any] | None = None,
        check_borders: bool = False,
    ) -> None:
        array, read = np.asarray(templates), read_sorting(sorting)
        _refuse_shape(array, read)
        if check_borders:
            _warn_of_borders(array)
        before = _samples_before(array, nbefore)
        parents = parents_of(parent_recording, read, array, num_samples)
        source, phases = ArrayTemplates.of(array), array.shape[3] if array.ndim == 4 else None
        trains = trains_of(read, phases, amplitude_factor, upsample_vector)
        segments = [
            inject(parent, Injection(train, source, before, array.shape[1], read.sampling_frequency))
            for parent, train in zip(parents, trains, strict=True)
        ]
        warn_of_lost_spikes(read, [segment.num_samples for segment in segments])
        ids, gains, offsets = channels_of(parent_recording, list(range(array.shape[2])))
        probe = None if parent_recording is None else probe_of(parent_recording)
        super().__init__(segments, read.sampling_frequency, ids, probe, gains, offsets)
        self.true_templates = TrueTemplates(segments[0].injections[-1], read.unit_ids, array, phases)
        self.annotate(**inherited_notes(parent_recording))


def inject_templates(
    sorting: Any,
    templates: NDArray[Any],
    nbefore: Any = None,
    amplitude_factor: Any = None,
    parent_recording: Any = None,
    num_samples: Any = None,
    upsample_vector: NDArray[Any] | None = None,
    check_borders: bool = False,
) -> InjectTemplatesRecording:
    """Add templates onto a recording, or onto silence: the class `InjectTemplatesRecording` as a function.

    Raises
    ------
    ValueError
        As the class, and when ``nbefore`` lies beyond the templates.

    Examples
    --------
    >>> import numpy as np
    >>> from driftscope.generation import generate_sorting, inject_templates
    >>> sorting = generate_sorting(num_units=2, durations=[5.0], seed=0)
    >>> inject_templates(sorting, np.ones((2, 30, 4)), nbefore=10, num_samples=150_000)
    Recording: 4 channels - 30 kHz - 5 s - float64 in µV
    """
    before, samples = 0 if nbefore is None else np.max(nbefore), np.shape(templates)[1:2]
    if samples and before >= samples[0]:
        raise ValueError(f"nbefore ({before}) must be below the templates' number of samples ({samples[0]})")
    return InjectTemplatesRecording(
        sorting, templates, nbefore, amplitude_factor, parent_recording, num_samples, upsample_vector, check_borders
    )


def inherited_notes(parent: Any) -> dict[str, Any]:
    """Return what is noted about a parent, which holds of the recording with units added, too."""
    return {} if parent is None else {key: parent.get_annotation(key) for key in parent.get_annotation_keys()}


def inject(parent: Segment, injection: Injection) -> Segment:
    """Return a segment with one more injection."""
    return replace(parent, injections=(*parent.injections, injection))


def trains_of(
    sorting: Sorting, phases: int | None, amplitude_factor: Any, upsample_vector: NDArray[Any] | None
) -> list[WholeTrains]:
    """Return the trains of every segment with their factors; with phases, each of a unit's is a unit of its own.

    Raises
    ------
    ValueError
        When there is not one factor or phase per spike.
    """
    number = sorting.count_total_num_spikes()
    factors = _factors(amplitude_factor, number)
    units = np.concatenate([part.unit_index for part in sorting.segments])
    if phases is not None:
        units = units * phases + _phases(upsample_vector, number, phases)
    trains, begin = [], 0
    for part in sorting.segments:
        own = slice(begin, begin := begin + len(part))
        trains.append(WholeTrains(Spikes(part.sample_index, units[own], None if factors is None else factors[own])))
    return trains


def _factors(amplitude_factor: Any, number: int) -> NDArray[np.float64] | None:
    if amplitude_factor is None:
        return None
    factors = np.asarray(amplitude_factor, dtype=np.float64)
    if factors.ndim == 0:
        return np.full(number, factors)
    if factors.shape != (number,):
        raise ValueError(f"amplitude_factor has shape {factors.shape} for {number} spikes")
    return factors


def _phases(upsample_vector: NDArray[Any] | None, number: int, phases: int) -> NDArray[np.int64]:
    if upsample_vector is None:
        raise ValueError("the templates have phases: give upsample_vector, the phase of every spike")
    chosen = np.asarray(upsample_vector)
    if chosen.shape != (number,) or chosen.dtype.kind not in "iu":
        raise ValueError(f"upsample_vector must be {number} whole numbers, one per spike")
    if number and not 0 <= chosen.min() <= chosen.max() < phases:
        raise ValueError(f"upsample_vector must lie between 0 and {phases - 1}")
    return chosen.astype(np.int64)


def _refuse_shape(array: NDArray[Any], sorting: Sorting) -> None:
    if array.ndim not in (3, 4) or 0 in array.shape:
        raise ValueError(f"templates must have shape (units, samples, channels[, phases]), not {array.shape}")
    if len(array) != sorting.get_num_units():
        raise ValueError(f"templates has {len(array)} units, but sorting has {sorting.get_num_units()}")


def _warn_of_borders(array: NDArray[Any]) -> None:
    ends = np.abs(array[:, [0, -1]]).max()
    if ends > _BORDER_SHARE * np.abs(array).max():
        warnings.warn(f"templates do not decay to zero (still {ends:g} at an end): lengthen their window", stacklevel=5)


def _samples_before(array: NDArray[Any], nbefore: Any) -> int:
    if nbefore is None:
        return int(np.argmax(np.abs(array).max(axis=(0, *range(2, array.ndim)))))
    one = np.unique(nbefore)
    if one.size != 1:
        raise ValueError(f"nbefore must be one number for all units, not {nbefore!r}")
    return whole_number(one[0], "nbefore", 0)


def channels_of(parent: Any, names: Any) -> tuple[Any, Any, Any]:
    """Return names, gains and offsets of the channels: the parent's, or names of one's own and µV."""
    if parent is None:
        return names, 1.0, 0.0
    gains, offsets = parent.get_channel_gains(), parent.get_channel_offsets()
    return parent.channel_ids, 1.0 if gains is None else gains, 0.0 if offsets is None else offsets


def parents_of(parent: Any, sorting: Sorting, array: NDArray[Any], num_samples: Any) -> list[Segment]:
    """Return the segments that templates are added onto: a recording's, or silence as long as is needed.

    Raises
    ------
    ValueError
        When recording, sorting and templates (units, samples, channels[, phases]) do not fit together.
    """
    if parent is None:
        silence = Silence(array.shape[2], array.dtype)
        ends = [int(part.sample_index.max(initial=-1)) + array.shape[1] for part in sorting.segments]
        return [Segment(silence, length) for length in _lengths(num_samples, ends)]
    segments = read_segments(parent, "parent_recording")
    if len(segments) != sorting.get_num_segments():
        raise ValueError(f"parent_recording has {len(segments)} segments, the sorting {sorting.get_num_segments()}")
    if parent.get_sampling_frequency() != sorting.sampling_frequency:
        raise ValueError("parent_recording and sorting have different sampling frequencies")
    if parent.get_num_channels() != array.shape[2]:
        raise ValueError(f"parent_recording has {parent.get_num_channels()} channels, templates {array.shape[2]}")
    own = [segment.num_samples for segment in segments]
    lengths = _lengths(num_samples, own)
    if any(length > most for length, most in zip(lengths, own, strict=True)):
        raise ValueError(f"num_samples ({lengths}) is longer than parent_recording ({own})")
    return [replace(segment, num_samples=length) for segment, length in zip(segments, lengths, strict=True)]


def _lengths(num_samples: Any, usual: list[int]) -> list[int]:
    if num_samples is None:
        return usual
    given = [num_samples] if np.ndim(num_samples) == 0 else list(num_samples)
    if len(given) != len(usual):
        raise ValueError(f"num_samples has {len(given)} values for {len(usual)} segments")
    return [whole_number(one, "num_samples", 0) for one in given]
