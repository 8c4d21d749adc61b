"""Checks of motion: too far, too fast, too sudden, or with too coarse displacement steps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from math import hypot, pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..base import ConfigError
from ..config import SimulationConfig
from ..motion import (
    BumpMotion,
    ComponentConfig,
    CurveMotion,
    FieldMotion,
    FolderMotion,
    OscillationMotion,
    RandomWalkMotion,
    RangeMotion,
    ZigzagMotion,
)
from ..motion_fit import remarks_on_fit
from .advice import Advice

Array = NDArray[Any]

WIDEST_MOTION_UM = 120.0
FASTEST_MOTION_UM_PER_S = 5.0
LARGEST_JUMP_UM = 80.0
COARSE_STEPS = 4.0
"""Of an oscillation with fewer steps than this between middle and end, its stairs are heard."""
CURVE_S = 10.0
"""Seconds over which the distance along a curve is measured, so that a jump in it is no speed."""


def motion_advice(config: SimulationConfig, contact_positions_um: Array | None = None) -> list[Advice]:
    """Return what is implausible about the motion.

    Parameters
    ----------
    config : SimulationConfig
        Any valid one.
    contact_positions_um : ndarray, shape (channels, 2), optional
        Positions of the contacts, in µm; without them nothing is said about motion beyond the probe.
    """
    found = [one for check in (_reach, _jumps, _speed, _steps, _cut_curves) for one in check(config)]
    if contact_positions_um is not None:
        found += _uncovered(config, contact_positions_um)
    return found


def _reach(config: SimulationConfig) -> Iterator[Advice]:
    length = _range_length_um(config)
    moving = any(part.enabled for part in config.motion.components if isinstance(part, RangeMotion))
    if moving and length > WIDEST_MOTION_UM:
        words = f"Units move by up to {length:.3g} µm; real tissue drifts by tens of µm."
        yield _shorter(config, "motion.stop_um", words, 60.0)


def _shorter(config: SimulationConfig, path: str, words: str, length_um: float) -> Advice:
    """Return the advice to let start and stop lie closer to each other."""
    share = float(f"{length_um:.2g}") / _range_length_um(config)
    start, stop = ([round(share * end, 3) for end in ends] for ends in (config.motion.start_um, config.motion.stop_um))
    changes = {"motion.start_um": start, "motion.stop_um": stop}
    return Advice(path, words, remedy=f"Use {length_um:.2g} µm in total", changes=changes)


def _range_length_um(config: SimulationConfig) -> float:
    start, stop = config.motion.start_um, config.motion.stop_um
    return hypot(stop[0] - start[0], stop[1] - start[1])


def speed_um_per_s(config: SimulationConfig, part: ComponentConfig) -> float:
    """Return how fast a motion moves units at its fastest, in µm/s.

    Sudden jumps count by how many there are: those of a bump on average, those of a curve in ten seconds. The largest
    excursion of a random walk of n steps, to which it is scaled, is about the square root of pi n / 2. What is given in
    µm is meant to be as fast as it is: it counts as 0.
    """
    if not isinstance(part, RangeMotion):
        return 0.0
    span = _range_length_um(config) * abs(part.amplitude_factor)
    if isinstance(part, ZigzagMotion):
        return 2 * span / part.period_s
    if isinstance(part, BumpMotion):
        return 2 * span / (part.shortest_s + part.longest_s)
    rate = config.motion.sampling_frequency_hz
    if isinstance(part, RandomWalkMotion):
        begin, end = part.start_s or 0.0, config.duration_s if part.end_s is None else part.end_s
        return span * rate / (2 * sqrt(pi / 2 * max((end - begin) * rate, 1.0)))
    if not isinstance(part, CurveMotion):
        return 0.0
    times, travelled = np.asarray(part.times_s), span * np.abs(np.diff(part.positions))
    path = np.concatenate([[0.0], np.cumsum(travelled)])
    return float(np.max(np.interp(times + CURVE_S, times, path) - path, initial=0.0)) / CURVE_S


def _slower(config: SimulationConfig, index: int, speed: float) -> tuple[str, str, dict[str, Any]]:
    """Return where a motion is to be slowed down to four fifths of the limit, in words, and how."""
    part, share = config.motion.components[index], 0.8 * FASTEST_MOTION_UM_PER_S / speed
    path = f"motion.components.{index}"
    if isinstance(part, ZigzagMotion):
        period = float(f"{part.period_s / share:.2g}")
        return f"{path}.period_s", f"Use {period:g} s", {f"{path}.period_s": period}
    if isinstance(part, BumpMotion):
        rests = [float(f"{rest / share:.2g}") for rest in (part.shortest_s, part.longest_s)]
        changes = {f"{path}.shortest_s": rests[0], f"{path}.longest_s": rests[1]}
        return f"{path}.shortest_s", f"Use {rests[0]:g} to {rests[1]:g} s", changes
    amplitude = float(f"{getattr(part, 'amplitude_factor', 1.0) * share:.2g}")
    return f"{path}.amplitude_factor", f"Use {amplitude:g}", {f"{path}.amplitude_factor": amplitude}


def _speed(config: SimulationConfig) -> Iterator[Advice]:
    """Find motions that are too fast, each by itself or, when none is, all together."""
    parts = config.motion.components
    speeds = [speed_um_per_s(config, part) if part.enabled else 0.0 for part in parts]
    limit = FASTEST_MOTION_UM_PER_S
    for index, speed in enumerate(speeds):
        if speed > limit:
            path, remedy, changes = _slower(config, index, speed)
            words = f"This moves at {speed:.3g} µm/s; real drift is slower than {limit:g} µm/s."
            yield Advice(path, words, remedy=remedy, changes=changes)
    length = _range_length_um(config)
    if max(speeds, default=0.0) <= limit < sum(speeds) and length <= WIDEST_MOTION_UM:
        words = f"Together the motions move at {sum(speeds):.3g} µm/s; real drift is slower than {limit:g} µm/s."
        yield _shorter(config, "motion.stop_um", words, 0.8 * limit / sum(speeds) * length)


def _jumps(config: SimulationConfig) -> Iterator[Advice]:
    for index, part in enumerate(config.motion.components):
        if not isinstance(part, BumpMotion) or not part.enabled:
            continue
        jump = _range_length_um(config) * abs(part.amplitude_factor)
        if jump > LARGEST_JUMP_UM:
            words = f"This jumps by {jump:.3g} µm at once; observed jumps are tens of µm."
            path, share = f"motion.components.{index}.amplitude_factor", 0.5 * LARGEST_JUMP_UM / jump
            amplitude = float(f"{part.amplitude_factor * share:.2g}")
            yield Advice(path, words, remedy=f"Use {amplitude:g}", changes={path: amplitude})


def _steps(config: SimulationConfig) -> Iterator[Advice]:
    """Find oscillations that the steps between templates would turn into stairs."""
    step = config.motion.step_um
    for part in config.motion.components:
        if isinstance(part, OscillationMotion) and part.enabled and 0 < part.amplitude_um < COARSE_STEPS * step:
            words = f"An oscillation of {part.amplitude_um:g} µm uses only a few templates, {step:g} µm apart."
            finer = max(min(0.5, part.amplitude_um / COARSE_STEPS), 0.1)
            if finer < step:
                yield Advice(
                    "motion.step_um", words, step, f"Use {finer:.2g} µm", {"motion.step_um": float(f"{finer:.2g}")}
                )
            return


def _uncovered(config: SimulationConfig, contacts_um: Array) -> Iterator[Advice]:
    """Find measured motion that covers only a part of the recording or the probe."""
    for index, part in enumerate(config.motion.components):
        if isinstance(part, (FieldMotion, FolderMotion)) and part.enabled:
            with suppress(ConfigError):  # which the motion itself says
                for one in remarks_on_fit(part.measured(), (0.0, config.duration_s), contacts_um):
                    name = "path" if isinstance(part, FolderMotion) else one.path
                    yield Advice(f"motion.components.{index}.{name}", one.message, one.given)


def _cut_curves(config: SimulationConfig) -> Iterator[Advice]:
    """Find curves that go on after the recording ends: they are kept as they are, or made to fit."""
    for index, part in enumerate(config.motion.components):
        if not isinstance(part, CurveMotion) or not part.enabled or part.times_s[-1] <= config.duration_s:
            continue
        path = f"motion.components.{index}.times_s"
        last, share = part.times_s[-1], config.duration_s / part.times_s[-1]
        words = (
            f"This curve ends at {last:g} s, the recording at {config.duration_s:g} s. The rest of the curve is kept "
            "for a longer recording but not used in this one."
        )
        fitted = tuple(round(time * share, 6) for time in part.times_s)
        yield Advice(path, words, remedy=f"Rescale it to {config.duration_s:g} s", changes={path: fitted})
