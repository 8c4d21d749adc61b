"""Resampled templates are the same potential at other moments, as far as the lower rate can hold it."""

import numpy as np
import pytest
from driftscope.resampling import resample_templates
from driftscope.template_set import Templates

MIDDLE_HZ = 1_500.0


def potential(times_ms: np.ndarray) -> np.ndarray:
    """Something like a spike without anything above 5 kHz, shape (times, 3 channels)."""
    envelope = np.exp(-((times_ms / 0.45) ** 2))
    waves = [np.cos(2 * np.pi * MIDDLE_HZ * times_ms / 1000.0 + turn) for turn in (0.0, 0.7, 2.0)]
    return -80.0 * envelope[:, np.newaxis] * np.array(waves).T


def sampled(fs: float, before_ms: float = 2.0, after_ms: float = 3.0) -> tuple[np.ndarray, int]:
    before = round(before_ms * fs / 1000.0)
    number = before + round(after_ms * fs / 1000.0)
    return potential((np.arange(number) - before) / fs * 1000.0), before


@pytest.mark.parametrize("to_hz", [20_000.0, 24_414.0625, 25_000.0, 32_000.0, 40_000.0, 29_999.0 * 1.2])
@pytest.mark.parametrize("from_hz", [30_000.0, 25_000.0])
def test_it_is_the_same_potential_at_other_moments(from_hz: float, to_hz: float) -> None:
    array, before = sampled(from_hz)
    resampled, new_before = resample_templates(array[np.newaxis], before, from_hz, to_hz)
    times_ms = (np.arange(resampled.shape[1]) - new_before) / to_hz * 1000.0
    np.testing.assert_allclose(resampled[0], potential(times_ms), atol=0.4)  # of 80 µV
    assert np.abs(resampled[0][:, 0]).argmax() == new_before
    assert abs(np.abs(resampled).max() / np.abs(array).max() - 1) < 0.01
    assert new_before / to_hz <= before / from_hz * 1.0001
    assert (resampled.shape[1] - 1 - new_before) / to_hz <= (len(array) - 1 - before) / from_hz * 1.0001


def test_what_the_lower_rate_cannot_hold_is_filtered_out_and_not_folded() -> None:
    times = np.arange(300) / 30_000.0
    fast = (np.sin(2 * np.pi * 13_000.0 * times) * np.hanning(300))[np.newaxis, :, np.newaxis]
    resampled, _ = resample_templates(fast, 150, 30_000.0, 15_000.0)
    assert np.abs(resampled[0, 20:-20]).max() < 0.02


def test_there_and_back_is_the_same() -> None:
    array, before = sampled(30_000.0)
    there, at = resample_templates(array, before, 30_000.0, 40_000.0)
    back, again = resample_templates(there, at, 40_000.0, 30_000.0)
    assert again == before
    np.testing.assert_allclose(back, array[: len(back)], atol=0.4)


def test_a_template_that_is_cut_off_gets_no_ripples() -> None:
    step = np.full((1, 60, 1), -50.0, dtype="float32")
    resampled, _ = resample_templates(step, 20, 30_000.0, 25_000.0)
    np.testing.assert_allclose(resampled, -50.0, rtol=1e-3)
    assert resampled.dtype == np.float32


def test_a_set_of_templates_keeps_its_names() -> None:
    array, before = sampled(30_000.0)
    templates = Templates(array[np.newaxis], 30_000.0, before, unit_ids=["a"], table={"depth_um": [3.0]})
    mask = np.array([[True, False, True]])
    for one in (templates, templates.to_sparse(mask)):
        slower = one.resample(25_000.0)
        assert slower.sampling_frequency == 25_000.0
        assert slower.unit_ids.tolist() == ["a"]
        assert slower.table["depth_um"].tolist() == [3.0]
        assert slower.are_templates_sparse() == one.are_templates_sparse()
    assert templates.resample(30_000.0) is templates


def test_impossible_rates_are_refused() -> None:
    with pytest.raises(ValueError, match="above 0 Hz"):
        resample_templates(np.zeros((1, 9, 1)), 3, 30_000.0, 0.0)
