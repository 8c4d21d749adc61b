import operator
from typing import Annotated, Any, get_args

import pytest
from driftscope import ConfigError, Range, SimulationConfig
from driftscope.base import Config, PerUnit, parameter, parameter_info
from hypothesis import given, settings
from hypothesis import strategies as st


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
