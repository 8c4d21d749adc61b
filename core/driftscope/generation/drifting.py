"""Two recordings of the same spikes: one in which the units move, and one in which they do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..cache import once
from ..kept import keep_templates
from ..motion import Motion
from ..recording import Injection, Recording, Segment
from ..sorting import Sorting
from ..spacing import nearest_channel
from ..spikes import WholeTrains
from ..streams import Streams
from ..template_set import Templates
from ..templates import TemplateMaker, make_template_maker
from ..true_templates import TrueTemplates
from .arguments import called_with, fixed_seed, positive, read_segments, read_sorting, whole_number
from .calls import remembered
from .displacements import data_of, motion_from_data, motion_of
from .injection import inject, trains_of
from .locations import generate_unit_locations, planar, solid
from .noise import generate_noise
from .probes import columns_probe, probe_by_name, wired
from .spike_trains import generate_sorting
from .templates import dense_templates, reference_parameters, unit_parameters

if TYPE_CHECKING:
    from probeinterface import Probe

_LOCATIONS = {
    "margin_um": 20.0,
    "minimum_z": 5.0,
    "maximum_z": 45.0,
    "minimum_distance": 18.0,
    "max_iteration": 100,
    "distance_strict": False,
    "distribution": "uniform",
}
_DISPLACEMENT = {
    "displacement_sampling_frequency": 5.0,
    "drift_start_um": [0, 20],
    "drift_stop_um": [0, -20],
    "drift_step_um": 1,
    "motion_list": [
        {
            "drift_mode": "zigzag",
            "non_rigid_gradient": None,
            "t_start_drift": 60.0,
            "t_end_drift": None,
            "period_s": 200,
        },
    ],
}
_TEMPLATES = {
    "ms_before": 1.5,
    "ms_after": 3.0,
    "mode": "ellipsoid",
    "unit_params": {
        "alpha": (100.0, 500.0),
        "spatial_decay": (10, 45),
        "ellipse_shrink": (0.4, 1),
        "ellipse_angle": (0, np.pi * 2),
    },
}
_SORTING = {"firing_rates": (2.0, 8.0), "refractory_period_ms": 4.0}
_NOISE = {"noise_levels": (6.0, 8.0), "spatial_decay": 25.0}


@remembered
def generate_drifting_recording(
    num_units: int = 250,
    duration: float = 600.0,
    sampling_frequency: float = 30000.0,
    probe_name: str = "Neuropixels1-128",
    probe: Probe | None = None,
    generate_probe_kwargs: Mapping[str, Any] | None = None,
    unit_locations: NDArray[Any] | None = None,
    generate_unit_locations_kwargs: Mapping[str, Any] = _LOCATIONS,
    displacement_data: Any = None,
    generate_displacement_vector_kwargs: Mapping[str, Any] = _DISPLACEMENT,
    generate_templates_kwargs: Mapping[str, Any] = _TEMPLATES,
    sorting: Any = None,
    generate_sorting_kwargs: Mapping[str, Any] = _SORTING,
    noise: Any = None,
    generate_noise_kwargs: Mapping[str, Any] = _NOISE,
    amplitude_std: float | None = None,
    amplitude_factor: NDArray[Any] | None = None,
    extra_outputs: bool = False,
    seed: int | None = None,
) -> Any:
    """Generate a static and a drifting recording with the same units, spikes and noise.

    Same arguments, same seed: the same recordings as ``spikeinterface.generation``. Here nothing is held but the
    spikes; templates are made when a window shows them.

    Parameters
    ----------
    num_units : int
        How many units, where no ``sorting`` says it.
    duration : float
        Length in seconds.
    sampling_frequency : float
        Rate in Hz, where no ``sorting`` says it.
    probe_name : str
        Neuropixels1-384, Neuropixels1-128, Neuropixels2-384, Neuropixels2-128, Neuronexus-32, tetrode (all bundled),
        or ``"manufacturer/name"`` of probeinterface's library.
    probe : probeinterface.Probe or None
        A probe of one's own.
    generate_probe_kwargs : mapping or None
        Keywords of ``probeinterface.generate_multi_columns_probe``, instead of a name.
    unit_locations : ndarray, shape (units, 3), or None
        Positions of the units, in µm; drawn when None.
    generate_unit_locations_kwargs : mapping
        Further keywords of ``generate_unit_locations``.
    displacement_data : tuple or None
        What ``generate_displacement_vector`` returned; made when None.
    generate_displacement_vector_kwargs : mapping
        Further keywords of ``generate_displacement_vector``. Its random motions share one seed, see there.
    generate_templates_kwargs : mapping
        Further keywords of ``generate_templates``, ``ms_before`` and ``ms_after`` among them.
    sorting : sorting or None
        The spikes, ours or SpikeInterface's, in one segment; drawn when None.
    generate_sorting_kwargs : mapping
        Further keywords of ``generate_sorting``.
    noise : recording or None
        The background, ours or SpikeInterface's, in one segment; drawn when None.
    generate_noise_kwargs : mapping
        Further keywords of ``generate_noise``.
    amplitude_std : float or None
        Standard deviation of the spikes' amplitudes, as a share; None or zero for none.
    amplitude_factor : ndarray, shape (spikes,), or None
        The amplitude of every spike, instead of drawn ones.
    extra_outputs : bool
        Return more, see below.
    seed : int or None
        Where all draws start.

    Returns
    -------
    static, drifting : Recording
        Lazy, in µV.
    sorting : Sorting
        The spikes, with the properties ``gt_unit_locations`` and ``max_channel_index``. A sorting that was given stays
        as it is.
    extra : dict
        Only with ``extra_outputs``: displacement_vectors, displacement_sampling_frequency, unit_locations,
        displacement_unit_factor, unit_displacements, templates (a `StaticTemplates`) and generate_templates_kwargs
        (with the parameters of every unit).

    Raises
    ------
    ValueError
        When an argument cannot be used or does not fit to another one.

    Examples
    --------
    >>> import driftscope
    >>> static, drifting, sorting = driftscope.generate_drifting_recording(num_units=20, duration=100.0, seed=1)
    >>> drifting
    Recording: 128 channels - 30 kHz - 100 s - float32 in µV
    """
    own_seed, length = fixed_seed(seed), positive(duration, "duration")
    truth = _sorting(sorting, generate_sorting_kwargs, num_units, sampling_frequency, length, own_seed)
    fs, number = truth.sampling_frequency, truth.get_num_units()
    wires = _probe(probe, generate_probe_kwargs, probe_name)
    positions = planar(wires.contact_positions)
    locations = _locations(unit_locations, generate_unit_locations_kwargs, number, positions, own_seed)
    motion = _motion(displacement_data, generate_displacement_vector_kwargs, locations, length, own_seed)
    maker, keywords = _maker(generate_templates_kwargs, locations, positions, fs, own_seed)
    if noise is None:
        noise = called_with(
            generate_noise, "generate_noise_kwargs", generate_noise_kwargs,
            probe=wires, sampling_frequency=fs, durations=[length], seed=own_seed,
        )  # fmt: skip
    background = _background(noise, len(positions), fs, int(length * fs))
    factors = _amplitudes(truth.count_total_num_spikes(), amplitude_factor, amplitude_std, own_seed)
    [train] = trains_of(truth, None, factors, None)
    truth.set_property("gt_unit_locations", locations)
    truth.set_property("max_channel_index", nearest_channel(locations, positions))
    static, drifting = (
        _recording(background, _injection(train, maker, motion, moving), motion, truth, noise.channel_ids, wires)
        for moving in (False, True)
    )
    if not extra_outputs:
        return static, drifting, truth
    templates = StaticTemplates(maker, wires, truth.unit_ids, drifting.channel_ids)
    return static, drifting, truth, _extra(motion, maker, templates, keywords)


def _recording(
    background: Segment, injection: Injection, motion: Motion, truth: Sorting, channel_ids: Any, probe: Probe
) -> Recording:
    recording = Recording([inject(background, injection)], truth.sampling_frequency, channel_ids, probe)
    recording.true_templates = TrueTemplates(injection, truth.unit_ids, steps_um=motion.steps_um)
    return recording


def _extra(motion: Motion, maker: TemplateMaker, templates: Templates, keywords: dict[str, Any]) -> dict[str, Any]:
    displacements, vectors, factors, rate, _ = data_of(motion, motion.sampling_frequency_hz)
    return {
        "displacement_vectors": vectors,
        "displacement_sampling_frequency": rate,
        "unit_locations": maker.locations_um,
        "displacement_unit_factor": factors,
        "unit_displacements": displacements,
        "templates": templates,
        "generate_templates_kwargs": keywords,
    }


class StaticTemplates(Templates):
    """The templates of units at rest, made on all channels when first asked for.

    Parameters
    ----------
    maker : TemplateMaker
        Makes them.
    probe : probeinterface.Probe
        Positions of the channels.
    unit_ids, channel_ids : sequence
        Names.
    """

    def __init__(self, maker: TemplateMaker, probe: Probe, unit_ids: Any, channel_ids: Any) -> None:
        held = {
            "maker": maker,
            "sampling_frequency": maker.sampling_frequency_hz,
            "nbefore": maker.num_before,
            "is_in_uV": True,
            "sparsity_mask": None,
            "unit_ids": np.asarray(unit_ids),
            "channel_ids": np.asarray(channel_ids),
            "probe": probe,
            "table": {},
        }
        for name, value in held.items():
            object.__setattr__(self, name, value)

    maker: TemplateMaker

    @once
    def templates_array(self) -> NDArray[np.float32]:
        """The templates, shape (units, samples, channels), in µV."""
        templates: NDArray[np.float32] = dense_templates(self.maker, np.float32)
        return templates

    @classmethod
    def of(cls, templates: Any) -> Any:
        """Read templates of any origin, which are then held as arrays."""
        return Templates.of(templates)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Any:
        """Read what `to_dict` has returned, as arrays."""
        return Templates.from_dict(data)

    def _with(self, **changes: Any) -> Any:
        return replace(self.at_rest(), **changes)

    @property
    def num_units(self) -> int:
        """Number of units."""
        return self.maker.parameters.num_units

    @property
    def num_samples(self) -> int:
        """How many samples a template has."""
        return self.maker.num_samples

    @property
    def num_channels(self) -> int:
        """Number of channels."""
        return len(self.maker.contact_positions_um)


def _sorting(
    sorting: Any,
    keywords: Mapping[str, Any],
    num_units: int,
    sampling_frequency: float,
    duration: float,
    seed: int,
) -> Sorting:
    if sorting is None:
        return called_with(
            generate_sorting, "generate_sorting_kwargs", keywords,
            num_units=whole_number(num_units, "num_units"), sampling_frequency=sampling_frequency,
            durations=[duration], seed=seed,
        )  # fmt: skip
    read = read_sorting(sorting)
    if read.get_num_segments() != 1:
        raise ValueError(f"sorting has {read.get_num_segments()} segments: give one with a single segment")
    if read.get_num_units() == 0:
        raise ValueError("sorting has no units")
    latest, end = int(read.segments[0].sample_index.max(initial=-1)), int(duration * read.sampling_frequency)
    if latest >= end:
        raise ValueError(f"sorting has a spike at sample {latest}, but the recording ends at {end}: lengthen duration")
    return read


def _probe(probe: Probe | None, keywords: Mapping[str, Any] | None, name: str) -> Probe:
    if probe is not None:
        return wired(probe)
    return probe_by_name(name) if keywords is None else columns_probe(keywords)


def _locations(
    given: Any, keywords: Mapping[str, Any], num_units: int, positions: NDArray[np.float64], seed: int
) -> NDArray[Any]:
    if given is not None:
        return solid(given, num_units)
    return called_with(
        generate_unit_locations, "generate_unit_locations_kwargs", keywords,
        num_units=num_units, channel_locations=positions, seed=seed,
    )  # fmt: skip


def _motion(given: Any, keywords: Mapping[str, Any], locations: NDArray[Any], duration: float, seed: int) -> Motion:
    if given is not None:
        return motion_from_data(given, len(locations), duration)
    return called_with(
        motion_of, "generate_displacement_vector_kwargs", keywords,
        duration=duration, unit_locations=locations, seed=seed,
    )  # fmt: skip


def _maker(
    keywords: Mapping[str, Any],
    locations: NDArray[Any],
    positions: NDArray[np.float64],
    fs: float,
    seed: int,
) -> tuple[TemplateMaker, dict[str, Any]]:
    """Return what makes the templates, and the keywords with every unit's parameters in them."""
    for name in ("ms_before", "ms_after"):
        if name not in keywords:
            raise ValueError(f"generate_templates_kwargs needs {name}")
    if keywords.get("upsample_factor") is not None:
        raise ValueError("generate_templates_kwargs: moving templates have no phases, omit upsample_factor")
    shape = {key: value for key, value in keywords.items() if key not in ("dtype", "upsample_factor", "unit_params")}
    config, parameters = called_with(
        unit_parameters, "generate_templates_kwargs", shape,
        unit_params=keywords.get("unit_params"), num_units=len(locations), seed=seed,
    )  # fmt: skip
    maker = make_template_maker(config, parameters, locations, positions, fs)
    maker.make([0], np.zeros((1, 2)))  # a waveform longer than the window is refused now, not in the first window
    return maker, {**keywords, "unit_params": reference_parameters(config, parameters)}


