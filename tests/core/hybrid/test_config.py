"""Configurations of hybrids."""

import re
from pathlib import Path

import numpy as np
import pytest
from driftscope.base import ConfigError
from driftscope.cache import the_cache
from driftscope.hybrid import (
    Hybrid,
    HybridConfig,
    HybridUnit,
    MeasuredMotionConfig,
)
from hybrid_examples import DATASET, binary, config


@pytest.mark.parametrize("form", ["yaml", "json", "toml"])
def test_a_configuration_is_complete_in_its_file(tmp_path: Path, form: str) -> None:
    source = binary(tmp_path)
    made = config(source=source, motion=MeasuredMotionConfig.of([0.5, 1.5], [0.0, 300.0], [[0, 1], [2, 3]])).sealed()
    made.save(tmp_path / f"hybrid.{form}")
    read = HybridConfig.load(tmp_path / f"hybrid.{form}")
    assert read == made
    assert read.digest == made.digest
    the_cache().clear()
    np.testing.assert_array_equal(
        Hybrid(read).recording.get_traces(0, 0, 20_000), Hybrid(made).recording.get_traces(0, 0, 20_000)
    )


def test_the_file_in_the_readme_is_a_configuration() -> None:
    text = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    [block] = [one for one in re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL) if "source:" in one]
    read = HybridConfig.from_text(block, "yaml")
    assert (read.source.kind, read.motion.kind) == ("binary", "folder")


def test_every_parameter_has_its_sentence() -> None:
    schema = HybridConfig.json_schema()
    for name, part in {"HybridConfig": schema, **schema["$defs"]}.items():
        for field, said in part.get("properties", {}).items():
            assert said.get("description") or "$ref" in said, f"{name}.{field}"


def test_all_problems_of_a_configuration_come_at_once() -> None:
    unit = {"dataset": DATASET, "template_index": 1, "snr": 3.0, "peak_uv": 50.0}
    with pytest.raises(ConfigError) as refused:
        HybridConfig.from_dict({
            "units": [unit],
            "spikes": {"firing_rate_hz": 400.0, "times_s": None, "refractory_period_ms": 4.0},
            "motion": {"kind": "source"},
            "source": {"kind": "binary", "path": "x.bin"},
        })  # fmt: skip
    paths = {problem.path for problem in refused.value.problems}
    assert paths == {"units.0.snr", "spikes.refractory_period_ms", "motion.kind"}
    with pytest.raises(ConfigError, match="at least one"):
        HybridConfig(units=())


def test_files_that_call_the_peak_an_amplitude_still_open():
    unit = {"dataset": DATASET, "template_index": 1, "amplitude_uv": 50.0}
    former = HybridConfig.from_dict({"units": [unit]})
    assert former.units[0].peak_uv == 50.0
    assert former == HybridConfig(units=[HybridUnit(dataset=DATASET, template_index=1, peak_uv=50.0)])
    assert "amplitude_uv" not in former.to_text("yaml")
    with pytest.raises(ConfigError, match="amplitude_uv"):
        HybridConfig.from_dict({"units": [{**unit, "peak_uv": 60.0}]})
