"""Objects show what they are: in one line, and as a table in a notebook, in which names are only text."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.generation import generate_drifting_recording
from driftscope.hybrid import Hybrid, HybridConfig
from driftscope.recording import Recording
from driftscope.sorting import Sorting
from driftscope.summaries import Summary, names_of, range_of
from driftscope.template_set import Templates
from probeinterface import generate_linear_probe

SIMULATION = Simulation(SimulationConfig(duration_s=10.0))
EXTRA = generate_drifting_recording(3, 61.0, probe=generate_linear_probe(4), seed=0, extra_outputs=True)[3]
SHOWN: dict[str, Any] = {
    "simulation": SIMULATION,
    "hybrid": Hybrid(HybridConfig()),
    "recording": SIMULATION.drifting,
    "sorting": SIMULATION.sorting,
    "motion": SIMULATION.motion,
    "static templates": EXTRA["templates"],
    "templates": Templates(np.zeros((2, 9, 3)), 30_000.0, 3),
    "drifting templates": SIMULATION.drifting.drifting_templates,
}


@pytest.mark.parametrize("one", SHOWN.values(), ids=SHOWN)
def test_every_object_says_what_it_is(one: Any) -> None:
    assert "object at 0x" not in repr(one)
    html = one._repr_html_()
    assert html.startswith("<div><strong>")
    assert html.count("<tr>") == len(one.summary().facts) >= 4


@pytest.mark.parametrize("name", ["simulation", "hybrid", "recording"])
def test_it_says_how_to_look_at_it(name: str) -> None:
    assert "driftscope_dashboard.explore(...)" in SHOWN[name]._repr_html_()
    assert "driftscope serve" in SHOWN[name]._repr_html_()


def test_lines_hold_the_facts() -> None:
    assert repr(SIMULATION) == "Simulation: 250 units - 128 channels (neuropixels) - 10 s at 30 kHz - zigzag"
    assert repr(Hybrid(HybridConfig())) == "Hybrid: 5 units - onto sample - motion: source"
    assert repr(SIMULATION.motion).startswith("Motion: 250 units - 10 s at 5 Hz - 1 component, rigid - ")
    assert repr(Simulation(SimulationConfig.from_dict({"motion": {"components": []}})).motion).endswith(
        "no displacement"
    )


def test_names_are_text_whatever_they_contain() -> None:
    evil = "<script>alert('x')</script>"
    recording = Recording(SIMULATION.static.segments, 30_000.0, [evil, *map(str, range(127))])
    recording.annotate(note=evil)
    sorting = Sorting.from_spike_vector(SIMULATION.sorting.to_spike_vector(), 30_000.0, [evil] * 250)
    sorting.set_property(evil, np.zeros(250))
    sorting.annotate(name=evil)
    for one in (recording, sorting, Summary(evil, {evil: evil}, (evil,))):
        html = one._repr_html_() if hasattr(one, "_repr_html_") else one.to_html()
        assert "<script>" not in html
        assert "&lt;script&gt;" in html


def test_a_probe_that_cannot_be_read_is_said_and_not_raised(tmp_path: Path) -> None:
    config = SimulationConfig.from_dict({"probe": {"kind": "file", "path": str(tmp_path / "missing.json")}})
    assert "a probe that cannot be read (file)" in repr(Simulation(config))


def test_many_names_are_cut_and_counted() -> None:
    assert names_of("abc") == "a, b, c"
    assert names_of(range(20)) == "0, 1, 2, 3, 4, 5, 6, 7, ... (20 in all)"
    assert range_of([2.0, 2.0], "s") == "2 s"
    assert range_of([1.0, 2.5]) == "1 to 2.5"
    assert range_of([]) == "none"
