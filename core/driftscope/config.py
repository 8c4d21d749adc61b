"""The whole configuration: the tree, its time base and seed, the rules between its parts, and its files."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import tomli_w
import yaml
from pydantic import ValidationError, model_validator
from pydantic_core import PydanticCustomError

from .base import Config, ConfigError, Problem, as_validation_error, extremes, parameter, problems_of
from .motion import BumpMotion, CurveMotion, MotionConfig, make_motion
from .noise import NoiseConfig
from .probe import NeuropixelsProbe, ProbeConfig
from .spikes import SpikesConfig, expected_spikes
from .streams import StreamKind, Streams
from .templates import DRAWN, TemplatesConfig, longest_waveform_ms, samples_of
from .units import UnitsConfig

MOST_FILE_BYTES = 64 * 2**20
MOST_SPIKES_AT_ONCE = 2e8
MOST_MOTION_VALUES = 5e7
MOST_TEMPLATE_SAMPLES = 20_000


class SimulationConfig(Config):
    """A recording, described completely: the same configuration always makes the same samples."""

    version: Literal[1] = 1
    """Version of this format."""
    duration_s: float = parameter(600.0, label="Duration", unit="s", gt=0, le=604_800, span=(10, 3_600))
    """How long the recording is."""
    sampling_frequency_hz: float = parameter(
        30_000.0, label="Sampling rate", unit="Hz", ge=1_000, le=200_000, span=(10_000, 50_000)
    )
    """How many samples a second are taken."""
    seed: int = parameter(0, label="Seed", ge=0, le=2**63 - 1, span=(0, 100))
    """The number from which everything random follows."""
    streams: StreamKind = parameter("independent", label="Random streams")
    """Every stage its own random numbers (independent), or those of the reference, which all start alike."""
    probe: ProbeConfig = NeuropixelsProbe(num_contacts=128)
    """Where the contacts are."""
    units: UnitsConfig = UnitsConfig()
    """Where the neurons are."""
    motion: MotionConfig = MotionConfig()
    """How the tissue moves."""
    templates: TemplatesConfig = TemplatesConfig()
    """What the spikes look like."""
    spikes: SpikesConfig = SpikesConfig()
    """When the neurons fire."""
    noise: NoiseConfig = NoiseConfig()
    """What is there besides spikes."""

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
        if found := list(rules(config)):
            raise as_validation_error(cls.__name__, found)
        return config

    @property
    def num_samples(self) -> int:
        """Length in samples."""
        return int(self.duration_s * self.sampling_frequency_hz)

    @property
    def random(self) -> Streams:
        """The streams that all stages draw from."""
        return Streams(self.seed, self.streams)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a configuration from a YAML, JSON or TOML file.

        Parameters
        ----------
        path : str or Path
            A file whose name ends in ``.yaml``, ``.yml``, ``.json`` or ``.toml``.

        Raises
        ------
        ConfigError
            When the file cannot be read, is not a configuration, or holds one that is not valid.
        """
        path = Path(path)
        try:
            if path.stat().st_size > MOST_FILE_BYTES:
                raise _unreadable(path, f"it is larger than {MOST_FILE_BYTES // 2**20} MiB")
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise _unreadable(path, (error.strerror or "no such file").lower()) from None
        except UnicodeDecodeError:
            raise _unreadable(path, "it is not text") from None
        return cls.from_text(text, path.suffix.lstrip(".").lower(), str(path))

    @classmethod
    def from_text(cls, text: str, form: str, name: str = "the text") -> Self:
        """Read a configuration from text in the form ``yaml``, ``json`` or ``toml``.

        Raises
        ------
        ConfigError
            When the text is not of that form, or the configuration is not valid.
        """
        if form not in _READERS:
            raise _unreadable(name, f"its name must end in {', '.join(_READERS)}")
        try:
            data = _READERS[form](text)
        except ConfigError:
            raise
        except (ValueError, yaml.YAMLError, RecursionError) as error:
            reason = (
                "it is nested too deeply"
                if isinstance(error, RecursionError)
                else f"it is not {form}: {_first_line(error)}"
            )
            raise _unreadable(name, reason) from None
        if not isinstance(data, dict):
            raise _unreadable(name, "it holds no mapping of parameters")
        return cls.from_dict(data)

    def save(self, path: str | Path) -> None:
        """Write the configuration, complete, to a YAML, JSON or TOML file; an existing one is replaced whole.

        Raises
        ------
        ConfigError
            When the file's name has another ending or the file cannot be written.
        """
        path = Path(path)
        text = self.to_text(path.suffix.lstrip(".").lower())
        beside = path.with_name(f".{path.name}.part")
        try:
            beside.write_text(text, encoding="utf-8")
            beside.replace(path)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise ConfigError([Problem("", f"cannot be written: {error.strerror}", str(path))]) from None

    def to_text(self, form: str) -> str:
        """Return the configuration as text in the form ``yaml``, ``json`` or ``toml``."""
        if form not in _WRITERS:
            raise ConfigError([Problem("", f"the form must be one of {', '.join(_WRITERS)}", form)])
        return _WRITERS[form](self.to_dict())

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of configuration files, with units, bounds and sentences."""
        schema = cls.model_json_schema(mode="validation")
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
        _push_bounds_down(schema)
        return schema


def rules(config: SimulationConfig) -> Iterator[Problem]:
    """Yield what is wrong between the parts of a configuration whose parts are valid."""
    yield from _probe_rules(config)
    yield from _unit_rules(config)
    yield from _motion_rules(config)
    yield from _template_rules(config)
    yield from _spike_rules(config)


def _probe_rules(config: SimulationConfig) -> Iterator[Problem]:
    probe = config.probe
    if (
        isinstance(probe, NeuropixelsProbe)
        and probe.first_contact + probe.num_contacts > probe.contacts_on_probe
    ):
        last = probe.first_contact + probe.num_contacts - 1
        message = (
            f"contacts {probe.first_contact} to {last} are asked for, but "
            f"{probe.part_number} has {probe.contacts_on_probe}"
        )
        yield Problem("probe.num_contacts", message, probe.num_contacts)


def _unit_rules(config: SimulationConfig) -> Iterator[Problem]:
    units = config.units
    if units.minimum_z_um > units.maximum_z_um:
        message = f"is above the farthest place, {units.maximum_z_um:g} µm: exchange the two"
        yield Problem("units.minimum_z_um", message, units.minimum_z_um)
    if units.locations_um is not None and len(units.locations_um) != units.num_units:
        message = f"{len(units.locations_um)} locations are given for {units.num_units} units"
        yield Problem("units.locations_um", message, len(units.locations_um))
    per_unit: list[tuple[str, Any]] = [
        (f"templates.{name}", getattr(config.templates, name)) for name in DRAWN
    ]
    for path, value in [*per_unit, ("spikes.firing_rate_hz", config.spikes.firing_rate_hz)]:
        if isinstance(value, tuple) and len(value) != units.num_units:
            message = (
                f"{len(value)} values are given for {units.num_units} units "
                "(a range is written low: ..., high: ...)"
            )
            yield Problem(path, message, value)


def _motion_rules(config: SimulationConfig) -> Iterator[Problem]:
    found = [*_motion_size_rules(config), *_component_rules(config)]
    yield from found or _excess_rules(config)


def _motion_size_rules(config: SimulationConfig) -> Iterator[Problem]:
    motion = config.motion
    values = motion.sampling_frequency_hz * config.duration_s * 2 * max(len(motion.components), 1)
    if values > MOST_MOTION_VALUES:
        yield Problem(
            "motion.sampling_frequency_hz",
            "is too high for so long a recording",
            motion.sampling_frequency_hz,
        )
    way = float(np.hypot(motion.stop_um[0] - motion.start_um[0], motion.stop_um[1] - motion.start_um[1]))
    if way / motion.step_um > 100_000:
        yield Problem("motion.step_um", "makes more than 100000 steps: lengthen it", motion.step_um)


def _component_rules(config: SimulationConfig) -> Iterator[Problem]:
    for index, component in enumerate(config.motion.components):
        path = f"motion.components.{index}"
        start = component.start_s or 0.0
        end = config.duration_s if component.end_s is None else component.end_s
        if start >= config.duration_s:
            yield Problem(
                f"{path}.start_s",
                f"the motion starts after the recording ends ({config.duration_s:g} s)",
                start,
            )
        elif end < start:
            yield Problem(f"{path}.end_s", f"the motion ends before it starts ({start:g} s)", end)
        if end > config.duration_s:
            yield Problem(
                f"{path}.end_s", f"the motion ends after the recording ({config.duration_s:g} s)", end
            )
        if isinstance(component, BumpMotion) and component.shortest_s > component.longest_s:
            yield Problem(
                f"{path}.shortest_s",
                f"is longer than the longest rest, {component.longest_s:g} s",
                component.shortest_s,
            )
        if isinstance(component, CurveMotion):
            yield from _curve_rules(component, path)


def _curve_rules(curve: CurveMotion, path: str) -> Iterator[Problem]:
    if len(curve.times_s) != len(curve.positions) or not curve.times_s:
        message = f"{len(curve.times_s)} times are given for {len(curve.positions)} positions"
        yield Problem(f"{path}.times_s", message, len(curve.times_s))
    if any(later <= earlier for earlier, later in zip(curve.times_s, curve.times_s[1:], strict=False)):
        yield Problem(f"{path}.times_s", "times must increase", curve.times_s)


def _excess_rules(config: SimulationConfig) -> Iterator[Problem]:
    """Make the motion of the outermost units, which is where a sum first leaves the limits."""
    motion = config.motion
    way = np.subtract(motion.stop_um, motion.start_um)
    outermost = np.stack([np.zeros(2), way]) if config.units.num_units > 1 else np.zeros((1, 2))
    try:
        make_motion(motion, outermost, config.duration_s, config.random)
    except ValueError as error:
        factors = [component.amplitude_factor for component in motion.components]
        yield Problem("motion.components", str(error), factors)


def _template_rules(config: SimulationConfig) -> Iterator[Problem]:
    templates, fs = config.templates, config.sampling_frequency_hz
    longest_fall = extremes(templates.depolarization_ms)[1]
    if templates.ms_before <= longest_fall:
        message = (
            f"is shorter than the depolarization (up to {longest_fall:g} ms): "
            "lengthen the window or lower depolarization_ms"
        )
        yield Problem("templates.ms_before", message, templates.ms_before)
    longest = longest_waveform_ms(templates)
    if templates.ms_after <= longest:
        message = (
            f"is shorter than repolarization + recovery (up to {longest:g} ms): "
            "lengthen the window or lower recovery_ms"
        )
        yield Problem("templates.ms_after", message, templates.ms_after)
    for name in ("ms_before", "ms_after"):
        if samples_of(getattr(templates, name), fs) < 1:
            yield Problem(
                f"templates.{name}",
                f"is less than one sample at {fs:g} Hz: lengthen it",
                getattr(templates, name),
            )
    if samples_of(templates.ms_before + templates.ms_after, fs) > MOST_TEMPLATE_SAMPLES:
        yield Problem(
            "templates.ms_after",
            "makes templates of too many samples: shorten the window",
            templates.ms_after,
        )
    slowest_smoothing = extremes(templates.smooth_ms)[1]
    if 8 * slowest_smoothing > templates.ms_before + templates.ms_after:
        message = "smooths over more than the whole window: lower it or lengthen the window"
        yield Problem("templates.smooth_ms", message, slowest_smoothing)


def _spike_rules(config: SimulationConfig) -> Iterator[Problem]:
    spikes = config.spikes
    fastest = extremes(spikes.firing_rate_hz)[1]
    if spikes.times_s is None and spikes.refractory_period_ms / 1000 * fastest >= 1:
        message = (
            f"is too long for {fastest:g} Hz: give less than {1000 / fastest:g} ms, "
            "or lower spikes.firing_rate_hz"
        )
        yield Problem("spikes.refractory_period_ms", message, spikes.refractory_period_ms)
    if spikes.times_s is None and fastest >= config.sampling_frequency_hz / 2:
        yield Problem("spikes.firing_rate_hz", "is beyond half the sampling rate", fastest)
    if spikes.times_s is not None and len(spikes.times_s) != config.units.num_units:
        message = f"{len(spikes.times_s)} trains are given for {config.units.num_units} units"
        yield Problem("spikes.times_s", message, len(spikes.times_s))
    if spikes.times_s is not None and any(
        max(times, default=0.0) > config.duration_s for times in spikes.times_s
    ):
        yield Problem(
            "spikes.times_s", f"a spike comes after the recording ends ({config.duration_s:g} s)", "..."
        )
    number = expected_spikes(spikes, config.units.num_units, config.duration_s)
    if config.streams == "spikeinterface" and number > MOST_SPIKES_AT_ONCE:
        message = (
            f"about {number:.2g} spikes would have to be held in memory: "
            "shorten the recording or use independent streams"
        )
        yield Problem("streams", message, config.streams)


def _rules_despite(error: ValidationError, data: Any, handler: Callable[[Any], Any]) -> Iterator[Problem]:
    """Yield broken rules that concern only the valid parts: faulty ones are replaced by their defaults."""
    if not isinstance(data, dict):
        return
    faulty = {str(detail["loc"][0]) for detail in error.errors(include_url=False) if detail["loc"]}
    try:
        mended = handler({key: value for key, value in data.items() if key not in faulty})
    except (ValidationError, PydanticCustomError):
        return
    for problem in rules(mended):
        if problem.path.split(".")[0] not in faulty:
            yield problem


def _unreadable(path: str | Path, reason: str) -> ConfigError:
    return ConfigError([Problem("", f"this file is not a configuration: {reason}", str(path))])


def _first_line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f" in line {mark.line + 1}" if mark is not None else ""
    return f"{getattr(error, 'problem', None) or str(error).splitlines()[0]}{place}"


class _PlainYaml(yaml.SafeLoader):
    """YAML without references, which can make a small file very large, and without doubled keys."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("references (&, *) are not allowed")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value]
        doubled = {name for name in names if names.count(name) > 1} if len(names) < 1_000 else set()
        if doubled:
            raise yaml.YAMLError(f"the key {sorted(map(str, doubled))[0]} stands twice")
        return super().construct_mapping(node, deep)


