"""Known units in a real recording."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..backgrounds import RawRecording
from ..followed_motion import motion_of_units, steps_covering
from ..interpolation import Interpolator, applied
from ..kept import keep_templates
from ..localization import locate_templates
from ..measured_motion import AXES, MeasuredMotion, read_motion
from ..motion import Motion, linear_steps
from ..moved_templates import MovedTemplates
from ..recording import Injection, Recording, TemplateSource
from ..resampling import SAME_RATE
from ..sorting import Sorting
from ..template_set import Templates
from ..true_templates import TrueTemplates
from .arguments import called_with, fixed_seed, positive, probe_of, read_segments, read_sorting, whole_number
from .calls import remembered
from .injection import ArrayTemplates, channels_of, inherited_notes, inject, trains_of
from .locations import generate_unit_locations, planar, solid
from .lost_spikes import lost_spikes
from .spike_trains import generate_sorting
from .templates import generate_templates

_SORTING = {"num_units": 10, "firing_rates": 15, "refractory_period_ms": 4.0, "seed": 2205}
_LOCATIONS = {"margin_um": 10.0, "minimum_z": 5.0, "maximum_z": 50.0, "minimum_distance": 20}
_TEMPLATES = {"ms_before": 1.0, "ms_after": 3.0}


@remembered
def generate_hybrid_recording(
    recording: Any,
    sorting: Any = None,
    templates: Any = None,
    motion: Any = None,
    are_templates_scaled: bool = True,
    unit_locations: NDArray[Any] | None = None,
    drift_step_um: float = 1.0,
    upsample_factor: int | None = None,
    upsample_vector: NDArray[Any] | None = None,
    amplitude_std: float = 0.05,
    amplitude_factor: NDArray[Any] | None = None,
    generate_sorting_kwargs: Mapping[str, Any] = _SORTING,
    generate_unit_locations_kwargs: Mapping[str, Any] = _LOCATIONS,
    generate_templates_kwargs: Mapping[str, Any] = _TEMPLATES,
    seed: int | None = None,
) -> tuple[Recording, Sorting]:
    """Add units with known spikes to a recording; they can follow its motion.

    Same arguments, same seed: the traces of the reference within 0.01 µV (in whole numbers: but for single steps where
    a potential lies on the border between two). Where it is mistaken, this differs:

    - its drawn places have no seed, and the number of units of one call stays in the defaults of the next;
    - a recording's offsets are subtracted from templates, which adds a step around every spike; here only gains count;
    - generated templates are not turned into the recording's steps;
    - given ``unit_locations`` are forgotten when templates are given;
    - templates of another probe are cut to whole numbers when interpolated, and not interpolated at all when they move;
    - the middle of a bin of time is taken for its beginning when the bins do not begin at zero;
    - templates with phases cannot move, and nothing can move along both axes;
    - the sorting that is given gets a property; here a copy does.

    Parameters
    ----------
    recording : recording
        Ours or SpikeInterface's, with a probe.
    sorting : sorting or None
        The spikes; drawn when None.
    templates : Templates or None
        One per unit, ours or SpikeInterface's; made when None. Those of another probe are interpolated onto the
        recording's, first channel on first channel; those of another sampling rate are resampled, band-limited.
    motion : Motion, pair of Motion, or None
        SpikeInterface's motion of the recording, which units follow; two when it moves along x and along y.
    are_templates_scaled : bool
        Whether given templates are in µV; otherwise they are in the steps of the recording.
    unit_locations : ndarray, shape (units, 3), or None
        Positions of the units, in µm: where made templates are put, and whose motion given ones follow. Estimated from
        given templates when None.
    drift_step_um : float
        About the distance between the places at which templates are made.
    upsample_factor : int or None
        Phases of made templates.
    upsample_vector : ndarray of int, shape (spikes,), or None
        Phase of every spike; drawn when None.
    amplitude_std : float
        Standard deviation of the spikes' amplitudes, as a share, with and without motion.
    amplitude_factor : ndarray, shape (spikes,), or None
        The amplitude of every spike, instead of drawn ones.
    generate_sorting_kwargs, generate_unit_locations_kwargs, generate_templates_kwargs : mapping
        Further keywords of ``generate_sorting``, ``generate_unit_locations`` and ``generate_templates``.
    seed : int or None
        Where all draws start.

    Returns
    -------
    recording : Recording
        Lazy, with type, channels, probe and gains of the one that was given.
    sorting : Sorting
        The added spikes, with the property ``gt_unit_locations``.

    Raises
    ------
    ValueError
        When an argument cannot be used or does not fit to another one.

    Warns
    -----
    UserWarning
        When nothing moves, when templates are interpolated onto another probe or resampled, or when they do not begin
        and end at zero; the same sentences stand in the recording's annotation ``advice``.

    Examples
    --------
    >>> import warnings
    >>> from driftscope.generation import generate_ground_truth_recording, generate_hybrid_recording
    >>> background, _ = generate_ground_truth_recording(durations=[5.0], seed=0)
    >>> with warnings.catch_warnings(action="ignore"):
    ...     hybrid, sorting = generate_hybrid_recording(background, seed=1)
    >>> hybrid, sorting.get_num_units()
    (Recording: 4 channels - 25 kHz - 5 s - float32 in µV, 10)
    """
    parent = _Parent.of(recording)
    own_seed = fixed_seed(seed)
    rng = np.random.default_rng(own_seed)
    number = _number_of_units(sorting, templates, generate_sorting_kwargs)
    advice: list[str] = []
    if templates is None:
        cells = _made(
            parent, number, unit_locations, own_seed, upsample_factor,
            generate_unit_locations_kwargs, generate_templates_kwargs,
        )  # fmt: skip
    else:
        cells = _given(parent, Templates.of(templates), unit_locations, are_templates_scaled, advice)
    truth = _sorting(parent, sorting, generate_sorting_kwargs, number, own_seed)
    truth.set_property("gt_unit_locations", cells.locations_um)
    phases = cells.array.shape[3] if cells.array.ndim == 4 else None
    spikes = truth.count_total_num_spikes()
    if phases is not None and upsample_vector is None:
        upsample_vector = rng.integers(0, phases, spikes)
    factors = _drawn(amplitude_std, spikes, rng) if amplitude_factor is None and amplitude_std else amplitude_factor
    trains = trains_of(truth, phases, factors, upsample_vector)
    moves = _motions(parent, motion, cells.locations_um, positive(drift_step_um, "drift_step_um"), advice)
    segments = []
    for segment, train, move in zip(parent.segments, trains, moves, strict=True):
        source, moved = cells.source(move, parent.positions_um)
        window = cells.num_before, cells.array.shape[1], parent.fs
        resting = 0 if moved is None else moved.resting_step
        segments.append(inject(segment, Injection(train, source, *window, moved, resting)))
    ids, gains, offsets = channels_of(recording, None)
    hybrid = RawRecording(segments, parent.fs, ids, parent.probe, gains, offsets)
    steps = None if moves[0] is None else moves[0].steps_um
    added = segments[0].injections[-1]
    hybrid.true_templates = TrueTemplates(added, truth.unit_ids, cells.array, phases, steps)
    for sentence in advice:
        warnings.warn(sentence, stacklevel=3)
    hybrid.annotate(**{**inherited_notes(recording), "advice": tuple(advice)})
    return hybrid, truth


@dataclass(frozen=True, eq=False)
class _Parent:
    """The recording that units are added to, as far as the steps below look at it."""

    segments: tuple[Any, ...]
    fs: float
    probe: Any
    positions_um: NDArray[np.float64]
    gains: NDArray[np.float64] | None

    @classmethod
    def of(cls, recording: Any) -> _Parent:
        segments = read_segments(recording, "recording")
        if (probe := probe_of(recording)) is None:
            raise ValueError("recording has no probe: set one with the channel locations")
        gains = recording.get_channel_gains()
        positions = planar(probe.contact_positions)
        if len(positions) != recording.get_num_channels():
            raise ValueError(
                f"recording has {recording.get_num_channels()} channels, but its probe has {len(positions)}"
            )
        fs = float(recording.get_sampling_frequency())
        return cls(segments, fs, probe, positions, None if gains is None else np.asarray(gains, dtype=np.float64))

    @property
    def durations_s(self) -> list[float]:
        return [segment.num_samples / self.fs for segment in self.segments]

    def in_steps(self, templates_uv: NDArray[Any]) -> NDArray[Any]:
        """Turn µV into the recording's steps: a difference of potentials has no offset."""
        if self.gains is None:
            return templates_uv
        gains = self.gains if templates_uv.ndim == 3 else self.gains[:, np.newaxis]
        return templates_uv / gains


