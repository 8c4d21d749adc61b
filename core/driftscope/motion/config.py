"""The configuration of the motion: its range, and the components that add up."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator

from ..base import Config, parameter
from .range_kinds import BumpMotion, CurveMotion, RandomWalkMotion, ZigzagMotion
from .tissue_kinds import FieldMotion, FolderMotion, KicksMotion, OscillationMotion, WanderMotion


def _read_alias(data: Any) -> Any:
    """Read "bumps" as "bump": the reference's published example uses the plural."""
    return {**data, "kind": "bump"} if isinstance(data, dict) and data.get("kind") == "bumps" else data


ComponentConfig = Annotated[
    Annotated[
        ZigzagMotion
        | BumpMotion
        | RandomWalkMotion
        | CurveMotion
        | FieldMotion
        | FolderMotion
        | WanderMotion
        | KicksMotion
        | OscillationMotion,
        Discriminator("kind"),
    ],
    BeforeValidator(_read_alias),
]


class MotionConfig(Config):
    """Configuration of the motion: limits, displacement steps and components.

    With independent streams a displacement is 0 where nothing moves, whatever the limits. A component of amplitude 1
    then moves between ``start_um`` and ``stop_um``, one of amplitude 0.5 between half of both, and a negative amplitude
    exchanges the two. With the reference's streams every component adds the middle of start and stop at all times,
    which only limits that are symmetric about 0 make 0.
    """

    start_um: tuple[float, float] = parameter(
        (0.0, 20.0),
        "One end of the motion's range: x and y, relative to the unit at rest.",
        label="Start",
        unit="µm",
        ge=-5_000,
        le=5_000,
        span=(-100, 100),
    )
    stop_um: tuple[float, float] = parameter(
        (0.0, -20.0),
        "The other end of the motion's range: x and y, relative to the unit at rest.",
        label="Stop",
        unit="µm",
        ge=-5_000,
        le=5_000,
        span=(-100, 100),
    )
    step_um: float = parameter(
        1.0,
        "Distance between the displacements at which templates are computed.",
        label="Step",
        unit="µm",
        gt=0,
        le=1_000,
        span=(0.5, 10),
    )
    sampling_frequency_hz: float = parameter(
        5.0,
        "Sampling rate of the displacement.",
        label="Motion rate",
        unit="Hz",
        gt=0,
        le=1_000,
        span=(1, 50),
    )
    components: tuple[ComponentConfig, ...] = parameter(
        (ZigzagMotion(),), "Components of the motion; their displacements add up."
    )
