"""The motion: how the tissue moves along the probe, and how far each unit goes with it."""

from .config import ComponentConfig, MotionConfig
from .kicks import KickCurve
from .limits import refuse_excess
from .making import component_displacement_um, files_state, follow_factors, held_motion, make_motion
from .motion import Motion, summed_extent_um
from .oscillation import OscillationCurve
from .parts import AroundDepth, BetweenDepths, Curve, GainByDepth, InterpolatedCurve, MotionPart, Profile, Shares
from .range_kinds import BumpMotion, CurveMotion, RandomWalkMotion, RangeMotion, ZigzagMotion
from .shapes import component_shape
from .steps import count_steps, displacement_steps_um, linear_steps
from .tissue import reshared
from .tissue_kinds import (
    MOST_FIELD_VALUES,
    FieldMotion,
    FolderMotion,
    KicksMotion,
    OscillationMotion,
    TissueMotion,
    WanderMotion,
)

__all__ = [
    "MOST_FIELD_VALUES",
    "AroundDepth",
    "BetweenDepths",
    "BumpMotion",
    "ComponentConfig",
    "Curve",
    "CurveMotion",
    "FieldMotion",
    "FolderMotion",
    "GainByDepth",
    "InterpolatedCurve",
    "KickCurve",
    "KicksMotion",
    "Motion",
    "MotionConfig",
    "MotionPart",
    "OscillationCurve",
    "OscillationMotion",
    "Profile",
    "RandomWalkMotion",
    "RangeMotion",
    "Shares",
    "TissueMotion",
    "WanderMotion",
    "ZigzagMotion",
    "component_displacement_um",
    "component_shape",
    "count_steps",
    "displacement_steps_um",
    "files_state",
    "follow_factors",
    "held_motion",
    "linear_steps",
    "make_motion",
    "refuse_excess",
    "reshared",
    "summed_extent_um",
]
