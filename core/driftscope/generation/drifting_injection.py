"""Given templates that move: added onto any recording."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..backgrounds import RawRecording
from ..drifting_templates import DriftingTemplates
from ..kept import keep_templates
from ..motion import Motion
from ..moved_templates import MovedTemplates
from ..recording import Injection, Segment, TemplateSource
from ..sorting import Sorting
from ..true_templates import TrueTemplates
from .arguments import positive, probe_of, read_sorting
from .calls import remembers_arguments
from .injection import ArrayTemplates, channels_of, inherited_notes, inject, parents_of, trains_of
from .lost_spikes import warn_of_lost_spikes

if TYPE_CHECKING:
    from probeinterface import Probe


def steps_of(templates: DriftingTemplates) -> TemplateSource:
    """Return what gives the template of a unit at a displacement, by index."""
    if templates.displacements is None:
        raise ValueError("the templates have no displacements: call precompute_displacements first")
    if templates.given is not None:
        return _GivenSteps([ArrayTemplates.of(step) for step in templates.given])
    contacts = np.asarray(templates.seen_on.contact_positions)
    maker = MovedTemplates(templates.get_dense_templates(), templates.interpolator, contacts)
    return keep_templates(maker, templates.displacements)


class _GivenSteps:
    """Templates that were moved elsewhere, by unit and step."""

    def __init__(self, steps: Sequence[ArrayTemplates]) -> None:
        self.steps = steps

    def __call__(self, units: Sequence[int], steps: Sequence[int]) -> list[Any]:
        return [self.steps[step].templates[unit] for unit, step in zip(units, steps, strict=True)]


class InjectDriftingTemplatesRecording(RawRecording):
    """A recording with templates that move, added onto another one or onto silence.

    The reference fails without ``displacement_unit_factor``, which here means that all units move alike.

    Parameters
    ----------
    sorting : sorting
        The spikes, ours or SpikeInterface's.
    drifting_templates : DriftingTemplates
        One template per unit, in the unit of the parent recording.
    displacement_vectors : sequence of ndarray, each of shape (times, 2, motions)
        For every segment, how far things move in x and y, in µm. The last value is held to the segment's end.
    displacement_sampling_frequency : float
        How many times a second that is given.
    displacement_unit_factor : ndarray, shape (units, motions), or None
        Share of each motion that a unit follows; 1 when None.
    parent_recording : recording or None
        What they are added onto, ours or SpikeInterface's; silence when None.
    num_samples : int, sequence of int, or None
        Length of the segments; the parent's when None, or up to the end of the last template.
    amplitude_factor : float, array of shape (spikes,), or None
        What templates are multiplied by.
    mode : {"precompute"}
        The reference has no other one.

    Raises
    ------
    ValueError
        When shapes, lengths or rates do not fit together.
    """

    @remembers_arguments
    def __init__(
        self,
        sorting: Any,
        drifting_templates: DriftingTemplates,
        displacement_vectors: Sequence[NDArray[Any]],
        displacement_sampling_frequency: float,
        displacement_unit_factor: NDArray[Any] | None = None,
        parent_recording: Any = None,
        num_samples: Any = None,
        amplitude_factor: Any = None,
        mode: str = "precompute",
    ) -> None:
        read = read_sorting(sorting)
        if mode != "precompute":
            raise ValueError(f"mode must be 'precompute', not {mode!r}")
        if not hasattr(drifting_templates, "precompute_displacements"):
            raise ValueError("drifting_templates must be DriftingTemplates: see from_static_templates")
        drifting_templates = DriftingTemplates.of(drifting_templates)
        if drifting_templates.sampling_frequency != read.sampling_frequency:
            raise ValueError(
                f"the templates are sampled at {drifting_templates.sampling_frequency:g} Hz, "
                f"the spikes at {read.sampling_frequency:g} Hz"
            )
        if drifting_templates.num_units != read.get_num_units():
            raise ValueError(
                f"drifting_templates has {drifting_templates.num_units} templates for {read.get_num_units()} units"
            )
        motions = _motions(
            displacement_vectors, displacement_unit_factor, displacement_sampling_frequency, drifting_templates, read
        )
        source, fs = steps_of(drifting_templates), read.sampling_frequency
        window = drifting_templates.nbefore, drifting_templates.num_samples
        segments = [
            inject(parent, Injection(train, source, *window, fs, motion, motion.resting_step))
            for parent, train, motion in zip(
                parents_of(parent_recording, read, drifting_templates.get_dense_templates(), num_samples),
                trains_of(read, None, amplitude_factor, None),
                motions,
                strict=True,
            )
        ]
        _refuse_short(motions, segments, fs)
        warn_of_lost_spikes(read, [segment.num_samples for segment in segments])
        ids, gains, offsets = channels_of(parent_recording, drifting_templates.channel_ids)
        super().__init__(segments, fs, ids, probe_on(parent_recording, drifting_templates.probe), gains, offsets)
        added, array = segments[0].injections[-1], drifting_templates.get_dense_templates()
        self.true_templates = TrueTemplates(added, read.unit_ids, array, steps_um=motions[0].steps_um)
        self.annotate(**inherited_notes(parent_recording))


def probe_on(parent: Any, otherwise: Probe | None) -> Probe | None:
    """Return the probe of a parent, or another one when it has none."""
    own = None if parent is None else probe_of(parent)
    return otherwise if own is None else own


def _motions(
    vectors: Sequence[NDArray[Any]], factors: Any, rate: float, templates: DriftingTemplates, sorting: Sorting
) -> list[Motion]:
    if len(vectors) != sorting.get_num_segments():
        raise ValueError(f"displacement_vectors has {len(vectors)} arrays for {sorting.get_num_segments()} segments")
    if templates.displacements is None:
        raise ValueError("the templates have no displacements: call precompute_displacements first")
    motions = []
    for one in vectors:
        curve = np.asarray(one, dtype=np.float64)
        if curve.ndim != 3 or curve.shape[1] != 2 or len(curve) == 0:
            raise ValueError(f"displacement_vectors must have shape (times, 2, motions), not {curve.shape}")
        expected = (sorting.get_num_units(), curve.shape[2])
        shares = np.ones(expected) if factors is None else np.asarray(factors, dtype=np.float64)
        if shares.shape != expected:
            raise ValueError(f"displacement_unit_factor must have shape {expected}, not {shares.shape}")
        frequency = positive(rate, "displacement_sampling_frequency")
        motions.append(Motion(curve, shares, templates.displacements, frequency))
    return motions


def _refuse_short(motions: list[Motion], segments: list[Segment], fs: float) -> None:
    for motion, segment in zip(motions, segments, strict=True):
        missing_s = segment.num_samples / fs - len(motion.vectors_um) / motion.sampling_frequency_hz
        if missing_s * motion.sampling_frequency_hz > 1:
            raise ValueError(f"displacement_vectors end {missing_s:g} s before their segment: lengthen them")
