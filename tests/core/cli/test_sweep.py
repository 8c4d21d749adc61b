"""``driftscope sweep``: how values are written."""

import pytest
from driftscope import ConfigError
from driftscope.cli.sweep import varied


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("5,6..8", [5, {"low": 6.0, "high": 8.0}]),
        ("0:10:3", [0, 5, 10]),
        ("0:1:3,2", [0, 0.5, 1, 2]),
        ("[1, 2],[3, 4]", [[1, 2], [3, 4]]),
        ("null", [None]),
        ("int16,float32", ["int16", "float32"]),
    ],
)
def test_values_between_commas_and_spans_are_read(text, values):
    assert varied([f"a={text}"]) == {"a": values}


@pytest.mark.parametrize("setting", ["a=0:1:0", "a=1,,2", "a=0:1", "a", "=1"])
def test_what_is_no_list_of_values_is_refused_at_its_parameter(setting):
    with pytest.raises(ConfigError) as refused:
        varied([setting])
    [problem] = refused.value.problems
    assert problem.path in ("a", "--set")
