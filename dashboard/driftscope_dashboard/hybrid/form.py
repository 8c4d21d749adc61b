"""The form of a hybrid recording: which fields there are, made from the declarations like any other form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from driftscope.hybrid import DrawnMotion, HybridConfig
from driftscope.probe import NeuropixelsProbe

from ..session.form_fields import Field, fields_of
from ..session.forms import Group

TITLES = {"recording": "Recording", "units": "Added units", "motion": "Motion", "spikes": "Firing"}
OPEN_AT_FIRST = ("recording", "units")
MOTION_KINDS = {
    "source": "With the tissue",
    "still": "At rest",
    "drawn": "As set here",
    "measured": "As measured",
    "folder": "From a folder",
}
_CHOSEN_ELSEWHERE = {"kind", "path", "checksum", "config", "version"}
_OF_THE_UNITS = ("library", "interpolation", "taper_ms")
_OF_FIRING = ("seed", "streams")


def form_of(config: HybridConfig) -> tuple[Group, ...]:
    """Return the groups of a hybrid's form; they depend on nothing but the kinds that were chosen."""
    whole = {field.path: field for field in fields_of(HybridConfig, "")}
    recording = (*_part(type(config.source), "source."), *_probe_fields(config), whole["segment_index"])
    units = tuple(whole[name] for name in _OF_THE_UNITS)
    cards = tuple(_card(index) for index in range(len(config.units)))
    firing = (*fields_of(type(config.spikes), "spikes."), *(replace(whole[name], rare=True) for name in _OF_FIRING))
    return (
        Group("recording", TITLES["recording"], recording),
        Group("units", TITLES["units"], tuple(replace(field, rare=True) for field in units), cards),
        Group("motion", TITLES["motion"], tuple(_motion_fields(config))),
        Group("spikes", TITLES["spikes"], firing),
    )


def shape_of(config: HybridConfig) -> tuple[str, ...]:
    """Return the kinds that decide which fields there are; as long as it is equal the same form fits."""
    probe = getattr(config.source, "probe", None)
    parts = len(config.motion.motion.components) if isinstance(config.motion, DrawnMotion) else 0
    return (
        config.source.kind,
        str(getattr(config.source, "path", "")),
        getattr(probe, "kind", ""),
        config.motion.kind,
        str(parts),
        *(f"{unit.dataset} {unit.template_index}" for unit in config.units),
    )


def _part(part: type[Any], prefix: str) -> Iterator[Field]:
    for field in fields_of(part, prefix):
        if field.path.removeprefix(prefix) not in _CHOSEN_ELSEWHERE:
            yield field


def _probe_fields(config: HybridConfig) -> Iterator[Field]:
    probe = getattr(config.source, "probe", None)
    if isinstance(probe, NeuropixelsProbe):
        yield from _part(NeuropixelsProbe, "source.probe.")


def _motion_fields(config: HybridConfig) -> Iterator[Field]:
    if isinstance(config.motion, DrawnMotion):
        yield from fields_of(type(config.motion.motion), "motion.motion.")
        for index, part in enumerate(config.motion.motion.components):
            yield from _part(type(part), f"motion.motion.components.{index}.")
        return
    for field in _part(type(config.motion), "motion."):
        if field.kind != "listing":
            yield field


def _card(index: int) -> tuple[Field, ...]:
    from driftscope.hybrid import HybridUnit

    hidden = {"dataset", "template_index"}
    prefix = f"units.{index}."
    return tuple(field for field in fields_of(HybridUnit, prefix) if field.path.removeprefix(prefix) not in hidden)
