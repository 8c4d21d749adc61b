"""Lazy hybrid recordings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..advice import Advice
from ..backgrounds import RawRecording, RecordingBackground
from ..base import ConfigError, Problem
from ..cache import once, the_cache
from ..file_version import FileVersion, file_version
from ..kept import keep_blocks, keep_templates
from ..motion import Motion
from ..motion_bins import Clock
from ..paths import located
from ..provenance import Provenance, configured
from ..recording import Background, Injection, Recording
from ..rules import train_rules
from ..simulation import Simulation
from ..sorting import Sorting
from ..spacing import nearest_channel
from ..spikes import SpikeTrains, expected_spikes, make_spikes
from ..summaries import LOOK, HasSummary, Summary, names_of
from ..template_set import Templates
from ..true_templates import TrueTemplates
from .advice import advice_on
from .config import HybridConfig
from .motion import StillMotion, move_units, remarks_on_motion
from .noise_levels import check_samples, noise_levels_uv
from .placed import PlacedTemplates
from .placing import Site, place_units
from .reading import read_templates
from .source_advice import advice_on_source
from .sources import open_source

if TYPE_CHECKING:
    from probeinterface import Probe

    from ..library import Library

R = TypeVar("R")
INDEX = "templates.csv"


class Hybrid(HasSummary):
    """Lazy hybrid recording of a configuration: known units added to a background.

    Parameters
    ----------
    config : HybridConfig
        What to add to which recording.
    background : recording, optional
        A recording in memory, ours or SpikeInterface's, instead of the configured source.
    library : Library, optional
        An open library, instead of the configured one.

    Examples
    --------
    >>> from driftscope.hybrid import Hybrid, HybridConfig
    >>> hybrid = Hybrid(HybridConfig())
    >>> hybrid.recording
    Recording: 96 channels - 30 kHz - 60 s - float32 in µV
    """

    def __init__(self, config: HybridConfig, background: Any = None, library: Library | None = None) -> None:
        self.config = config
        self._given_background, self._given_library = background, library
        self._versions = (
            config.source.state() if background is None else _Same(background),
            _index_state(config.library) if library is None else _Same(library),
            config.motion.state(),
        )

    def __repr__(self) -> str:
        facts = self.summary().facts
        return f"Hybrid: {facts['Added units']} - onto {facts['Recording']} - motion: {facts['Motion']}"

    def summary(self) -> Summary:
        """Return a summary of the configuration without opening any files."""
        c = self.config
        facts = {
            "Added units": f"{len(c.units)} units",
            "Datasets": names_of(dict.fromkeys(unit.dataset for unit in c.units)),
            "Library": "in memory" if self._given_library is not None else c.to_dict()["library"],
            "Recording": "one in memory" if self._given_background is not None else c.source.kind,
            "Segment": str(c.segment_index),
            "Motion": c.motion.kind,
            "Random streams": f"{c.streams}, seed {c.seed}",
            "Results": "background, recording, static, sorting, templates, motion, locations_um, advice",
        }
        return Summary("Hybrid", facts, (LOOK,))

    def _stage(self, name: str, make: Callable[[], R], *depends: Any) -> R:
        """Keep a stage's result by what it depends on, among it the versions of the files."""
        return the_cache().get((f"hybrid.{name}", self._versions, *depends), make, lasting=True)

    @property
    def is_in_memory(self) -> bool:
        """Whether a background or library was passed as an object, so the configuration alone is incomplete."""
        return self._given_background is not None or self._given_library is not None

    @once
    def raw_background(self) -> RawRecording:
        """Original recording in its own integer steps; read-only."""
        source = self.config.source
        opened = self._stage("background", lambda: open_source(source, self._given_background), source)
        if opened.provenance is None:
            opened.provenance = self._provenance("raw_background")
        return opened

    @once
    def background(self) -> Recording:
        """Original recording: the chosen segment, in µV.

        Raises
        ------
        ConfigError
            When it cannot be opened, has no probe, no such segment, or NaN or infinite samples.
        """
        raw, index = self.raw_background, self.config.segment_index
        problems = []
        if index >= raw.get_num_segments():
            message = f"the recording has {raw.get_num_segments()} segments, numbered from 0"
            problems.append(Problem("segment_index", message, index))
        if not raw.has_probe():
            problems.append(Problem("source.probe", "the recording has no channel locations: set a probe"))
        if problems:
            raise ConfigError(problems)
        whole = raw.in_uv()
        if raw.dtype.kind == "f":
            key = self.config.source, index
            self._stage("numbers", lambda: check_samples(whole, index), *key)
        background = Recording([whole.segments[index]], whole.sampling_frequency, whole.channel_ids, raw.get_probe())
        background.provenance = self._provenance("background")
        return background

    @property
    def probe(self) -> Probe:
        """The recording's probe."""
        return self.background.get_probe()

    @property
    def contact_positions_um(self) -> NDArray[np.float64]:
        """Positions of the channels, shape (channels, 2), in µm."""
        return self.background.get_channel_locations()

    @once
    def noise_levels_uv(self) -> NDArray[np.float64]:
        """The background's noise level on every channel, in µV."""
        c = self.config
        return self._stage("noise", lambda: noise_levels_uv(self.background), c.source, c.segment_index)

    @once
    def library(self) -> Library:
        """Template library."""
        from ..library import open_library

        if self._given_library is not None:
            return self._given_library
        return self._stage("library", lambda: open_library(self.config.library), self.config.library)

    @once
    def placed(self) -> PlacedTemplates:
        """Templates of the added units at any displacement."""
        c = self.config
        return self._stage(
            "placed",
            lambda: place_units(
                c.units, read_templates(c.units, self._read, self._versions[1]),
                Site(self.contact_positions_um, self.background.sampling_frequency, c.interpolation, c.taper_ms),
                lambda: self.noise_levels_uv,
            ),
            c.source, c.segment_index, c.library, c.units, c.interpolation, c.taper_ms,
        )  # fmt: skip

    def _read(self, dataset: str, indices: list[int]) -> Templates:
        try:
            return self.library.read({"dataset": [dataset] * len(indices), "template_index": indices})
        except ConfigError as error:
            first = next(number for number, unit in enumerate(self.config.units) if unit.dataset == dataset)
            said = [f"{one.path}: {one.message}" if one.path else one.message for one in error.problems]
            raise ConfigError([Problem(f"units.{first}.dataset", one, dataset) for one in said]) from None

    @once
    def templates(self) -> Templates:
        """Templates of the added units at rest on the recording's channels, in µV, with dataset and index."""
        return Templates(
            self.placed.at_rest, self.placed.sampling_frequency_hz, self.placed.num_before,
            channel_ids=self.background.channel_ids, unit_ids=self._unit_ids, probe=self.probe,
            table=self._identities(),
        )  # fmt: skip

    def _identities(self) -> dict[str, NDArray[Any]]:
        units = self.config.units
        return {
            "dataset": np.array([unit.dataset for unit in units]),
            "template_index": np.array([unit.template_index for unit in units]),
            "peak_uv": self.placed.peaks_uv.astype(np.float32),
            "depth_um": self.locations_um[:, 1],
        }

    @property
    def _unit_ids(self) -> NDArray[Any]:
        return np.array([str(unit) for unit in range(len(self.config.units))])

    @property
    def locations_um(self) -> NDArray[np.float64]:
        """Positions of the added units, shape (units, 3), in µm."""
        return self.placed.locations_um

    @property
    def simulation(self) -> Simulation | None:
        """Simulation behind a generated background; None for a real recording."""
        return None if self._given_background is not None else self.config.source.simulation

    @once
    def motion(self) -> Motion:
        """Motion of the added units."""
        c = self.config
        return self._stage(
            "motion",
            lambda: replace(
                move_units(c.motion, self.locations_um, self.background, c.segment_index, self.simulation, c.random),
                locations_um=self.locations_um,
                clock=Clock(
                    self.background.get_start_time(),
                    self.background.sampling_frequency,
                    self.background.get_time_vector(),
                ),
            ),
            c.motion, c.source, c.segment_index, c.library, c.units, c.random,
        )  # fmt: skip

    @once
    def spikes(self) -> SpikeTrains:
        """Spike trains of the added units."""
        c, background = self.config, self.background
        fs, length = background.sampling_frequency, background.get_num_samples()
        if problems := list(train_rules(c.spikes, len(c.units), length / fs)):
            raise ConfigError(problems)
        duration_s = (length + 0.5) / fs  # half a sample more: whatever rounds, no sample is lost
        return self._stage(
            "spikes",
            lambda: keep_blocks(make_spikes(c.spikes, len(c.units), duration_s, fs, c.random)),
            c.spikes, len(c.units), length, fs, c.random,
        )  # fmt: skip

    @property
    def expected_spikes(self) -> float:
        """Expected number of added spikes, estimated without drawing them."""
        return expected_spikes(self.config.spikes, len(self.config.units), self.background.get_duration())

    @property
    def noise(self) -> Background:
        """Everything except the added spikes: the original recording."""
        return RecordingBackground(self.background, 0)

    @once
    def recording(self) -> Recording:
        """The recording with the added units, in µV."""
        return self._with_units(moving=True)

    @property
    def before(self) -> Recording:
        """Alias of ``background``."""
        return self.background

    @property
    def after(self) -> Recording:
        """Alias of ``recording``."""
        return self.recording

    @property
    def drifting(self) -> Recording:
        """Recording with the added units, drifting; counterpart of ``static``."""
        return self.recording

    @once
    def static(self) -> Recording:
        """Recording with the same added units at rest."""
        return self._with_units(moving=False)

    def _with_units(self, *, moving: bool) -> Recording:
        [segment] = self.background.segments
        added = replace(segment, injections=(*segment.injections, self.injection(moving=moving)))
        hybrid = Recording([added], self.background.sampling_frequency, self.background.channel_ids, self.probe)
        hybrid.annotate(advice=tuple(str(one) for one in self.advice))
        hybrid.provenance = self._provenance("recording" if moving else "static")
        hybrid.true_templates = TrueTemplates(added.injections[-1], self._unit_ids, steps_um=self.motion.steps_um)
        return hybrid

    def _provenance(self, output: str) -> Provenance | None:
        return None if self.is_in_memory else configured("Hybrid", self.config.to_dict(), output)

    def injection(self, *, moving: bool) -> Injection:
        """Return the added spikes with their templates, moving or at rest."""
        placed, motion = self.placed, self.motion
        return Injection(
            self.spikes, keep_templates(placed, motion.steps_um), placed.num_before, placed.num_samples,
            self.background.sampling_frequency, motion if moving else None, motion.resting_step,
        )  # fmt: skip

    @once
    def sorting(self) -> Sorting:
        """Sorting of the added spikes, with unit locations, main channels, and template datasets and indices."""
        sorting = Sorting([self.spikes.all()], self.background.sampling_frequency, self._unit_ids)
        sorting.annotate(name="GroundTruthSorting")
        sorting.t_starts = (self.background.get_start_time(),)
        sorting.time_vectors = (self.background.get_time_vector(),)
        sorting.set_property("gt_unit_locations", self.locations_um)
        sorting.set_property("max_channel_index", nearest_channel(self.locations_um, self.contact_positions_um))
        identities = self._identities()
        for name in ("dataset", "template_index", "peak_uv"):
            sorting.set_property(name, identities[name])
        sorting.provenance = self._provenance("sorting")
        return sorting

    @once
    def advice(self) -> tuple[Advice, ...]:
        """Possible improvements, each with a suggested change where there is one."""
        found = list(advice_on_source(self.config, self.raw_background))
        found += remarks_on_motion(self.config.motion, self.background, self.config.segment_index)
        found += advice_on(self.placed)
        if isinstance(self.config.motion, StillMotion):
            message = "the added units do not move: check that the recording does not drift, or give its motion"
            with_tissue = {} if self.simulation is None else {"motion": {"kind": "source"}}
            remedy = "Move with the tissue" if with_tissue else ""
            found.append(Advice("motion.kind", message, "still", remedy, with_tissue))
        return tuple(found)

    def problems(self) -> tuple[Problem, ...]:
        """Run every stage and return all problems that prevent the recording from being generated."""
        found: dict[Problem, None] = {}
        for stage in ("background", "spikes", "placed", "motion"):
            try:
                getattr(self, stage)
            except ConfigError as error:
                found |= dict.fromkeys(error.problems)
            except ValueError as error:
                found[Problem(stage, str(error))] = None
        return tuple(found)


class _Same:
    """Stands for one object in the cache's keys: equal to itself only, and keeps it alive."""

    def __init__(self, held: Any) -> None:
        self.held = held

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.held is self.held

    def __hash__(self) -> int:
        return id(self.held)


def _index_state(library: str) -> tuple[str, FileVersion]:
    """Return where templates are and the version of a folder's index of them, so that a changed one is read again."""
    return library, file_version(located(library) / INDEX)
