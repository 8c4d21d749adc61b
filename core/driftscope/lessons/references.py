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
    """Base class of references; ``measure`` is the name of the function to call."""


class _OfUnit(Reference):
    unit: UnitOrSelected = parameter("selected", "Index of the unit; default: the first selected.", ge=0, le=MOST_UNITS)


class _OnChannel(_OfUnit):
    recording: RecordingName = parameter("drifting", "The recording to measure.")
    channel: int | None = parameter(None, "The channel; empty: the best one at rest.", ge=0)
    threshold: float | None = parameter(
        None, "Detection threshold in multiples of the noise level; empty: the one on the page.", gt=0, le=1e3
    )
    reference: ReferenceName = parameter("none", "What is subtracted from every channel first.")
    from_s: float = parameter(0.0, "Start of the interval.", unit="s", ge=0)
    to_s: float | None = parameter(None, "End of the interval; empty: the end of the recording.", unit="s", gt=0)


class PeakReference(_OfUnit):
    """Peak amplitude of a unit's noiseless spike on a channel, in µV."""

    measure: Literal["peak_uv"] = parameter("peak_uv", "The measure.")
    at: Literal["rest", "cursor", "least"] | float = parameter(
        "rest", "At rest, at the time cursor, at a time in s, or at its minimum over the recording."
    )
    channel: int | Literal["rest", "best"] = parameter(
        "best", "A channel, the best one at rest, or the best one at that moment."
    )
    moved_um: float | None = parameter(
        None, "Displacement along the probe, instead of the one at that time.", unit="µm"
    )


class DisplacementReference(_OfUnit):
    """Displacement of a unit along the probe, positive up, in µm."""

    measure: Literal["displacement_um"] = parameter("displacement_um", "The measure.")
    at: Literal["cursor"] | float = parameter("cursor", "At the time cursor, or at a time in s.")


class ContactsAboveReference(_OfUnit):
    """Number of contacts on which a unit's noiseless spike exceeds a threshold."""

    measure: Literal["contacts_above"] = parameter("contacts_above", "The measure.")
    at: Literal["rest", "cursor"] | float = parameter("rest", "At rest, at the time cursor, or at a time in s.")
    threshold_uv: float = parameter(35.0, "The threshold.", unit="µV", gt=0)


class ShareBelowReference(_OfUnit):
    """Fraction of time in which a unit's noiseless spike is below a threshold."""

    measure: Literal["share_below"] = parameter("share_below", "The measure.")
    channel: Literal["rest", "best"] = parameter(
        "rest", "On the best channel at rest, or on the best channel at each moment."
    )
    threshold_uv: float | None = parameter(None, "The threshold; empty: 5 times the noise of the channel.", gt=0)


class FoundReference(_OnChannel):
    """Fraction of a unit's spikes that a detector finds on one channel."""

    measure: Literal["found"] = parameter("found", "The measure.")


class FalseReference(_OnChannel):
    """Detections per second on one channel that are not spikes of the unit."""

    measure: Literal["false_per_s"] = parameter("false_per_s", "The measure.")


class TrueReference(_OnChannel):
    """Fraction of all detections on one channel that are spikes of the unit."""

    measure: Literal["share_true"] = parameter("share_true", "The measure.")


class NoiseReference(Reference):
    """Noise level of one channel, as 1.4826 times the median absolute deviation, in µV."""

    measure: Literal["noise_uv"] = parameter("noise_uv", "The measure.")
    channel: int = parameter(0, "The channel.", ge=0)
    reference: ReferenceName = parameter("none", "What is subtracted from every channel first.")


class MotionErrorReference(Reference):
    """Error of a motion estimate over all units and times, in µm."""

    measure: Literal["motion_error_um"] = parameter("motion_error_um", "The measure.")
    bin_s: float = parameter(2.0, "Width of the bins of time.", unit="s", gt=0, le=600)
    windows: int = parameter(1, "Number of depth windows; one estimates rigid motion.", ge=1, le=20)
    amplitude_bins: int = parameter(8, "Number of bins of amplitude; one looks at depths only.", ge=1, le=50)
    statistic: Literal["off", "median", "max", "range"] = parameter(
        "off",
        "The fraction of units and times with an error above 5 µm, the median or largest error, or the range "
        "of the estimate itself.",
    )


class IntervalsReference(Reference):
    """Number of interspike intervals of merged units that are below a duration."""

    measure: Literal["intervals_below"] = parameter("intervals_below", "The measure.")
    units: tuple[int, ...] = parameter(..., "The units whose spikes are merged.", ge=0, le=MOST_UNITS)
    ms: float = parameter(2.0, "The duration.", unit="ms", gt=0, le=1e3)
    statistic: Literal["count", "share", "contamination"] = parameter(
        "count", "Their number, their fraction of all intervals, or the fraction of foreign spikes estimated from it."
    )


class RealignedReference(_OfUnit):
    """Remaining part of a unit's spike after motion correction by interpolation, at the worst displacement."""

    measure: Literal["realigned_peak"] = parameter("realigned_peak", "The measure.")
    method: Literal["linear", "cubic"] = parameter("linear", "Interpolation between contacts.")
    within_um: float = parameter(20.0, "Largest displacement in both directions.", unit="µm", gt=0, le=1e3)
    statistic: Literal["peak", "residual"] = parameter(
        "peak", "Fraction of the peak that is left, or root-mean-square error relative to the spike."
    )


class CorrelationReference(Reference):
    """Pearson correlation of two properties of the units."""

    measure: Literal["correlation"] = parameter("correlation", "The measure.")
    first: PropertyName = parameter("peak_uv", "One property.")
    second: PropertyName = parameter("rate_hz", "The other.")

    @field_validator("first", "second", mode="before")
    @classmethod
    def _read_former_name(cls, name: Any) -> Any:
        """Read the peak as ``amplitude_uv``, as lessons called it before."""
        return "peak_uv" if name == "amplitude_uv" else name


class EstimatedMotionReference(Reference):
    """Estimated displacement of the tissue at a depth, positive up, in µm."""

    measure: Literal["estimated_motion_um"] = parameter("estimated_motion_um", "The measure.")
    bin_s: float = parameter(2.0, "Width of the bins of time.", unit="s", gt=0, le=600)
    windows: int = parameter(1, "Number of depth windows; one estimates rigid motion.", ge=1, le=20)
    amplitude_bins: int = parameter(8, "Number of bins of amplitude; one looks at depths only.", ge=1, le=50)
    at: Literal["cursor"] | float = parameter("cursor", "At the time cursor, or at a time in s.")
    depth_um: float = parameter(0.0, "The depth.", unit="µm")


class ExpectedFoundReference(Reference):
    """Expected fraction of detected spikes in the faster or slower half of the units."""

    measure: Literal["expected_found"] = parameter("expected_found", "The measure.")
    half: Literal["faster", "slower"] = parameter("faster", "The faster or the slower half of the units.")
    threshold: float = parameter(5.0, "Detection threshold in multiples of the noise level.", gt=0, le=1e3)


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
