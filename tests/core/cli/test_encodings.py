"""Consoles of any encoding print everything, replacing what they cannot show."""

import os
import subprocess
import sys

import pytest

COMMANDS = {
    "presets": ["presets"],
    "schema": ["schema"],
    "config": ["config", "tetrode", "--format", "json"],
    "advice": ["config", "tetrode", "--advice", "--set", "noise.level_uv=90"],
    "help": ["generate", "--help"],
    "sweep help": ["sweep", "--help"],
    "problem": ["generate", "tetrode", "-o", "nowhere", "--set", "templates.alpha_uv=-5"],
    "path": ["generate", "größe.yaml", "-o", "nowhere"],
}


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp932"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_prints_in_any_encoding(command, encoding, tmp_path):
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "COLUMNS": "120"}
    done = subprocess.run(
        [sys.executable, "-m", "driftscope", *COMMANDS[command]],
        capture_output=True, cwd=tmp_path, env=environment, check=False,
    )  # fmt: skip
    told = (done.stdout + done.stderr).decode(encoding)
    assert done.returncode == (2 if command in ("problem", "path") else 0), told
    assert "Traceback" not in told and "UnicodeEncodeError" not in told
    assert len(told) > 40


@pytest.mark.parametrize("encoding", ["ascii", "cp932"])
def test_a_recording_is_written_estimated_verified_and_swept_in_any_encoding(encoding, tmp_path):
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    short = ["--set", "duration_s=0.5", "--set", "motion.components=[]", "--jobs", "1", "--progress", "bar"]
    narrow = ["--adc-bits", "4", "--gain-uv", "1"]
    for words in (
        ["generate", "tetrode", "-o", "größe", *short, *narrow, "--estimate"],
        ["generate", "tetrode", "-o", "größe", *short, *narrow],
        ["verify", "größe", "--windows", "1", "--jobs", "1", "--progress", "bar"],
        ["sweep", "tetrode", "-o", "family", "--set", "noise.level_uv=5,6", *short[:4], "--dry-run"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "driftscope", *words],
            capture_output=True, cwd=tmp_path, env=environment, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode(encoding)
    assert (tmp_path / "größe" / "driftscope.json").exists()