@dataclass(frozen=True, eq=False)
class _Cells:
    """What the added units look like, in the recording's steps, and where they stand."""

    array: NDArray[Any]
    num_before: int
    locations_um: NDArray[Any]

    def source(self, motion: Motion | None, positions_um: NDArray[np.float64]) -> tuple[TemplateSource, Motion | None]:
        """Return what gives templates, and the motion of everything that has one: each phase of a unit."""
        if motion is None:
            return ArrayTemplates.of(self.array), None
        phases = self.array[..., np.newaxis] if self.array.ndim == 3 else self.array
        flat = np.moveaxis(phases, 3, 1).reshape(-1, *self.array.shape[1:3])
        moved = replace(motion, factors=np.repeat(motion.factors, phases.shape[3], axis=0))
        maker = MovedTemplates(flat, Interpolator(positions_um), positions_um)
        return keep_templates(maker, motion.steps_um), moved


def _number_of_units(sorting: Any, templates: Any, keywords: Mapping[str, Any]) -> int:
    given = [
        int(number)
        for number in (
            None if templates is None else Templates.of(templates).num_units,
            None if sorting is None else len(sorting.unit_ids),
        )
        if number is not None
    ]
    if len(set(given)) > 1:
        raise ValueError(f"templates has {given[0]} units, but sorting has {given[1]}")
    if given:
        return given[0]
    if not keywords or "num_units" not in keywords:
        raise ValueError("generate_sorting_kwargs needs num_units if neither sorting nor templates are given")
    return whole_number(keywords["num_units"], "num_units")


