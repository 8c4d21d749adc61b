"""Configuration of a simulation, its files and its JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import ValidationError, model_validator

from .base import Config, Problem, as_validation_error, parameter, problems_of
from .cost import MACHINE, contact_count, cost_rules
from .motion import MotionConfig
from .noise import NoiseConfig
from .paths import anchored, located
from .probe import NeuropixelsProbe, ProbeConfig
from .rules import (
    channel_rules,
    duration_rules,
    motion_rules,
    per_unit_rules,
    probe_rules,
    rate_change_rules,
    rate_rules,
    template_rules,
    train_rules,
    unit_rules,
)
from .spikes import SpikesConfig
from .streams import StreamKind, Streams
from .templates import DRAWN, TemplatesConfig
from .units import UnitsConfig

VERSION = 1


class FileConfig(Config):
    """A configuration that lives in a file of its own."""

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a configuration from a YAML, JSON or TOML file.

        Parameters
        ----------
        path : str or Path
            A file whose name ends in ``.yaml``, ``.yml``, ``.json`` or ``.toml``. Relative paths in it are looked for
            beside it, and those that are not there in the working folder.

        Raises
        ------
        ConfigError
            When the file cannot be read, is not a configuration, or holds one that is not valid.
        """
        from . import files

        place = located(path)
        return cls.from_dict(anchored(files.read_file(place), place.parent))

    @classmethod
    def from_text(cls, text: str, form: str, name: str = "the text") -> Self:
        """Read a configuration from text in the form ``yaml``, ``json`` or ``toml``.

        Raises
        ------
        ConfigError
            When the text is not of that form, or the configuration is not valid.
        """
        from . import files

        return cls.from_dict(files.read_text(text, form, name))

    def save(self, path: str | Path) -> None:
        """Write the configuration, complete, to a YAML, JSON or TOML file; an existing one is replaced whole.

        Raises
        ------
        ConfigError
            When the file's name has another ending or the file cannot be written.
        """
        from . import files

        files.write_file(Path(path), self.to_dict())

    def to_text(self, form: str) -> str:
        """Return the configuration as text in the form ``yaml``, ``json`` or ``toml``."""
        from . import files

        return files.write_text(self.to_dict(), form)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of configuration files, with units, bounds and sentences."""
        schema = cls.model_json_schema(mode="validation")
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
        _push_bounds_down(schema)
        return schema


class SimulationConfig(FileConfig):
    """Complete configuration of a synthetic recording; equal configurations give equal samples."""

    version: Literal[1] = parameter(1, "Version of the file format.")
    duration_s: float = parameter(
        600.0, "Duration of the recording.", label="Duration", unit="s", gt=0, le=604_800, span=(10, 3_600)
    )
    sampling_frequency_hz: float = parameter(
        30_000.0,
        "Sampling rate of the recording.",
        label="Sampling rate",
        unit="Hz",
        ge=1_000,
        le=200_000,
        span=(10_000, 50_000),
    )
    seed: int = parameter(0, "Seed of all random numbers.", label="Seed", ge=0, le=2**63 - 1, span=(0, 100))
    streams: StreamKind = parameter(
        "independent",
        "Independent random numbers for each stage, or SpikeInterface's, where every stage starts from the same seed.",
        label="Random streams",
    )
    probe: ProbeConfig = parameter(NeuropixelsProbe(num_contacts=128), "The probe: where the contacts are.")
    units: UnitsConfig = parameter(UnitsConfig(), "Number of units and where they are.")
    motion: MotionConfig = parameter(MotionConfig(), "Motion of the tissue.")
    templates: TemplatesConfig = parameter(TemplatesConfig(), "Waveforms of the units.")
    spikes: SpikesConfig = parameter(SpikesConfig(), "Spike trains of the units.")
    noise: NoiseConfig = parameter(NoiseConfig(), "Background noise.")

    @model_validator(mode="wrap")
    @classmethod
    def _with_rules(cls, data: Any, handler: Callable[[Any], Self]) -> Self:
        """Add the problems between parts to those within them, so that all are seen at once."""
        try:
            config = handler(data)
        except ValidationError as error:
            raise as_validation_error(
                cls.__name__, [*problems_of(error), *_rules_despite(error, data, handler)]
            ) from None
        if found := list(broken_rules(config)):
            raise as_validation_error(cls.__name__, found)
        return config

    @property
    def num_samples(self) -> int:
        """Number of samples."""
        return int(self.duration_s * self.sampling_frequency_hz)

    @property
    def random(self) -> Streams:
        """Random streams of all stages."""
        return Streams(self.seed, self.streams)


def broken_rules(config: SimulationConfig, faulty: Collection[str] = ()) -> Iterator[Problem]:
    """Yield what is wrong between the parts of a configuration; nothing that looks at a faulty part."""
    for parts, rule in _RULES:
        if not set(parts) & set(faulty):
            yield from rule(config)


def _per_unit(config: SimulationConfig) -> Iterator[Problem]:
    values = {f"templates.{name}": getattr(config.templates, name) for name in DRAWN}
    return per_unit_rules(config.units.num_units, values | {"spikes.firing_rate_hz": config.spikes.firing_rate_hz})


_RULES: tuple[tuple[tuple[str, ...], Callable[[SimulationConfig], Iterator[Problem]]], ...] = (
    (("duration_s", "sampling_frequency_hz"), lambda c: duration_rules(c.duration_s, c.sampling_frequency_hz)),
    (("probe",), lambda c: probe_rules(c.probe)),
    (("units",), lambda c: unit_rules(c.units)),
    (("units", "templates", "spikes"), _per_unit),
    (
        ("motion", "duration_s", "units", "seed", "streams"),
        lambda c: motion_rules(c.motion, c.duration_s, c.units.num_units, c.random),
    ),
    (("templates", "sampling_frequency_hz"), lambda c: template_rules(c.templates, c.sampling_frequency_hz)),
    (("spikes", "sampling_frequency_hz"), lambda c: rate_rules(c.spikes, c.sampling_frequency_hz)),
    (("spikes", "units", "streams", "seed"), lambda c: rate_change_rules(c.spikes, c.units.num_units, c.random)),
    (("spikes", "units", "duration_s"), lambda c: train_rules(c.spikes, c.units.num_units, c.duration_s)),
    (
        ("probe", "noise"),
        lambda c: channel_rules(contact_count(c.probe), {"noise.level_uv": c.noise.level_uv}),
    ),
    (
        ("probe", "units", "templates", "noise", "spikes", "duration_s", "sampling_frequency_hz", "streams", "seed"),
        lambda c: cost_rules(c, MACHINE),
    ),
)
"""Every rule with the parts that it looks at."""


def _rules_despite(error: ValidationError, data: Any, handler: Callable[[Any], Any]) -> Iterator[Problem]:
    """Yield broken rules that look at valid parts only; faulty ones are replaced by their defaults meanwhile."""
    if not isinstance(data, dict):
        return
    faulty = {str(detail["loc"][0]) for detail in error.errors(include_url=False) if detail["loc"]}
    try:
        mended = handler({key: value for key, value in data.items() if key not in faulty})
    except ValidationError:
        return
    yield from broken_rules(mended, faulty)


def _push_bounds_down(schema: Any) -> None:
    """Repeat a parameter's bounds where JSON Schema looks for them: at numbers inside lists and ranges."""
    bounds = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
    if isinstance(schema, list):
        for part in schema:
            _push_bounds_down(part)
    if not isinstance(schema, dict):
        return
    own = {key: schema[key] for key in bounds if key in schema}
    for choice in [schema, *schema.get("anyOf", []), *schema.get("oneOf", [])] if own else []:
        if choice.get("$ref", "").endswith("/Range"):
            choice["properties"] = {end: dict(own) for end in ("low", "high")}
        elif "prefixItems" in choice:
            choice["prefixItems"] = [item | own for item in choice["prefixItems"]]
        elif isinstance(choice.get("items"), dict):
            choice["items"] = choice["items"] | own
        elif "oneOf" in choice or "anyOf" in choice:
            choice |= own
    for part in schema.values():
        _push_bounds_down(part)
