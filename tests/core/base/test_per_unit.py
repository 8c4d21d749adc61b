import numpy as np
import pytest
from driftscope import ConfigError, Range
from driftscope.base import draw_per_unit, extremes
from driftscope.noise import NoiseConfig
from driftscope.probe import MultiColumnProbe
from driftscope.templates import TemplatesConfig
from hypothesis import given
from hypothesis import strategies as st

numbers = st.floats(0.1, 1e4)


@given(numbers, numbers)
def test_a_per_unit_parameter_takes_a_value_a_pair_and_a_list(one, other):
    low, high = sorted((one, other))
    assert TemplatesConfig(spatial_decay_um=low / 2).spatial_decay_um == low / 2
    assert NoiseConfig(level_uv=(low, high)).level_uv == Range(low=low, high=high)
    assert NoiseConfig(level_uv={"low": low, "high": high}).level_uv == Range(low=low, high=high)
    assert NoiseConfig(level_uv=[high, low]).level_uv == (high, low)
    assert NoiseConfig(level_uv=[low, high]).level_uv == (low, high)
    assert NoiseConfig(level_uv=np.array([low, high])).level_uv == (low, high)
    assert NoiseConfig(level_uv=[high]).level_uv == (high,)


@pytest.mark.parametrize("pair", [(8.0, 6.0), {"low": 8.0, "high": 6.0}])
def test_a_range_that_ends_below_its_start_is_refused(pair):
    with pytest.raises(ConfigError, match="ends below its start"):
        NoiseConfig(level_uv=pair)


@pytest.mark.parametrize(
    "level",
    [-1.0, 1e6, (-1.0, 3.0), (1.0, 1e6), [1.0, -1.0], float("nan"), float("inf"), (1.0, float("nan")), [float("inf")]],
)
def test_bounds_hold_for_a_value_a_range_and_a_list_alike(level):
    with pytest.raises(ConfigError) as caught:
        NoiseConfig(level_uv=level)
    assert {problem.path.split(".")[0] for problem in caught.value.problems} == {"level_uv"}


def test_replace_reads_a_pair_as_a_range_and_a_list_as_values():
    noise = NoiseConfig()
    assert noise.replace(level_uv=(1.0, 2.0)).level_uv == Range(low=1.0, high=2.0)
    assert noise.replace(level_uv=[1.0, 2.0]).level_uv == (1.0, 2.0)
    assert noise.replace(level_uv=Range(low=1.0, high=2.0)).level_uv == Range(low=1.0, high=2.0)
    assert noise.replace({"level_uv.low": 1.0}).level_uv == Range(low=1.0, high=8.0)
    assert MultiColumnProbe().replace(num_contacts_per_column=(30, 31)).num_contacts_per_column == (30, 31)


@given(st.integers(0, 100), st.one_of(numbers, st.tuples(numbers, numbers).map(sorted).map(tuple)))
def test_only_a_range_draws(number, value):
    config = NoiseConfig(level_uv=value).level_uv
    rng = np.random.default_rng(1)
    drawn = draw_per_unit(config, number, rng)
    low, high = extremes(config)
    assert drawn.shape == (number,)
    assert np.all((low <= drawn) & (drawn <= high))
    is_untouched = rng.random() == np.random.default_rng(1).random()
    assert is_untouched == (not isinstance(config, Range) or number == 0)


def test_a_list_gives_every_unit_its_own_value():
    assert draw_per_unit((3.0, 1.0, 2.0), 3, np.random.default_rng()).tolist() == [3.0, 1.0, 2.0]
    assert extremes((3.0, 1.0, 2.0)) == (1.0, 3.0)