def _made(
    parent: _Parent,
    number: int,
    locations: Any,
    seed: int,
    upsample_factor: int | None,
    location_keywords: Mapping[str, Any],
    template_keywords: Mapping[str, Any],
) -> _Cells:
    if locations is None:
        locations = called_with(
            generate_unit_locations, "generate_unit_locations_kwargs", {"seed": seed, **location_keywords},
            num_units=number, channel_locations=parent.positions_um,
        )  # fmt: skip
    placed = solid(locations, number)
    if missing := [name for name in ("ms_before", "ms_after") if name not in template_keywords]:
        raise ValueError(f"generate_templates_kwargs needs {' and '.join(missing)}")
    kind = parent.segments[0].background.dtype
    array = called_with(
        generate_templates, "generate_templates_kwargs",
        {"dtype": kind if kind.kind == "f" else "float32", **template_keywords},
        channel_locations=parent.positions_um, units_locations=placed, sampling_frequency=parent.fs,
        seed=seed, upsample_factor=upsample_factor,
    )  # fmt: skip
    return _Cells(parent.in_steps(array), round(template_keywords["ms_before"] * parent.fs / 1000.0), placed)


def _given(parent: _Parent, templates: Templates, locations: Any, scaled: bool, advice: list[str]) -> _Cells:
    if templates.num_channels != len(parent.positions_um):
        raise ValueError(
            f"templates have {templates.num_channels} channels, the recording {len(parent.positions_um)}: "
            "choose channels with select_channels, or interpolate them with interpolate_templates"
        )
    if abs(templates.sampling_frequency / parent.fs - 1) > SAME_RATE:
        rates = f"{templates.sampling_frequency:g} Hz, the recording at {parent.fs:g} Hz"
        advice.append(f"templates are sampled at {rates}: they are resampled, band-limited")
        templates = templates.resample(parent.fs)
    array, own = templates.get_dense_templates(), planar(templates.get_channel_locations())
    shift = parent.positions_um[0] - own[0]
    located = solid(locations, templates.num_units) if locations is not None else locate_templates(array, own)
    if (empty := np.flatnonzero(~np.isfinite(located).all(axis=1))).size:
        raise ValueError(
            f"template {empty[0]} has no location, because it is zero everywhere: remove it or give unit_locations"
        )
    if locations is None:
        located[:, :2] += shift
    if not np.allclose(own + shift, parent.positions_um):
        advice.append("templates and recording have different probes: templates are interpolated")
        array = applied(Interpolator(own + shift).operator(parent.positions_um), array)
    _advise_on_edges(array, advice)
    return _Cells(parent.in_steps(array) if scaled else array, templates.nbefore, located)


