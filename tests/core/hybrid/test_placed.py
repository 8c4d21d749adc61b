"""Added units: fitted to the recording, moved and scaled."""

import numpy as np
import pytest
from driftscope.hybrid import Hybrid, HybridUnit
from hybrid_examples import DATASET, config, in_memory


def placed(*units):
    chosen = tuple(HybridUnit(dataset=DATASET, template_index=5, **unit) for unit in units)
    return Hybrid(config(units=chosen), in_memory()).placed


def test_a_peak_that_is_asked_for_scales_the_template():
    plain, loud = placed({}, {"peak_uv": 150.0}).units
    assert loud.peak_uv == pytest.approx(150.0, rel=1e-4)
    assert loud.scale == pytest.approx(150.0 / plain.peak_uv, rel=1e-4)
    np.testing.assert_array_equal(loud.location_um, plain.location_um)


def test_a_unit_stands_where_its_template_was_recorded_and_is_moved_from_there():
    here, there = placed({}, {"move_um": (0.0, 40.0)}).units
    np.testing.assert_allclose(there.location_um - here.location_um, [0.0, 40.0, 0.0])
    assert there.fitted is here.fitted


def test_moving_back_gives_the_template_at_rest():
    here, there = placed({}, {"move_um": (0.0, 40.0)}).units
    [back] = there.make(np.array([[0.0, -40.0]]))
    np.testing.assert_array_equal(back.channels, here.rest.channels)
    np.testing.assert_array_equal(back.waveform, here.rest.waveform)


def test_all_units_together_have_one_window_and_read_only_arrays():
    whole = placed({}, {"peak_uv": 150.0}, {"move_um": (0.0, -40.0)})
    assert whole.at_rest.shape == (3, whole.num_samples, 48)
    assert np.abs(whole.at_rest).max(axis=(1, 2)) == pytest.approx(whole.peaks_uv)
    assert whole.locations_um.shape == (3, 3)
    for array in (whole.at_rest, whole.locations_um):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    made = whole.make([2, 0], np.zeros((2, 2)))
    np.testing.assert_array_equal(made[0].waveform, whole.unit(2).rest.waveform)
