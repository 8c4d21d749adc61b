"""From declarations to form fields: what a control for each parameter looks like, without drawing it.

A parameter that is added to the configuration gets its control here by itself: the kind of control follows from the
type, everything else from the declaration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from driftscope import Problem, SimulationConfig
from driftscope.motion import MotionConfig, TissueMotion

from .form_fields import Field, fields_of, kind_field, kinds_of, label_of


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
_Relevance = Callable[[SimulationConfig], bool]


def _are_placed(config: SimulationConfig) -> bool:
    """Return whether units are placed by the configuration, and not one by one."""
    return config.units.locations_um is None


_PLACING = ("distribution", "margin_um", "depth_margin_um", "minimum_z_um", "maximum_z_um", "minimum_distance_um")
_RELEVANT: dict[str, _Relevance] = {
    **{f"units.{name}": _are_placed for name in _PLACING},
    "units.num_modes": lambda config: _are_placed(config) and config.units.distribution == "multimodal",
    "units.max_iteration": lambda config: _are_placed(config) and config.units.minimum_distance_um is not None,
    "units.distance_strict": lambda config: _are_placed(config) and config.units.minimum_distance_um is not None,
    "units.locations_um": lambda config: not _are_placed(config),
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
            fields = (kind_field(SimulationConfig, "probe", part), *fields)
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
    choices = kinds_of(*((SimulationConfig, "probe") if parents[0] == "probe" else (MotionConfig, "components")))
    common = set(choices[kind].model_fields) & set(type(part).model_fields) - {"kind"}
    if parents[0] == "probe":
        common.clear()
    return {"kind": kind, **{name: part.to_dict()[name] for name in common}}


def component_kinds() -> tuple[tuple[str, str, str], ...]:
    """Return the kinds of motion that can be added: kind, name and sentence of each."""
    kinds = kinds_of(MotionConfig, "components")
    return tuple(
        (kind, label_of(kind), (part.__doc__ or "").strip())
        for kind, part in kinds.items()
        if not any(field.is_required() for field in part.model_fields.values())
    )


def has_amplitude(kind: str) -> bool:
    """Return whether motions of a kind span a share of the range from start to stop; others are in µm."""
    return not issubclass(kinds_of(MotionConfig, "components")[kind], TissueMotion)


def new_component(config: SimulationConfig, kind: str = "zigzag", amplitude: float = 1.0) -> dict[str, Any]:
    """Return a component to add: one that spans some of the range from start to stop, or one in µm."""
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


def _cards_of(motion: MotionConfig) -> Iterator[tuple[Field, ...]]:
    for index, component in enumerate(motion.components):
        path = f"motion.components.{index}"
        fields = {field.path: field for field in fields_of(type(component), f"{path}.")}
        enabled = fields.pop(f"{path}.enabled")
        yield (kind_field(MotionConfig, "components", component, path), enabled, *fields.values())
