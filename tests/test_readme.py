"""The README's Python runs as it stands, from top to bottom."""

import re
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_quickstart_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRIFTSCOPE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setattr("webbrowser.open", lambda address: True)
    known: dict[str, object] = {}
    for block in BLOCKS:
        exec(compile(block, str(README), "exec"), known)  # noqa: S102 - our own README
    printed = capsys.readouterr().out
    assert "(3000, 384)" in printed
    assert "templates.ms_after (1.5): is shorter than repolarization + recovery (up to 2.3 ms)" in printed
    assert "motion.components.0.start_s (900.0): the motion starts after the recording ends" in printed
    assert (tmp_path / "mine.yaml").exists()
    assert (tmp_path / "driftmap.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "probe.html").exists()
    assert "BandpassFilterRecording: 128 channels" in printed


@pytest.mark.parametrize("target", re.findall(r"\]\((?!http)([^)#]+)\)", README.read_text(encoding="utf-8")))
def test_what_it_links_to_is_there(target):
    assert (README.parent / target).exists()


def test_the_two_commands_are_there():
    for command in ("bash .dev/open", "bash .dev/test"):
        assert f"\n    {command}\n" in README.read_text(encoding="utf-8")
        assert (README.parent / command.removeprefix("bash ")).exists()
