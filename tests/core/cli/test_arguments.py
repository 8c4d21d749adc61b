"""Arguments of the command line."""

import pytest
from driftscope import ConfigError
from driftscope.cli import main
from driftscope.cli.arguments import changes, source_configuration, value_of
from driftscope.hybrid import HybridConfig
from driftscope.presets import PRESETS


@pytest.mark.parametrize("words", [["--windows", "0"], ["--windows", "-1"], ["--jobs", "0"], ["--jobs", "two"]])
def test_numbers_of_windows_and_processes_are_whole_and_positive(words, tmp_path, capsys):
    with pytest.raises(SystemExit) as refused:
        main(["verify", str(tmp_path), *words])
    assert refused.value.code == 2
    assert "is not a whole number from 1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("-0.5..1e3", {"low": -0.5, "high": 1000.0}),
        (".5 .. 2", {"low": 0.5, "high": 2.0}),
        ("[1, 2.5]", [1, 2.5]),
        ("null", None),
        ("int16", "int16"),
        ("{kind: tetrode}", {"kind": "tetrode"}),
        ("../probe.json", "../probe.json"),
    ],
)
def test_values_are_read_as_files_hold_them(text, value):
    assert value_of(text) == value


def test_all_settings_that_cannot_be_read_are_named():
    with pytest.raises(ConfigError) as refused:
        changes(["a=[", "b", "c=1", "=2"])
    assert [problem.path for problem in refused.value.problems] == ["a", "--set", "--set"]


def test_known_units_in_a_recording_are_a_configuration_too(tmp_path):
    HybridConfig().save(tmp_path / "hybrid.yaml")
    read = source_configuration(str(tmp_path / "hybrid.yaml"), ["seed=4"])
    assert read == HybridConfig(seed=4)
    (tmp_path / "short.yaml").write_text("source: {kind: sample}\n", encoding="utf-8")
    assert source_configuration(str(tmp_path / "short.yaml")) == HybridConfig()
    PRESETS["tetrode"].config.save(tmp_path / "simulation.yaml")
    assert source_configuration(str(tmp_path / "simulation.yaml")) == PRESETS["tetrode"].config
