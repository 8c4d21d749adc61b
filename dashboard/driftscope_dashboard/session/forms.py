"""From declarations to form fields: what a control for each parameter looks like, without drawing it.

A parameter that is added to the configuration gets its control here by itself: the kind of control follows from the
type, everything else from the declaration.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from driftscope import Problem, Range, SimulationConfig
from driftscope.base import Config, parameter_info
from driftscope.motion import MotionConfig, TissueMotion
from driftscope.probe import NamedProbe, NeuropixelsProbe, neuropixels_descriptions, probe_names
from pydantic.fields import FieldInfo

Kind = Literal["number", "integer", "per_unit", "pair", "numbers", "choice", "switch", "text", "listing"]


@dataclass(frozen=True)
class Field:
    """One parameter as a form shows it.

    Attributes
    ----------
    path : str
        Where it stands in the configuration, dotted.
    kind : str
        Which control it gets.
    label, unit, help : str
        Its name, its unit and its sentence.
    start, end, step : float
        The slider; without a span there is none and start equals end.
    options : tuple of (value, label)
        What a choice offers.
    parts : tuple of str
        The names of the numbers of a pair, x and y otherwise; or what draws from a range.
    optional : bool
        Whether it can be empty.
    rare : bool
        Whether it is shown only on demand.
    """

    path: str
    kind: Kind
    label: str
    unit: str = ""
    help: str = ""
    start: float = 0.0
    end: float = 0.0
    step: float = 0.0
    options: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, ...] = ()
    optional: bool = False
    rare: bool = False

    @property
    def css_class(self) -> str:
        """The class by which a control is found: ``ds-`` and the path with dashes."""
        return f"ds-{self.path.replace('.', '-')}"


@dataclass(frozen=True)
class Group:
    """Fields under one heading.

    Attributes
    ----------
    name, title : str
        How it is called in code and on the page.
    fields : tuple of Field
        What it holds, without what stands in cards.
    cards : tuple of tuple of Field
        One card for every element of a list, the motion's components.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    cards: tuple[tuple[Field, ...], ...] = ()

    def all_fields(self) -> Iterator[Field]:
        """Iterate over all fields, those in cards too."""
        yield from self.fields
        for card in self.cards:
            yield from card


GROUPS = {
    "recording": "Recording",
    "probe": "Probe",
    "units": "Units",
    "motion": "Motion",
    "templates": "Templates",
    "spikes": "Firing",
    "noise": "Noise",
}
"""The groups, in the order of the page, with their headings."""

INLINE = "probe.probeinterface_json"
"""A probe as text of many pages: it is brought by a file and described, not edited."""
_DESCRIBED = {INLINE, "spikes.rate_changes"}
"""What comes by a file or a lesson and is described, not edited."""
_HIDDEN = {"version"}
_RARE = {
    "streams",
    "probe.first_contact",
    "probe.contact_radius_um",
    "probe.y_shift_per_column_um",
    "units.max_iteration",
    "units.distance_strict",
    "units.minimum_z_um",
    "units.maximum_z_um",
    "motion.step_um",
    "motion.sampling_frequency_hz",
    "motion.components.non_rigid_gradient",
    "motion.components.start_s",
    "motion.components.end_s",
    "motion.components.method",
    "motion.components.displacement_x_um",
    "motion.components.checksum",
    "motion.components.knots_um",
    "motion.components.rise_s",
    "motion.components.depth_um",
    "motion.components.depth_gain",
    "templates.ms_before",
    "templates.ms_after",
    "templates.depolarization_ms",
    "templates.repolarization_ms",
    "templates.recovery_ms",
    "templates.positive_amplitude",
    "templates.smooth_ms",
    "noise.strategy",
}

_Relevance = Callable[[SimulationConfig], bool]
_RELEVANT: dict[str, _Relevance] = {
    "units.num_modes": lambda config: config.units.distribution == "multimodal",
    "units.max_iteration": lambda config: config.units.minimum_distance_um is not None,
    "units.distance_strict": lambda config: config.units.minimum_distance_um is not None,
    "units.locations_um": lambda config: config.units.locations_um is not None,
    "templates.ellipse_shrink": lambda config: config.templates.mode == "ellipsoid",
    "templates.ellipse_angle_rad": lambda config: config.templates.mode == "ellipsoid",
    "templates.spatial_power": lambda config: config.templates.spatial_profile == "power",
    "spikes.firing_rate_hz": lambda config: config.spikes.times_s is None,
    "spikes.refractory_period_ms": lambda config: config.spikes.times_s is None,
    "spikes.synchrony_ratio": lambda config: config.spikes.times_s is None,
    "spikes.rate_changes": lambda config: bool(config.spikes.rate_changes),
    "spikes.times_s": lambda config: config.spikes.times_s is not None,
}


