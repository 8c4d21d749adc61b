"""Potentials become numbers of a converter, and back."""

import numpy as np
import pytest
from driftscope import ConfigError
from driftscope.export import SampleFormat
from hypothesis import given
from hypothesis import strategies as st


@given(
    gain=st.floats(0.01, 10),
    offset=st.floats(-500, 500),
    bits=st.integers(4, 16),
    seed=st.integers(0, 2**32),
)
def test_what_is_within_the_range_comes_back_within_half_a_step(gain, offset, bits, seed):
    form = SampleFormat(gain_uv=gain, offset_uv=offset, adc_bits=bits)
    low, high = form.adc_range
    steps = np.random.default_rng(seed).uniform(low - 0.49, high + 0.49, (50, 3))
    traces = (steps * gain + offset).astype(np.float32)
    samples, clipped = form.encode(traces.copy())
    assert samples.dtype == np.dtype("<i2")
    assert (samples.min(), samples.max()) >= (low, low) and samples.max() <= high
    rounding = 1e-5 * (abs(offset) + gain * high)
    np.testing.assert_allclose(form.decode(samples), traces, rtol=0, atol=0.5 * gain + rounding)
    assert clipped <= 3


def test_what_is_beyond_the_range_is_clipped_and_counted():
    form = SampleFormat(gain_uv=1.0, adc_bits=10)
    samples, clipped = form.encode(np.array([[-600.0, -512.0, 511.4], [511.6, 0.5, 1.5]], np.float32))
    assert samples.tolist() == [[-512, -512, 511], [511, 0, 2]]
    assert clipped == 2


def test_potentials_stay_what_they_are():
    traces = np.random.default_rng(0).normal(size=(10, 2)).astype(np.float32)
    form = SampleFormat(dtype="float32", gain_uv=3.0, offset_uv=9.0)
    samples, clipped = form.encode(traces.copy())
    assert samples.dtype == np.dtype("<f4")
    assert np.array_equal(samples, traces) and clipped == 0
    assert (form.gain_to_uv, form.offset_to_uv) == (1.0, 0.0)
    assert np.array_equal(form.decode(samples), traces)


def test_what_no_converter_has_is_refused_all_at_once():
    with pytest.raises(ConfigError) as refused:
        SampleFormat.from_dict({"dtype": "int8", "gain_uv": 0, "adc_bits": 17})
    assert [problem.path for problem in refused.value.problems] == ["dtype", "gain_uv", "adc_bits"]
