"""Advice as lines, with the options that follow it."""

import shlex

import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.cli.advice import advice_line, settings_text
from driftscope.cli.arguments import changes
from driftscope.hybrid import Hybrid, HybridConfig
from driftscope.hybrid.sources import SampleSource


@pytest.mark.parametrize(
    "given",
    [
        {"noise.level_uv": {"low": 5.0, "high": 8.0}},
        {"motion.start_um": [0.0, -20.5], "motion.stop_um": [0.0, 20.5]},
        {"units.minimum_distance_um": None, "motion.kind": "source"},
        {"motion": {"kind": "source"}},
    ],
)
def test_options_give_the_changes_back(given):
    words = shlex.split(settings_text(given))
    assert changes(words[1::2]) == given


def test_each_piece_of_advice_is_one_line_with_what_to_do():
    [one] = Simulation(SimulationConfig().replace({"sampling_frequency_hz": 8_000.0})).advice
    line = advice_line(one)
    assert line.endswith("Use 30000 Hz: --set sampling_frequency_hz=30000.0") and "\n" not in line


def test_hybrids_are_advised_on_too():
    config = HybridConfig(source=SampleSource(duration_s=2.0)).replace({"motion": {"kind": "still"}})
    lines = [advice_line(one) for one in Hybrid(config).advice]
    assert any("--set motion='{kind: source}'" in line for line in lines)
