"""A recording with known spikes that do not move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..recording import Injection, Recording, Segment
from ..sorting import Sorting
from ..spacing import nearest_channel
from ..templates import NEGLIGIBLE_UV, samples_of
from ..true_templates import TrueTemplates
from .arguments import called_with, durations_s, fixed_seed, positive, read_sorting, whole_number
from .calls import remembered
from .injection import ArrayTemplates, inject, trains_of
from .locations import generate_unit_locations, planar
from .lost_spikes import warn_of_lost_spikes
from .noise import noise_generator_recording
from .probes import columns_probe, filled_columns, wired
from .spike_trains import generate_sorting
from .templates import generate_templates

if TYPE_CHECKING:
    from probeinterface import Probe

_DURATIONS = [10.0]
_PROBE = {
    "num_columns": 2,
    "xpitch": 20,
    "ypitch": 20,
    "contact_shapes": "circle",
    "contact_shape_params": {"radius": 6},
}
_SORTING = {"firing_rates": 15, "refractory_period_ms": 4.0}
_NOISE = {"noise_levels": 5.0, "strategy": "on_the_fly"}
_LOCATIONS = {"margin_um": 10.0, "minimum_z": 5.0, "maximum_z": 50.0, "minimum_distance": 20}


@remembered
def generate_ground_truth_recording(
    durations: Sequence[float] = _DURATIONS,
    sampling_frequency: float = 25000.0,
    num_channels: int = 4,
    num_units: int = 10,
    sorting: Any = None,
    probe: Probe | None = None,
    generate_probe_kwargs: Mapping[str, Any] = _PROBE,
    templates: NDArray[Any] | None = None,
    ms_before: float = 1.0,
    ms_after: float = 3.0,
    upsample_factor: int | None = None,
    upsample_vector: NDArray[Any] | None = None,
    generate_sorting_kwargs: Mapping[str, Any] = _SORTING,
    noise_kwargs: Mapping[str, Any] = _NOISE,
    generate_unit_locations_kwargs: Mapping[str, Any] = _LOCATIONS,
    generate_templates_kwargs: Mapping[str, Any] | None = None,
    dtype: Any = "float32",
    seed: int | None = None,
) -> tuple[Recording, Sorting]:
    """Make a recording with known spikes; the units do not move.

    Parameters
    ----------
    durations : sequence of float
        Seconds of every segment.
    sampling_frequency : float
        Rate in Hz.
    num_channels, num_units : int
        How many there are, where no ``probe`` or ``sorting`` says it.
    sorting : sorting or None
        The spikes, ours or SpikeInterface's; drawn when None.
    probe : probeinterface.Probe or None
        Positions of the channels; columns when None.
    generate_probe_kwargs : mapping
        Keywords of ``probeinterface.generate_multi_columns_probe``.
    templates : ndarray, shape (units, samples, channels) or (units, samples, channels, phases), or None
        The templates in µV; made when None.
    ms_before, ms_after : float
        How much of a template lies before and after its peak.
    upsample_factor : int or None
        Phases of made templates.
    upsample_vector : ndarray of int, shape (spikes,), or None
        Phase of every spike; drawn when None.
    generate_sorting_kwargs, noise_kwargs, generate_unit_locations_kwargs, generate_templates_kwargs : mapping
        Further keywords of ``generate_sorting``, ``noise_generator_recording``, ``generate_unit_locations`` and
        ``generate_templates``.
    dtype : {"float32", "float64"}
        Type of the samples.
    seed : int or None
        Where all draws start.

    Returns
    -------
    recording : Recording
        Lazy, in µV.
    sorting : Sorting
        The spikes, with the properties ``main_channel_id`` and, for made templates, ``gt_unit_locations``.

    Raises
    ------
    ValueError
        When an argument cannot be used or does not fit to another one.

    Examples
    --------
    >>> from driftscope.generation import generate_ground_truth_recording
    >>> recording, sorting = generate_ground_truth_recording(durations=[2.0], seed=0)
    >>> recording
    Recording: 4 channels - 25 kHz - 2 s - float32 in µV
    """
    own_seed, fs = fixed_seed(seed), positive(sampling_frequency, "sampling_frequency")
    lengths, before = durations_s(durations), samples_of(ms_before, fs)
    own = {"num_units": num_units, "sampling_frequency": fs, "durations": lengths, "seed": own_seed}
    truth = _sorting(sorting, generate_sorting_kwargs, own)
    wires = _probe(probe, generate_probe_kwargs, num_channels)
    if templates is None:
        shape = {
            "sampling_frequency": fs,
            "ms_before": ms_before,
            "ms_after": ms_after,
            "upsample_factor": upsample_factor,
            "seed": own_seed,
            "dtype": dtype,
        }
        array, main = _made(truth, wires, generate_unit_locations_kwargs, generate_templates_kwargs, shape)
    else:
        array = np.asarray(templates)
        samples = before + samples_of(ms_after, fs)
        _refuse_templates(array, (truth.get_num_units(), samples, wires.get_contact_count()))
        main = np.argmax(np.abs(array).max(axis=(1, *range(3, array.ndim))), axis=1)
    noise = called_with(
        noise_generator_recording, "noise_kwargs", noise_kwargs, num_channels=wires.get_contact_count(),
        sampling_frequency=fs, durations=lengths, dtype=dtype, seed=own_seed, noise_block_size=int(fs),
    )  # fmt: skip
    segments = _injected(noise, truth, array, before, upsample_vector, own_seed)
    warn_of_lost_spikes(truth, [segment.num_samples for segment in segments])
    recording = Recording(segments, fs, noise.channel_ids, wires)
    phases = array.shape[3] if array.ndim == 4 else None
    given = None if templates is None else array
    recording.true_templates = TrueTemplates(segments[0].injections[-1], truth.unit_ids, given, phases)
    recording.annotate(name="GroundTruthRecording", is_filtered=True)
    truth.annotate(name="GroundTruthSorting")
    truth.set_property("main_channel_id", recording.channel_ids[main])
    return recording, truth


def _sorting(sorting: Any, keywords: Mapping[str, Any], own: Mapping[str, Any]) -> Sorting:
    if sorting is None:
        return called_with(generate_sorting, "generate_sorting_kwargs", keywords, **own)
    read, fs, number = read_sorting(sorting), own["sampling_frequency"], len(own["durations"])
    if read.sampling_frequency != fs:
        raise ValueError(f"sorting has a sampling frequency of {read.sampling_frequency:g} Hz, not {fs:g} Hz")
    if read.get_num_segments() != number:
        raise ValueError(f"sorting has {read.get_num_segments()} segments for {number} durations")
    return read


def _probe(probe: Probe | None, keywords: Mapping[str, Any], num_channels: int) -> Probe:
    if probe is not None:
        return wired(probe)
    return columns_probe(filled_columns(keywords, whole_number(num_channels, "num_channels")))


def _made(
    truth: Sorting,
    probe: Probe,
    location_keywords: Mapping[str, Any],
    template_keywords: Mapping[str, Any] | None,
    shape: Mapping[str, Any],
) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Place the units, note where, and make their templates; return these and every unit's nearest channel."""
    positions = planar(probe.contact_positions)
    locations = called_with(
        generate_unit_locations, "generate_unit_locations_kwargs", location_keywords,
        num_units=truth.get_num_units(), channel_locations=positions, seed=shape["seed"],
    )  # fmt: skip
    truth.set_property("gt_unit_locations", locations)
    array = called_with(
        generate_templates, "generate_templates_kwargs", template_keywords or {},
        channel_locations=positions, units_locations=locations, **shape,
    )  # fmt: skip
    return array, nearest_channel(locations, positions)


def _injected(
    noise: Recording, truth: Sorting, array: NDArray[Any], before: int, upsample_vector: Any, seed: int
) -> list[Segment]:
    phases = array.shape[3] if array.ndim == 4 else None
    if phases is not None and upsample_vector is None:
        upsample_vector = np.random.default_rng(seed).integers(0, phases, truth.count_total_num_spikes())
    source = ArrayTemplates.of(array, NEGLIGIBLE_UV)
    return [
        inject(quiet, Injection(train, source, before, array.shape[1], truth.sampling_frequency))
        for quiet, train in zip(noise.segments, trains_of(truth, phases, None, upsample_vector), strict=True)
    ]


def _refuse_templates(array: NDArray[Any], expected: tuple[int, int, int]) -> None:
    if array.ndim not in (3, 4) or array.shape[:3] != expected:
        raise ValueError(f"templates have shape {array.shape}, not (units, samples, channels) = {expected}[, phases]")
