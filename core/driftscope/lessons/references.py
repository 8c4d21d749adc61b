"""What a lesson's numbers refer to: a measure by name, with what it needs to know."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, field_validator

from ..base import Config, parameter
from ..units import MOST_UNITS
from .detecting import RecordingName, ReferenceName
from .measures import PropertyName

UnitOrSelected = int | Literal["selected"]


class Reference(Config):
    """Base of all references; ``measure`` says which function is called."""


class _OfUnit(Reference):
    unit: UnitOrSelected = parameter("selected", "Index of the unit; default: the first selected.", ge=0, le=MOST_UNITS)


class _OnChannel(_OfUnit):
    recording: RecordingName = parameter("drifting", "The recording in which is looked.")
    channel: int | None = parameter(None, "The channel; empty: the one that is best at rest.", ge=0)
    threshold: float | None = parameter(
        None, "Times the noise from which on a spike is detected; empty: the one looked at.", gt=0, le=1e3
    )
    reference: ReferenceName = parameter("none", "What is subtracted from every channel first.")
    from_s: float = parameter(0.0, "From when on.", unit="s", ge=0)
    to_s: float | None = parameter(None, "Until when; empty: the end.", unit="s", gt=0)


class PeakReference(_OfUnit):
    """How deep a unit's noiseless spike is on a channel, in µV."""

    measure: Literal["peak_uv"] = parameter("peak_uv", "The measure.")
    at: Literal["rest", "cursor", "least"] | float = parameter(
        "rest", "At rest, at the time cursor, at a time in s, or when it is least through the recording."
    )
    channel: int | Literal["rest", "best"] = parameter(
        "best", "A channel, the one that is best at rest, or the one that is best at that moment."
    )
    moved_um: float | None = parameter(None, "Displacement along the probe, instead of that of the moment.", unit="µm")


class DisplacementReference(_OfUnit):
    """How far a unit has moved along the probe, positive up, in µm."""

    measure: Literal["displacement_um"] = parameter("displacement_um", "The measure.")
    at: Literal["cursor"] | float = parameter("cursor", "At the time cursor, or at a time in s.")


class ContactsAboveReference(_OfUnit):
    """On how many contacts a unit's noiseless spike is above a threshold."""

    measure: Literal["contacts_above"] = parameter("contacts_above", "The measure.")
    at: Literal["rest", "cursor"] | float = parameter("rest", "At rest, at the time cursor, or at a time in s.")
    threshold_uv: float = parameter(35.0, "The threshold.", unit="µV", gt=0)


class ShareBelowReference(_OfUnit):
    """In which share of the time a unit's noiseless spike is below a threshold."""

    measure: Literal["share_below"] = parameter("share_below", "The measure.")
    channel: Literal["rest", "best"] = parameter(
        "rest", "On the channel that is best at rest, or on the one that is best at each moment."
    )
    threshold_uv: float | None = parameter(None, "The threshold; empty: 5 times the noise of the channel.", gt=0)


class FoundReference(_OnChannel):
    """Which share of a unit's spikes a detector finds on one channel."""

    measure: Literal["found"] = parameter("found", "The measure.")


class FalseReference(_OnChannel):
    """How many detections a second on one channel are no spike of the unit."""

    measure: Literal["false_per_s"] = parameter("false_per_s", "The measure.")


class TrueReference(_OnChannel):
    """Which share of all detections on one channel are spikes of the unit."""

    measure: Literal["share_true"] = parameter("share_true", "The measure.")


class NoiseReference(Reference):
    """How large the noise of one channel is, as 1.4826 times the median absolute deviation, in µV."""

    measure: Literal["noise_uv"] = parameter("noise_uv", "The measure.")
    channel: int = parameter(0, "The channel.", ge=0)
    reference: ReferenceName = parameter("none", "What is subtracted from every channel first.")


class MotionErrorReference(Reference):
    """How far an estimate of the motion is from the truth over all units and times, in µm."""

    measure: Literal["motion_error_um"] = parameter("motion_error_um", "The measure.")
    bin_s: float = parameter(2.0, "Width of the bins of time.", unit="s", gt=0, le=600)
    windows: int = parameter(1, "Number of depth windows; one estimates rigid motion.", ge=1, le=20)
    amplitude_bins: int = parameter(8, "Number of bins of amplitude; one looks at depths only.", ge=1, le=50)
    statistic: Literal["off", "median", "max", "range"] = parameter(
        "off",
        "The share of units and times at which it is off by more than 5 µm, the median or largest error, or the range "
        "of the estimate itself.",
    )


