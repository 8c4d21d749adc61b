"""The stage graph: what depends on what, with the only cache.

To learn what a result depends on, read the signatures of the functions below.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from .advice import Advice, advice_on
from .base import ConfigError, Problem
from .cache import once, the_cache
from .config import SimulationConfig
from .file_version import FileVersion, file_version
from .kept import correlation_of_contacts, keep_blocks, keep_templates, kept_background
from .motion import FieldMotion, FolderMotion, Motion, MotionConfig, files_state, make_motion
from .motion_bins import Clock
from .motion_fit import problems_of_fit
from .noise import NoiseConfig, make_noise
from .paths import located
from .probe import FileProbe, ProbeConfig, build_probe, contact_positions_um
from .provenance import configured
from .recording import Injection, NoiseBackground, Recording, Segment
from .sorting import Sorting
from .spacing import nearest_channel
from .spikes import SpikesConfig, SpikeTrains, expected_spikes, make_spikes
from .streams import Streams
from .summaries import LOOK, HasSummary, Summary
from .template_set import Templates
from .templates import (
    DRAWN,
    TemplateMaker,
    TemplatesConfig,
    UnitParameters,
    draw_unit_parameters,
    make_template_maker,
)
from .true_templates import TrueTemplates
from .units import Locations, UnitsConfig, place_units

if TYPE_CHECKING:
    from probeinterface import Probe

P = ParamSpec("P")
R = TypeVar("R")


def _stage(function: Callable[P, R]) -> Callable[P, R]:
    """Keep a stage's result by its arguments."""

    @wraps(function)
    def kept(*args: P.args, **kwargs: P.kwargs) -> R:
        return the_cache().get((function.__name__, *args), lambda: function(*args, **kwargs), lasting=True)

    return kept


@_stage
def _probe(config: ProbeConfig, version: FileVersion) -> Probe:
    return build_probe(config)


@_stage
def _positions(config: ProbeConfig, version: FileVersion) -> NDArray[np.float64]:
    return contact_positions_um(_probe(config, version))


@_stage
def _units(units: UnitsConfig, probe: ProbeConfig, version: FileVersion, streams: Streams) -> Locations:
    return place_units(units, _positions(probe, version), streams)


@_stage
def _motion(
    motion: MotionConfig,
    duration_s: float,
    units: UnitsConfig,
    probe: ProbeConfig,
    version: FileVersion,
    streams: Streams,
    motion_files: Hashable,
) -> Motion:
    _refuse_misfits(motion, duration_s, _positions(probe, version))
    locations_um = _units(units, probe, version, streams)
    made = make_motion(motion, locations_um, duration_s, streams)
    return replace(made, locations_um=locations_um)


def _refuse_misfits(motion: MotionConfig, duration_s: float, contacts_um: NDArray[np.float64]) -> None:
    """Raise a ConfigError when a motion of given times and depths is not one of this recording."""
    for index, part in enumerate(motion.components):
        if not isinstance(part, (FieldMotion, FolderMotion)) or not part.enabled:
            continue
        path = f"motion.components.{index}"
        try:
            problems = problems_of_fit(part.measured(), (0.0, duration_s), contacts_um)
        except ConfigError as error:
            problems = list(error.problems)
        if isinstance(part, FolderMotion):
            problems = [Problem("path", one.message, str(part.path)) for one in problems]
        if problems:
            raise ConfigError([Problem(f"{path}.{one.path}", one.message, one.given) for one in problems])


@_stage
def _on_clock(motion: Motion, fs: float) -> Motion:
    return replace(motion, clock=Clock(0.0, fs))


@_stage
def _parameters(templates: TemplatesConfig, num_units: int, streams: Streams) -> UnitParameters:
    return draw_unit_parameters(templates, num_units, streams)


@_stage
def _maker(
    templates: TemplatesConfig,
    fs: float,
    units: UnitsConfig,
    probe: ProbeConfig,
    version: FileVersion,
    streams: Streams,
) -> TemplateMaker:
    parameters = _parameters(templates, units.num_units, streams)
    return make_template_maker(
        templates, parameters, _units(units, probe, version, streams), _positions(probe, version), fs
    )


