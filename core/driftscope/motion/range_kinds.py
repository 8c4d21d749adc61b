"""Motion between two places, start and stop: a zigzag, jumps, a random walk, a curve of one's own."""

from __future__ import annotations

from typing import Literal

from ..base import Config, parameter


class RangeMotion(Config):
    """Base class of motion components that span a fraction of the range from start to stop."""

    amplitude_factor: float = parameter(
        1.0,
        "Fraction of the range from start to stop that this component spans; negative inverts it.",
        label="Amplitude",
        ge=-10,
        le=10,
        span=(0, 1),
    )
    non_rigid_gradient: float | None = parameter(
        None,
        "Fraction of the motion at one end of the probe; negative reverses the gradient, empty is rigid motion.",
        label="Non-rigid gradient",
        ge=-1,
        le=1,
        span=(-1, 1),
    )
    start_s: float | None = parameter(
        None,
        "Start of the motion; empty for the start of the recording.",
        label="Starts at",
        unit="s",
        ge=0,
        le=1e6,
        span=(0, 600),
    )
    end_s: float | None = parameter(
        None,
        "End of the motion; empty for the end of the recording.",
        label="Ends at",
        unit="s",
        ge=0,
        le=1e6,
        span=(0, 600),
    )
    enabled: bool = parameter(True, "Whether this component is included; components add up.", label="On")


class ZigzagMotion(RangeMotion):
    """Slow linear movement back and forth."""

    kind: Literal["zigzag"] = parameter("zigzag", "The kind of motion.")
    period_s: float = parameter(
        200.0, "Duration of one cycle, there and back.", label="Period", unit="s", gt=0, le=1e6, span=(2, 600)
    )


class BumpMotion(RangeMotion):
    """Sudden jumps from one limit to the other, at random times."""

    kind: Literal["bump"] = parameter("bump", "The kind of motion.")
    shortest_s: float = parameter(
        30.0, "Shortest time between two jumps.", label="Shortest rest", unit="s", gt=0, le=1e6, span=(2, 200)
    )
    longest_s: float = parameter(
        90.0, "Longest time between two jumps.", label="Longest rest", unit="s", gt=0, le=1e6, span=(2, 300)
    )


class RandomWalkMotion(RangeMotion):
    """Many small random steps up and down per second."""

    kind: Literal["random_walk"] = parameter("random_walk", "The kind of motion.")


class CurveMotion(RangeMotion):
    """Drawn or measured curve, linear between its points and constant before and after them."""

    kind: Literal["curve"] = parameter("curve", "The kind of motion.")
    times_s: tuple[float, ...] = parameter(
        (0.0, 600.0), "Time of each point, increasing.", label="Times", unit="s", ge=0, le=1e6
    )
    positions: tuple[float, ...] = parameter(
        (-0.5, 0.5),
        "Position at each point: -0.5 is the start of the motion's range, 0.5 its stop.",
        label="Positions",
        ge=-0.5,
        le=0.5,
    )
