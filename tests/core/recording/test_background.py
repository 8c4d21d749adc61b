"""What is in a recording before any spike."""

import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.recording import NoiseBackground, Recording, Segment, Silence


def test_silence_is_zero_in_windows_of_ones_own():
    silence = Silence(5, np.dtype(np.float32))
    window = silence.read(10, 30, None)
    assert (window.shape, window.dtype) == ((20, 5), np.float32)
    assert not window.any()
    window[:] = 1.0
    assert not silence.read(10, 30, np.array([4, 1])).any()
    assert silence.read(3, 3, None).shape == (0, 5)


@pytest.mark.parametrize("channels", [None, np.array([3, 0])])
def test_noise_is_the_background_of_a_recording_without_spikes(channels):
    small = {"duration_s": 2.0, "sampling_frequency_hz": 10_000.0, "units.num_units": 0, "motion.components": []}
    simulation = Simulation(SimulationConfig().replace({**small, "probe": {"kind": "tetrode"}}))
    background = simulation.static.segments[0].background
    assert isinstance(background, NoiseBackground)
    window = background.read(5_000, 9_000, channels)
    recording = Recording([Segment(background, 20_000)], 10_000.0, list("abcd"))
    names = None if channels is None else [list("abcd")[channel] for channel in channels]
    traces = recording.get_traces(start_frame=5_000, end_frame=9_000, channel_ids=names)
    assert np.array_equal(traces, window)
    assert np.array_equal(window, background.read(0, 10_000, channels)[5_000:9_000])
    assert window.std() == pytest.approx(simulation.config.noise.replace().level_uv.high, rel=0.3)
