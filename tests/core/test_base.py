"""What a configuration's parts promise, whatever they configure."""

import operator
import pickle
from typing import Annotated, Any, get_args

import numpy as np
import pytest
from driftscope import ConfigError, Problem, Range, SimulationConfig
from driftscope.base import Config, PerUnit, draw_per_unit, extremes, parameter, parameter_info
from driftscope.motion import BumpMotion, CurveMotion, MotionConfig, ZigzagMotion
from driftscope.noise import NoiseConfig
from driftscope.probe import MultiColumnProbe
from driftscope.templates import TemplatesConfig
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

numbers = st.floats(0.1, 1e4)


def config_classes(annotation: Any = SimulationConfig) -> set[type[Config]]:
    """Every Config class that can be reached from an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Config):
        found = {annotation}
        for field in annotation.model_fields.values():
            found |= config_classes(field.annotation)
        return found
    return set().union(*map(config_classes, get_args(annotation)), set())


FIELDS = [
    pytest.param(cls, name, id=f"{cls.__name__}.{name}")
    for cls in sorted(config_classes(), key=operator.attrgetter("__name__"))
    for name in cls.model_fields
]
UNITS = {"um": "µm", "ms": "ms", "s": "s", "hz": "Hz", "uv": "µV", "rad": "rad", "um_per_ms": "µm/ms"}


def holds_numbers(annotation: Any) -> bool:
    if annotation in (int, float, Range):
        return True
    return any(holds_numbers(part) for part in get_args(annotation))


def test_every_kind_of_part_is_reached():
    names = {cls.__name__ for cls in config_classes()}
    assert {"InlineProbe", "CurveMotion", "UnitsConfig", "SpikesConfig", "NoiseConfig"} <= names
    assert len(names) > 15


@pytest.mark.parametrize(("cls", "name"), FIELDS)
def test_every_parameter_says_what_it_is(cls, name):
    description = cls.model_fields[name].description
    assert description
    assert description.strip().endswith(".")


@pytest.mark.parametrize(("cls", "name"), FIELDS)
def test_every_number_has_bounds_and_a_unit(cls, name):
    field = cls.model_fields[name]
    if cls is Range or name == "version" or not holds_numbers(field.annotation):
        return
    if config_classes(field.annotation) - {Range}:
        return
    info = parameter_info(cls, name)
    assert info.gt is not None or info.ge is not None
    assert info.lt is not None or info.le is not None
    assert info.label
    for ending, unit in UNITS.items():
        if name.endswith(f"_{ending}") and not (ending == "ms" and name.endswith("_um_per_ms")):
            assert info.unit == unit


@pytest.mark.parametrize(("cls", "name"), FIELDS)
def test_the_slider_covers_allowed_values(cls, name):
    info = parameter_info(cls, name)
    if info.span is None:
        return
    low, high = info.span
    assert low < high
    assert info.refusal(info.nearest(low)) is None
    assert info.refusal(info.nearest(high)) is None
    assert info.refusal((low + high) / 2) is None


def test_a_part_is_frozen_and_hashable():
    noise = NoiseConfig()
    with pytest.raises(Exception, match="frozen"):
        noise.level_uv = 3.0
    assert hash(noise) == hash(NoiseConfig())
    assert noise == NoiseConfig()
    assert len({noise, NoiseConfig(), NoiseConfig(level_uv=3.0)}) == 2


def test_reading_the_digest_leaves_a_part_equal_and_picklable():
    one, other = NoiseConfig(level_uv=3.0), NoiseConfig(level_uv=3.0)
    assert one.digest == other.digest
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own bytes


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


@pytest.mark.parametrize(
    "level", ["loud", None, {}, {"low": 1.0}, {"low": 1, "high": 2, "middle": 3}, [[1.0]], object(), {1: 2}, "1 2"]
)
def test_what_is_no_number_is_refused_in_words(level):
    with pytest.raises(ConfigError) as caught:
        NoiseConfig(level_uv=level)
    assert all(str(problem).startswith("level_uv") for problem in caught.value.problems)


def test_a_problem_says_where_what_and_what_is_allowed():
    with pytest.raises(ConfigError) as caught:
        MotionConfig(step_um=-2.5)
    [problem] = caught.value.problems
    assert problem == Problem("step_um", problem.message, -2.5)
    assert "-2.5" in str(problem)
    assert "above 0" in str(problem)
    assert "at most 1000 µm" in str(problem)


def test_a_config_error_survives_a_pickle():
    with pytest.raises(ConfigError) as caught:
        MotionConfig(step_um=-2.5)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert again.problems == caught.value.problems
    assert str(again) == str(caught.value)


@pytest.mark.parametrize("name", ["range", "value", "values", "file", "linear", "zigzag", "a.b", "", "5", "none"])
def test_a_misspelt_name_is_named_even_if_it_is_a_word_of_ours(name):
    with pytest.raises(ConfigError) as caught:
        SimulationConfig.from_dict({name: 1})
    [problem] = caught.value.problems
    assert problem.path == name
    assert "no such parameter" in problem.message
    with pytest.raises(ConfigError) as caught:
        SimulationConfig.from_dict({"motion": {"components": [{"kind": "zigzag", name: 1}]}})
    assert [problem.path for problem in caught.value.problems] == [f"motion.components.0.{name}"]


def test_replace_gives_a_new_value_and_leaves_the_old_one():
    before = MotionConfig(components=(ZigzagMotion(), BumpMotion()))
    text = before.model_dump_json()
    after = before.replace({"components.1.longest_s": 70.0}, step_um=2.0)
    assert after.components[1].longest_s == 70.0
    assert after.step_um == 2.0
    assert before.model_dump_json() == text
    assert after.replace({"components.1.longest_s": 90.0, "step_um": 1.0}) == before


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("start_um", (0.0, 25.0), (0.0, 25.0)),
        ("start_um", [0.0, 25.0], (0.0, 25.0)),
        ("start_um", np.array([0.0, 25.0]), (0.0, 25.0)),
        ("start_um.1", 25.0, (0.0, 25.0)),
        ("step_um", np.float32(2.0), 2.0),
        ("components", (ZigzagMotion(), BumpMotion()), (ZigzagMotion(), BumpMotion())),
        ("components", [{"kind": "bumps"}], (BumpMotion(),)),
        ("components.0", CurveMotion(), (CurveMotion(),)),
        ("components.0", {"kind": "curve", "times_s": (1.0, 2.0)}, (CurveMotion(times_s=(1.0, 2.0)),)),
        ("components", (), ()),
    ],
)
def test_replace_reads_what_a_python_caller_writes(path, value, expected):
    assert getattr(MotionConfig().replace({path: value}), path.split(".")[0]) == expected


def test_later_changes_reach_into_earlier_ones():
    changed = MotionConfig().replace(
        {
            "components": (ZigzagMotion(), ZigzagMotion()),
            "components.1.period_s": 9.0,
            "start_um": (0, 1),
            "start_um.1": 2,
        }
    )
    assert changed.components[1].period_s == 9.0
    assert changed.start_um == (0.0, 2.0)


def test_replace_reads_a_pair_as_a_range_and_a_list_as_values():
    noise = NoiseConfig()
    assert noise.replace(level_uv=(1.0, 2.0)).level_uv == Range(low=1.0, high=2.0)
    assert noise.replace(level_uv=[1.0, 2.0]).level_uv == (1.0, 2.0)
    assert noise.replace(level_uv=Range(low=1.0, high=2.0)).level_uv == Range(low=1.0, high=2.0)
    assert noise.replace({"level_uv.low": 1.0}).level_uv == Range(low=1.0, high=8.0)
    assert MultiColumnProbe().replace(num_contacts_per_column=(30, 31)).num_contacts_per_column == (30, 31)


@pytest.mark.parametrize(
    "path", ["stepp_um", "components.5.period_s", "components.x", "step_um.low", "start_um.2", "", ".", "components.0."]
)
def test_replace_refuses_a_path_that_leads_nowhere(path):
    before = MotionConfig()
    with pytest.raises(ConfigError, match="no such parameter") as caught:
        before.replace({path: 1.0})
    assert caught.value.problems[0].path == path
    assert before == MotionConfig()


def test_replace_names_every_problem_and_what_may_have_been_meant():
    with pytest.raises(ConfigError) as caught:
        MotionConfig().replace({"stepp_um": 1.0, "components.5.period_s": 1.0, "sampling_frequency_hz": "fast"})
    assert [str(problem) for problem in caught.value.problems] == [
        "stepp_um: there is no such parameter: did you mean step_um?",
        "components.5.period_s: there is no such parameter: the list has 1, counted from 0",
        "sampling_frequency_hz ('fast'): must be a number",
    ]


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


def test_negative_zero_is_zero():
    """Equal configurations have equal digests, and 0.0 == -0.0."""
    plus, minus = MotionConfig(start_um=(0.0, 20.0)), MotionConfig(start_um=(-0.0, 20.0))
    assert plus == minus
    assert plus.digest == minus.digest
    assert NoiseConfig(level_uv=(0.0, 1.0)).digest == NoiseConfig(level_uv=(-0.0, 1.0)).digest
    assert NoiseConfig(level_uv=0.0).digest == NoiseConfig(level_uv=-0.0).digest
    assert NoiseConfig(level_uv=[0.0]).digest == NoiseConfig(level_uv=[-0.0]).digest


class _Own(Config):
    """A part of one's own."""

    share: PerUnit = parameter((0.0, 1.0), "A share.", ge=0, lt=2, unit="V")
    pair: Annotated[tuple[float, float], "as declared"] = parameter((0.0, 1.0), "A pair.", gt=-1, le=1)


@settings(max_examples=50)
@given(st.floats(-3, 3, allow_subnormal=False))
def test_any_part_gets_its_bounds_from_its_declaration(number):
    inside = 0 <= number < 2
    for value in (number, (number, number), [0.5, number]):
        if inside:
            _Own(share=value)
        else:
            with pytest.raises(ConfigError, match=r"at least 0 and below 2 V"):
                _Own(share=value)
    assert parameter_info(_Own, "share").refusal(parameter_info(_Own, "share").nearest(number)) is None
    assert parameter_info(_Own, "pair").refusal(parameter_info(_Own, "pair").nearest(number)) is None


def test_a_part_needs_no_more_than_pydantic_to_be_read():
    assert TypeAdapter(NoiseConfig).validate_python({"level_uv": 3}) == NoiseConfig(level_uv=3.0)
