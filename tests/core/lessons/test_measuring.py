from typing import get_args

import pytest
from driftscope import ConfigError, Simulation, SimulationConfig
from driftscope.hybrid import Hybrid, HybridConfig
from driftscope.lessons import Step, builtin_lessons, measures, solved_states
from driftscope.lessons.measuring import value_of, values_of
from driftscope.lessons.references import REFERENCES, Measured
from pydantic import TypeAdapter

LOOK = {"time_s": 5.0, "units": (2,), "threshold": 4.0}


def reference(**asked):
    return TypeAdapter(Measured).validate_python(asked)


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return Simulation(SimulationConfig().replace({"duration_s": 20.0, "units.num_units": 8}))


@pytest.mark.parametrize("kind", REFERENCES, ids=lambda kind: kind.model_fields["measure"].default)
def test_every_reference_is_answered_with_a_number(simulation, kind):
    name = kind.model_fields["measure"].default
    more = {"units": (0, 1)} if name == "intervals_below" else {}
    assert isinstance(value_of(kind(**more), simulation, LOOK), float)


def test_all_references_are_listed():
    assert set(get_args(get_args(Measured)[0])) == set(REFERENCES)


def test_the_selected_unit_the_cursor_and_the_threshold_are_those_looked_at(simulation):
    asked = value_of(reference(measure="peak_uv", at="cursor", channel="rest"), simulation, LOOK)
    assert asked == measures.peak_uv(simulation, 2, "rest", time_s=5.0)
    wide, narrow = (
        value_of(reference(measure="false_per_s"), simulation, {**LOOK, "threshold": t}) for t in (3.0, 6.0)
    )
    assert wide > narrow


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"measure": "peak_uv", "unit": 8}, "8 units, numbered from 0"),
        ({"measure": "intervals_below", "units": [0, 99]}, "8 units"),
        ({"measure": "noise_uv", "channel": 4_000}, "128 channels"),
    ],
)
def test_what_the_recording_lacks_is_said(simulation, asked, words):
    with pytest.raises(ConfigError, match=words):
        value_of(reference(**asked), simulation, LOOK)


def test_a_hybrid_recording_is_measured_too(library_cache):
    hybrid = Hybrid(HybridConfig())
    assert value_of(reference(measure="peak_uv", unit=0), hybrid, {}) > 20
    assert value_of(reference(measure="peak_uv", unit=0, moved_um=10.0), hybrid, {}) > 5
    with pytest.raises(ConfigError, match="only on the synthetic page"):
        value_of(reference(measure="realigned_peak", unit=0), hybrid, {})


def test_a_step_s_values_are_measured_by_name(simulation):
    step = Step.from_dict({"say": "Look.", "values": {"all": {"measure": "correlation"}, "one": "peak_uv"}})
    assert set(values_of(step, simulation, LOOK)) == {"all", "one"}


EXPECTATIONS = [
    pytest.param(file.lesson, number, id=f"{key} {number + 1}")
    for key, file in builtin_lessons().files.items()
    for number, step in enumerate(file.lesson.steps)
    if step.expect
]


@pytest.mark.parametrize(("lesson", "number"), EXPECTATIONS)
def test_the_numbers_of_the_lessons_are_measured(lesson, number, library_cache):
    state = solved_states(lesson, number)[-1]
    source = (Hybrid if state.page == "hybrid" else Simulation)(state.config)
    found = values_of(lesson.steps[number], source, state.look)
    for name, (expected, within) in lesson.steps[number].expect.items():
        assert found[name] == pytest.approx(expected, abs=within), name