def _background(noise: Any, num_channels: int, fs: float, num_samples: int) -> Segment:
    segments = read_segments(noise, "noise")
    if len(segments) != 1:
        raise ValueError(f"noise has {len(segments)} segments: give one with a single segment")
    if noise.get_sampling_frequency() != fs:
        raise ValueError(f"noise has a sampling frequency of {noise.get_sampling_frequency():g} Hz, not {fs:g} Hz")
    if noise.get_num_channels() != num_channels:
        raise ValueError(f"noise has {noise.get_num_channels()} channels, but the probe has {num_channels}")
    if segments[0].num_samples != num_samples:
        raise ValueError(f"noise has {segments[0].num_samples} samples, but the recording has {num_samples}")
    return segments[0]


def _amplitudes(number: int, factors: Any, std: float | None, seed: int) -> NDArray[np.float64] | None:
    if factors is not None:
        if np.shape(factors) != (number,):
            raise ValueError(f"amplitude_factor has shape {np.shape(factors)} for {number} spikes")
        return np.asarray(factors, dtype=np.float64)
    if not std:
        return None
    if not 0 < std < np.inf:
        raise ValueError(f"amplitude_std must be at least 0, not {std!r}")
    return Streams(seed, "spikeinterface").generator("spikes.amplitude_std").normal(1, std, number)


def _injection(train: WholeTrains, maker: TemplateMaker, motion: Motion, moving: bool) -> Injection:
    return Injection(
        train,
        keep_templates(maker, motion.steps_um),
        maker.num_before,
        maker.num_samples,
        maker.sampling_frequency_hz,
        motion if moving else None,
        motion.resting_step,
    )
