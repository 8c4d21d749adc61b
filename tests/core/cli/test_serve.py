"""``driftscope serve``: what it hands to the server, and what it refuses."""

import sys

import pytest
from driftscope.cli import main
from driftscope.presets import PRESETS


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
    unlimited["classes"] = False
    places = ["--output", str(tmp_path / "out"), "--data", str(tmp_path / "one"), "--data", str(tmp_path / "two")]
    assert main(["serve", "--port", "5123", "--no-browser", "--config", str(file), *places]) == 0
    assert asked == {
        "port": 5123,
        "open_browser": False,
        "config": PRESETS["tetrode"].config,
        "preset": None,
        "lessons": None,
        "output": tmp_path / "out",
        "data": [tmp_path / "one", tmp_path / "two"],
        "options": unlimited,
    }
    assert main(["serve", "--preset", "non-rigid"]) == 0
    usual = {"port": None, "open_browser": True, "config": None, "preset": "non-rigid", "output": None, "data": []}
    usual["lessons"] = None
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
