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
        (["config", "nowhere"], "no preset 'nowhere'"),
        (["serve", "--preset", "nowhere"], "no preset 'nowhere'"),
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


def test_serve_hands_over_what_was_asked_for(monkeypatch, tmp_path):
    import driftscope_dashboard.server

    asked = {}
    monkeypatch.setattr(driftscope_dashboard.server, "serve", lambda **given: asked.update(given))
    file = tmp_path / "mine.toml"
    PRESETS["tetrode"].config.save(file)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(driftscope_dashboard.server, "ServerOptions", dict)
    unlimited = {"token": None, "allowed_origins": (), "prefix": "", "embedded_in": (), "libraries": ()}
    unlimited |= {"host": "127.0.0.1", "max_sessions": None, "memory_mb": None, "processes": None}
    places = ["--output", str(tmp_path / "out"), "--data", str(tmp_path / "one"), "--data", str(tmp_path / "two")]
    assert main(["serve", "--port", "5123", "--no-browser", "--config", str(file), *places]) == 0
    assert asked == {
        "port": 5123,
        "open_browser": False,
        "config": PRESETS["tetrode"].config,
        "preset": None,
        "output": tmp_path / "out",
        "data": [tmp_path / "one", tmp_path / "two"],
        "options": unlimited,
    }
    assert main(["serve", "--preset", "non-rigid"]) == 0
    usual = {"port": None, "open_browser": True, "config": None, "preset": "non-rigid", "output": None, "data": []}
    assert asked == usual | {"options": unlimited}


def test_serve_hands_over_who_may_come_and_how_much_is_allowed(monkeypatch):
    import driftscope_dashboard.server

    asked = {}
    monkeypatch.setattr(driftscope_dashboard.server, "serve", lambda **given: asked.update(given))
    words = "--host 0.0.0.0 --token --allow-origin example.org --allow-origin a.b:8443 --prefix /drift"
    limits = "--max-sessions 30 --memory 4000 --processes 2 --allow-embedding https://lms.example.org"
    assert main(["serve", *words.split(), *limits.split(), "--allow-library", "s3://own"]) == 0
    options = asked["options"]
    assert (options.host, options.token, options.prefix) == ("0.0.0.0", "", "/drift")  # noqa: S104
    assert options.allowed_origins == ("example.org", "a.b:8443")
    assert (options.max_sessions, options.memory_mb, options.processes) == (30, 4000, 2)
    assert (options.embedded_in, options.libraries) == (("https://lms.example.org",), ("s3://own",))


@pytest.mark.parametrize(
    "words",
    [
        ["--token", "short"], ["--token", "with space in it"], ["--max-sessions", "0"], ["--memory", "-5"],
        ["--processes", "many"], ["--prefix", "/a b"], ["--prefix", "../up"], ["--allow-origin", "https://a.b/c"],
        ["--allow-embedding", "a; script-src *"],
    ],
)  # fmt: skip
def test_serve_refuses_what_cannot_be(words, capsys):
    with pytest.raises(SystemExit) as refused:
        main(["serve", *words])
    assert refused.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_without_the_dashboard_serve_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "driftscope_dashboard.server", None)
    assert main(["serve"]) == 2
    assert "driftscope[dashboard]" in capsys.readouterr().err


def test_the_module_is_the_command():
    shown = subprocess.run([sys.executable, "-m", "driftscope", "presets"], capture_output=True, text=True, check=True)
    assert "published-drift" in shown.stdout
