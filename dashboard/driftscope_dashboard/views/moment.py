"""Where a unit is at the cursor."""

from __future__ import annotations

from typing import Any

import numpy as np
from driftscope.motion import Motion


def step_at(motion: Motion, unit: int, time_s: float, config: Any) -> int:
    """Return the number of the motion's step at which a unit is at a time.

    Parameters
    ----------
    motion : Motion
        What moves the units.
    unit : int
        Which one.
    time_s : float
        The time; one beyond the recording is its last moment.
    config : SimulationConfig
        Of the recording.
    """
    rate_hz = config.sampling_frequency_hz
    frame = min(round(time_s * rate_hz), config.num_samples - 1)
    return int(motion.step_of(np.array([frame]), np.array([unit]), rate_hz)[0])
