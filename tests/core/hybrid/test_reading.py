"""Templates of a library, one by one."""

import numpy as np
import pytest
from driftscope import ConfigError
from driftscope.hybrid import HybridUnit
from driftscope.hybrid.reading import at_rate, read_templates, refuse_unfit
from hybrid_examples import DATASET, sample_templates


def units(*indices):
    return [HybridUnit(dataset=DATASET, template_index=index) for index in indices]


@pytest.fixture
def asked():
    return []


@pytest.fixture
def read(asked):
    def read_some(name, indices):
        asked.append((name, indices))
        return sample_templates().take(indices)

    return read_some


def test_a_dataset_is_asked_once_for_what_nobody_holds(read, asked):
    held = read_templates(units(3, 1, 3), read, "one")
    assert asked == [(DATASET, [1, 3])]
    assert held[0] is held[2]
    again = read_templates(units(1, 5), read, "one")
    assert asked[1:] == [(DATASET, [5])]
    assert again[0] is held[1]
    np.testing.assert_array_equal(held[0].waveform, sample_templates().get_dense_templates()[3])


def test_another_state_of_the_library_is_read_again(read, asked):
    held = read_templates(units(1), read, "one")
    other = read_templates(units(1), read, "two")
    assert len(asked) == 2
    assert held[0] is not other[0]


def test_a_template_at_another_rate_is_resampled_once(read):
    [template] = read_templates(units(1), read, "one")
    assert at_rate(template, 30_000.0) is template
    slower = at_rate(template, 15_000.0)
    assert slower is at_rate(template, 15_000.0)
    assert (slower.resampled_from_hz, slower.dataset.sampling_frequency) == (30_000.0, 15_000.0)
    assert len(slower.waveform) == pytest.approx(len(template.waveform) / 2, abs=1)
    assert np.abs(slower.waveform).max() == pytest.approx(np.abs(template.waveform).max(), rel=0.1)
    assert not slower.waveform.flags.writeable


def test_templates_without_probe_or_numbers_are_refused_once_for_a_dataset():
    whole = sample_templates().take([1, 3])
    array = whole.get_dense_templates().copy()
    array[:, 0, 0] = np.nan

    def read(name, indices):
        return type(whole)(array[: len(indices)], 30_000.0, whole.nbefore)

    with pytest.raises(ConfigError) as caught:
        refuse_unfit(units(1, 3), read_templates(units(1, 3), read, "broken"))
    assert [problem.path for problem in caught.value.problems] == ["units.0.dataset"] * 2
    assert "have no probe" in str(caught.value) and "NaN or infinite" in str(caught.value)
