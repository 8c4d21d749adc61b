"""Noise levels of a recording."""

import numpy as np
import spikeinterface.core as si
from driftscope.hybrid import (
    Hybrid,
    noise_levels_uv,
)
from hybrid_examples import config, in_memory


def test_noise_levels_are_those_of_spikeinterface() -> None:
    recording = in_memory()
    theirs = si.get_noise_levels(recording, method="mad", random_slices_kwargs={"seed": 0}, progress_bar=False)
    np.testing.assert_allclose(noise_levels_uv(Hybrid(config(), recording).background), theirs, rtol=0.05)