def _advise_on_edges(array: NDArray[Any], advice: list[str]) -> None:
    ends, peaks = np.abs(array[:, [0, -1]]).max(axis=(1, 2)), np.abs(array).max(axis=(1, 2))
    if (cut := np.flatnonzero(ends > 0.1 * peaks)).size:
        named = ", ".join(map(str, cut[:10])) + (" and more" if cut.size > 10 else "")
        advice.append(f"templates {named} are truncated (above a tenth of their peak at an end): lengthen their window")


def _sorting(parent: _Parent, sorting: Any, keywords: Mapping[str, Any], number: int, seed: int) -> Sorting:
    if sorting is None:
        return called_with(
            generate_sorting, "generate_sorting_kwargs",
            {key: value for key, value in keywords.items() if key not in ("num_units", "seed")},
            num_units=number, durations=parent.durations_s, sampling_frequency=parent.fs, seed=seed,
        )  # fmt: skip
    read = read_sorting(sorting)
    if read.sampling_frequency != parent.fs:
        raise ValueError(f"sorting has a sampling frequency of {read.sampling_frequency:g} Hz, not {parent.fs:g} Hz")
    if read.get_num_segments() != len(parent.segments):
        raise ValueError(f"sorting has {read.get_num_segments()} segments, the recording {len(parent.segments)}")
    if message := lost_spikes(read, [segment.num_samples for segment in parent.segments]):
        raise ValueError(message)
    return read


def _drawn(std: float, number: int, rng: np.random.Generator) -> NDArray[np.float64]:
    if not 0 < std < np.inf:
        raise ValueError(f"amplitude_std must be at least 0, not {std!r}")
    return rng.normal(1, std, number)


def _motions(
    parent: _Parent, motion: Any, locations: NDArray[Any], step_um: float, advice: list[str]
) -> list[Motion | None]:
    """Return the motion of the units in every segment, or None where nothing moves."""
    if motion is None:
        advice.append("no motion is given: the added units do not move, even if the recording drifts")
        return [None] * len(parent.segments)
    both = motion if isinstance(motion, Sequence) else [motion]
    measured = [read_motion(one) for one in both]
    if wrong := [len(one) for one in measured if len(one) != len(parent.segments)]:
        raise ValueError(f"motion has {wrong[0]} segments, the recording {len(parent.segments)}")
    steps = _steps(measured, step_um)
    rate = _rate_hz(measured)
    return [
        motion_of_units([one[index] for one in measured], locations, duration, rate, steps, segment.t_start)
        for index, (segment, duration) in enumerate(zip(parent.segments, parent.durations_s, strict=True))
    ]


def _steps(measured: list[list[MeasuredMotion]], step_um: float) -> NDArray[np.float64]:
    """Return the reference's steps along one axis, a grid along two."""
    if len(measured) > 1:
        return steps_covering([part for one in measured for part in one], step_um)
    [one] = measured
    axis = AXES.index(one[0].axis)
    values = np.concatenate([part.displacement_um.ravel() for part in one])
    ends = np.zeros((2, 2))
    ends[:, axis] = values.min(), values.max()
    return linear_steps(ends[0], ends[1], max(1, int((ends[1] - ends[0])[axis] / step_um)))


def _rate_hz(measured: list[list[MeasuredMotion]]) -> float:
    gaps = [np.diff(part.times_s).min() for one in measured for part in one if part.times_s.size > 1]
    return float(1.0 / min(gaps)) if gaps else 1.0
