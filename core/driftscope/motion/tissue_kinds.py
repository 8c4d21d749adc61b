"""Motion in µm at depths of the tissue: fields, measured motion, slow wander, kicks and oscillation; positive is up.

Unlike motion between start and stop it is known at any moment, and no limit holds it back.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from pydantic import model_validator

from ..base import Config, ConfigError, OneOrRange, Problem, Range, parameter
from ..checksums import quick_checksum, refuse_changed
from ..measured_motion import MeasuredMotion, load_motion
from ..motion_files import motion_folder, refuse_other_segment
from ..paths import LocalPath

MOST_FIELD_VALUES = 200_000
FARTHEST_UM = 5_000.0
"""No displacement that a configuration gives is larger."""


Table = tuple[tuple[float, ...], ...]
_TABLES = ("displacement_um", "displacement_x_um")


class TissueMotion(Config):
    """Base class of motion components in µm, which add to all others."""

    enabled: bool = parameter(True, "Whether this component is included; components add up.", label="On")


class FieldMotion(TissueMotion):
    """Displacement over time and depth, linear between its points and constant beyond them."""

    kind: Literal["field"] = parameter("field", "The kind of motion.")
    times_s: tuple[float, ...] = parameter(
        (0.0, 300.0, 600.0), "Time of each row, increasing or decreasing.", label="Times", unit="s", ge=-1e6, le=1e6
    )
    depths_um: tuple[float, ...] = parameter(
        (0.0,),
        "Depth of each column, increasing or decreasing; a single depth gives rigid motion.",
        label="Depths",
        unit="µm",
        ge=-1e6,
        le=1e6,
    )
    displacement_um: tuple[tuple[float, ...], ...] = parameter(
        ((0.0,), (20.0,), (0.0,)),
        "Displacement of the tissue, positive up the probe: one row per time, one column per depth.",
        label="Values",
        unit="µm",
        ge=-FARTHEST_UM,
        le=FARTHEST_UM,
    )
    displacement_x_um: tuple[tuple[float, ...], ...] | None = parameter(
        None,
        "Displacement across the probe, in the same form; empty for none.",
        label="Across the probe",
        unit="µm",
        ge=-FARTHEST_UM,
        le=FARTHEST_UM,
    )
    method: Literal["linear", "nearest"] = parameter(
        "linear", "Interpolation between the points: linear, or the nearest point.", label="Between"
    )
    scale: float = parameter(
        1.0, "Factor of all displacements; negative inverts them.", label="Scale", ge=-10, le=10, span=(-2, 2)
    )

    @model_validator(mode="before")
    @classmethod
    def _put_in_order(cls, data: Any) -> Any:
        """Reverse times and depths that decrease, their displacements along."""
        if not isinstance(data, dict):
            return data
        tables = {name: data[name] for name in _TABLES if isinstance(data.get(name), (list, tuple))}
        if _decreases(data.get("times_s")):
            tables = {name: table[::-1] for name, table in tables.items()}
            data = {**data, "times_s": data["times_s"][::-1], **tables}
        if _decreases(data.get("depths_um")) and all(_is_rows(table) for table in tables.values()):
            tables = {name: [row[::-1] for row in table] for name, table in tables.items()}
            data = {**data, "depths_um": data["depths_um"][::-1], **tables}
        return data

    def measured(self) -> list[MeasuredMotion]:
        """Return displacement over time and depth, one for every axis along which anything moves.

        Raises
        ------
        ConfigError
            When times, depths and displacements do not fit together, or are too many.
        """
        tables = {"displacement_um": self.displacement_um, "displacement_x_um": self.displacement_x_um}
        given = {name: table for name, table in tables.items() if table is not None}
        if problems := [one for name, table in given.items() for one in self.problems_of(name, table)]:
            raise ConfigError(problems)
        axes = {"displacement_um": "y", "displacement_x_um": "x"}
        return [
            MeasuredMotion(self.times_s, self.depths_um, table, axes[name], "y", self.method)  # type: ignore[arg-type]
            for name, table in given.items()
        ]

    def problems_of(self, name: str, table: Table) -> list[Problem]:
        """Return what is wrong with a table of displacements, or with the times and depths it stands for."""
        times, depths = len(self.times_s), len(self.depths_um)
        if times * depths > MOST_FIELD_VALUES:
            message = f"{times} times x {depths} depths exceed {MOST_FIELD_VALUES} values: use fewer times"
            return [Problem(name, message, times * depths)]
        found = [*_unordered("times_s", self.times_s), *_unordered("depths_um", self.depths_um)]
        if len(table) != times:
            message = f"has {len(table)} rows for {times} times: give one row per time"
            return [*found, Problem(name, message, len(table))]
        for row, values in enumerate(table):
            if len(values) != depths:
                message = f"row {row} has {len(values)} values for {depths} depths: give one value per depth"
                return [*found, Problem(name, message, len(values))]
        return found


def _decreases(values: Any) -> bool:
    """Return whether values are numbers that decrease, one after the other."""
    if not isinstance(values, (list, tuple)) or not all(isinstance(one, (int, float)) for one in values):
        return False
    return len(values) > 1 and all(after < before for before, after in pairwise(values))


def _is_rows(table: Any) -> bool:
    return all(isinstance(row, (list, tuple)) for row in table)


def _unordered(name: str, values: tuple[float, ...]) -> list[Problem]:
    if not values:
        return [Problem(name, "is empty: give at least one", 0)]
    for place, (before, after) in enumerate(pairwise(values), start=1):
        if after <= before:
            return [Problem(name, f"must increase, but {after:g} follows {before:g} at index {place}", after)]
    return []


class FolderMotion(TissueMotion):
    """Measured motion from a folder written by SpikeInterface's ``Motion.save``."""

    kind: Literal["folder"] = parameter("folder", "The kind of motion.")
    path: LocalPath = parameter(
        ..., "Path of the Motion folder, of its parent folder, or of its displacement_seg0.npy.", label="Folder"
    )
    checksum: str | None = parameter(
        None, "Checksum of its files, to detect changes; empty to accept any.", label="Checksum"
    )
    scale: float = parameter(
        1.0, "Factor of all displacements; negative inverts them.", label="Scale", ge=-10, le=10, span=(-2, 2)
    )

    def state(self) -> object:
        """Return times and sizes of the files, which change when they are exchanged."""
        try:
            files = motion_folder(self.path).iterdir()
            return tuple(sorted((one.name, one.stat().st_mtime_ns, one.stat().st_size) for one in files))
        except (OSError, ConfigError):
            return None

    def with_checksum(self) -> FolderMotion:
        """Return the same motion with the checksum of its current files."""
        return self.replace(checksum=quick_checksum(motion_folder(Path(self.path))))

    def measured(self) -> list[MeasuredMotion]:
        """Return the motion in the folder.

        Raises
        ------
        ConfigError
            When it cannot be read, has changed, or has several segments.
        """
        refuse_changed(motion_folder(self.path), self.checksum, "checksum")
        refuse_other_segment(self.path, 0)
        segments = load_motion(self.path)
        if len(segments) != 1:
            message = f"has {len(segments)} segments, but a generated recording has one: save the motion of one segment"
            raise ConfigError([Problem("path", message, str(self.path))])
        return segments


