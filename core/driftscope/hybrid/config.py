"""A hybrid recording, described completely."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Self

from pydantic import model_validator

from ..base import Problem, as_validation_error, parameter
from ..config import FileConfig
from ..interpolation import Method
from ..rules import per_unit_rules, rate_change_rules, rate_rules, train_rules
from ..spikes import SpikesConfig
from ..streams import StreamKind, Streams, stream
from .motion import HybridMotionConfig, SourceMotion
from .sources import SampleSource, SimulationSource, SourceConfig
from .units import HybridUnit

SAMPLE_UNITS = tuple(
    HybridUnit(dataset="sample_neuropixels1_visual.zarr", template_index=index) for index in (1, 5, 9, 13, 17)
)


class HybridConfig(FileConfig):
    """Known units in a real recording: the same configuration always makes the same samples."""

    version: Literal[1] = parameter(1, "Version of the file format.")
    source: SourceConfig = parameter(SampleSource(), "The recording that units are added to.")
    segment_index: int = parameter(0, "Index of the segment, from 0.", label="Segment", ge=0, le=10_000, span=(0, 10))
    library: str = parameter(
        "sample",
        'Where the templates come from: "sample", a folder, or an address such as s3://spikeinterface-template-database.',
        label="Template library",
    )
    units: tuple[HybridUnit, ...] = parameter(SAMPLE_UNITS, "The units to add.")
    spikes: SpikesConfig = parameter(SpikesConfig(amplitude_std=0.05), "Spike trains of the added units.")
    motion: HybridMotionConfig = parameter(SourceMotion(), "Motion of the added units.")
    interpolation: Method = parameter(
        "cubic", "How templates are interpolated between contacts when units move.", label="Interpolation"
    )
    taper_ms: float = parameter(
        0.0,
        "Duration over which both ends of each template are faded to zero.",
        label="Taper",
        unit="ms",
        ge=0,
        le=20,
        span=(0, 2),
    )
    seed: int = parameter(0, "Seed of all random numbers.", label="Seed", ge=0, le=2**63 - 1, span=(0, 100))
    streams: StreamKind = parameter(
        "independent",
        "Independent random numbers for each stage, or SpikeInterface's, where every stage starts from the same seed.",
        label="Random streams",
    )

    @model_validator(mode="after")
    def _with_rules(self) -> Self:
        if found := list(_rules(self)):
            raise as_validation_error(type(self).__name__, found)
        return self

    @property
    def random(self) -> Streams:
        """The streams that all stages draw from; independent ones also of a generated background with this seed."""
        if self.streams == "spikeinterface":
            return Streams(self.seed, self.streams)
        return Streams(int(stream(self.seed, "hybrid").integers(2**63)), self.streams)

    def sealed(self) -> Self:
        """Return the same configuration with checksums of its files, so that others in their place are noticed.

        Raises
        ------
        ConfigError
            When a file cannot be read.
        """
        changes: dict[str, Any] = {"source": self.source.with_checksum(), "motion": self.motion.with_checksum()}
        return self.replace(changes)


def _rules(config: HybridConfig) -> Iterator[Problem]:
    number, spikes = len(config.units), config.spikes
    if number == 0:
        yield Problem("units", "there are none: add at least one", 0)
    for index, unit in enumerate(config.units):
        if unit.peak_uv is not None and unit.snr is not None:
            yield Problem(f"units.{index}.snr", "peak_uv is given as well: leave one of them empty", unit.snr)
    yield from per_unit_rules(number, {"spikes.firing_rate_hz": spikes.firing_rate_hz})
    yield from train_rules(spikes, number)
    yield from rate_rules(spikes)
    yield from rate_change_rules(spikes, number, Streams(0, config.streams))
    yield from _motion_rules(config)


def _motion_rules(config: HybridConfig) -> Iterator[Problem]:
    if isinstance(config.motion, SourceMotion) and not isinstance(config.source, (SampleSource, SimulationSource)):
        message = (
            "only a background that this project generated knows its motion: estimate it and give its folder "
            "(kind: folder), give arrays (kind: measured), or let the units rest (kind: still)"
        )
        yield Problem("motion.kind", message, "source")