class IntervalsReference(Reference):
    """How many intervals between the spikes of some units, taken as one, are below a duration."""

    measure: Literal["intervals_below"] = parameter("intervals_below", "The measure.")
    units: tuple[int, ...] = parameter(..., "The units whose spikes are taken together.", ge=0, le=MOST_UNITS)
    ms: float = parameter(2.0, "The duration.", unit="ms", gt=0, le=1e3)
    statistic: Literal["count", "share", "contamination"] = parameter(
        "count", "Their number, their share of all intervals, or the share of foreign spikes estimated from it."
    )


class RealignedReference(_OfUnit):
    """What is left of a unit's spike when it moved and the recording is interpolated back, at the worst moment."""

    measure: Literal["realigned_peak"] = parameter("realigned_peak", "The measure.")
    method: Literal["linear", "cubic"] = parameter("linear", "How is interpolated between contacts.")
    within_um: float = parameter(20.0, "The farthest displacement to both sides.", unit="µm", gt=0, le=1e3)
    statistic: Literal["peak", "residual"] = parameter(
        "peak", "Share of the peak that is left, or root mean square of what is wrong, relative to the spike."
    )


class CorrelationReference(Reference):
    """How two properties of the units go together: Pearson's coefficient, -1 to 1."""

    measure: Literal["correlation"] = parameter("correlation", "The measure.")
    first: PropertyName = parameter("peak_uv", "One property.")
    second: PropertyName = parameter("rate_hz", "The other.")

    @field_validator("first", "second", mode="before")
    @classmethod
    def _read_former_name(cls, name: Any) -> Any:
        """Read the peak as ``amplitude_uv``, as lessons called it before."""
        return "peak_uv" if name == "amplitude_uv" else name


class EstimatedMotionReference(Reference):
    """How far an estimate of the motion says that the tissue has moved at a depth, positive up, in µm."""

    measure: Literal["estimated_motion_um"] = parameter("estimated_motion_um", "The measure.")
    bin_s: float = parameter(2.0, "Width of the bins of time.", unit="s", gt=0, le=600)
    windows: int = parameter(1, "Number of depth windows; one estimates rigid motion.", ge=1, le=20)
    amplitude_bins: int = parameter(8, "Number of bins of amplitude; one looks at depths only.", ge=1, le=50)
    at: Literal["cursor"] | float = parameter("cursor", "At the time cursor, or at a time in s.")
    depth_um: float = parameter(0.0, "At which depth.", unit="µm")


class ExpectedFoundReference(Reference):
    """Which share of their spikes the faster or slower half of the units is expected to be found."""

    measure: Literal["expected_found"] = parameter("expected_found", "The measure.")
    half: Literal["faster", "slower"] = parameter("faster", "Which half, by rate.")
    threshold: float = parameter(5.0, "Times the noise from which on a spike is detected.", gt=0, le=1e3)


def _named(value: Any) -> Any:
    """Read a measure's name alone as a reference with its defaults."""
    return {"measure": value} if isinstance(value, str) else value


Measured = Annotated[
    Annotated[
        PeakReference
        | DisplacementReference
        | ContactsAboveReference
        | ShareBelowReference
        | FoundReference
        | FalseReference
        | TrueReference
        | NoiseReference
        | MotionErrorReference
        | EstimatedMotionReference
        | IntervalsReference
        | RealignedReference
        | CorrelationReference
        | ExpectedFoundReference,
        Discriminator("measure"),
    ],
    BeforeValidator(_named),
]
"""Any reference; in a file a mapping with ``measure``."""

REFERENCES: tuple[type[Reference], ...] = (
    PeakReference,
    DisplacementReference,
    ContactsAboveReference,
    ShareBelowReference,
    FoundReference,
    FalseReference,
    TrueReference,
    NoiseReference,
    MotionErrorReference,
    EstimatedMotionReference,
    IntervalsReference,
    RealignedReference,
    CorrelationReference,
    ExpectedFoundReference,
)
"""All references, in the order in which they are listed."""
