"""What a hybrid page does with a probe and with a measured drift."""

from __future__ import annotations

import numpy as np
from driftscope import ConfigError, Problem
from driftscope.drift_files import MeasuredDrift
from driftscope.field_files import MeasuredField
from driftscope.hybrid import HybridConfig, MeasuredMotionConfig
from driftscope.probe import InlineProbe

from ..actions.files import Opens
from ..session.session import Session

HELP = (
    "Open the configuration of a hybrid recording (YAML, JSON, TOML), the recording's probe (probeinterface "
    "JSON, PRB) or its measured motion (CSV or NPY: time_s, displacement_um, or times x depths), or drop one "
    "anywhere onto the page"
)


def take_probe(session: Session, name: str, probe: InlineProbe) -> str:
    """Make a probe that of a recording that brings none."""
    if not hasattr(session.config.source, "probe"):
        words = "is a probe, but this recording has its own: first open a recording without one"
        raise ConfigError([Problem(name, words)])
    session.restructure({"source.probe": probe.to_dict()})
    return f"{name} is now the recording's probe"


def take_drift(session: Session, name: str, measured: MeasuredDrift, answer: str) -> str:
    """Let the added units follow a drift that is the same at all depths."""
    curve = measured.curve
    start_s = session.simulation.hybrid.background.get_start_time()  # the file counts from there
    motion = MeasuredMotionConfig.of(curve.times_s + start_s, (0.0,), curve.displacement_um[:, np.newaxis])
    session.restructure({"motion": motion.to_dict()})
    return " ".join(filter(None, [f"The added units now follow {name}.", measured.note]))


def take_field(session: Session, name: str, field: MeasuredField) -> str:
    """Let the added units follow displacement over time and depth."""
    told = field.component()
    start_s = session.simulation.hybrid.background.get_start_time()  # the file counts from there
    across = {"displacement_x_um": told["displacement_x_um"]} if "displacement_x_um" in told else {}
    times_s = field.motion.times_s + start_s
    motion = MeasuredMotionConfig.of(times_s, told["depths_um"], told["displacement_um"], **across)
    session.restructure({"motion": motion.to_dict()})
    return " ".join(filter(None, [f"The added units now follow {name}.", field.note]))


OPENS = Opens(HybridConfig, HELP, take_probe, take_drift, take_field)