def _read_yaml(text: str) -> Any:
    return yaml.load(text, Loader=_PlainYaml)  # noqa: S506 - a safe loader


def _write_toml(data: dict[str, Any]) -> str:
    return tomli_w.dumps(_without_none(data))


def _without_none(data: Any) -> Any:
    """Write "empty" as the word "none": TOML has no null, and a missing key would mean the default."""
    if isinstance(data, dict):
        return {key: _without_none(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_without_none(value) for value in data]
    return "none" if data is None else data


def _with_none(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _with_none(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_with_none(value) for value in data]
    return None if data == "none" else data


_READERS: dict[str, Callable[[str], Any]] = {
    "yaml": _read_yaml,
    "yml": _read_yaml,
    "json": json.loads,
    "toml": lambda text: _with_none(tomllib.loads(text)),
}


def _write_yaml(data: dict[str, Any]) -> str:
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


_WRITERS: dict[str, Callable[[dict[str, Any]], str]] = {
    "yaml": _write_yaml,
    "yml": _write_yaml,
    "json": lambda data: json.dumps(data, indent=2, ensure_ascii=False) + "\n",
    "toml": _write_toml,
}


def _push_bounds_down(schema: Any) -> None:
    """Repeat a parameter's bounds where JSON Schema looks for them: at numbers inside lists and ranges."""
    bounds = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
    if isinstance(schema, list):
        for part in schema:
            _push_bounds_down(part)
    if not isinstance(schema, dict):
        return
    own = {key: schema[key] for key in bounds if key in schema}
    for choice in [*schema.get("anyOf", []), *schema.get("oneOf", [])] if own else []:
        if choice.get("$ref", "").endswith("/Range"):
            choice["properties"] = {end: dict(own) for end in ("low", "high")}
        elif choice.get("type") == "array" and "items" in choice:
            choice["items"] = {**choice["items"], **own}
        elif "oneOf" in choice or "anyOf" in choice:
            choice |= own
    for part in schema.values():
        _push_bounds_down(part)