def is_relevant(path: str, config: SimulationConfig) -> bool:
    """Return whether a parameter has an effect, given the others."""
    return _RELEVANT.get(path, lambda _: True)(config)


def groups_of(config: SimulationConfig) -> tuple[Group, ...]:
    """Return the form of a configuration; it depends on nothing but the kinds that were chosen.

    Parameters
    ----------
    config : SimulationConfig
        What is to be edited.

    Returns
    -------
    tuple of Group
        In the order of the page.
    """
    found = []
    for name, title in GROUPS.items():
        part = config if name == "recording" else getattr(config, name)
        prefix = "" if name == "recording" else f"{name}."
        fields = tuple(fields_of(type(part), prefix))
        if name == "probe":
            fields = (_kind_field(SimulationConfig, "probe", part), *fields)
        cards = tuple(_cards_of(part)) if isinstance(part, MotionConfig) else ()
        found.append(Group(name, title, fields, cards))
    return tuple(found)


def shape_of(config: SimulationConfig) -> tuple[str, ...]:
    """Return the kinds that decide which fields there are; as long as it is equal the same form fits."""
    return (config.probe.kind, *(component.kind for component in config.motion.components))


def kind_change(path: str, kind: str, config: SimulationConfig) -> dict[str, Any]:
    """Return the part that another kind makes of the one at a path, keeping what both have.

    Parameters
    ----------
    path : str
        Of the kind, ``probe.kind`` for example.
    kind : str
        The new one.
    config : SimulationConfig
        The configuration as it is.
    """
    part: Any = config
    parents = path.split(".")[:-1]
    for name in parents:
        part = part[int(name)] if isinstance(part, tuple) else getattr(part, name)
    choices = _kinds(*((SimulationConfig, "probe") if parents[0] == "probe" else (MotionConfig, "components")))
    common = set(choices[kind].model_fields) & set(type(part).model_fields) - {"kind"}
    if parents[0] == "probe":
        common.clear()
    return {"kind": kind, **{name: part.to_dict()[name] for name in common}}


def component_kinds() -> tuple[tuple[str, str, str], ...]:
    """Return the kinds of motion that can be added: kind, name and sentence of each."""
    kinds = _kinds(MotionConfig, "components")
    return tuple(
        (kind, _spoken(kind), (part.__doc__ or "").strip())
        for kind, part in kinds.items()
        if not any(field.is_required() for field in part.model_fields.values())
    )


def has_amplitude(kind: str) -> bool:
    """Return whether motions of a kind span a share of the way from start to stop; others are in µm."""
    return not issubclass(_kinds(MotionConfig, "components")[kind], TissueMotion)


def new_component(config: SimulationConfig, kind: str = "zigzag", amplitude: float = 1.0) -> dict[str, Any]:
    """Return a component to add: one that spans some of the way from start to stop, or one in µm."""
    if kind == "field":
        return {"kind": kind, **_first_field(config)}
    if not has_amplitude(kind):
        return {"kind": kind}
    added: dict[str, Any] = {"kind": kind, "amplitude_factor": amplitude}
    return {**added, "times_s": [0.0, config.duration_s]} if kind == "curve" else added


def _first_field(config: SimulationConfig) -> dict[str, Any]:
    """Return a field to begin with: up by 20 µm and back within the recording, at every depth."""
    end = config.duration_s
    return {"times_s": [0.0, end / 2, end], "depths_um": [0.0], "displacement_um": [[0.0], [20.0], [0.0]]}


def value_at(config: Config, path: str) -> Any:
    """Return the value at a dotted path."""
    value: Any = config
    for name in path.split("."):
        value = value[int(name)] if isinstance(value, tuple) else getattr(value, name)
    return value


def to_control(value: Any) -> Any:
    """Write a value as a control holds it: a range as a list of two, everything else plain."""
    if isinstance(value, Range):
        return [value.low, value.high]
    if isinstance(value, tuple):
        return [to_control(item) for item in value]
    return str(value) if isinstance(value, Path) else value


