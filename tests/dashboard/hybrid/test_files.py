import json

import numpy as np
import pytest
from driftscope import SimulationConfig
from driftscope.probe import build_probe
from driftscope_dashboard.actions.files import Files
from driftscope_dashboard.actions.keyboard import Keyboard
from driftscope_dashboard.actions.snapshots import SnapshotButtons
from driftscope_dashboard.kinds import HYBRID
from driftscope_dashboard.session.sharing import decode
from driftscope_dashboard.session.state import State


def made_by(action, state, services):
    """Make an action as the hybrid page has it."""
    return next(one for one in HYBRID.actions if getattr(one, "func", one) is action)(state, services)


@pytest.fixture
def files(state, services):
    made = made_by(Files, state, services)
    made.controls()
    made.said = []
    made.bring.tell = made.said.append
    return made


def send(files, name, text, **more):
    files.bring.hear({"name": name, "text": text, "size": len(text), **more})


@pytest.mark.parametrize("form", ["yaml", "json", "toml"])
def test_a_configuration_is_opened(files, session, small, form):
    other = small.replace({"units.0.peak_uv": 99.0})
    send(files, f"mine.{form}", other.to_text(form))
    assert session.config == session.simulation.origin == other


def test_one_of_a_synthetic_recording_is_offered_its_own_page(files, session):
    before = session.config
    send(files, "mine.yaml", SimulationConfig(seed=4).to_text("yaml"))
    [question] = files.said
    assert "synthetic" in question["title"]
    assert session.config == before
    files.bring.hear({"answer": ""})
    assert len(files.said) == 1
    files.bring.hear({"answer": question["answers"][0][0]})
    place, _, code = files.said[1]["go"].partition("?c=")
    assert (place, decode(code).config) == ("./", SimulationConfig(seed=4))


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [("a.txt", "", "must end in"), ("a.yaml", "source: {kind: tape}", "kind"), ("a.yaml", "[", "not yaml")],
)
def test_what_is_no_configuration_is_refused_in_words(files, session, services, name, text, words):
    before = session.config
    send(files, name, text)
    assert words in str(services.failures[0])
    assert session.config == before


def test_a_drift_that_was_measured_moves_the_added_units(files, session):
    from base64 import b64encode

    table = "time_s,displacement_um\n0,0\n5,20\n10,-20\n"
    send(files, "drift.csv", "", bytes=b64encode(table.encode()).decode())
    motion = session.simulation.motion
    assert session.config.motion.kind == "measured"
    seen = motion.displacement_um(np.array([int(5 * motion.sampling_frequency_hz)]), np.array([0]))
    assert seen[0, 1] == pytest.approx(20.0, abs=1.0)


def test_a_probe_is_taken_by_a_recording_that_brings_none(files, state, session, services, flat):
    described = build_probe(flat.source.probe).to_dict(array_as_list=True)
    probe = json.dumps({"specification": "probeinterface", "version": "0.2", "probes": [described]})
    send(files, "probe.json", probe)
    assert "has its own" in str(services.failures[0])
    session.restructure({"source": flat.source.to_dict(), "motion": {"kind": "still"}})
    send(files, "probe.json", probe)
    assert session.config.source.probe.kind == "inline"
    assert not session.problems


def test_snapshots_are_compared_in_the_words_of_the_form(state: State, services):
    made = made_by(SnapshotButtons, state, services)
    made.controls()
    made.letters.hear({"letter": "A"})
    state.session.change({"units.1.peak_uv": 150.0, "spikes.firing_rate_hz": 3.0})
    words = made.letters.options[0][3]
    assert "Unit 1: Peak: none → 150 µV" in words
    assert "Firing: Firing rate" in words


def test_keys_are_called_as_on_this_page(state, services):
    [keys] = made_by(Keyboard, state, services).controls()
    listed = [words for _, lines in keys.options[1] for _, words in lines]
    assert "Before, after, or both side by side" in listed
    assert not any("Static" in words for words in listed)
