import pytest
from driftscope.streams import Streams
from driftscope.templates import (
    TemplatesConfig,
    draw_unit_parameters,
    single_waveform,
)


def test_a_waveform_has_its_positive_peak_and_returns_to_rest():
    config = TemplatesConfig(positive_amplitude=0.2, ms_before=2.0, ms_after=4.0)
    parameters = draw_unit_parameters(config, 4, Streams(1))
    for unit in range(4):
        waveform = single_waveform(parameters, unit, 30_000.0, 60, 180)
        assert waveform.min() == pytest.approx(-1)
        assert waveform.max() == pytest.approx(0.2, abs=0.1)
        assert abs(waveform[0]) < 1e-3
        assert abs(waveform[-1]) < 1e-3
