"""Given templates that move: added onto any recording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..backgrounds import RawRecording
from ..cache import once
from ..interpolation import Interpolator
from ..motion import Motion
from ..moved_templates import MovedTemplates
from ..recording import Injection, Segment, TemplateSource
from ..simulation import keep_templates
from ..sorting import Sorting
from ..template_set import Templates
from .arguments import positive, probe_of, read_sorting
from .injection import ArrayTemplates, channels_of, inject, parents_of, trains_of
from .template_changes import move_dense_templates

if TYPE_CHECKING:
    from probeinterface import Probe


class DriftingTemplates(Templates):
    """Templates that can be had at displacements.

    Unlike in the reference nothing is computed by ``precompute_displacements``: a template is interpolated when a spike
    shows it, and the whole array when it is asked for.

    Parameters
    ----------
    templates_array_moved : ndarray, shape (displacements, units, samples, channels), or None
        Templates that were moved elsewhere.
    displacements : ndarray, shape (displacements, 2), or None
        The displacements, in µm.
    **static_kwargs : Any
        The templates at rest, as for `Templates`; they need a probe.

    Raises
    ------
    ValueError
        When there is no probe, or moved templates without displacements.
    """

    def __init__(
        self,
        templates_array_moved: NDArray[Any] | None = None,
        displacements: NDArray[Any] | None = None,
        **static_kwargs: Any,
    ) -> None:
        super().__init__(**static_kwargs)
        if self.probe is None:
            raise ValueError("templates that move need a probe")
        if templates_array_moved is not None and displacements is None:
            raise ValueError("templates_array_moved needs displacements")
        self._set(templates_array_moved, displacements, {})

    def _set(self, moved: Any, displacements: Any, keywords: Mapping[str, Any]) -> None:
        """Hold what moves; a template set is frozen otherwise."""
        steps = None if displacements is None else np.asarray(displacements, dtype=np.float64)
        if moved is not None and np.shape(moved)[:2] != (len(np.asarray(steps)), self.num_units):
            raise ValueError(f"templates_array_moved has shape {np.shape(moved)}: give (displacements, units, ...)")
        self.__dict__.pop("templates_array_moved", None)
        for name, value in (("displacements", steps), ("_given", moved), ("_keywords", dict(keywords))):
            object.__setattr__(self, name, value)

    displacements: NDArray[np.float64] | None
    _given: NDArray[Any] | None
    _keywords: Mapping[str, Any]

    @classmethod
    def from_static_templates(cls, templates: Any) -> Self:
        """Take templates at rest, ours or SpikeInterface's."""
        read = Templates.of(templates)
        return cls(**{name: getattr(read, name) for name in Templates.__dataclass_fields__})

    @classmethod
    def from_precomputed_templates(
        cls,
        templates_array_moved: ArrayLike,
        displacements: ArrayLike,
        sampling_frequency: float,
        nbefore: int,
        probe: Probe,
    ) -> Self:
        """Take templates that were moved elsewhere, for example made anew at every place.

        Parameters
        ----------
        templates_array_moved : array, shape (displacements, units, samples, channels)
            The templates.
        displacements : array, shape (displacements, 2)
            Where they are, in µm.
        sampling_frequency : float
            Rate in Hz.
        nbefore : int
            Sample of the peak.
        probe : probeinterface.Probe
            Where the channels are.

        Returns
        -------
        DriftingTemplates
            The templates in the middle of the displacements count as those at rest.
        """
        moved = np.asarray(templates_array_moved)
        return cls(
            moved, np.asarray(displacements), templates_array=moved[len(moved) // 2],
            sampling_frequency=sampling_frequency, nbefore=nbefore, probe=probe,
        )  # fmt: skip

    @once
    def templates_array_moved(self) -> NDArray[Any] | None:
        """All templates at all displacements, shape (displacements, units, samples, channels), or None."""
        if self._given is not None or self.displacements is None:
            return self._given
        return move_dense_templates(self.get_dense_templates(), self.displacements, self._wires, **self._keywords)

    @property
    def _wires(self) -> Probe:
        if self.probe is None:
            raise ValueError("templates that move need a probe")
        return self.probe

    def move_one_template(self, unit_index: int, displacement: NDArray[Any], **interpolation_kwargs: Any) -> Any:
        """Return one template at one displacement, shape (samples, channels).

        Parameters
        ----------
        unit_index : int
            Which unit.
        displacement : ndarray, shape (1, 2)
            How far it moves, in µm.
        **interpolation_kwargs : Any
            Keywords of `move_dense_templates`.
        """
        if np.shape(displacement) != (1, 2):
            raise ValueError(f"displacement must have shape (1, 2), not {np.shape(displacement)}")
        one = self.get_one_template_dense(unit_index)[np.newaxis]
        return move_dense_templates(one, displacement, self._wires, **interpolation_kwargs)[0, 0]

    def precompute_displacements(self, displacements: NDArray[Any], **interpolation_kwargs: Any) -> None:
        """Say at which displacements templates are wanted, shape (displacements, 2), in µm.

        Further keywords are those of `move_dense_templates`.
        """
        self._set(None, displacements, interpolation_kwargs)

    def at_steps(self) -> TemplateSource:
        """Return what gives the template of a unit at a displacement, by index."""
        if self.displacements is None:
            raise ValueError("the templates have no displacements: call precompute_displacements first")
        if self._given is not None:
            return _GivenSteps([ArrayTemplates.of(step) for step in self._given])
        seen_on = self._keywords.get("dest_probe") or self._wires
        interpolator = Interpolator(self._wires.contact_positions, self._keywords.get("interpolation_method", "cubic"))
        maker = MovedTemplates(self.get_dense_templates(), interpolator, np.asarray(seen_on.contact_positions))
        return keep_templates(maker, self.displacements)


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
        if not isinstance(drifting_templates, DriftingTemplates):
            raise ValueError("drifting_templates must be DriftingTemplates: see from_static_templates")
        if drifting_templates.sampling_frequency != read.sampling_frequency:
            raise ValueError(
                f"the templates are sampled at {drifting_templates.sampling_frequency:g} Hz, "
                f"the spikes at {read.sampling_frequency:g} Hz"
            )
        if drifting_templates.num_units != read.get_num_units():
            raise ValueError(f"{drifting_templates.num_units} templates are given for {read.get_num_units()} units")
        motions = _motions(
            displacement_vectors, displacement_unit_factor, displacement_sampling_frequency, drifting_templates, read
        )
        source, fs = drifting_templates.at_steps(), read.sampling_frequency
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
        ids, gains, offsets = channels_of(parent_recording, drifting_templates.channel_ids)
        super().__init__(segments, fs, ids, probe_on(parent_recording, drifting_templates.probe), gains, offsets)


def probe_on(parent: Any, otherwise: Probe | None) -> Probe | None:
    """Return the probe of a parent, or another one when it has none."""
    own = None if parent is None else probe_of(parent)
    return otherwise if own is None else own


def _motions(
    vectors: Sequence[NDArray[Any]], factors: Any, rate: float, templates: DriftingTemplates, sorting: Sorting
) -> list[Motion]:
    if len(vectors) != sorting.get_num_segments():
        raise ValueError(f"{len(vectors)} displacement_vectors are given for {sorting.get_num_segments()} segments")
    if templates.displacements is None:
        raise ValueError("the templates have no displacements: call precompute_displacements first")
    motions = []
    for one in vectors:
        course = np.asarray(one, dtype=np.float64)
        if course.ndim != 3 or course.shape[1] != 2 or len(course) == 0:
            raise ValueError(f"displacement_vectors must have shape (times, 2, motions), not {course.shape}")
        expected = (sorting.get_num_units(), course.shape[2])
        shares = np.ones(expected) if factors is None else np.asarray(factors, dtype=np.float64)
        if shares.shape != expected:
            raise ValueError(f"displacement_unit_factor must have shape {expected}, not {shares.shape}")
        frequency = positive(rate, "displacement_sampling_frequency")
        motions.append(Motion(course, shares, templates.displacements, frequency))
    return motions


def _refuse_short(motions: list[Motion], segments: list[Segment], fs: float) -> None:
    for motion, segment in zip(motions, segments, strict=True):
        missing_s = segment.num_samples / fs - len(motion.vectors_um) / motion.sampling_frequency_hz
        if missing_s * motion.sampling_frequency_hz > 1:
            raise ValueError(f"displacement_vectors end {missing_s:g} s before their segment: lengthen them")