def from_control(field: Field, value: Any) -> Any:
    """Read what a control holds as the value of its parameter."""
    if field.kind == "per_unit" and isinstance(value, list) and len(value) == 2:
        return {"low": value[0], "high": value[1]}
    if field.kind == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def in_words(value: Any) -> str:
    """Describe a list that is too long for a control.

    Examples
    --------
    >>> in_words((1.0, 2.5, 4.0))
    '3 values, 1 to 4'
    """
    if any(isinstance(item, Config) for item in value):
        return f"{len(value)} entries"
    flat = list(_flat(value))
    if not flat:
        return "no values"
    return f"{len(value)} values, {min(flat):g} to {max(flat):g}"


def is_list(field: Field, value: Any) -> bool:
    """Return whether a value is a list that its control can only describe."""
    if field.kind == "listing":
        return value is not None
    return field.kind in ("per_unit", "integer") and isinstance(value, tuple)


def place_problems(
    problems: Iterable[Problem], groups: Iterable[Group]
) -> tuple[dict[str, Problem], dict[str, Problem]]:
    """Find where each problem is to be shown.

    Parameters
    ----------
    problems : iterable of Problem
        What is wrong.
    groups : iterable of Group
        The form.

    Returns
    -------
    at_fields : dict
        Problem of a field, by its path.
    at_groups : dict
        Problem that belongs to no single field, by the group's name.
    """
    groups = tuple(groups)
    paths = [field.path for group in groups for field in group.all_fields()]
    at_fields: dict[str, Problem] = {}
    at_groups: dict[str, Problem] = {}
    for problem in problems:
        owners = [path for path in paths if problem.path == path or problem.path.startswith(f"{path}.")]
        group = problem.path.split(".")[0]
        if owners:
            at_fields.setdefault(max(owners, key=len), problem)
        else:
            at_groups.setdefault(group if group in GROUPS else "recording", problem)
    return at_fields, at_groups


def with_labels(message: str, groups: Iterable[Group]) -> str:
    """Replace the names of parameters in a message by their labels, as they stand on the page.

    Examples
    --------
    >>> from driftscope import SimulationConfig
    >>> with_labels("lower spikes.firing_rate_hz", groups_of(SimulationConfig()))
    'lower Firing rate'
    """
    labels = {}
    for group in groups:
        for field in group.all_fields():
            labels[field.path] = labels[field.path.split(".")[-1]] = field.label
    names = sorted((name for name in labels if "_" in name), key=len, reverse=True)
    pattern = r"\b(" + "|".join(map(re.escape, names)) + r")\b"
    return re.sub(pattern, lambda found: labels[found[0]], message)


def suggestion(config: SimulationConfig, field: Field, given: Any) -> float | None:
    """Return the nearest valid number when a number was outside its bounds."""
    if field.kind not in ("number", "integer", "per_unit") or not isinstance(given, (int, float)):
        return None
    *parents, name = field.path.split(".")
    part = value_at(config, ".".join(parents)) if parents else config
    if math.isnan(given) or parameter_info(type(part), name).refusal(given) is None:
        return None
    nearest = parameter_info(type(part), name).nearest(given)
    return round(nearest) if field.kind == "integer" else nearest


def _flat(value: Any) -> Iterator[float]:
    for item in value:
        if isinstance(item, tuple):
            yield from _flat(item)
        else:
            yield item


def fields_of(part: type[Config], prefix: str) -> Iterator[Field]:
    """Yield a field for every parameter of a part, with its path behind a prefix."""
    for name, declared in part.model_fields.items():
        path = f"{prefix}{name}"
        kind = None if name in _HIDDEN | {"kind"} else "listing" if path in _DESCRIBED else _kind_of(declared)
        if kind is not None:
            yield _described(part, name, path, kind, declared)


def _described(part: type[Config], name: str, path: str, kind: Kind, declared: FieldInfo) -> Field:
    info = parameter_info(part, name)
    label = "Read from a file" if path == INLINE else info.label or _spoken(name)
    field = Field(path, kind, label, info.unit, declared.description or "")
    if info.span is not None:
        start, end = (min(max(edge, _lowest(info)), _highest(info)) for edge in info.span)
        step = _step(end - start, whole=kind == "integer")
        field = replace(field, start=start, end=end, step=step)
    return replace(
        field,
        options=_options(part, name, declared),
        parts=info.parts,
        optional=NoneType in _choices(declared.annotation),
        kind="choice" if _options(part, name, declared) else kind,
        rare=".".join(word for word in path.split(".") if not word.isdigit()) in _RARE,
    )


