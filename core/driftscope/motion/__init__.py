"""The motion: how the tissue moves along the probe, and how far each unit goes with it."""

from .config import ComponentConfig, MotionConfig
from .courses import component_shape
from .kicks import KickCourse
from .limits import refuse_excess
from .making import component_displacement_um, files_state, follow_factors, held_motion, make_motion
from .motion import Motion, summed_extent_um
from .oscillation import OscillationCourse
from .parts import AroundDepth, BetweenDepths, Course, GainByDepth, MotionPart, Profile, Shares, TableCourse
from .range_kinds import BumpMotion, CurveMotion, RandomWalkMotion, RangeMotion, ZigzagMotion
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
    "Course",
    "CurveMotion",
    "FieldMotion",
    "FolderMotion",
    "GainByDepth",
    "KickCourse",
    "KicksMotion",
    "Motion",
    "MotionConfig",
    "MotionPart",
    "OscillationCourse",
    "OscillationMotion",
    "Profile",
    "RandomWalkMotion",
    "RangeMotion",
    "Shares",
    "TableCourse",
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
