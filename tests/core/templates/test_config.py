"""What the spikes look like, as configured."""

import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.streams import Streams
from driftscope.templates import TemplatesConfig, draw_unit_parameters, longest_waveform_ms


def test_no_unit_has_a_longer_waveform_than_the_longest():
    config = TemplatesConfig(repolarization_ms=(0.4, 0.9), recovery_ms=(0.8, 1.6))
    drawn = draw_unit_parameters(config, 500, Streams(3))
    longest = longest_waveform_ms(config)
    assert longest == pytest.approx(2.5)
    assert (drawn.repolarization_ms + drawn.recovery_ms).max() <= longest


def test_a_window_that_is_shorter_than_the_waveform_is_refused():
    with pytest.raises(ConfigError) as caught:
        SimulationConfig().replace({"templates.ms_after": 1.0})
    assert [problem.path for problem in caught.value.problems] == ["templates.ms_after"]