class WanderMotion(TissueMotion):
    """Slow random drift, similar at neighbouring depths."""

    kind: Literal["wander"] = parameter("wander", "The kind of motion.")
    std_um: float = parameter(
        5.0, "Standard deviation of the displacement, at every depth.", label="Size", unit="µm", ge=0, le=500,
        span=(0, 30),
    )  # fmt: skip
    correlation_s: float = parameter(
        100.0,
        "Time over which the displacement changes: its correlation falls to 0.61 in that time.",
        label="Correlation time",
        unit="s",
        ge=1,
        le=1e4,
        span=(5, 500),
    )
    correlation_um: float | None = parameter(
        800.0,
        "Distance over which depths move alike: their correlation falls to 0.78 in that distance; empty is rigid.",
        label="Correlation length",
        unit="µm",
        ge=10,
        le=1e5,
        span=(100, 4_000),
    )
    knots_um: float = parameter(
        200.0,
        "Distance of the depths between which it is interpolated; at most half the correlation length is used.",
        label="Knots",
        unit="µm",
        ge=10,
        le=10_000,
        span=(50, 500),
    )


class KicksMotion(TissueMotion):
    """Sudden displacements at random times, for example when an animal licks or swallows."""

    kind: Literal["kicks"] = parameter("kicks", "The kind of motion.")
    rate_per_min: float = parameter(
        2.0, "Kicks a minute, at random times.", label="Rate", unit="per min", ge=0, le=600, span=(0, 30)
    )
    size_um: OneOrRange = parameter(
        Range(low=5.0, high=20.0),
        "Largest displacement by a kick: one for all, or a range to draw from.",
        label="Size",
        unit="µm",
        ge=0,
        le=FARTHEST_UM,
        span=(0, 50),
        parts=("kick",),
    )
    rise_s: float = parameter(
        0.2, "Time constant of the rise.", label="Rise", unit="s", ge=0.001, le=1_000, span=(0.02, 2)
    )
    decay_s: float = parameter(
        2.0,
        "Time constant of the return; 0 gives steps that stay.",
        label="Decay",
        unit="s",
        ge=0,
        le=10_000,
        span=(0, 20),
    )
    up_share: float = parameter(0.5, "Share of the kicks that go up.", label="Upwards", ge=0, le=1, span=(0, 1))
    depth_um: tuple[float, float] | None = parameter(
        None,
        "Depth that is kicked most, and the distance over which it fades (a gaussian's standard deviation); empty "
        "kicks all depths alike.",
        label="Where",
        unit="µm",
        ge=-1e5,
        le=1e5,
        parts=("centre", "width"),
    )


class OscillationMotion(TissueMotion):
    """Regular movement, such as breathing or heartbeat."""

    kind: Literal["oscillation"] = parameter("oscillation", "The kind of motion.")
    amplitude_um: float = parameter(
        4.0, "Half the peak-to-peak displacement.", label="Amplitude", unit="µm", ge=0,
        le=500, span=(0, 30),
    )  # fmt: skip
    frequency_hz: float = parameter(
        1.1, "Cycles per second.", label="Frequency", unit="Hz", ge=0.05, le=20, span=(0.1, 10)
    )
    phase_jitter: float = parameter(
        0.15,
        "Standard deviation of the phase, in cycles; it varies over about ten seconds and does not accumulate.",
        label="Phase jitter",
        unit="cycles",
        ge=0,
        le=1,
        span=(0, 0.5),
    )
    sharpness: float = parameter(
        0.0, "From a sine (0) to brief pulses (1).", label="Sharpness", ge=0, le=1, span=(0, 1)
    )
    depth_gain: tuple[float, float] = parameter(
        (1.0, 1.0),
        "Share of the amplitude at the deepest and at the shallowest unit, linear in between.",
        label="Share by depth",
        ge=-10,
        le=10,
        parts=("bottom", "top"),
    )