@_stage
def _spikes(spikes: SpikesConfig, num_units: int, duration_s: float, fs: float, streams: Streams) -> SpikeTrains:
    return keep_blocks(make_spikes(spikes, num_units, duration_s, fs, streams))


@_stage
def _noise(
    noise: NoiseConfig, fs: float, probe: ProbeConfig, version: FileVersion, streams: Streams
) -> NoiseBackground:
    return kept_background(make_noise(noise, _positions(probe, version), fs, streams, correlation_of_contacts))


class Simulation(HasSummary):
    """Lazy simulation of a configuration: recordings, spikes, units, templates and motion.

    Parameters
    ----------
    config : SimulationConfig
        What to generate.

    Examples
    --------
    >>> from driftscope import Simulation, SimulationConfig
    >>> simulation = Simulation(SimulationConfig(duration_s=20.0))
    >>> simulation.drifting.get_traces(start_frame=0, end_frame=300).shape
    (300, 128)
    """

    def __init__(self, config: SimulationConfig) -> None:
        self.config = config
        self._streams = config.random
        self._probe_version = _probe_file_version(config.probe)

    def __reduce__(self) -> tuple[type[Simulation], tuple[SimulationConfig]]:
        """Travel to another process as the configuration, from which everything follows."""
        return type(self), (self.config,)

    def __repr__(self) -> str:
        facts = self.summary().facts
        return f"Simulation: {facts['Units']} - {facts['Channels']} - {facts['Length']} - {facts['Motion']}"

    def summary(self) -> Summary:
        """Return a summary of the configuration; only the probe is computed."""
        c = self.config
        moving = [part.kind for part in c.motion.components if part.enabled]
        try:
            channels = f"{len(self.contact_positions_um)} channels ({c.probe.kind})"
        except ConfigError:
            channels = f"a probe that cannot be read ({c.probe.kind})"
        facts = {
            "Units": f"{c.units.num_units} units",
            "Channels": channels,
            "Length": f"{c.duration_s:g} s at {c.sampling_frequency_hz / 1000:g} kHz",
            "Motion": ", ".join(moving) or "no motion",
            "Limits of the motion": f"{list(c.motion.start_um)} to {list(c.motion.stop_um)} µm in x and y",
            "Random streams": f"{c.streams}, seed {c.seed}",
            "Results": "static, drifting, sorting, spikes, motion, locations_um, template_maker",
        }
        return Summary("Simulation", facts, (LOOK,))

    @property
    def probe(self) -> Probe:
        """The probe, wired in order."""
        return deepcopy(_probe(self.config.probe, self._probe_version))

    @property
    def contact_positions_um(self) -> NDArray[np.float64]:
        """Positions of the contacts, shape (channels, 2), in µm."""
        return _positions(self.config.probe, self._probe_version)

    @property
    def locations_um(self) -> Locations:
        """Positions of the units, shape (units, 3), in µm."""
        return _units(self.config.units, self.config.probe, self._probe_version, self._streams)

    @property
    def motion(self) -> Motion:
        """Motion of the units."""
        c = self.config
        files = files_state(c.motion)
        motion = _motion(c.motion, c.duration_s, c.units, c.probe, self._probe_version, self._streams, files)
        return _on_clock(motion, c.sampling_frequency_hz)

    @property
    def unit_parameters(self) -> UnitParameters:
        """Template parameters of every unit."""
        return _parameters(self.config.templates, self.config.units.num_units, self._streams)

    @property
    def template_maker(self) -> TemplateMaker:
        """Function object that computes the template of a unit at a displacement."""
        c = self.config
        return _maker(c.templates, c.sampling_frequency_hz, c.units, c.probe, self._probe_version, self._streams)

    @property
    def spikes(self) -> SpikeTrains:
        """Spike trains of the units."""
        c = self.config
        return _spikes(c.spikes, c.units.num_units, c.duration_s, c.sampling_frequency_hz, self._streams)

    @property
    def noise(self) -> NoiseBackground:
        """Background noise."""
        c = self.config
        return _noise(c.noise, c.sampling_frequency_hz, c.probe, self._probe_version, self._streams)

    @property
    def noise_levels_uv(self) -> NDArray[np.float64]:
        """Standard deviation of the noise on every channel, shape (channels,), in µV."""
        return self.noise.noise.levels_uv

    @once
    def static(self) -> Recording:
        """Static recording: the units do not move."""
        return self._recording(moving=False)

    @once
    def drifting(self) -> Recording:
        """Drifting recording, with the same units, spikes and noise as the static one."""
        return self._recording(moving=True)

    @property
    def before(self) -> Recording:
        """Alias of the static recording."""
        return self.static

    @property
    def after(self) -> Recording:
        """Drifting recording."""
        return self.drifting

    @once
    def templates(self) -> Templates:
        """Templates at rest on all channels, in µV, with their parameters."""
        maker, parameters = self.template_maker, self.unit_parameters
        units = range(self.config.units.num_units)
        dense = np.zeros((len(units), maker.num_samples, len(self.contact_positions_um)), dtype=np.float32)
        for unit in units:
            dense[unit] = maker.dense(unit)
        table = {name: getattr(parameters, name) for name in DRAWN} | {"depth_um": self.locations_um[:, 1]}
        return Templates(
            dense, maker.sampling_frequency_hz, maker.num_before, channel_ids=self.static.channel_ids,
            unit_ids=np.array([str(unit) for unit in units]), probe=self.probe, table=table,
        )  # fmt: skip

    @once
    def sorting(self) -> Sorting:
        """Ground-truth sorting, with the unit properties ``gt_unit_locations`` and ``max_channel_index``."""
        sorting = Sorting([self.spikes.all()], self.config.sampling_frequency_hz, self._unit_ids)
        sorting.annotate(name="GroundTruthSorting")
        sorting.set_property("gt_unit_locations", self.locations_um)
        sorting.set_property("max_channel_index", nearest_channel(self.locations_um, self.contact_positions_um))
        sorting.provenance = configured("Simulation", self.config.to_dict(), "sorting")
        return sorting

    @property
    def _unit_ids(self) -> list[str]:
        return [str(unit) for unit in range(self.config.units.num_units)]

    @property
    def expected_spikes(self) -> float:
        """Expected number of spikes in the recording, estimated without drawing them."""
        return expected_spikes(self.config.spikes, self.config.units.num_units, self.config.duration_s)

    @once
    def advice(self) -> tuple[Advice, ...]:
        """Valid but implausible settings, each with a suggested change."""
        return tuple(advice_on(self.config, self.locations_um, self.contact_positions_um))

    def injection(self, *, moving: bool) -> Injection:
        """Return the spikes with their templates, moving or at rest."""
        maker, motion = self.template_maker, self.motion
        return Injection(
            self.spikes,
            keep_templates(maker, motion.steps_um),
            maker.num_before,
            maker.num_samples,
            self.config.sampling_frequency_hz,
            motion if moving else None,
            motion.resting_step,
        )

    def _recording(self, *, moving: bool) -> Recording:
        segment = Segment(self.noise, self.config.num_samples, (self.injection(moving=moving),))
        channel_ids = [str(channel) for channel in range(len(self.contact_positions_um))]
        recording = Recording([segment], self.config.sampling_frequency_hz, channel_ids, self.probe)
        recording.provenance = configured("Simulation", self.config.to_dict(), "drifting" if moving else "static")
        recording.true_templates = TrueTemplates(segment.injections[-1], self._unit_ids, steps_um=self.motion.steps_um)
        return recording


def _probe_file_version(probe: ProbeConfig) -> FileVersion:
    """Return the version of a probe's file, so that an edited file is read again; None for other probes."""
    return file_version(located(probe.path)) if isinstance(probe, FileProbe) else None
