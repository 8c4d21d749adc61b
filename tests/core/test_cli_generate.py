"""The command line writes and verifies recordings, and says in words what it does."""

import errno
import json
import os
import signal
import subprocess
import sys

import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.cli import main
from driftscope.cli.given import changes, source_configuration, value_of
from driftscope.export import Progress
from driftscope.hybrid import HybridConfig
from driftscope.presets import PRESETS

SHORT = ["--set", "duration_s=1.2", "--set", "motion.components=[]", "--set", "units.num_units=3"]


def test_generate_writes_a_preset_with_what_was_set(tmp_path, capsys):
    out = tmp_path / "out"
    words = ["generate", "tetrode", "-o", str(out), *SHORT, "--set", "noise.level_uv=5..9", "--gain-uv", "0.5"]
    assert main([*words, "--recording", "both", "--jobs", "1"]) == 0
    told = capsys.readouterr()
    assert told.out == f"{out}\n"
    assert told.err.startswith("1 s of recording (both), 4 channels: ")
    assert "samples" in told.err and "100 %" in told.err
    config = SimulationConfig.load(out / "configuration.yaml")
    assert config.duration_s == 1.2 and config.noise.level_uv.high == 9.0 and config.motion.components == ()
    manifest = json.loads((out / "driftscope.json").read_text())
    assert manifest["samples"] == {"dtype": "<i2", "gain_to_uv": 0.5, "offset_to_uv": 0.0, "adc_range": [-32768, 32767]}
    for name in ("static", "drifting"):
        assert (out / name / "traces.raw").stat().st_size == 36_000 * 4 * 2
    assert main(["verify", str(out), "--all", "--progress", "none"]) == 0
    assert "all is as it should be" in capsys.readouterr().out
    assert main(words) == 2
    assert "exists already" in capsys.readouterr().err
    (out / "truth" / "units.csv").write_text("")
    assert main(["verify", str(out), "--windows", "1", "--jobs", "1"]) == 1
    assert "truth/units.csv has 0 bytes instead of" in capsys.readouterr().out


def test_generate_reads_a_file_and_only_estimates_when_asked(tmp_path, capsys):
    PRESETS["tetrode"].config.save(tmp_path / "mine.toml")
    words = ["generate", str(tmp_path / "mine.toml"), "-o", str(tmp_path / "out"), "--estimate", "--dtype", "float32"]
    assert main(words) == 0
    assert "MB, about" in capsys.readouterr().err
    assert os.listdir(tmp_path) == ["mine.toml"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "neither a file nor a preset 'nowhere'; the presets are published-drift"),
        (["missing.yaml"], "no such file"),
        (["tetrode", "--set", "noise.level_uv"], "is written path=value"),
        (["tetrode", "--set", "noise.level=3"], "there is no such parameter: is it level_uv?"),
        (["tetrode", "--set", "noise.level_uv=loud"], "noise.level_uv ('loud')"),
        (["tetrode", "--set", "noise.level_uv={"], "is no value: write a number"),
        (["tetrode", "--dtype", "int8", "--gain-uv", "-3"], "samples.gain_uv ('-3'): must be above 0"),
        (["tetrode", "--recording", "neither"], "recording ('neither')"),
        (["tetrode", "--format", "papyrus"], "Unknown format 'papyrus'. Available: binary"),
        (["tetrode", "--scheduler", "nowhere"], "no Dask scheduler answers at nowhere"),
    ],
)
def test_what_cannot_be_written_is_said_in_words(words, said, tmp_path, capsys):
    assert main(["generate", *words, "-o", str(tmp_path / "out")]) == 2
    told = capsys.readouterr()
    assert said in told.err and "Traceback" not in told.err
    assert not os.listdir(tmp_path)


def test_what_the_system_refuses_is_said_in_words(tmp_path, capsys):
    (tmp_path / "file").write_text("mine")
    assert main(["generate", "tetrode", "-o", str(tmp_path / "file" / "out"), *SHORT]) == 2
    assert "Not a directory" in (told := capsys.readouterr().err) and "Traceback" not in told
    assert os.listdir(tmp_path) == ["file"]


def test_a_disk_that_gets_full_on_the_way_leaves_what_the_same_command_goes_on_with(tmp_path, capsys, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    words = ["generate", "tetrode", "-o", str(tmp_path / "out"), *SHORT, "--jobs", "1", "--progress", "none"]
    with monkeypatch.context() as small:
        small.setattr("driftscope.export.journal.Journal.add_stretch", full)
        assert main(words) == 2
    told = capsys.readouterr().err
    assert "make room, and run the same command again" in told and "Traceback" not in told
    assert os.listdir(tmp_path) == ["out.part"]
    assert main(words) == 0
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.parametrize("words", [["--windows", "0"], ["--windows", "-1"], ["--jobs", "0"], ["--jobs", "two"]])
def test_numbers_of_windows_and_processes_are_whole_and_positive(words, tmp_path, capsys):
    with pytest.raises(SystemExit) as refused:
        main(["verify", str(tmp_path), *words])
    assert refused.value.code == 2
    assert "is no whole number from 1" in capsys.readouterr().err


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


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_it_with_words_and_the_same_command_goes_on(sign, tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "driftscope", "generate", "tetrode", "-o", str(out), "--progress", "json"]
    command += ["--set", "duration_s=1500", "--set", "motion.components=[]", "--jobs", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            if '"samples"' in line:
                break
        process.send_signal(sign)
        told = process.stderr.read()
        assert process.wait(timeout=60) == 130
    assert f"stopped; what is written stays in {out}.part: the same command goes on with it" in told
    assert "Traceback" not in told
    assert not out.exists()
    if sign == signal.SIGINT:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        phases = [json.loads(line)["phase"] for line in done.stderr.splitlines()[1:]]
        assert "truth" not in phases and phases[-1] == "done"


def test_progress_is_shown_as_a_bar_in_a_terminal(capsys):
    from driftscope.cli.meter import meter_named

    bar = meter_named("bar")
    bar(Progress("samples", 0.5, 2e8, 12.0, 75.0))
    bar(Progress("checksums", 1.0))
    bar(Progress("done", 1.0))
    shown = capsys.readouterr().err
    assert "████████████░░░░░░░░░░░░ samples       50 %  200 MB/s  12.0 x real time  75 s left" in shown
    assert shown.endswith("100 %\x1b[K\n")


def test_known_units_in_a_recording_are_a_configuration_too(tmp_path):
    HybridConfig().save(tmp_path / "hybrid.yaml")
    read = source_configuration(str(tmp_path / "hybrid.yaml"), ["seed=4"])
    assert read == HybridConfig(seed=4)
    (tmp_path / "short.yaml").write_text("source: {kind: sample}\n", encoding="utf-8")
    assert source_configuration(str(tmp_path / "short.yaml")) == HybridConfig()
    PRESETS["tetrode"].config.save(tmp_path / "simulation.yaml")
    assert source_configuration(str(tmp_path / "simulation.yaml")) == PRESETS["tetrode"].config
