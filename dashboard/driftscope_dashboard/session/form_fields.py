"""The fields of a form, read from the declarations of parameters: control, label, unit, slider and options."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from driftscope import Range
from driftscope.base import Config, parameter_info
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


def fields_of(part: type[Config], prefix: str) -> Iterator[Field]:
    """Yield a field for every parameter of a part, with its path behind a prefix."""
    for name, declared in part.model_fields.items():
        path = f"{prefix}{name}"
        kind = None if name in _HIDDEN | {"kind"} else "listing" if path in _DESCRIBED else _kind_of(declared)
        if kind is not None:
            yield _described(part, name, path, kind, declared)


def _described(part: type[Config], name: str, path: str, kind: Kind, declared: FieldInfo) -> Field:
    info = parameter_info(part, name)
    label = "Read from a file" if path == INLINE else info.label or label_of(name)
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
    return tuple((value, label_of(value)) for choice in literals for value in get_args(choice))


def kinds_of(part: type[Config], name: str) -> Mapping[str, type[Config]]:
    """Return the classes that a discriminated field allows, by kind, in the order of declaration."""
    annotation: Any = part.model_fields[name].annotation
    if get_origin(annotation) is tuple:
        annotation = get_args(annotation)[0]
    while hasattr(annotation, "__metadata__"):
        annotation = annotation.__origin__
    return {choice.model_fields["kind"].default: choice for choice in get_args(annotation)}


def kind_field(part: type[Config], name: str, current: Any, prefix: str | None = None) -> Field:
    """Return the choice between kinds that need nothing else to be said, and the current one."""
    options = tuple(
        (kind, "Own probe" if kind == "inline" else label_of(kind))
        for kind, choice in kinds_of(part, name).items()
        if kind == current.kind or not any(field.is_required() for field in choice.model_fields.values())
    )
    path = prefix if prefix is not None else name
    declared = type(current).model_fields["kind"]
    return Field(f"{path}.kind", "choice", "Kind", help=declared.description or "", options=options)


def label_of(name: str) -> str:
    """Return a name as a label: words with a capital letter."""
    return name.replace("_", " ").capitalize()
