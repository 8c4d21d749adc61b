import numpy as np
import pytest
from driftscope import ConfigError
from driftscope.motion import BumpMotion, CurveMotion, MotionConfig, ZigzagMotion


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
