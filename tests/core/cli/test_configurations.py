"""The command line prints what it says, and refuses in words."""

import json
import subprocess
import sys
import tomllib

import jsonschema
import pytest
import yaml
from driftscope import SimulationConfig
from driftscope.cli import main
from driftscope.presets import PRESETS


def test_presets_names_every_preset_and_what_it_shows(capsys):
    assert main(["presets"]) == 0
    printed = capsys.readouterr().out
    for preset in PRESETS.values():
        assert preset.name in printed
        assert preset.shows in printed
        assert preset.reference in printed


@pytest.mark.parametrize("form", ["yaml", "json", "toml"])
@pytest.mark.parametrize("name", PRESETS)
def test_config_prints_a_configuration_that_can_be_read_again(name, form, capsys):
    assert main(["config", name, "--format", form]) == 0
    assert SimulationConfig.from_text(capsys.readouterr().out, form) == PRESETS[name].config


def test_each_form_is_the_form_it_says(capsys):
    readers = {"yaml": yaml.safe_load, "json": json.loads, "toml": tomllib.loads}
    for form, read in readers.items():
        main(["config", "tetrode", "--format", form])
        assert read(capsys.readouterr().out)["seed"] == 0


def test_schema_prints_a_schema_that_accepts_the_presets(capsys):
    assert main(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    for preset in PRESETS.values():
        jsonschema.validate(preset.config.to_dict(), schema)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["config", "nowhere"], "Unknown preset 'nowhere'. Available: "),
        (["serve", "--preset", "nowhere"], "Unknown preset 'nowhere'. Available: "),
        (["serve", "--config", "missing.yaml"], "no such file"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(words, said, capsys):
    assert main(words) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


def test_without_a_command_it_says_which_there_are(capsys):
    assert main([]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert all(f"    {command} " in told.err for command in ("serve", "presets", "generate", "sweep", "verify"))


@pytest.mark.parametrize(
    "words", [["serve", "--port", "0"], ["serve", "--port", "many"], ["serve", "--data", "nowhere"], ["dance"]]
)
def test_words_that_are_no_command_are_refused(words, capsys):
    with pytest.raises(SystemExit) as refused:
        main(words)
    assert refused.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_the_module_is_the_command():
    shown = subprocess.run([sys.executable, "-m", "driftscope", "presets"], capture_output=True, text=True, check=True)
    assert "published-drift" in shown.stdout


def test_config_prints_a_file_with_what_was_set(tmp_path, capsys):
    PRESETS["tetrode"].config.save(tmp_path / "mine.toml")
    assert main(["config", str(tmp_path / "mine.toml"), "--set", "seed=7", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["seed"] == 7


def test_config_advises_instead_and_its_options_mend_what_is_implausible(capsys):
    words = ["config", "tetrode", "--advice"]
    assert main(words) == 0
    assert capsys.readouterr().out == "No implausible settings.\n"
    fast = ["--set", "spikes.refractory_period_ms=0.1"]
    assert main([*words, *fast]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Advice: spikes.refractory_period_ms: Neurons have refractory")
    offered = told.partition("--set ")[2].split()[0]
    assert main([*words, *fast, "--set", offered]) == 0
    assert capsys.readouterr().out == "No implausible settings.\n"