def _lowest(info: Any) -> float:
    return -math.inf if info.ge is None else float(info.ge)


def _highest(info: Any) -> float:
    return math.inf if info.le is None else float(info.le)


def _step(width: float, *, whole: bool) -> float:
    """Return a round number near a 200th of the slider's width."""
    if whole:
        return 1
    magnitude = 10.0 ** math.floor(math.log10(width / 200))
    return next(magnitude * round_ for round_ in (1, 2, 5, 10) if magnitude * round_ >= width / 200 * 0.999)


def _kind_of(declared: FieldInfo) -> Kind | None:
    """Return the kind of control for a type; None for parts that have a form of their own."""
    choices = _choices(declared.annotation) - {NoneType}
    lists = {choice for choice in choices if get_origin(choice) is tuple}
    scalars = choices - lists
    if Range in scalars:
        return "per_unit"
    if any(isinstance(choice, type) and issubclass(choice, Config) for choice in scalars):
        return None
    if not scalars:
        return _kind_of_list(lists)
    [scalar] = scalars
    if get_origin(scalar) is Literal:
        return "choice"
    kinds: dict[Any, Kind] = {bool: "switch", int: "integer", float: "number", str: "text", Path: "text"}
    return kinds[scalar]


def _kind_of_list(lists: Iterable[Any]) -> Kind | None:
    [only] = lists
    items = get_args(only)
    if items == (float, float):
        return "pair"
    if items == (float, ...):
        return "numbers"
    parts = [choice for choice in _choices(items[0]) if isinstance(choice, type)]
    return None if any(issubclass(part, Config) for part in parts) else "listing"


def _choices(annotation: Any) -> set[Any]:
    """Return the members of a union, however deep annotations wrap them."""
    if hasattr(annotation, "__metadata__"):
        return _choices(annotation.__origin__)
    if get_origin(annotation) is None or get_origin(annotation) in (tuple, Literal):
        return {annotation}
    return set().union(*(_choices(part) for part in get_args(annotation)))


def _options(part: type[Config], name: str, declared: FieldInfo) -> tuple[tuple[str, str], ...]:
    if part is NeuropixelsProbe and name == "part_number":
        return tuple((number, f"{number} · {words}") for number, words in neuropixels_descriptions().items())
    if part is NamedProbe and name == "name":
        return tuple((known, known) for known in probe_names())
    literals = [choice for choice in _choices(declared.annotation) if get_origin(choice) is Literal]
    return tuple((value, _spoken(value)) for choice in literals for value in get_args(choice))


def _kinds(part: type[Config], name: str) -> Mapping[str, type[Config]]:
    """Return the classes that a discriminated field allows, by kind, in the order of declaration."""
    annotation: Any = part.model_fields[name].annotation
    if get_origin(annotation) is tuple:
        annotation = get_args(annotation)[0]
    while hasattr(annotation, "__metadata__"):
        annotation = annotation.__origin__
    return {choice.model_fields["kind"].default: choice for choice in get_args(annotation)}


def _kind_field(part: type[Config], name: str, current: Any, prefix: str | None = None) -> Field:
    """Return the choice between kinds that need nothing else to be said, and the current one."""
    options = tuple(
        (kind, "Own probe" if kind == "inline" else _spoken(kind))
        for kind, choice in _kinds(part, name).items()
        if kind == current.kind or not any(field.is_required() for field in choice.model_fields.values())
    )
    path = prefix if prefix is not None else name
    declared = type(current).model_fields["kind"]
    return Field(f"{path}.kind", "choice", "Kind", help=declared.description or "", options=options)


def _cards_of(motion: MotionConfig) -> Iterator[tuple[Field, ...]]:
    for index, component in enumerate(motion.components):
        path = f"motion.components.{index}"
        fields = {field.path: field for field in fields_of(type(component), f"{path}.")}
        enabled = fields.pop(f"{path}.enabled")
        yield (_kind_field(MotionConfig, "components", component, path), enabled, *fields.values())


def _spoken(name: str) -> str:
    return name.replace("_", " ").capitalize()
