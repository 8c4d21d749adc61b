import numpy as np
import pytest
from driftscope.streams import Streams
from driftscope.templates import (
    DRAWN,
    TemplatesConfig,
    draw_unit_parameters,
)
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize("changed", DRAWN)
def test_a_parameter_has_its_own_stream(changed):
    config = TemplatesConfig()
    before = draw_unit_parameters(config, 30, Streams(5))
    low, high = getattr(config, changed).low, getattr(config, changed).high
    for value in (low, (low, (low + high) / 2), [low] * 30):
        after = draw_unit_parameters(config.replace({changed: value}), 30, Streams(5))
        for name in DRAWN:
            assert np.array_equal(getattr(before, name), getattr(after, name)) == (name != changed)


def test_parameters_are_uncorrelated_with_each_other_and_with_the_rates():
    parameters = draw_unit_parameters(TemplatesConfig(), 4_000, Streams(5))
    rates = Streams(5).generator("spikes.firing_rate_hz").uniform(2, 8, 4_000)
    levels = Streams(5).generator("noise.level_uv").uniform(6, 8, 4_000)
    drawn = np.stack([*(getattr(parameters, name) for name in DRAWN), rates, levels])
    correlation = np.corrcoef(drawn)[np.triu_indices(len(drawn), 1)]
    assert np.abs(correlation).max() < 5 / np.sqrt(4_000)


def test_in_the_reference_amplitude_follows_the_firing_rate():
    """The known quirk that the switch is for."""
    parameters = draw_unit_parameters(TemplatesConfig(), 200, Streams(5, "spikeinterface"))
    rates = Streams(5, "spikeinterface").generator("spikes.firing_rate_hz").uniform(2, 8, 200)
    assert np.corrcoef(parameters.alpha_uv, rates)[0, 1] == pytest.approx(1)


@given(few=st.integers(1, 30), more=st.integers(0, 30), seed=st.integers(0, 99))
def test_more_units_leave_the_first_ones_parameters(few, more, seed):
    some = draw_unit_parameters(TemplatesConfig(), few, Streams(seed))
    everyone = draw_unit_parameters(TemplatesConfig(), few + more, Streams(seed))
    for name in DRAWN:
        assert np.array_equal(getattr(everyone, name)[:few], getattr(some, name))
        with pytest.raises(ValueError, match="read-only"):
            getattr(some, name)[0] = 1.0
